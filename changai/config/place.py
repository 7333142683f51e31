"""The place changai runs at: its data folder, its keys, and the lock that keeps writers apart.

Nothing here imports Django: it prepares what the settings will read.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "secret_key"  # noqa: S105 - the name of the file
PERSONAL_KEY = "personal_key"
LOCK = "changai.lock"
DATABASE = "changai.sqlite3"
DEMO_MARK = "THIS-IS-A-DEMO"
FOLDER_MODE, KEY_MODE = 0o700, 0o600


class Refusal(Exception):
    """A command cannot do what was asked; the message says why and what to do."""


def both(zh: str, en: str) -> str:
    """Return a line for the terminal in both languages: it has no language setting to trust."""
    return f"{zh} {en}"


def told(error: OSError) -> str:
    """Return in both languages why a file or folder could not be used."""
    name = error.filename or ""
    if isinstance(error, FileNotFoundError):
        return both(f"没有这个文件或文件夹：{name}。", "No such file or folder.")
    if isinstance(error, PermissionError):
        return both(f"无权读写：{name}。", "You may not read or write this.")
    if isinstance(error, IsADirectoryError | NotADirectoryError):
        zh = f"文件和文件夹弄反了：{name}。"
        return both(zh, "A folder was named where a file is wanted, or the other way round.")
    return both(f"无法读写 {name}：{error.strerror}。", "It could not be read or written.")


def say(zh: str, en: str) -> None:
    """Print a line in both languages."""
    sys.stdout.write(both(zh, en) + "\n")
    sys.stdout.flush()


def choose(*, demo: bool) -> Path:
    """Fix the mode and the data folder for this process and its settings; return the folder."""
    if demo:
        os.environ["CHANGAI_DEMO"] = "1"
    named = os.environ.get("CHANGAI_DATA")
    demo = os.environ.get("CHANGAI_DEMO") == "1"
    folder = Path(named) if named else ROOT / "data" / ("demo" if demo else "office")
    os.environ["CHANGAI_DATA"] = str(folder.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "changai.config.settings")
    return folder.absolute()


def holds_office(folder: Path) -> bool:
    """Say whether somebody set a place up in this folder: there are keys, or there is data."""
    return any((folder / name).exists() for name in ("keys", DATABASE))


def require_office(folder: Path) -> None:
    """Refuse to work on a folder where no office lies, and leave no trace there.

    Raises:
        Refusal: the folder is missing or empty, most often because CHANGAI_DATA was not set.
    """
    if holds_office(folder):
        return
    zh = f"此处没有办公室数据：{folder}。若数据在别处，请先 export CHANGAI_DATA=那个目录；"
    en = f"No office lies in {folder}. If yours lies elsewhere, set CHANGAI_DATA to that folder; "
    raise Refusal(both(f"{zh}只有新建时才运行 init。\n ", f"{en}run `init` only for a new one."))


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter."""
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    folder.chmod(FOLDER_MODE)


def make_keys(folder: Path) -> bool:
    """Write the keys that are missing, readable by their owner only; say whether any was."""
    keys = folder / "keys"
    make_folder(keys)
    wanted = {
        SECRET_KEY: secrets.token_urlsafe(64).encode(),
        PERSONAL_KEY: secrets.token_bytes(32),
    }
    made = False
    for name, fresh in wanted.items():
        path = keys / name
        if not path.exists():
            write_private(path, fresh)
            made = True
    return made


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, never readable by others in between."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def on_sqlite() -> bool:
    """Say whether this place keeps its data in SQLite."""
    return (os.environ.get("CHANGAI_DATABASE_URL") or "sqlite").startswith("sqlite")


def served_at(folder: Path) -> str:
    """Return the address the server of this folder has or had last, as it wrote into its lock."""
    lock = folder / LOCK
    words = lock.read_text(encoding="utf-8").split() if lock.exists() else []
    return next((word for word in words if word.startswith("http")), "")


@contextmanager
def alone(folder: Path, command: str, *, address: str = "") -> Iterator[None]:
    """Hold the lock of the data folder while writing; the system drops it when a process dies.

    On PostgreSQL several processes may write, so nothing is locked.
    Raises:
        Refusal: another process holds it.
    """
    if not on_sqlite():
        yield
        return
    make_folder(folder)
    with (folder / LOCK).open("a+", encoding="utf-8") as file:
        if not _take(file.fileno()):
            file.seek(0)
            holder = file.read().strip() or "?"
            raise Refusal(
                both(
                    f"数据目录 {folder} 正被另一个进程使用（{holder}）。请先停止它。",
                    f"Another process is using this data folder ({holder}). "
                    f"Stop it, then run `.venv/bin/changai {command}` again.",
                )
            )
        file.seek(0)
        file.truncate()
        file.write(f"changai {command}, pid {os.getpid()} {address}".rstrip())
        file.flush()
        yield


if sys.platform == "win32":

    def _take(handle: int) -> bool:
        import msvcrt

        try:
            # A byte far behind the text, so that others can still read who holds it.
            os.lseek(handle, 4096, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _take(handle: int) -> bool:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
