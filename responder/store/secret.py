"""Secrets: the key in the data directory, the random tokens handed out, and the HMAC that is kept of them."""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from responder.store.errors import SecretUnreadable

_HMAC_FILE = "hmac.key"
_SIGNING_FILE = "audit-signing.key"
_KEY_BYTES = 32

# Anything that group or others may do with the file.
_FOREIGN_ACCESS = 0o077


class Purpose(StrEnum):
    """Separates the HMACs, so that no kind of token is ever taken for another."""

    LINK = "link"
    DEVICE = "device"
    STAFF = "staff"
    PIN = "pin"
    SPOKEN_CODE = "spoken_code"


def load_hmac_key(data_dir: Path) -> bytes:
    """The 256-bit key for `token_hmac`, made on first use with mode 0600. Raises SecretUnreadable."""
    return _load(data_dir / _HMAC_FILE)


def load_signing_key(data_dir: Path) -> Ed25519PrivateKey:
    """The key that signs the audit trail, made on first use with mode 0600. Raises SecretUnreadable."""
    return Ed25519PrivateKey.from_private_bytes(_load(data_dir / _SIGNING_FILE))


def _load(path: Path) -> bytes:
    if not path.exists():
        _create(path)
    if path.stat().st_mode & _FOREIGN_ACCESS:
        raise SecretUnreadable(f"{path} is open to other users: chmod 600 it")
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise SecretUnreadable(f"{path} holds {len(key)} bytes instead of {_KEY_BYTES}")
    return key


def _create(path: Path) -> None:
    """Writes a new key whole or not at all; the first of several processes wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
    _sync(path.parent)


def _sync(directory: Path) -> None:
    """Puts the directory's new names on disk: a key that a power cut forgets takes every link with it."""
    descriptor = os.open(directory, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def new_token() -> str:
    """A random 256-bit capability, base64url without padding: 43 characters."""
    return secrets.token_urlsafe(32)


def new_id() -> str:
    """A random 120-bit name for a record: 24 letters and digits, safe to read aloud and in any URL."""
    return base64.b32encode(secrets.token_bytes(15)).decode().lower()


def token_hmac(key: bytes, purpose: Purpose, token: str) -> str:
    """HMAC-SHA256 over purpose and token, hex: all that is ever kept of a token."""
    return hmac.new(key, f"{purpose}:{token}".encode(), hashlib.sha256).hexdigest()
