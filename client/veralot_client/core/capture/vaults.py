"""Keeps the key to a journal: in the system's key ring, or under a person's secret where there is none."""

import sqlite3
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from veralot_client.core.capture.journal import connect, told
from veralot_client.core.capture.sealing import Seal, Tampered, new_key, new_salt, seal_of
from veralot_client.core.secrets import from_ring, into_ring, out_of_ring

DEVICE: Final = "device"
SALT, WRAPPED = "salt", "wrapped"


class Opened(NamedTuple):
    """The device that a file is, and the key to what it keeps."""

    device: UUID
    key: bytes

    @property
    def seal(self) -> Seal:
        """What encrypts the file's entries."""
        return Seal(self.key)


def ring_name(device: UUID) -> str:
    """Return under which name the key ring keeps the key of a device's journal."""
    return f"journal {device}"


def open_by_ring(file: Path) -> Opened | None:
    """Return the key that the key ring keeps for a file, made where the file is new; None where there is no key ring."""
    wire = connect(file)
    with told():
        try:
            device = device_of(wire)
            kept = from_ring(ring_name(device))
            if kept is not None:
                return Opened(device, b64decode(kept))
            empty, key = is_empty(wire), new_key()
            if empty and into_ring(ring_name(device), b64encode(key).decode()):
                return Opened(device, key)
        finally:
            wire.close()
    if empty:
        remove(file)
    return None


def remove(file: Path) -> None:
    """Remove a file with all that belongs to it."""
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)


def open_by_secret(file: Path, secret: str) -> Opened | None:
    """Return the key that a person's secret opens, made where the file is new; None where the secret is another one."""
    wire = connect(file)
    with told():
        try:
            device = device_of(wire)
            salt, wrapped = fact(wire, SALT), fact(wire, WRAPPED)
            if salt is None or wrapped is None:
                key = new_key()
                wrap(wire, device, key, secret)
                return Opened(device, key)
            return Opened(device, seal_of(secret, salt).open(wrapped, device.bytes))
        except Tampered:
            return None
        finally:
            wire.close()


def change_secret(file: Path, opened: Opened, secret: str) -> None:
    """Keep the key to a file under another secret from now on."""
    wire = connect(file)
    with told():
        try:
            wrap(wire, opened.device, opened.key, secret)
        finally:
            wire.close()


def wrap(wire: sqlite3.Connection, device: UUID, key: bytes, secret: str) -> None:
    """Write a key down under a secret, with a salt of its own."""
    salt = new_salt()
    wrapped = seal_of(secret, salt).close(key, device.bytes)
    wire.execute("BEGIN IMMEDIATE")
    for name, value in ((SALT, salt), (WRAPPED, wrapped)):
        wire.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))
    wire.execute("COMMIT")


def forget(file: Path) -> None:
    """Drop the key of a file from the key ring: without it nobody reads the file again."""
    wire = connect(file)
    try:
        out_of_ring(ring_name(device_of(wire)))
    finally:
        wire.close()


def device_of(wire: sqlite3.Connection) -> UUID:
    """Return which device a file is; a new one names itself."""
    wire.execute("INSERT OR IGNORE INTO fact VALUES (?, ?)", (DEVICE, uuid4().bytes))
    return UUID(bytes=bytes(wire.execute("SELECT value FROM fact WHERE name = ?", (DEVICE,)).fetchone()[0]))


def fact(wire: sqlite3.Connection, name: str) -> bytes | None:
    """Return what a file keeps under a name."""
    row = wire.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return None if row is None else bytes(row[0])


def is_empty(wire: sqlite3.Connection) -> bool:
    """Tell whether nothing was ever entered into a file."""
    row = wire.execute("SELECT (SELECT count(*) FROM entry) + (SELECT count(*) FROM sent)").fetchone()
    return not row[0]
