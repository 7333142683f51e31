"""The approved map that the operator put into the data folder, if there is one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from changai.packs.boundaries import ApprovedMap, read_stored

MAP_FILE = "approved-map.json"


def approved_map() -> ApprovedMap | None:
    """Return the approved map of this place; read again only when the file changes."""
    path = Path(settings.DATA_DIR) / MAP_FILE
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    return _read(str(path), changed)


@lru_cache(maxsize=2)
def _read(path: str, _changed: int) -> ApprovedMap | None:
    return read_stored(Path(path).read_text(encoding="utf-8"))
