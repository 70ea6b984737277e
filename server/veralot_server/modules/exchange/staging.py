"""Files that wait on the server: taken piece by piece, since a file may be larger than a message; kept for a week."""

import hashlib
import re
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import FileNotStaged, ImportFile, StagedView
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

MOST_BYTES: Final = 64 * 1024 * 1024
SHA256: Final = re.compile("[0-9a-f]{64}")

SHA256_RULE: Final = N_("A SHA-256 is 64 hexadecimal digits in lower case.")
SIZE_RULE: Final = N_("A file has at most 64 MiB.")

STAGED: Final = "SELECT sha256, size, received FROM staging.file WHERE sha256 = %(sha256)s"
PIECES: Final = "SELECT content FROM staging.piece WHERE sha256 = %s ORDER BY start"
DISCARD: Final = """
DELETE FROM staging.file WHERE at < %(now)s - interval '7 days';
DELETE FROM staging.problem p WHERE EXISTS (
    SELECT FROM staging.outcome o WHERE o.run = p.run AND o.at < %(now)s - interval '7 days');
DELETE FROM staging.outcome WHERE at < %(now)s - interval '7 days';
DELETE FROM staging.run WHERE started_at < %(now)s - interval '7 days';
"""


class KeptFile(NamedTuple):
    """A file of an import as it lies in the import's own folder: under a number, never under its own name."""

    name: str
    path: Path
    size: int
    sha256: str


def staged(tx: Transaction, sha256: str, size: int) -> StagedView:
    """Return how much of a file has arrived. Raises: ValueNotAllowed."""
    require_announced(sha256, size)
    found = tx.one(StagedView, STAGED, sha256=sha256)
    return found or StagedView(sha256=sha256, size=size, received=0)


def require_announced(sha256: str, size: int) -> None:
    """Check what is announced of a file. Raises: ValueNotAllowed."""
    if SHA256.fullmatch(sha256) is None:
        raise ValueNotAllowed(value=sha256[:80], rule=SHA256_RULE, field="sha256")
    if not 0 < size <= MOST_BYTES:
        raise ValueNotAllowed(value=str(size), rule=SIZE_RULE, field="size")


def hash_of(tx: Transaction, sha256: str) -> str:
    """Return the SHA-256 of the pieces that have arrived, one in memory at a time."""
    digest = hashlib.sha256()
    with tx.wire.cursor() as cursor:
        for row in cursor.stream(PIECES, (sha256,), binary=True):
            digest.update(row[0])
    return digest.hexdigest()


def keep(file: ImportFile, path: Path, tx: Transaction | None) -> KeptFile:
    """Write a file where an import reads it, from its message or from the pieces that have arrived.

    Raises:
        FileNotStaged: it has not arrived, or not whole.
    """
    if not file.sha256:
        path.write_bytes(file.content)
        return KeptFile(file.name, path, len(file.content), hashlib.sha256(file.content).hexdigest())
    found = tx.one(StagedView, STAGED, sha256=file.sha256) if tx else None
    if tx is None or found is None or found.received < found.size:
        raise FileNotStaged(file=file.name)
    with path.open("wb") as target, closing(tx.wire.cursor()) as cursor:
        for row in cursor.stream(PIECES, (file.sha256,), binary=True):
            target.write(row[0])
    return KeptFile(file.name, path, found.size, file.sha256)


def discard_old(tx: Transaction) -> None:
    """Discard what has waited for longer than a week."""
    for statement in filter(str.strip, DISCARD.split(";")):
        tx.wire.execute(statement.encode(), {"now": tx.now})
