"""Files of this place, kept once under their hash and never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def stored_path(sha256: str) -> Path:
    """Return where the file with this hash lies."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Write bytes under their hash, synced to disk, and return the hash; the same bytes once.

    A row that names the hash is written after this, so it never names a file that a power cut
    could take away. A file without a row is harmless; one that was spoilt is written anew.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = stored_path(sha256)
    if kept(sha256) is not None:
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return sha256


def kept(sha256: str) -> bytes | None:
    """Return the bytes kept under a hash; None where they are gone or are not those any more."""
    try:
        content = stored_path(sha256).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
