"""The SQL that searches the log: all of it stands here."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection as Wire

from veralot_shared.contracts.audit import LogFilter
from veralot_shared.ids import EntryId, SignatureId, UserId
from veralot_shared.verify.leaf import LOW_BITS

COLUMNS: Final = """
SELECT e.id, l.index AS log_index, e.at, e.user_name, coalesce(u.full_name, e.user_name) AS full_name,
       coalesce(u.full_name_zh, '') AS full_name_zh, e.workstation, e.message, e.table_name, e.key,
       e.operation::text AS operation, e.old, e.new, e.reason, e.signature_id
FROM audit.entry e
LEFT JOIN audit.leaf l ON l.batch_id = e.batch_id
LEFT JOIN identity_user u ON u.id = e.user_id
"""

OF_RECORD: Final = """
WHERE e.table_name = %(table)s AND e.place = ANY (audit.places(%(key)s)) AND e.key = %(key)s
ORDER BY e.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""

CONDITIONS: Final = {
    "user_id": "e.user_id = %(user_id)s::bigint",
    "message": "e.message = %(message)s::text",
    "table": "e.table_name = %(table)s::text",
    "key": "e.place = ANY (audit.places(%(key)s)) AND e.key = %(key)s",
    "field": "audit.touches(e.columns, e.line_old, e.line_new, %(field)s)",
    "signed": "(e.signature_id IS NOT NULL) = %(signed)s",
    "since": "e.at >= %(since)s",
    "until": "e.at < %(until)s",
    "first": "l.index >= %(first)s",
    "end": "l.index < %(end)s",
}
"""What each field of a `LogFilter` asks for."""
IS_SIGNED: Final = {True: "e.signature_id IS NOT NULL", False: "e.signature_id IS NULL"}
"""Written out, since an index is used for these and not for a comparison of truth values."""

NEWEST_FIRST: Final = "ORDER BY e.at DESC, e.batch_id DESC, e.id DESC LIMIT %(limit)s OFFSET %(offset)s"
"""The batches come by the log's own order; the rows of one are sorted among themselves."""

SIEVED: Final = ("user_id", "message", "table", "signed")
"""Filters whose rare values the sieve finds."""
NEAREST: Final = 20_000
"""Newest batches among which what is frequent fills a page."""
OF_PLACE: Final = ("e.at", "(e.at")
AFTER: Final = (
    "(e.at, e.batch_id) <= (%(before_at)s, %(before_batch)s)",
    "NOT (e.batch_id = %(before_batch)s AND e.id >= %(before_id)s)",
)
"""What follows an entry: batches by the index, and of its own batch the rows before it."""
NEAR: Final = (
    "SELECT coalesce(min(at), 'infinity') FROM (SELECT e.at FROM (SELECT at, id AS batch_id FROM audit.batch) AS e "
    "WHERE {top} ORDER BY e.at DESC, e.batch_id DESC LIMIT %(near)s) AS newest"
)
SIFT: Final = "SELECT set_config('enable_indexscan', 'off', true), set_config('enable_seqscan', 'off', true)"
"""The planner takes values for scattered whose index passes over nearly all pages, and would read them all."""
SIFT_NO_MORE: Final = "SELECT set_config('enable_indexscan', 'on', true), set_config('enable_seqscan', 'on', true)"

KNOWN: Final = b"""
SELECT e.at, e.table_name, e.key, known.index
FROM (SELECT batch_at, index FROM audit.leaf WHERE batch_id = %(batch)s
      UNION ALL SELECT batch_at, NULL FROM sealing.pending WHERE batch_id = %(batch)s) AS known
JOIN audit.entry e ON e.at = known.batch_at AND e.batch_id = %(batch)s AND e.id = %(entry)s
LIMIT 1
"""
"""The log is found by time; when a batch was written, its leaf knows, or the work list of the sealer."""

SPAN: Final = b"SELECT min(batch_at), max(batch_at) FROM audit.leaf WHERE index >= %(first)s AND index < %(end)s"
"""When the entries of a range were made: it lets PostgreSQL read those months and rows alone."""

MATCHING: Final = "FROM audit.leaf l JOIN audit.entry e ON e.at = l.batch_at AND e.batch_id = l.batch_id"

SEALED_AT: Final = b"SELECT coalesce(max(size), 0) FROM audit.head WHERE at <= %(at)s"
"""How many leaves there were by then: whatever is younger than that moment comes after them."""

BY_IDS: Final = """
JOIN audit.leaf s ON s.batch_id = e.batch_id AND s.batch_at = e.at
WHERE s.batch_id = ANY(%(batches)s) AND e.id = ANY(%(ids)s)
"""

PEOPLE: Final = """
SELECT id, user_name, full_name, full_name_zh FROM identity_user ORDER BY user_key
"""


class EntryRow(NamedTuple):
    """An entry with what is known of its author."""

    id: EntryId
    log_index: int | None
    at: datetime
    user_name: str
    full_name: str
    full_name_zh: str
    workstation: str
    message: str
    table_name: str
    key: str
    operation: str
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    reason: str
    signature_id: SignatureId | None


class Known(NamedTuple):
    """Where an entry stands: when it was made, the record that it is about, and its place in the log once it is sealed."""

    at: datetime
    table: str
    key: str
    log_index: int | None


class Extent(NamedTuple):
    """What a filter lets through of a range of the sealed log."""

    entries: int
    own_entries: int
    first_at: datetime | None
    last_at: datetime | None
    seen: str


def conditions(wanted: LogFilter) -> Iterator[str]:
    """Yield what a filter asks for, as SQL over `e` and `l`; `parameters` fill it."""
    for name, condition in CONDITIONS.items():
        value = getattr(wanted, name)
        if name == "signed" and value is not None:
            yield IS_SIGNED[value]
        elif value is not None:
            yield condition


def parameters(wanted: LogFilter) -> dict[str, object]:
    """Return what fills the conditions of a filter."""
    return {name: getattr(wanted, name) for name in CONDITIONS}


def of_record(wire: Wire[Any], table: str, key: str, limit: int, offset: int) -> list[EntryRow]:
    """Return a record's entries, newest first, by one indexed query."""
    values = {"table": table, "key": key, "limit": limit, "offset": offset}
    return [EntryRow(*row) for row in wire.execute((COLUMNS + OF_RECORD).encode(), values)]


def found(
    wire: Wire[Any], wanted: LogFilter, limit: int, offset: int = 0, before: tuple[datetime, EntryId] | None = None
) -> list[EntryRow]:
    """Return entries that match, newest first; `before` continues after an entry however far down it stands.

    What is frequent is found among the newest entries, read in order. What is not, is rare: then the ranges of pages in
    which it cannot stand are passed over (`ix_batch_sieve`), and the little that is found is sorted.
    """
    parts, values = list(conditions(wanted)), {**parameters(wanted), "limit": limit, "offset": offset}
    if wanted.first is not None and wanted.end is not None:
        parts.append("e.at BETWEEN %(span_first)s AND %(span_last)s")
        values["span_first"], values["span_last"] = span(wire, wanted.first, wanted.end)
    if before is not None:
        parts += AFTER
        values["before_at"], values["before_id"] = before
        values["before_batch"] = before[1] >> LOW_BITS
    if not any(getattr(wanted, name) is not None for name in SIEVED) or wanted.key is not None:
        return read(wire, parts, values)
    top = " AND ".join(part for part in parts if part.startswith(OF_PLACE)) or "true"
    near = read(wire, [*parts, f"e.at >= ({NEAR.format(top=top)})"], {**values, "near": NEAREST})
    if len(near) == limit:
        return near
    wire.execute(SIFT)
    sifted = read(wire, parts, values)
    wire.execute(SIFT_NO_MORE)
    return sifted


def read(wire: Wire[Any], parts: Sequence[str], values: Mapping[str, object]) -> list[EntryRow]:
    """Return the entries for which every part of the condition holds."""
    where = f"WHERE {' AND '.join(parts)} " if parts else ""
    return [EntryRow(*row) for row in wire.execute((COLUMNS + where + NEWEST_FIRST).encode(), values)]


def span(wire: Wire[Any], first: int, end: int) -> tuple[datetime | None, datetime | None]:
    """Return when the entries of a range of the sealed log were made."""
    row = wire.execute(SPAN, {"first": first, "end": end}).fetchone()
    return (row[0], row[1]) if row else (None, None)


def known(wire: Wire[Any], entry_id: EntryId) -> Known | None:
    """Return where an entry stands and what it is about; nothing where there is none."""
    row = wire.execute(KNOWN, {"entry": entry_id, "batch": entry_id >> LOW_BITS}).fetchone()
    return Known(*row) if row else None


def sealed_by(wire: Wire[Any], moment: datetime | None) -> int:
    """Return a place in the sealed log before which nothing is as young as a moment; 0 where none is given."""
    row = wire.execute(SEALED_AT, {"at": moment}).fetchone() if moment else None
    return int(row[0]) if row else 0


def extent(wire: Wire[Any], wanted: LogFilter, author: UserId) -> Extent:
    """Return how many entries of a range match, how many of them a person made, and the hash over all their leaves."""
    parts = " AND ".join(conditions(wanted))
    query = f"""
    SELECT count(*), count(*) FILTER (WHERE e.user_id = %(author)s), min(e.at), max(e.at),
           encode(sha256(coalesce(string_agg(l.hash, '' ORDER BY l.index), '')), 'hex')
    {MATCHING} WHERE {parts}
    """
    row = wire.execute(query.encode(), {**parameters(wanted), "author": author}).fetchone()
    return Extent(*row) if row else Extent(0, 0, None, None, "")


def sealed_ids(wire: Wire[Any], wanted: LogFilter, limit: int) -> list[EntryId]:
    """Return the numbers of sealed entries that match, newest first, and one more than `limit` if there are more."""
    parts = " AND ".join(conditions(wanted)) or "true"
    query = f"SELECT e.id {MATCHING} WHERE {parts} ORDER BY e.at DESC, e.batch_id DESC, e.id DESC LIMIT %(limit)s"
    return [row[0] for row in wire.execute(query.encode(), {**parameters(wanted), "limit": limit + 1})]


def by_ids(wire: Wire[Any], ids: list[EntryId]) -> list[EntryRow]:
    """Return sealed entries by their numbers."""
    batches = sorted({entry_id >> LOW_BITS for entry_id in ids})
    values = {"ids": ids, "batches": batches}
    return [EntryRow(*row) for row in wire.execute((COLUMNS + BY_IDS).encode(), values)]
