"""The audit trail's section of a lot's dossier: the newest entries of the lot itself; the record's own page has them all."""

from typing import Any

import msgspec

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.audit import EntryView, FieldChange, RecordHistory
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_
from veralot_shared.messages import Page

SHOWN = 200

COLUMNS = [
    ColumnView(id="at", title=N_("Time"), kind="time"),
    ColumnView(id="who", title=N_("Person"), kind="name"),
    ColumnView(id="workstation", title=N_("Workstation")),
    ColumnView(id="message", title=N_("Message"), kind="message"),
    ColumnView(id="field", title=N_("Field"), kind="field"),
    ColumnView(id="old", title=N_("Old value")),
    ColumnView(id="new", title=N_("New value")),
    ColumnView(id="reason", title=N_("Reason")),
    ColumnView(id="index", title=N_("Log index"), kind="number"),
]


@section("audit.trail", order=90)
def audit_trail(lot: LotView, tx: Transaction) -> SectionView:
    """Return who changed what of the lot, field by field."""
    history = tx.call(RecordHistory(table="genealogy_lot", key=str(lot.id), page=Page(limit=SHOWN)))
    rows = [row(entry, change) for entry in history for change in entry.changes]
    return SectionView(id="audit.trail", title=N_("Audit trail"), columns=COLUMNS, rows=rows, total=len(rows))


def row(entry: EntryView, change: FieldChange) -> list[Any]:
    """Return one field's change as a row of the table."""
    who = [entry.at, [entry.full_name, entry.full_name_zh], entry.workstation, entry.message]
    return [*who, change.field, shown(change.old), shown(change.new), entry.reason, entry.index]


def shown(value: object) -> str:
    """Return a logged value as text: nothing for none, JSON for what has parts."""
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return "" if value is None else str(value)
