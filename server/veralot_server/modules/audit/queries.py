"""What people ask of the log: one record's history, a search, heads and proofs."""

from datetime import datetime
from typing import Any, NamedTuple

from veralot_server.core.audit.heads import head_view, log_key
from veralot_server.core.audit.proofs import continued, prove_entries
from veralot_server.core.audit.tree import Store
from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.audit import (
    Consistency,
    ConsistencyView,
    EntryView,
    FieldChange,
    HeadView,
    Inclusion,
    InclusionView,
    LogHead,
    NotSealedYet,
    Operation,
    RecordHistory,
    SearchLog,
)
from veralot_shared.contracts.genealogy import GetLot
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import EntryId, LotId, SignatureId
from veralot_shared.verify.leaf import LOW_BITS

COLUMNS = """
SELECT e.id, l.index AS log_index, e.at, e.user_name, coalesce(u.full_name, e.user_name) AS full_name,
       coalesce(u.full_name_zh, '') AS full_name_zh, e.workstation, e.message, e.table_name, e.key,
       e.operation::text AS operation, e.old, e.new, e.reason, e.signature_id
FROM audit.entry e
LEFT JOIN audit.leaf l ON l.batch_id = e.batch_id
LEFT JOIN identity_user u ON u.id = e.user_id
"""

ONE = """
SELECT e.table_name, e.key
FROM (SELECT batch_at FROM audit.leaf WHERE batch_id = %(batch)s
      UNION ALL SELECT batch_at FROM sealing.pending WHERE batch_id = %(batch)s) AS known
JOIN audit.entry e ON e.at = known.batch_at AND e.batch_id = %(batch)s AND e.id = %(entry)s
"""
"""The log is found by time; when a batch was written, its leaf knows, or the work list of the sealer."""

PAGE_LIMIT = 1000


class Row(NamedTuple):
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


@answers(RecordHistory)
def record_history(query: RecordHistory, tx: Transaction) -> list[EntryView]:
    """Return a record's history, newest first, by one indexed query."""
    if tx.actor.customer_id is not None:
        require_own_lot(query.table, query.key, tx)
    page = {"limit": min(query.page.limit, PAGE_LIMIT), "offset": query.page.offset}
    return entries(
        tx,
        "WHERE e.table_name = %(table)s AND e.place = ANY (audit.places(%(key)s)) AND e.key = %(key)s "
        "ORDER BY e.id DESC LIMIT %(limit)s OFFSET %(offset)s",
        table=query.table,
        key=query.key,
        **page,
    )


def require_own_lot(table: str, key: str, tx: Transaction) -> None:
    """Let a customer's user see the history of that customer's lots and of nothing else (CMO-01)."""
    if table != "genealogy_lot" or not key.isdecimal():
        raise RecordNotFound(kind=table, key=key)
    tx.call(GetLot(id=LotId(int(key))))


@answers(SearchLog)
def search_log(query: SearchLog, tx: Transaction) -> list[EntryView]:
    """Search the log. Unset filters do not narrow."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind="audit log", key="")
    conditions = {
        "user_name": "e.user_name = %(user_name)s",
        "message": "e.message = %(message)s",
        "table": "e.table_name = %(table)s",
        "since": "e.at >= %(since)s",
        "until": "e.at < %(until)s",
    }
    values = {name: getattr(query, name) for name in conditions if getattr(query, name) is not None}
    where = " AND ".join(conditions[name] for name in values) or "true"
    tail = "ORDER BY e.at DESC, e.id DESC LIMIT %(limit)s OFFSET %(offset)s"
    limit = min(query.page.limit, PAGE_LIMIT)
    return entries(tx, f"WHERE {where} {tail}", **values, limit=limit, offset=query.page.offset)


def entries(tx: Transaction, tail: str, **values: object) -> list[EntryView]:
    """Return the entries that `tail` (the WHERE clause and what follows) selects."""
    rows = tx.wire.execute((COLUMNS + tail).encode(), values).fetchall()
    return [view(Row(*row)) for row in rows]


def view(row: Row) -> EntryView:
    """Return an entry as people read it: field by field."""
    return EntryView(
        id=row.id,
        index=row.log_index,
        at=row.at,
        user_name=row.user_name,
        full_name=row.full_name,
        full_name_zh=row.full_name_zh,
        workstation=row.workstation,
        message=row.message,
        table=row.table_name,
        key=row.key,
        operation=Operation(row.operation),
        changes=changes(row),
        reason=row.reason,
        signature_id=row.signature_id,
    )


def changes(row: Row) -> list[FieldChange]:
    """Return what became of each field: all of them at an insert or a delete, the changed ones at an update."""
    old, new = row.old or {}, row.new or {}
    names = sorted(old if row.operation == Operation.UPDATE else old | new)
    return [FieldChange(name, old.get(name), new.get(name)) for name in names]


# --- heads and proofs ------------------------------------------------------------------------------------------------


@answers(LogHead)
def log_head(query: LogHead, tx: Transaction) -> HeadView:  # noqa: ARG001 - the question has no content
    """Return the newest signed head and how many entries are not sealed yet."""
    return head_view(tx.wire, log_key(tx.settings))


@answers(Inclusion)
def inclusion(query: Inclusion, tx: Transaction) -> InclusionView:
    """Prove that an entry is in the log. The proof holds the entry's content, so its record must be one's own to see."""
    asked = {"entry": query.entry_id, "batch": query.entry_id >> LOW_BITS}
    entry = tx.found(tx.wire.execute(ONE.encode(), asked).fetchone(), "log entry", query.entry_id)
    if tx.actor.customer_id is not None:
        require_own_lot(entry[0], entry[1], tx)
    found = prove_entries(tx.wire, [query.entry_id])
    if not found:
        raise NotSealedYet(entry_id=query.entry_id)
    return found[0]


@answers(Consistency)
def consistency(query: Consistency, tx: Transaction) -> ConsistencyView:
    """Prove that the newest head continues an older one."""
    store = Store(tx.wire)
    head = tx.found(store.head(), "log head", "")
    if not 0 <= query.old_size <= head.size:
        raise RecordNotFound(kind="log head", key=str(query.old_size))
    return continued(tx.wire, query.old_size, head.size)
