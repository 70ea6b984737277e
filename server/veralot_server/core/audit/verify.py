"""Recomputes the whole log from its rows and compares it with its tree, its signed heads and the business tables.

It names what differs by index: entries changed, missing, inserted or reordered, leaves missing, heads that do not fit, and
business rows that are not what the log says they last became (21 CFR 11.10(a): discern altered records).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import msgspec
import psycopg
from psycopg import Connection as Wire

from veralot_server.core.audit.leaves import LEAF_BYTES, hashed
from veralot_server.core.audit.tree import Head, Store
from veralot_shared.errors import CodedError
from veralot_shared.rules import checkpoint, merkle
from veralot_shared.rules.signed_note import NoteError, VerifierKey

WINDOW = 20_000
READERS = 2

READ = f"""
SELECT l.index, l.hash, {LEAF_BYTES}, e.table_name, e.key, e.id
FROM audit.leaf l LEFT JOIN audit.entry e
  ON e.at = l.entry_at AND e.id = l.entry_id AND e.at BETWEEN %(first)s AND %(last)s
WHERE l.index >= %(start)s AND l.index < %(stop)s ORDER BY l.index
"""  # noqa: S608 - constants in a constant

SPAN = "SELECT min(entry_at), max(entry_at) FROM audit.leaf WHERE index >= %s AND index < %s"
"""When the entries of a window were made: known before the join, it lets PostgreSQL read those months and rows alone."""

UNSEALED = """
SELECT e.id, e.table_name, e.key FROM audit.entry e
WHERE NOT EXISTS (SELECT FROM audit.leaf l WHERE l.entry_id = e.id)
  AND NOT EXISTS (SELECT FROM sealing.pending p WHERE p.entry_id = e.id)
ORDER BY e.id
"""

AUDITED = """
SELECT c.relname, t.tgargs FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname = 'audit_insert' AND NOT t.tgisinternal ORDER BY c.relname
"""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it was written: what (changed, missing …), where in the log, and which row it is about."""

    what: str
    index: int | None = None
    table: str | None = None
    key: str | None = None
    detail: str = ""


class Report(msgspec.Struct, kw_only=True):
    """The outcome: how much was read, what was found, and up to which signed head all of it is proven."""

    entries: int = 0
    rows: int = 0
    heads: int = 0
    findings: list[Finding] = []
    proven_size: int = 0

    @property
    def clean(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings


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
        progress: told (entries done, entries in all).
    """
    report = Report()
    with _connect(url) as wire:
        check_tree(url, wire, key, report, progress)
        if since is not None:
            check_since(wire, key, since, report)
        for entry_id, table, row_key in wire.execute(UNSEALED).fetchall():
            detail = f"entry {entry_id} never went through the sealer"
            report.findings.append(Finding(what="inserted", table=table, key=row_key, detail=detail))
        if records:
            for table, arguments in wire.execute(AUDITED).fetchall():
                check_table(wire, table, [part.decode() for part in bytes(arguments).split(b"\0")[:-1]], report)
    return report


def _connect(url: str) -> Wire[Any]:
    return psycopg.connect(url, autocommit=True, options="-c TimeZone=UTC -c DateStyle=ISO -c work_mem=64MB")


# --- the tree --------------------------------------------------------------------------------------------------------


def check_tree(url: str, wire: Wire[Any], key: VerifierKey, report: Report, progress: Progress | None) -> None:
    """Hash every entry again, in log order, and compare leaves, roots and signed heads."""
    heads = [Head(*row) for row in wire.execute("SELECT size, root, note, at FROM audit.head ORDER BY size").fetchall()]
    row = wire.execute("SELECT coalesce(max(index) + 1, 0) FROM audit.leaf").fetchone()
    total = row[0] if row else 0
    tree, waiting, wrong = merkle.TreeHasher(), iter(heads), _Wrong()
    upcoming = next(waiting, None)
    for window in read_ahead(url, total):
        stored = [bytes(hash_) for _, hash_, *_ in window]
        wrong.compare(window, tree.size)
        start = 0
        while upcoming is not None and upcoming.size <= tree.size + len(stored) - start:
            stop = start + upcoming.size - tree.size
            tree.extend(stored[start:stop])
            start = stop
            check_head(upcoming, tree, key, report)
            upcoming = next(waiting, None)
        tree.extend(stored[start:])
        report.entries += len(window)
        if progress is not None:
            progress(report.entries, total)
    report.findings += wrong.findings()
    while upcoming is not None:
        detail = f"the head says {upcoming.size} entries, {tree.size} are there"
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


class _Wrong:
    """Entries whose hash is not their leaf's, sorted out at the end: those that merely changed places are told as such."""

    def __init__(self) -> None:
        self._stored: dict[bytes, int] = {}
        self._computed: list[tuple[int, bytes | None, str | None, str | None]] = []
        self._gaps: list[Finding] = []

    def compare(self, window: list[tuple[Any, ...]], expected: int) -> None:
        """Compare one window; `expected` is the index that its first row must have."""
        for position, (index, stored, leaf, table, key, entry_id) in enumerate(window, start=expected):
            if index != position and not self._gaps:
                self._gaps.append(Finding(what="missing", index=position, detail=f"leaf {position} is not there"))
            actual = None if entry_id is None else hashed(leaf)
            if actual != stored:
                self._stored[bytes(stored)] = index
                self._computed.append((index, actual, table, key))

    def findings(self) -> list[Finding]:
        """Return what was found, in log order."""
        return self._gaps + [self._finding(*entry) for entry in self._computed]

    def _finding(self, index: int, actual: bytes | None, table: str | None, key: str | None) -> Finding:
        if actual is None:
            return Finding(what="missing", index=index, detail="the entry of this leaf is not there")
        other = self._stored.get(actual)
        if other is not None:
            return Finding(what="reordered", index=index, table=table, key=key, detail=f"belongs at {other}")
        return Finding(what="changed", index=index, table=table, key=key, detail="the entry is not what was sealed")


def read_ahead(url: str, total: int) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the log in windows, read by several connections at once but handed out in order."""
    if not total:
        return
    connections = [_connect(url) for _ in range(READERS)]
    try:
        with ThreadPoolExecutor(READERS) as pool:
            starts = iter(range(0, total, WINDOW))
            running: list[Future[list[tuple[Any, ...]]]] = []
            for number, start in enumerate(starts):
                running.append(pool.submit(_read, connections[number % READERS], start))
                if len(running) == READERS:
                    yield running.pop(0).result()
            for last in running:
                yield last.result()
    finally:
        for connection in connections:
            connection.close()


def _read(wire: Wire[Any], start: int) -> list[tuple[Any, ...]]:
    stop = start + WINDOW
    first, last = wire.execute(SPAN, (start, stop)).fetchone() or (None, None)
    return wire.execute(READ, {"start": start, "stop": stop, "first": first, "last": last}, binary=True).fetchall()


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
        detail = f"the checkpoint covers {old.size} entries, the log has {head.size if head else 0}"
        report.findings.append(Finding(what="missing", index=head.size if head else 0, detail=detail))
        return
    try:
        proof = store.consistency(old.size, head.size)
    except merkle.NodesMissing as error:
        report.findings.append(Finding(what="missing", detail=str(error)))
        return
    if not merkle.verify_consistency(old.size, head.size, old.root, bytes(head.root), proof):
        detail = f"history before entry {old.size} is not what the checkpoint says"
        report.findings.append(Finding(what="rewritten", index=old.size, detail=detail))


def _words(error: CodedError) -> str:
    return error.worded()


# --- the records -----------------------------------------------------------------------------------------------------


def check_table(wire: Wire[Any], table: str, arguments: list[str], report: Report) -> None:
    """Compare every row of a business table with what its newest entry says that it became."""
    key, *secrets = arguments
    name = psycopg.sql.Identifier(table)
    query = psycopg.sql.SQL("""
        WITH newest AS (
            SELECT DISTINCT ON (key) key, id, operation, new FROM audit.entry WHERE table_name = %(table)s
            ORDER BY key, id DESC),
        present AS (SELECT audit.hide(to_jsonb(t), %(secrets)s) AS row FROM public.{} t)
        SELECT coalesce(p.row->>%(key)s, n.key), l.index, p.row, CASE WHEN n.operation <> 'D' THEN n.new END
        FROM present p FULL JOIN newest n ON n.key = p.row->>%(key)s
        LEFT JOIN audit.leaf l ON l.entry_id = n.id
        WHERE p.row IS DISTINCT FROM CASE WHEN n.operation <> 'D' THEN n.new END""").format(name)
    found = wire.execute(query, {"table": table, "key": key, "secrets": secrets}).fetchall()
    for row_key, index, present, logged in found:
        report.findings.append(_row_finding(table, row_key, index, present, logged))
    row = wire.execute(psycopg.sql.SQL("SELECT count(*) FROM public.{}").format(name)).fetchone()
    report.rows += row[0] if row else 0


def _row_finding(
    table: str, key: str, index: int | None, present: dict[str, Any] | None, logged: dict[str, Any] | None
) -> Finding:
    if present is None:
        return Finding(
            what="row missing", index=index, table=table, key=key, detail="the log does not say it was deleted"
        )
    if logged is None:
        return Finding(what="row inserted", index=index, table=table, key=key, detail="the log does not know this row")
    fields = sorted(name for name in present.keys() | logged.keys() if present.get(name) != logged.get(name))
    detail = "; ".join(f"{name}: logged {logged.get(name)!r}, found {present.get(name)!r}" for name in fields)
    return Finding(what="row changed", index=index, table=table, key=key, detail=detail)
