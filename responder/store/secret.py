"""Secrets: the key in the data directory, the random tokens handed out, and the HMAC that is kept of them."""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from responder.store.errors import SecretUnreadable, StoreDamaged

_HMAC_FILE = "hmac.key"
_SIGNING_FILE = "audit-signing.key"
_KEY_BYTES = 32

# NIST SP 800-38D, 8.2: 96 bits, random; far fewer than 2**32 secrets are ever sealed.
_NONCE_BYTES = 12

# Anything that group or others may do with the file.
_FOREIGN_ACCESS = 0o077


class Purpose(StrEnum):
    """Separates the HMACs, so that no kind of token is ever taken for another."""

    LINK = "link"
    DEVICE = "device"
    STAFF = "staff"
    PIN = "pin"
    SPOKEN_CODE = "spoken_code"
    RECOVERY_CODE = "recovery_code"
    MAP_KEY = "map_key"
    TAP = "tap"
    TAPPED_DEVICE = "tapped_device"


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


def seal(key: bytes, name: str, plain: bytes) -> str:
    """The plain bytes encrypted with AES-256-GCM for the record of this name; base64url."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + _cipher(key).encrypt(nonce, plain, name.encode())).decode()


def unseal(key: bytes, name: str, sealed: str) -> bytes:
    """What was sealed for that record. Raises StoreDamaged for another record's, or another key's."""
    try:
        data = base64.urlsafe_b64decode(sealed)
        return _cipher(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], name.encode())
    except (InvalidTag, ValueError) as error:
        raise StoreDamaged(f"the secret of {name} was changed, or made with another key") from error


def _cipher(key: bytes) -> AESGCM:
    """With a key of its own: one key serves one algorithm (NIST SP 800-57, 5.2)."""
    derived = HKDF(hashes.SHA256(), length=_KEY_BYTES, salt=None, info=b"seal").derive(key)
    return AESGCM(derived)


def new_recovery_code() -> str:
    """Ten letters and digits, 50 bits, in two groups."""
    text = base64.b32encode(secrets.token_bytes(7)).decode().lower()
    return f"{text[:5]}-{text[5:10]}"


def new_token() -> str:
    """A random 256-bit capability, base64url without padding: 43 characters."""
    return secrets.token_urlsafe(32)


def new_id() -> str:
    """A random 120-bit name for a record: 24 letters and digits, safe to read aloud and in any URL."""
    return base64.b32encode(secrets.token_bytes(15)).decode().lower()


def token_hmac(key: bytes, purpose: Purpose, token: str) -> str:
    """HMAC-SHA256 over purpose and token, hex: all that is ever kept of a token."""
    return hmac.new(key, f"{purpose}:{token}".encode(), hashlib.sha256).hexdigest()
