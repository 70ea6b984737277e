"""The chain of what was entered while the server was away: what an entry's hash covers, and how its times are judged.

Each entry names the hash of the one before it on the same device, so that none can be changed, left out or put in between
unseen (OFF-03, OFF-04). A login has a row of signing keys, one for each span of time; the span in which an entry was made
follows from the clock that only runs forwards, not from the one on the wall, which people set.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec

FIRST: Final = bytes(32)
"""What the first entry of a device names as the one before it."""
DOMAIN: Final = b"veralot offline entry 1\n"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def entry_hash(  # noqa: PLR0913 - everything that an entry says, and nothing besides
    *,
    device: UUID,
    entry: UUID,
    counter: int,
    previous: bytes,
    key_id: int,
    snapshot_id: int,
    device_at: datetime,
    elapsed_ms: int,
    op: str,
    body: bytes,
) -> bytes:
    """Return the hash of an entry: what its signature signs and the next entry names."""
    told = (device.bytes, entry.bytes, counter, previous, key_id, snapshot_id, micros(device_at), elapsed_ms, op, body)
    return sha256(DOMAIN + msgspec.msgpack.encode(told)).digest()


def piece_hash(op: str, asked: str, reply: str) -> str:
    """Return the hash of one piece of a work list: a question, and what the server answered to it."""
    return sha256(msgspec.msgpack.encode((op, asked, reply))).hexdigest()


def snapshot_text(
    *, snapshot_id: int, device: UUID, user_id: int, issued_at: datetime, expires_at: datetime, pieces: list[str]
) -> bytes:
    """Return what the server signs of a work list: whose it is, on which device, until when, and each of its pieces."""
    told = (snapshot_id, device.bytes, user_id, micros(issued_at), micros(expires_at), pieces)
    return b"veralot work list 1\n" + msgspec.msgpack.encode(told)


def micros(moment: datetime) -> int:
    """Return a moment as microseconds since 1970, exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def span_of(elapsed_ms: int, span_seconds: int) -> int:
    """Return the place of the key that was the one to sign with so long after the first key began."""
    return elapsed_ms // (span_seconds * 1000)


def entered_at(issued_at: datetime, elapsed_ms: int) -> datetime:
    """Return when an entry was made by the server's clock: its key was issued then, and so much time has passed since."""
    return issued_at + timedelta(milliseconds=elapsed_ms)


def clock_jump(device_issued_at: datetime, device_at: datetime, elapsed_ms: int) -> timedelta:
    """Return how far a device's clock was set, forwards or back, between the issue of a key and an entry."""
    return device_at - entered_at(device_issued_at, elapsed_ms)
