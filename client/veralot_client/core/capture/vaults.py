"""Keeps the key to a journal: in the system's key ring, or under a person's secret where there is none.

What is needed to let a person come back while the server is away is kept beside it, under their secret and the key.
"""

import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID, uuid4

import msgspec

from veralot_client.core.capture.journal import HEAD, connect, told
from veralot_client.core.capture.sealing import Seal, Tampered, new_key, new_salt, seal_of
from veralot_client.core.secrets import from_ring, into_ring, out_of_ring

DEVICE: Final = "device"
SALT, WRAPPED = "salt", "wrapped"
OF_PERSON: Final = "person "
SAID: Final = "said "
"""Before a person's name: what they are named by, hashed; open, so that what is tried in vain is counted without a key."""


class Opened(NamedTuple):
    """The device that a file is, and the key to what it keeps."""

    device: UUID
    key: bytes

    @property
    def seal(self) -> Seal:
        """What encrypts the file's entries."""
        return Seal(self.key)


class Person(NamedTuple):
    """One who has proven who they are with a secret: how, the secret's seal, and what it is named by where it is typed."""

    name: str
    salt: bytes
    seal: Seal
    said: bytes


class Found(msgspec.Struct, frozen=True):
    """What is kept of a person, before their secret has opened it."""

    salt: bytes
    said: bytes
    sealed: bytes


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


# --- coming back while the server is away ----------------------------------------------------------------------------


def person(name: str, secret: str, said: bytes) -> Person:
    """Return a person with the seal of their secret. Slow on purpose."""
    salt = new_salt()
    return Person(name, salt, seal_of(secret, salt), said)


def remember(file: Path, opened: Opened, who: Person, content: bytes) -> None:
    """Keep what lets a person come back; what was kept before is overwritten on the disk. Raises: JournalRefused."""
    inner = who.seal.close(content, about(opened, who.name))
    found = msgspec.msgpack.encode(Found(who.salt, who.said, inner))
    wire = connect(file)
    with told():
        try:
            wire.execute("PRAGMA secure_delete = ON")
            sealed = opened.seal.close(found, about(opened, who.name))
            wire.execute("BEGIN IMMEDIATE")
            for name, value in ((OF_PERSON, sealed), (SAID, who.said)):
                wire.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name + who.name, value))
            wire.execute("COMMIT")
        finally:
            wire.close()


def knows(file: Path, name: str) -> bool:
    """Return whether a file keeps what lets a person come back. Raises: JournalRefused."""
    wire = connect(file)
    with told():
        try:
            return fact(wire, OF_PERSON + name) is not None
        finally:
            wire.close()


def knows_said(file: Path, method: str, said: bytes) -> bool:
    """Return whether a file lets somebody come back who is named so. Raises: JournalRefused."""
    wire = connect(file)
    with told():
        try:
            query = "SELECT 1 FROM fact WHERE name LIKE ? AND value = ?"
            return wire.execute(query, (f"{SAID}{method}-%", said)).fetchone() is not None
        finally:
            wire.close()


def forget_person(file: Path, name: str) -> None:
    """Drop what lets a person come back. Raises: JournalRefused."""
    wire = connect(file)
    with told():
        try:
            wire.execute("PRAGMA secure_delete = ON")
            wire.execute("DELETE FROM fact WHERE name IN (?, ?)", (OF_PERSON + name, SAID + name))
        finally:
            wire.close()


def recall(file: Path, opened: Opened, method: str, secret: str, said: bytes) -> tuple[Person, bytes] | None:
    """Return who comes back by a secret that was named by `said`, with what is kept of them. Raises: JournalRefused."""
    for name, found in people(file, opened):
        if name.startswith(method) and found.said == said:
            seal = seal_of(secret, found.salt)
            try:
                return Person(name, found.salt, seal, said), seal.open(found.sealed, about(opened, name))
            except Tampered:
                continue
    return None


def people(file: Path, opened: Opened) -> Iterator[tuple[str, Found]]:
    """Yield whom a file lets come back; what was altered lets nobody. Raises: JournalRefused."""
    wire = connect(file)
    with told():
        try:
            rows = wire.execute("SELECT name, value FROM fact WHERE name LIKE ?", (OF_PERSON + "%",)).fetchall()
        finally:
            wire.close()
    for name, value in rows:
        plain = str(name).removeprefix(OF_PERSON)
        try:
            yield plain, msgspec.msgpack.decode(opened.seal.open(bytes(value), about(opened, plain)), type=Found)
        except (Tampered, msgspec.MsgspecError):
            continue


def about(opened: Opened, name: str) -> bytes:
    """Return what a person's part is bound to: this file, and this person."""
    return opened.device.bytes + OF_PERSON.encode() + name.encode()


# --- a key that was recovered ----------------------------------------------------------------------------------------


def device_in(file: Path) -> UUID:
    """Return which device a file is. Raises: JournalRefused."""
    wire = connect(file)
    with told():
        try:
            return device_of(wire)
        finally:
            wire.close()


def fits(file: Path, opened: Opened) -> bool:
    """Tell whether a key is that of a file: whether it opens the end of the chain. Raises: JournalRefused."""
    wire = connect(file)
    with told():
        try:
            head = fact(wire, HEAD)
        finally:
            wire.close()
    try:
        return head is None or bool(opened.seal.open(head, opened.device.bytes + bytes(8)))
    except Tampered:
        return False


def into_ring_again(opened: Opened) -> bool:
    """Keep a recovered key in the key ring, and return whether it is there."""
    return into_ring(ring_name(opened.device), b64encode(opened.key).decode())
