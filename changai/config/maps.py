"""`changai map`: the approved map of this place, put in, shown and taken out by the operator."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from changai.config import place
from changai.config.place import Refusal, both, say


def run(options: argparse.Namespace) -> int:
    """Put a map in, say which one there is, or take it out; a running server notices by itself."""
    folder = place.choose(demo=False)
    place.require_office(folder)
    from changai.config import start

    start.boot()
    from changai.dashboards.queries import MAP_FILE

    path = folder / MAP_FILE
    if options.what == "import":
        return _put_in(options, path)
    return _show(path) if options.what == "show" else _take_out(path)


def _put_in(options: argparse.Namespace, path: Path) -> int:
    from changai.packs.boundaries import read_geojson, stored
    from changai.packs.current import pack
    from changai.packs.problems import PackError

    if options.file is None:
        raise Refusal(both("请写明 GeoJSON 文件。", "Name a GeoJSON file."))
    codes = {one.code for one in pack().divisions if one.valid_to is None}
    try:
        approved = read_geojson(
            options.file.read_bytes(),
            approval=options.approval or "",
            codes=codes,
            file=options.file.name,
        )
    except PackError as error:
        raise Refusal(str(error)) from error
    fresh = path.with_name(f"{path.name}.part")
    fresh.unlink(missing_ok=True)
    place.write_private(fresh, stored(approved).encode())
    os.replace(fresh, path)
    say(
        f"已装入地图：{len(approved.shapes)} 个区划，审图号 {approved.approval}。",
        "It is drawn wherever it knows every place below a unit; elsewhere the scheme stays.",
    )
    return 0


def _show(path: Path) -> int:
    from changai.dashboards.queries import approved_map

    approved = approved_map()
    if approved is None:
        say("没有装入地图，页面用示意图。", "No map was put in; pages show the scheme.")
        return 0
    say(
        f"地图 {path}：{len(approved.shapes)} 个区划，审图号 {approved.approval}。",
        "Take it out with `changai map remove`.",
    )
    return 0


def _take_out(path: Path) -> int:
    path.unlink(missing_ok=True)
    say("地图已移除，页面用示意图。", "The map is gone; pages show the scheme.")
    return 0
