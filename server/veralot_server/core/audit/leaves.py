"""What of a batch goes into the tree: a line of JSON, made by PostgreSQL from the batch's columns, and a hash for each row.

A verifier needs nothing but these bytes. One that proves a single row gets that row alone: the others are hashes to it.
"""

from collections.abc import Sequence
from hashlib import sha256

from veralot_shared.verify.leaf import BETWEEN, HEAD_END

HEAD = """convert_to(json_build_array(
    b.id, to_char(b.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), b.user_id, b.user_name, b.session_id,
    b.workstation, b.message, b.command_id, b.table_name, b.operation::text, b.columns, b.place, b.offsets, b.reason,
    b.signature_id, b.zone)::text, 'UTF8')"""
"""The one place on this side where the order is fixed; `veralot_shared.verify.leaf.Head` reads it."""

BETWEEN_TEXT = BETWEEN.decode()

Rows = Sequence[str] | None
"""The rows of a batch as PostgreSQL writes them; there are none before an insert and none after a delete."""


def leaf(head: bytes, olds: Rows, rows: Rows) -> bytes:
    """Return the bytes of a batch's leaf."""
    return head + HEAD_END + b"".join(digests(olds, rows))


def digests(olds: Rows, rows: Rows) -> list[bytes]:
    """Return the hash of each row's content (`veralot_shared.verify.leaf.content`). Raises: ValueError."""
    if olds is None or rows is None:
        return [sha256(line.encode()).digest() for line in olds or rows or ()]
    return [sha256((old + BETWEEN_TEXT + new).encode()).digest() for old, new in zip(olds, rows, strict=True)]


def hashed(leaf: bytes) -> bytes:
    """Return the hash of a leaf (RFC 9162 §2.1.1)."""
    return sha256(b"\x00" + leaf).digest()
