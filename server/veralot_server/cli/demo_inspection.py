"""Incoming inspections of the demonstration plant: one recorded, decided and released, one that waits and is overdue.

The plans come from the plant's files, as drafts, and so does who is qualified to inspect by them; the head of quality signs
both, as in any plant.
"""

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from veralot_server.cli.demo_quality import Scribe
from veralot_shared.contracts.gauges import ListGauges
from veralot_shared.contracts.genealogy import ReceiveLot
from veralot_shared.contracts.inspection import (
    CharacteristicKind,
    DecideInspection,
    GetInspection,
    InspectionDetail,
    InspectionFilter,
    ListInspections,
    ListPlans,
    RecordResults,
    ReleasePlan,
    ResultEntry,
    UsageDecision,
)
from veralot_shared.contracts.training import ConfirmGrants, ListGrants
from veralot_shared.ids import InspectionId, LotId

STEPS: Final = (0, 4, -3, 6, 1, -5, 2, 3)
"""By how many of the last decimal place the measured values differ from the nominal one, over and over."""
MANUFACTURED: Final = date(2026, 10, 20)
EXPIRY: Final = date(2031, 10, 20)


class Receipt(NamedTuple):
    """A delivery that is inspected."""

    item: str
    lot_no: str
    supplier: str
    supplier_lot_no: str
    quantity: int


NEEDLES: Final = Receipt("CP-NDL", "R261120-91", "S04", "N2611A07", 5000)
FILTERS: Final = Receipt("CP-FLT", "R261119-91", "S03", "F26L004", 8000)


def write_inspections(scribe: Scribe) -> int:
    """Release the plans, inspect the needles, leave the filters waiting; return how many inspections there are."""
    waiting = [one.id for one in scribe.do(21, "zhou.ling", ListGrants()).rows if one.proposed]
    scribe.do(21, "zhou.ling", ConfirmGrants(ids=waiting))
    for plan in scribe.do(20, "zhou.ling", ListPlans()).rows:
        scribe.do(20, "zhou.ling", ReleasePlan(revision_id=plan.revision_id))
    needles, _filters = [begun(scribe, received(scribe, what, days)) for what, days in DELIVERED]
    recorded(scribe, needles)
    decision = DecideInspection(inspection_id=needles.inspection.id, decision=UsageDecision.ACCEPT)
    scribe.do(1.5, "li.na", decision)
    return len(DELIVERED)


DELIVERED: Final = ((NEEDLES, 2.5), (FILTERS, 3.5))


def received(scribe: Scribe, what: Receipt, days: float) -> LotId:
    """Take a delivery in."""
    command = ReceiveLot(
        item_id=scribe.item(what.item),
        lot_no=what.lot_no,
        supplier_id=scribe.partner(what.supplier),
        supplier_lot_no=what.supplier_lot_no,
        quantity=Decimal(what.quantity),
        unit="pcs",
        location_id=scribe.location("QC-01"),
        manufactured=MANUFACTURED,
        expiry=EXPIRY,
    )
    return scribe.do(days, "wang.fang", command).id


def begun(scribe: Scribe, lot_id: LotId) -> InspectionDetail:
    """Return the inspection that a receipt made."""
    (found,) = scribe.do(2, "zhao.min", ListInspections(filter=InspectionFilter(lot_id=lot_id))).rows
    return scribe.do(2, "zhao.min", GetInspection(id=found.id))


def recorded(scribe: Scribe, found: InspectionDetail) -> InspectionId:
    """Record every result that is due, all of them within their limits, and complete the inspection."""
    needed = {due.characteristic_id: due.needed for due in found.dues}
    gauges = {one.kind.value: one.id for one in scribe.do(2, "zhao.min", ListGauges())[::-1] if one.rule is None}
    entries = []
    for one in found.revision.characteristics:
        measured = one.kind is CharacteristicKind.VARIABLE
        for sample in range(1, needed[one.id] + 1):
            step = Decimal(STEPS[sample % len(STEPS)]).scaleb(-one.precision)
            entries.append(
                ResultEntry(
                    characteristic_id=one.id,
                    sample_no=sample,
                    value=(one.nominal or Decimal(0)) + step if measured else None,
                    conforming=None if measured else True,
                    gauge_id=gauges[one.gauge_type] if one.gauge_type else None,
                )
            )
    command = RecordResults(inspection_id=found.inspection.id, results=entries, complete=True)
    return scribe.do(2, "zhao.min", command).inspection_id
