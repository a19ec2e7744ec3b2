"""The installation's secrets: made once for the embedded portal, demanded from outside by production.

SECRET_KEY signs, FIELD_ENCRYPTION_KEYS encrypt personal ids and documents (the first key is the current one, the others
only open what they once closed), INDEX_KEY makes the searchable digests beside encrypted ids, LEDGER_KEY the ledger's
digests and seals. Whoever loses them loses the ids and the proof; none of them is in the database.
"""

import base64
import binascii
import fcntl
import json
import os
import secrets
from pathlib import Path
from typing import TypedDict

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
MIN_SECRET_CHARACTERS = 50


class Keys(TypedDict):
    SECRET_KEY: str
    FIELD_ENCRYPTION_KEYS: list[str]
    INDEX_KEY: str
    LEDGER_KEY: str


def new_key() -> str:
    """A random 32-byte key in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def kept_keys(path: Path) -> Keys:
    """The keys in the file at `path` (mode 0600), which is made with new ones if it is not there.

    The file is locked while it is made, since web, worker and scheduler may all be the first to start.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if text := file.read():
            return json.loads(text)
        keys = Keys(
            SECRET_KEY=secrets.token_urlsafe(MIN_SECRET_CHARACTERS),
            FIELD_ENCRYPTION_KEYS=[new_key()],
            INDEX_KEY=new_key(),
            LEDGER_KEY=new_key(),
        )
        json.dump(keys, file, indent=2)
        return keys


def check_key(name: str, value: str) -> str:
    """`value` if it is 32 random-looking bytes in URL-safe base64; else ImproperlyConfigured that names the setting."""
    try:
        raw = base64.b64decode(value, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES or len(set(raw)) < KEY_BYTES // 4:
        raise ImproperlyConfigured(
            f"{name} must be a random key of {KEY_BYTES} bytes in URL-safe base64. Make one with: make key"
        )
    return value


def check_secret(name: str, value: str) -> str:
    """`value` if it is long and varied enough to sign with; else ImproperlyConfigured that names the setting."""
    weak = len(value) < MIN_SECRET_CHARACTERS or len(set(value)) < 10 or value.startswith("django-insecure-")
    if weak:
        raise ImproperlyConfigured(
            f"{name} is missing, short or a default. It needs {MIN_SECRET_CHARACTERS} random characters or more. "
            "Make one with: make key"
        )
    return value
