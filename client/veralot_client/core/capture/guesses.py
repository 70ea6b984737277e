"""Counts wrong secrets in the file that they are to open, so that neither a new start nor a power cut forgets any.

An attempt is written down before it is made. Attempts are a chain: each gives the value of the one before a new hash, and
what it was before is gone; the first value is kept under the journal's key alone. Whoever opens the file later sees whether
an attempt was taken out or the count was set back, and the server is told. A whole file that is put back as it was is not
seen; whoever can do that can guess at a copy of it elsewhere, as slowly as the secret's seal allows.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from veralot_client.core.capture.journal import connect, told
from veralot_client.core.capture.sealing import Tampered
from veralot_client.core.capture.vaults import OF_PERSON, Opened, fact

COUNT: Final = "tried"
"""The value to which the chain has come; open to all, and of no use to anybody who wants an earlier one."""
BEGUN: Final = "tried since"
"""The value with which it began, and what the server has not been told yet; sealed."""
FIRST_BYTES: Final = 32
ABOUT: Final = b"tried"


class Tried(msgspec.Struct, frozen=True):
    """What the server has not been told: how many wrong secrets were tried, and whether the count of them is as it was left."""

    wrong: int = 0
    intact: bool = True


class Begun(msgspec.Struct, frozen=True):
    """With which value the chain began, and what was found before that."""

    first: bytes
    untold: Tried


def begin(file: Path, said: bytes, most: int) -> bool:
    """Write down that a secret is tried under a name; return whether it may be. Raises: JournalRefused."""
    with writing(file) as wire:
        (count,) = wire.execute("SELECT count(*) FROM tried WHERE said = ?", (said,)).fetchone()
        if count >= most:
            return False
        wire.execute("INSERT INTO tried (said) VALUES (?)", (said,))
        keep(wire, COUNT, after(fact(wire, COUNT) or b"", said))
    return True


def settle(file: Path, opened: Opened, said: bytes, right: int = 0) -> None:
    """Somebody has proven who they are: their attempts, of which so many were `right`, are over. Raises: JournalRefused."""
    with writing(file) as wire:
        names = [bytes(row[0]) for row in wire.execute("SELECT said FROM tried ORDER BY place").fetchall()]
        begun = unsealed(wire, opened)
        known = Tried() if begun is None else begun.untold
        found = Tried(known.wrong + max(0, names.count(said) - right), known.intact and intact(wire, begun, names))
        left = [name for name in names if name != said]
        wire.execute("DELETE FROM tried WHERE said = ?", (said,))
        begin_anew(wire, opened, left, found)


def untold(file: Path, opened: Opened) -> Tried:
    """Return what the server has not been told. Raises: JournalRefused."""
    with writing(file) as wire:
        begun = unsealed(wire, opened)
    return Tried() if begun is None else begun.untold


def tell(file: Path, opened: Opened, what: Tried) -> None:
    """The server has been told. Raises: JournalRefused."""
    with writing(file) as wire:
        begun = unsealed(wire, opened)
        if begun is not None:
            left = Tried(max(0, begun.untold.wrong - what.wrong), begun.untold.intact or not what.intact)
            seal(wire, opened, msgspec.structs.replace(begun, untold=left))


# --- inside ----------------------------------------------------------------------------------------------------------


@contextmanager
def writing(file: Path) -> Iterator[sqlite3.Connection]:
    """Write into a file, all or nothing; what was there before is overwritten on the disk. Raises: JournalRefused."""
    wire = connect(file)
    with told():
        try:
            wire.execute("PRAGMA secure_delete = ON")
            wire.execute("BEGIN IMMEDIATE")
            yield wire
            wire.execute("COMMIT")
            wire.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            wire.close()


def begin_anew(wire: sqlite3.Connection, opened: Opened, names: list[bytes], untold: Tried) -> None:
    """Begin the chain with another value, for the attempts that are left."""
    first = value = os.urandom(FIRST_BYTES)
    for name in names:
        value = after(value, name)
    keep(wire, COUNT, value)
    seal(wire, opened, Begun(first, untold))


def intact(wire: sqlite3.Connection, begun: Begun | None, names: list[bytes]) -> bool:
    """Tell whether the attempts are those that were made; a file that never let anybody come back has none."""
    if begun is None:
        return wire.execute("SELECT 1 FROM fact WHERE name LIKE ?", (OF_PERSON + "%",)).fetchone() is None
    value = begun.first
    for name in names:
        value = after(value, name)
    return fact(wire, COUNT) == value


def unsealed(wire: sqlite3.Connection, opened: Opened) -> Begun | None:
    """Return how the chain began; None where nothing, or nothing that this key has sealed, says so."""
    try:
        plain = opened.seal.open(fact(wire, BEGUN) or b"", about(opened))
        return msgspec.msgpack.decode(plain, type=Begun)
    except (Tampered, msgspec.MsgspecError):
        return None


def seal(wire: sqlite3.Connection, opened: Opened, begun: Begun) -> None:
    """Keep how the chain began."""
    keep(wire, BEGUN, opened.seal.close(msgspec.msgpack.encode(begun), about(opened)))


def keep(wire: sqlite3.Connection, name: str, value: bytes) -> None:
    """Keep something under a name."""
    wire.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))


def after(value: bytes, said: bytes) -> bytes:
    """Return the value that follows on another by an attempt."""
    return sha256(value + said).digest()


def about(opened: Opened) -> bytes:
    """Return what the seal is bound to."""
    return opened.device.bytes + ABOUT
