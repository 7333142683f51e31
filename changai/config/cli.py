"""`changai`: the one command of the program. Starts fast: Django is imported only where needed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from changai.config.place import Refusal, both

OK, FAILED, WRONG_USAGE = 0, 1, 2
Command = Callable[[argparse.Namespace], int]
PORT_OF_LINK = both("链接中的端口", "port in the printed link; else that of the server")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 1 when it failed or was refused, 2 for wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] and arguments[0] in OF_DEVELOPERS:
        return OF_DEVELOPERS[arguments[0]](arguments[1:])
    parser = make_parser(reading="read" in arguments[:1])
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help(sys.stderr)
        return WRONG_USAGE
    try:
        run: Command = options.run
        return run(options)
    except Refusal as refusal:
        sys.stderr.write(f"changai: {refusal}\n")
        return FAILED
    except (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError) as error:
        from changai.config import place

        sys.stderr.write(f"changai: {place.told(error)}\n")
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130


def _assets(arguments: list[str]) -> int:
    from changai.ui import assets

    code: int = assets.main(arguments)
    return code


def _messages(arguments: list[str]) -> int:
    from changai.ui import messages

    return messages.main(arguments)


def _docs(arguments: list[str]) -> int:
    from changai.config import docs, place, start

    place.choose(demo=True)
    start.boot()
    return docs.main(arguments)


# These hand their arguments on as they are.
OF_DEVELOPERS: dict[str, Callable[[list[str]], int]] = {
    "assets": _assets,
    "messages": _messages,
    "docs": _docs,
}


def make_parser(*, reading: bool = False) -> argparse.ArgumentParser:
    """Return the parser; the options of `read` are loaded only when it is asked for."""
    parser = argparse.ArgumentParser(
        prog="changai", description=both("产改通。", "Run the industrial-workforce reform.")
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(title=both("命令", "commands"), metavar="COMMAND")

    def add(name: str, zh: str, en: str, run: Command) -> argparse.ArgumentParser:
        text = both(zh, en)
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    read = add("read", "读文件，抽取举措。", "Read documents into facts; needs no database.", _read)
    if reading:
        from changai.reading import command

        command.add_arguments(read)
    _add_office(add)
    _add_keeping(add)
    again = add("recompute", "重算并核对指标汇总。", "Compute all totals again.", _recompute)
    again.add_argument(
        "--heal", action="store_true", help=both("更正不符的数", "put right what differs")
    )
    add("check", "检查内容包和设置。", "Check the packs and the settings of this place.", _check)
    for name, zh, en in (
        ("assets", "构建前端。", "Build the front end if its sources changed."),
        ("messages", "更新英文译文目录。", "Renew the English catalogues."),
        ("docs", "生成文档页。", "Write the generated pages of docs/."),
    ):
        commands.add_parser(name, help=both(zh, en), add_help=False)
    return parser


def _add_office(add: Callable[..., argparse.ArgumentParser]) -> None:
    init = add("init", "新建一个办公室的数据目录。", "Make the data folder of an office.", _init)
    init.add_argument("--login", default="office", help=both("首个账号", "login of the first user"))
    init.add_argument("--name", help=both("姓名", "name of the first user"))
    init.add_argument(
        "--division", help=both("行政区划代码（如 320000）", "division code the office serves")
    )
    init.add_argument("--port", type=_port, help=PORT_OF_LINK)
    serve = add("serve", "启动服务。", "Serve the pages and run the jobs.", _serve)
    serve.add_argument("--demo", action="store_true", help=both("演示模式", "serve the demo"))
    serve.add_argument("--host", default=os.environ.get("CHANGAI_HOST", "127.0.0.1"))
    serve.add_argument(
        "--port", type=_port, default=8000, help=both("端口，默认 8000", "port, 8000 if not given")
    )
    serve.add_argument("--threads", type=int, default=8, help=both("线程数", "threads for pages"))
    serve.add_argument(
        "--no-jobs", action="store_true", help=both("不运行后台任务", "leave the jobs out")
    )
    add("migrate", "升级数据库（先备份）。", "Bring the database up to date.", _migrate)
    user = add("user", "为无法登录的人生成重置链接。", "Make a reset link for a person.", _user)
    user.add_argument("login", help=both("登录名", "login of the person"))
    user.add_argument("--port", type=_port, help=PORT_OF_LINK)


def _add_keeping(add: Callable[..., argparse.ArgumentParser]) -> None:
    paper = add(
        "paper", "把公文写成 docx 或 pdf。", "Write an official paper as docx or pdf.", _paper
    )
    paper.add_argument(
        "kind", nargs="?", help=both("种类代码", "code of the kind; none lists them")
    )
    paper.add_argument("thing", nargs="?", type=int, metavar="ID")
    paper.add_argument("--out", type=Path, metavar="FILE", help="FILE.docx, FILE.pdf")
    paper.add_argument("--by", metavar="LOGIN", help=both("以谁的身份", "as whom it is drawn"))
    paper.add_argument(
        "--check", type=int, metavar="PAPER", help=both("核对已印发公文", "build one issued again")
    )
    backup = add("backup", "备份全部数据（可在运行时）。", "Back up everything.", _backup)
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument(
        "--portable",
        action="store_true",
        help=both("可恢复到 PostgreSQL", "as lines, which PostgreSQL takes as well as SQLite"),
    )
    restore = add("restore", "恢复到空目录。", "Restore a backup into an empty folder.", _restore)
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--into", type=Path, required=True, metavar="DIR")
    drawn = add(
        "map", "装入、查看或移除已审定的地图。", "Put in, show or remove an approved map.", _map
    )
    drawn.add_argument("what", choices=("import", "show", "remove"))
    drawn.add_argument("file", nargs="?", type=Path, metavar="FILE", help="GeoJSON")
    drawn.add_argument("--approval", metavar="NO", help=both("审图号", "number of the approval"))
    export = add("export", "以开放格式导出全部数据。", "Export everything openly.", _export)
    export.add_argument("folder", type=Path, metavar="DIR")


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(both("端口应在 1–65535 之间", "1 to 65535"))
    return number


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("changai")
    except PackageNotFoundError:
        return "0"


def _read(options: argparse.Namespace) -> int:
    from changai.reading import command

    code: int = command.run(options)
    return code


def _init(options: argparse.Namespace) -> int:
    from changai.config import office

    return office.init(options)


def _user(options: argparse.Namespace) -> int:
    from changai.config import office

    return office.reset_link(options)


def _serve(options: argparse.Namespace) -> int:
    from changai.config import serve

    return serve.run(options)


def _migrate(_options: argparse.Namespace) -> int:
    from changai.config import place, start
    from changai.config.place import say

    folder = place.choose(demo=False)
    place.require_office(folder)
    with place.alone(folder, "migrate"):
        start.boot()
        start.migrate()
    say("数据库已是最新。", "The database is up to date.")
    return OK


def _check(_options: argparse.Namespace) -> int:
    from changai.config import checks

    return checks.run()


def _recompute(options: argparse.Namespace) -> int:
    from changai.config import recompute

    return recompute.run(options)


def _paper(options: argparse.Namespace) -> int:
    from changai.config import papers

    return papers.run(options)


def _map(options: argparse.Namespace) -> int:
    from changai.config import maps

    return maps.run(options)


def _backup(options: argparse.Namespace) -> int:
    from changai.config import backup

    return backup.run(options.file, portable=options.portable)


def _restore(options: argparse.Namespace) -> int:
    from changai.config import restore

    return restore.run(options.file, options.into)


def _export(options: argparse.Namespace) -> int:
    from changai.config import export

    return export.run(options.folder)


if __name__ == "__main__":
    sys.exit(main())
