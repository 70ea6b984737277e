"""The audit trail's section of a lot's dossier: the newest entries of the lot itself; the record's own page has them all."""

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.audit import RecordHistory
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_
from veralot_shared.messages import Page

SHOWN = 200

COLUMNS = [
    ColumnView(id="at", title=N_("Time"), kind="time"),
    ColumnView(id="who", title=N_("Person")),
    ColumnView(id="workstation", title=N_("Workstation")),
    ColumnView(id="message", title=N_("Message")),
    ColumnView(id="field", title=N_("Field")),
    ColumnView(id="old", title=N_("Old value")),
    ColumnView(id="new", title=N_("New value")),
    ColumnView(id="reason", title=N_("Reason")),
    ColumnView(id="index", title=N_("Log index"), kind="number"),
]


@section("audit.trail", order=90)
def audit_trail(lot: LotView, tx: Transaction) -> SectionView:
    """Return who changed what of the lot, field by field."""
    history = tx.call(RecordHistory(table="genealogy_lot", key=str(lot.id), page=Page(limit=SHOWN)))
    rows = [
        [entry.at, entry.full_name, entry.workstation, entry.message, change.field, change.old, change.new, entry.reason,
         entry.index]
        for entry in history
        for change in entry.changes
    ]  # fmt: skip
    return SectionView(id="audit.trail", title=N_("Audit trail"), columns=COLUMNS, rows=rows, total=len(rows))
