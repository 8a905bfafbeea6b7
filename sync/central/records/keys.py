"""The central's private keys: files outside the database, readable by the central alone (sync rule 31)."""

import fcntl
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from sync.central.records.tables import SEALING_KEYS
from sync.central.storage.portable import insert_if_new
from sync.protocol.seal import Binding, SealError, key_id_of, new_private_key, open_bytes, open_sealed, public_key_of

_KEY_BYTES = 32
_OPEN_TO_OTHERS = 0o077


class KeysError(Exception):
    """The private keys cannot be used as they are; says which file, and what is expected."""


@dataclass(frozen=True)
class KeyRing:
    """All private keys by key id. Terminals seal to the current one; records may still come in under the others."""

    current_id: str
    private_keys: Mapping[str, bytes]

    @property
    def current_public_key(self) -> bytes:
        """What terminals seal to, 32 raw bytes."""
        return public_key_of(self.private_keys[self.current_id])

    def open(self, sealed: bytes, key_id: str, binding: Binding) -> dict[str, object]:
        """Open what was sealed to one of our keys; raises SealError, and then the bytes must be kept (sync rule 34)."""
        return open_sealed(sealed, binding, self._private_key(key_id))

    def open_bytes(self, sealed: bytes, key_id: str, binding: Binding) -> bytes:
        """The same for a photo."""
        return open_bytes(sealed, binding, self._private_key(key_id))

    def _private_key(self, key_id: str) -> bytes:
        private_key = self.private_keys.get(key_id)
        if private_key is None:
            raise SealError(f"the private key {key_id} is not here")
        return private_key


def read_keys(directory: Path) -> KeyRing | None:
    """All keys of `directory`, the youngest being the current one; None where there is none yet. Raises KeysError."""
    paths = sorted(directory.glob("*.key"))
    keys = {key_id_of(public_key_of(key)): key for key in map(_read_key, paths)}
    return KeyRing(list(keys)[-1], keys) if keys else None


def add_key(directory: Path, now: datetime) -> KeyRing:
    """Make a new key, on disk before it is used, and make it the current one."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    private_key = new_private_key()
    path = directory / f"{now:%Y%m%dT%H%M%S%f}-{key_id_of(public_key_of(private_key))}.key"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(private_key.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    _sync_directory(directory)
    ring = read_keys(directory)
    if ring is None:
        raise KeysError(f"{path}: the key that was just written cannot be found")
    return ring


def keys_for(connection: Connection, directory: Path, now: datetime) -> KeyRing:
    """The keys of this central; the first start makes the first key. `connection` must be a writing one.

    Raises KeysError when terminals already seal to keys that are not here: a new key would hide that.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (directory / "lock").open("ab") as lock:
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX)
        ring = read_keys(directory) or _first_key(connection, directory, now)
    row = {"key_id": ring.current_id, "public_key": ring.current_public_key, "first_used_at": now}
    insert_if_new(connection, SEALING_KEYS, row)
    return ring


def _first_key(connection: Connection, directory: Path, now: datetime) -> KeyRing:
    known = connection.execute(select(SEALING_KEYS.c.key_id)).scalars().all()
    if known:
        raise KeysError(f"{directory}: the private key of {', '.join(known)} is expected here; put it back from safety")
    return add_key(directory, now)


def _read_key(path: Path) -> bytes:
    try:
        if path.stat().st_mode & _OPEN_TO_OTHERS:
            raise KeysError(f"{path}: a private key that only its owner can read is expected (chmod 600)")
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise KeysError(f"{path}: a private key in hexadecimal is expected ({error})") from error
    if len(key) != _KEY_BYTES:
        raise KeysError(f"{path}: a private key of {_KEY_BYTES} bytes is expected, not {len(key)}")
    return key


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
