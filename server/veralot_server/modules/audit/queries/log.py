"""One record's history, and searches through the whole log."""

import re
from collections.abc import Sequence
from typing import Final

from veralot_server.core import naming
from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit import log_sql
from veralot_server.modules.audit.domain import check_filter
from veralot_server.modules.audit.log_sql import EntryRow
from veralot_server.modules.audit.queries import names
from veralot_shared.contracts.audit import (
    ChoicesView,
    EntryView,
    FieldChange,
    LogChoices,
    Operation,
    PersonChoice,
    RecordHistory,
    SearchLog,
    TableChoice,
)
from veralot_shared.contracts.genealogy import GetLot
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId

PAGE_LIMIT: Final = 1000


@answers(RecordHistory)
def record_history(query: RecordHistory, tx: Transaction) -> list[EntryView]:
    """Return a record's history, newest first; a customer's user is told no names, which may be others'."""
    limit, offset = min(query.page.limit, PAGE_LIMIT), query.page.offset
    if tx.actor.customer_id is not None:
        require_own_lot(query.table, query.key, tx)
    rows = log_sql.of_record(tx.wire, query.table, query.key, limit, offset)
    return [view(row, {}) for row in rows] if tx.actor.customer_id is not None else views(tx, rows)


LOT_KEY = re.compile("[1-9][0-9]{0,17}")


def require_own_lot(table: str, key: str, tx: Transaction) -> None:
    """Let a customer's user see the history of that customer's lots and of nothing else (CMO-01)."""
    if table != "genealogy_lot" or not LOT_KEY.fullmatch(key):
        raise RecordNotFound(kind="record", key=key)
    tx.call(GetLot(id=LotId(int(key))))


@answers(SearchLog)
def search_log(query: SearchLog, tx: Transaction) -> list[EntryView]:
    """Search the log. Unset filters do not narrow."""
    require_ours(tx)
    check_filter(query.filter)
    before = None
    if query.before is not None:
        known = tx.found(log_sql.known(tx.wire, query.before), "log entry", query.before)
        before = (known.at, query.before)
    limit, offset = min(max(query.page.limit, 0), PAGE_LIMIT), max(query.page.offset, 0)
    return views(tx, log_sql.found(tx.wire, query.filter, limit, offset, before))


@answers(LogChoices)
def log_choices(query: LogChoices, tx: Transaction) -> ChoicesView:  # noqa: ARG001 - the question has no content
    """Return whom and what the log can be searched by."""
    require_ours(tx)
    known = {str(name): table.columns for name, table in naming.tables().items()}
    # SQLAlchemy's names are texts of a kind of their own, which goes into no message.
    tables = [TableChoice(name=name, fields=[str(each.name) for each in known[name]]) for name in sorted(known)]
    return ChoicesView(people=tx.rows(PersonChoice, log_sql.PEOPLE), tables=tables)


def require_ours(tx: Transaction) -> None:
    """Refuse a customer's user: the log is about everybody's records (CMO-01). Raises RecordNotFound."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind="audit log", key="")


def views(tx: Transaction, rows: Sequence[EntryRow]) -> list[EntryView]:
    """Return entries as people read them, with names for numbers."""
    known = names.of_entries(tx, rows)
    return [view(row, known) for row in rows]


def view(row: EntryRow, known: naming.Names) -> EntryView:
    """Return an entry as people read it: field by field."""
    record = names.of_record(known, row)
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
        changes=changes(row, known),
        reason=row.reason,
        signature_id=row.signature_id,
        record=record.name,
        record_zh=record.name_zh,
    )


def changes(row: EntryRow, known: naming.Names) -> list[FieldChange]:
    """Return what became of each field: all of them at an insert or a delete, the changed ones at an update."""
    old, new = row.old or {}, row.new or {}
    fields = sorted(old if row.operation == Operation.UPDATE else old | new)
    return [change(row.table_name, name, old.get(name), new.get(name), known) for name in fields]


def change(table: str, field: str, old: object, new: object, known: naming.Names) -> FieldChange:
    """Return what became of one field."""
    was, became = (naming.of_value(known, table, field, value) for value in (old, new))
    return FieldChange(field, old, new, was.name, became.name, was.name_zh, became.name_zh)
