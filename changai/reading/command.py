"""`changai read`: print or write what files say. It needs no database."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from changai.reading.containers import LIMITS
from changai.reading.document import Reading, read_bytes
from changai.reading.errors import Unreadable

_USAGE: Final = 2
_INTERRUPTED: Final = 130
_KINDS: Final = {"meeting": "会议报道", "plan": "方案要点", "other": "其他文稿"}


class WrongUsage(ValueError):
    """Say what about the arguments cannot work."""


@dataclass(frozen=True)
class _Job:
    """One file to read, and where its JSON goes when it is written."""

    path: Path
    target: Path | None


def main(argv: list[str]) -> int:
    """Run `changai read` with its arguments; return the exit status."""
    parser = argparse.ArgumentParser(prog="changai read", description=__doc__)
    add_arguments(parser)
    try:
        args = parser.parse_args(argv)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else _USAGE
    return run(args)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments on a parser of the caller's."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="files or folders")
    parser.add_argument("--json", action="store_true", help="print JSON Lines, one per file")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write <stem>.json into a folder")


def run(args: argparse.Namespace) -> int:
    """Read the files: 0, 1 where one was unreadable, 2 for wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        jobs = _jobs(args.paths, args.out)
    except WrongUsage as problem:
        _say(f"changai read: {problem}")
        return _USAGE
    try:
        return _work(jobs, as_json=args.json)
    except KeyboardInterrupt:
        _say("changai read: 已中断")
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone: leave without Python's complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _work(jobs: list[_Job], *, as_json: bool) -> int:
    unreadable = 0
    for number, job in enumerate(jobs, 1):
        try:
            reading = _read(job.path)
        except Unreadable as problem:
            unreadable += 1
            _say(f"[{number}/{len(jobs)}] {job.path}: {problem}")
            continue
        told = {"id": job.path.stem, **reading.to_json()}
        if job.target is not None:
            _write(job.target, told)
        if as_json:
            _print(json.dumps(told, ensure_ascii=False))
        elif job.target is None:
            _print(_summary(job.path, reading))
        _say(f"[{number}/{len(jobs)}] {job.path}: {len(reading.clean_text)} 字，"
             f"{len(reading.facts.measures)} 条举措")  # fmt: skip
    if unreadable:
        _say(f"changai read: {len(jobs)} 个文件中有 {unreadable} 个无法读取")
    return 1 if unreadable else 0


def _read(path: Path) -> Reading:
    try:
        if path.stat().st_size > LIMITS.file:
            raise Unreadable("too_large")
        return read_bytes(path.read_bytes(), path.name)
    except OSError as problem:
        raise Unreadable("missing") from problem


def _jobs(paths: list[Path], out: Path | None) -> list[_Job]:
    """Return the files in the order given; those of a folder by name, its sub-folders kept."""
    if out is not None and out.exists() and not out.is_dir():
        raise WrongUsage(f"--out 不是文件夹：{out}")
    jobs: list[_Job] = []
    for path in paths:
        if path.is_dir():
            for file in _files(path, out):
                place = None if out is None else out / file.relative_to(path).parent
                jobs.append(_job(file, place))
        else:
            jobs.append(_job(path, out))
    if not jobs:
        raise WrongUsage("文件夹里没有文件")
    met: dict[Path, Path] = {}
    for job in jobs:
        if job.target is None:
            continue
        if job.target in met:
            raise WrongUsage(f"{met[job.target]} 与 {job.path} 会写入同一个 {job.target}，请改名")
        met[job.target] = job.path
    return jobs


def _job(file: Path, place: Path | None) -> _Job:
    return _Job(file, None if place is None else place / f"{file.stem}.json")


def _files(folder: Path, out: Path | None) -> Iterator[Path]:
    # What an earlier run wrote into a folder below is no document.
    inner = None if out is None or out.resolve() == folder.resolve() else out.resolve()
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and not (inner and inner in path.resolve().parents):
            yield path


def _write(target: Path, told: dict[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(target)


def _summary(path: Path, reading: Reading) -> str:
    facts = reading.facts
    meeting = facts.meeting
    lines = [f"{path}", f"  类型：{_KINDS.get(facts.kind, facts.kind)}（{reading.container}）"]
    if reading.damage:
        lines.append(
            "  修复：" + "；".join(f"{one.label} {one.count} 处" for one in reading.damage)
        )
    told = [part for part in (meeting.title, meeting.date, meeting.place, meeting.form) if part]
    if told:
        lines.append("  会议：" + "，".join(told))
    for person in facts.people:
        lines.append(f"  人员：{person.name}　{'、'.join(person.titles)}　{'、'.join(person.acts)}")
    for name, words in (("单位", facts.organisations), ("文件", facts.documents)):
        if words:
            lines.append(f"  {name}：" + "、".join(words))
    for number, measure in enumerate(facts.measures, 1):
        lines.append(f"  {number:>3}. {measure.text}")
        units = [("牵头", measure.lead), ("配合", measure.cooperating)]
        notes = [f"{label}：{'、'.join(names)}" for label, names in units if names]
        notes += [f"时限：{measure.deadline}"] if measure.deadline else []
        notes += [f"提出：{measure.speaker}"] if measure.speaker else []
        if notes:
            lines.append("       " + "；".join(notes))
    return "\n".join(lines) + "\n"


def _print(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
