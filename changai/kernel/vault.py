"""Seal and open small texts. The key of the place lies in a file outside the database."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12
KEY_BYTES = 32
KEY_FILE = "personal_key"


def new_key() -> bytes:
    """Return a fresh random key."""
    return os.urandom(KEY_BYTES)


@cache
def _place_key() -> bytes:
    if settings.TESTING:
        return hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    path = settings.KEYS_DIR / KEY_FILE
    if not path.exists():
        raise ImproperlyConfigured(f"{KEY_FILE} is missing in the keys folder; run `changai init`.")
    key: bytes = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{KEY_FILE} must hold exactly {KEY_BYTES} bytes.")
    return key


def wrap(key: bytes, label: bytes) -> bytes:
    """Seal a person's key under the key of the place; the label is bound in."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_place_key()).encrypt(nonce, key, label)


def unwrap(sealed: bytes, label: bytes) -> bytes:
    """Open a person's key."""
    return AESGCM(_place_key()).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], label)


def seal(text: str, key: bytes, label: bytes) -> str:
    """Seal a text under a key; the label is bound in, so it cannot be moved elsewhere."""
    nonce = os.urandom(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), label)).decode()


def unseal(sealed: str, key: bytes, label: bytes) -> str:
    """Open a sealed text."""
    raw = base64.b64decode(sealed)
    return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], label).decode()
