"""Recomputes the whole log from its rows and compares it with its tree, its signed heads and the business tables.

It names what differs by index: batches of entries changed, missing, inserted or reordered, leaves missing, heads that do not
fit, and business rows that are not what the log says they last became (21 CFR 11.10(a): discern altered records).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection as Wire

from veralot_server.core.audit.findings import Finding, Report
from veralot_server.core.audit.leaves import HEAD, Rows, hashed, leaf
from veralot_server.core.audit.records import check_records
from veralot_server.core.audit.tree import Head, Store
from veralot_shared.errors import CodedError
from veralot_shared.rules import checkpoint, merkle
from veralot_shared.rules.signed_note import NoteError, VerifierKey

LOOKS = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c bytea_output=hex -c extra_float_digits=1"
"""Rows are written down as the audit triggers write them."""

WINDOW = 2_000
"""Leaves that are read at once: at most half a million rows, which pass through memory."""
READERS = 3
"""One hands out while two are reading: most of the work is PostgreSQL's, a core for each."""

ALONE = "coalesce(cardinality(b.olds), 1) = 1 AND coalesce(cardinality(b.rows), 1) = 1"
"""A batch of one row, as most are: its texts are read several times faster than lists of one."""

READ = f"""
SELECT l.index, l.hash, {HEAD}, b.table_name, b.place,
       CASE WHEN {ALONE} THEN b.olds[1] END, CASE WHEN {ALONE} THEN b.rows[1] END,
       CASE WHEN NOT ({ALONE}) THEN b.olds END, CASE WHEN NOT ({ALONE}) THEN b.rows END
FROM audit.leaf l LEFT JOIN audit.batch b
  ON b.at = l.batch_at AND b.id = l.batch_id AND b.at BETWEEN %(first)s AND %(last)s
WHERE l.index >= %(start)s AND l.index < %(stop)s ORDER BY l.index
"""  # noqa: S608 - constants in a constant

SPAN = "SELECT min(batch_at), max(batch_at) FROM audit.leaf WHERE index >= %s AND index < %s"
"""When the batches of a window were made: known before the join, it lets PostgreSQL read those months and rows alone."""

UNSEALED = """
SELECT b.id, b.table_name, CASE WHEN b.place >= 0 THEN b.place::text END FROM audit.batch b
WHERE NOT EXISTS (SELECT FROM audit.leaf l WHERE l.batch_id = b.id)
  AND NOT EXISTS (SELECT FROM sealing.pending p WHERE p.batch_id = b.id)
ORDER BY b.id
"""

Progress = Callable[[int, int], None]


def verify(
    url: str, key: VerifierKey, *, since: str | None = None, records: bool = True, progress: Progress | None = None
) -> Report:
    """Verify the log.

    Args:
        url: the database; reading rights are enough.
        key: the log's public key, from outside the database.
        since: a checkpoint note that was handed out earlier; nothing before it may have been rewritten.
        records: also compare every business row with what the log says it last became.
        progress: told (leaves done, leaves in all).
    """
    report = Report()
    with _connect(url) as wire:
        check_tree(url, wire, key, report, progress)
        if since is not None:
            check_since(wire, key, since, report)
        for batch_id, table, row_key in wire.execute(UNSEALED).fetchall():
            detail = f"batch {batch_id} never went through the sealer"
            report.findings.append(Finding(what="inserted", table=table, key=row_key, detail=detail))
        if records:
            check_records(wire, report)
    return report


def _connect(url: str) -> Wire[Any]:
    return psycopg.connect(url, autocommit=True, options=f"{LOOKS} -c work_mem=64MB")


# --- the tree --------------------------------------------------------------------------------------------------------


def check_tree(url: str, wire: Wire[Any], key: VerifierKey, report: Report, progress: Progress | None) -> None:
    """Hash every batch again, in log order, and compare leaves, roots and signed heads."""
    heads = [Head(*row) for row in wire.execute("SELECT size, root, note, at FROM audit.head ORDER BY size").fetchall()]
    row = wire.execute("SELECT coalesce(max(index) + 1, 0) FROM audit.leaf").fetchone()
    total = row[0] if row else 0
    tree, waiting, wrong = merkle.TreeHasher(), iter(heads), _Wrong()
    upcoming = next(waiting, None)
    for window in read_ahead(url, total):
        stored = [read[1] for read in window]
        wrong.compare(window, tree.size)
        start = 0
        while upcoming is not None and upcoming.size <= tree.size + len(stored) - start:
            stop = start + upcoming.size - tree.size
            tree.extend(stored[start:stop])
            start = stop
            check_head(upcoming, tree, key, report)
            upcoming = next(waiting, None)
        tree.extend(stored[start:])
        report.leaves += len(window)
        report.entries += sum(len(read[7] or read[8] or (read,)) for read in window)
        if progress is not None:
            progress(report.leaves, total)
    report.findings += wrong.findings()
    while upcoming is not None:
        detail = f"the head says {upcoming.size} leaves, {tree.size} are there"
        report.findings.append(Finding(what="missing", index=tree.size, detail=detail))
        upcoming = next(waiting, None)
    if tree.size > report.proven_size and not report.findings:
        detail = f"{tree.size - report.proven_size} leaves have no signed head"
        report.findings.append(Finding(what="unsigned", index=report.proven_size, detail=detail))


def check_head(head: Head, tree: merkle.TreeHasher, key: VerifierKey, report: Report) -> None:
    """Compare a signed head with the tree that the leaves make."""
    report.heads += 1
    try:
        signed = checkpoint.verify(head.note, key.vkey)
    except NoteError as error:
        report.findings.append(Finding(what="head forged", index=head.size, detail=_words(error)))
        return
    if signed.root != tree.root() or signed.size != head.size or signed.root != bytes(head.root):
        detail = f"the log was rewritten somewhere in {report.proven_size}…{head.size - 1}"
        report.findings.append(Finding(what="root differs", index=report.proven_size, detail=detail))
    elif not any(finding.what == "root differs" for finding in report.findings):
        report.proven_size = head.size


class Read(NamedTuple):
    """A leaf, and what its batch is about; `None` if there is no such batch."""

    leaf_index: int
    hash: bytes
    table: str | None
    place: int | None

    @property
    def key(self) -> str | None:
        """Return which row it is about, where it is a single one."""
        return None if self.place is None or self.place < 0 else str(self.place)


Raw = tuple[int, bytes, bytes, str | None, int | None, str | None, str | None, Rows, Rows]
"""Index and hash of a leaf, and of its batch the head, table, place, old and new row if it is one, else all of them.

Names would cost more than hashes.
"""


def computed(head: bytes, old: str | None, new: str | None, olds: Rows, rows: Rows) -> bytes:
    """Return the hash that a batch has as it is now."""
    try:
        if olds is None and rows is None:
            return hashed(leaf(head, None if old is None else [old], None if new is None else [new]))
        return hashed(leaf(head, olds, rows))
    except (
        AttributeError,
        TypeError,
        ValueError,
    ):  # old and new rows are not as many, or are none: no batch was ever written like that
        return b""


class _Wrong:
    """Batches whose hash is not their leaf's, sorted out at the end: those that merely changed places are told as such."""

    def __init__(self) -> None:
        self._stored: dict[bytes, int] = {}
        self._differing: list[tuple[Read, bytes | None]] = []
        self._gaps: list[Finding] = []

    def compare(self, window: list[Raw], expected: int) -> None:
        """Compare one window; `expected` is the index that its first row must have."""
        for position, read in enumerate(window, start=expected):
            index, stored, head, table, place, old, new, olds, rows = read
            if index != position and not self._gaps:
                self._gaps.append(Finding(what="missing", index=position, detail=f"leaf {position} is not there"))
            found = None if place is None else computed(head, old, new, olds, rows)
            if found != stored:
                self._stored[stored] = index
                self._differing.append((Read(index, stored, table, place), found))

    def findings(self) -> list[Finding]:
        """Return what was found, in log order."""
        return self._gaps + [self._finding(read, computed) for read, computed in self._differing]

    def _finding(self, read: Read, computed: bytes | None) -> Finding:
        if computed is None:
            return Finding(what="missing", index=read.leaf_index, detail="the batch of this leaf is not there")
        other = self._stored.get(computed)
        what, detail = (
            ("changed", "the batch is not what was sealed") if other is None else ("reordered", f"belongs at {other}")
        )
        return Finding(what=what, index=read.leaf_index, table=read.table, key=read.key, detail=detail)


def read_ahead(url: str, total: int) -> Iterator[list[Raw]]:
    """Yield the log in windows, read by several connections at once but handed out in order."""
    if not total:
        return
    connections = [_connect(url) for _ in range(READERS)]
    try:
        with ThreadPoolExecutor(READERS) as pool:
            starts = iter(range(0, total, WINDOW))
            running: list[Future[list[Raw]]] = []
            for number, start in enumerate(starts):
                running.append(pool.submit(_read, connections[number % READERS], start))
                if len(running) == READERS:
                    yield running.pop(0).result()
            for last in running:
                yield last.result()
    finally:
        for connection in connections:
            connection.close()


def _read(wire: Wire[Any], start: int) -> list[Raw]:
    stop = start + WINDOW
    first, last = wire.execute(SPAN, (start, stop)).fetchone() or (None, None)
    cursor = wire.cursor(binary=True)
    return cursor.execute(READ, {"start": start, "stop": stop, "first": first, "last": last}).fetchall()


def check_since(wire: Wire[Any], key: VerifierKey, note: str, report: Report) -> None:
    """Check that the log continues a checkpoint that somebody kept."""
    try:
        old = checkpoint.verify(note, key.vkey)
    except NoteError as error:
        report.findings.append(Finding(what="checkpoint refused", detail=_words(error)))
        return
    store = Store(wire)
    head = store.head()
    if head is None or head.size < old.size:
        detail = f"the checkpoint covers {old.size} leaves, the log has {head.size if head else 0}"
        report.findings.append(Finding(what="missing", index=head.size if head else 0, detail=detail))
        return
    try:
        proof = store.consistency(old.size, head.size)
    except merkle.NodesMissing as error:
        report.findings.append(Finding(what="missing", detail=str(error)))
        return
    if not merkle.verify_consistency(old.size, head.size, old.root, bytes(head.root), proof):
        detail = f"history before leaf {old.size} is not what the checkpoint says"
        report.findings.append(Finding(what="rewritten", index=old.size, detail=detail))


def _words(error: CodedError) -> str:
    return error.worded()
