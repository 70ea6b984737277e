"""Lots of the pictures: received like others before, inspected, and decided on."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from scripts.screenshots.people import Person
from veralot_shared.contracts.genealogy import (
    ListLocations,
    ListLots,
    LocationKind,
    LotFilter,
    LotStatus,
    LotView,
    ReceiveLot,
)
from veralot_shared.contracts.inspection import (
    CharacteristicKind,
    CompleteInspection,
    ConcludeInvestigation,
    CreateInspection,
    DecideInspection,
    GetInspection,
    InspectionDetail,
    InspectionFilter,
    InspectionStage,
    InspectionView,
    InvestigationConclusion,
    LaboratoryFinding,
    ListInspections,
    RecordFinding,
    RecordResults,
    ResultEntry,
    TakeSample,
    UsageDecision,
)
from veralot_shared.messages import Page

QUANTITY = Decimal(500)
SERIALS: Final = 20
"""Units that make a lot worth a picture."""
STEPS: Final = (1, -2, 0, 3, -1)
"""By how many of the last decimal place the values of the first units differ from the nominal one."""
RETESTS: Final = 3


def received(stores: Person, item_code: str, number: str) -> LotView:
    """Receive a lot like the newest of its item. Raises: CodedError."""
    known = stores.call(ListLots(filter=LotFilter(item_code=item_code), sort="-id", page=Page(limit=500))).rows
    like = next(lot for lot in known if lot.supplier_id is not None)
    place = next(one for one in stores.call(ListLocations()) if one.kind is LocationKind.QUARANTINE)
    if like.supplier_id is None:
        raise LookupError(item_code)
    command = ReceiveLot(
        item_id=like.item_id,
        lot_no=number,
        supplier_id=like.supplier_id,
        supplier_lot_no=f"S-{number}",
        quantity=QUANTITY,
        unit=like.unit,
        location_id=place.id,
        expiry=like.expiry,
    )
    return stores.call(command)


def inspection(person: Person, lot: LotView) -> InspectionView:
    """Return the inspection that receiving a lot has made. Raises: CodedError."""
    (found,) = person.call(ListInspections(filter=InspectionFilter(lot_id=lot.id))).rows
    return found


def evaluated(inspector: Person, lot: LotView, bad: Sequence[int]) -> InspectionDetail:
    """Inspect a lot; of the first characteristic these samples fail. Raises: CodedError."""
    number = inspection(inspector, lot).id
    inspector.call(TakeSample(inspection_id=number))
    found = inspector.call(GetInspection(id=number))
    inspector.call(RecordResults(inspection_id=number, results=results(found, bad)))
    return inspector.call(CompleteInspection(inspection_id=number))


def results(found: InspectionDetail, bad: Sequence[int]) -> list[ResultEntry]:
    """Return a result for everything that is asked for."""
    entries = []
    needed = {due.characteristic_id: due.needed for due in found.dues}
    for place, one in enumerate(found.revision.characteristics):
        for sample in range(1, needed[one.id] + 1):
            fails = place == 0 and sample in bad
            if one.kind is CharacteristicKind.ATTRIBUTE:
                entries.append(ResultEntry(characteristic_id=one.id, sample_no=sample, conforming=not fails))
            else:
                value = (one.upper or Decimal(0)) + Decimal("0.05") if fails else one.nominal
                entries.append(ResultEntry(characteristic_id=one.id, sample_no=sample, value=value))
    return entries


def one_by_one(inspector: Person, item_code: str) -> InspectionDetail:
    """Begin to inspect the newest lot of an item that is in test unit by unit, and record some. Raises: CodedError."""
    known = inspector.call(ListLots(filter=LotFilter(item_code=item_code), sort="-id", page=Page(limit=500))).rows
    lot = next(one for one in known if one.status is LotStatus.IN_TEST and one.on_hand > SERIALS)
    found = inspector.call(CreateInspection(lot_id=lot.id, stage=InspectionStage.FINAL, per_unit=True))
    length = found.revision.characteristics[0]
    read = [Decimal(step).scaleb(-length.precision) for step in STEPS]
    entries = [
        ResultEntry(characteristic_id=length.id, sample_no=number, value=(length.nominal or Decimal(0)) + step)
        for number, step in enumerate(read, 1)
    ]
    inspector.call(RecordResults(inspection_id=found.inspection.id, results=entries))
    return found


def in_retest(inspector: Person, quality: Person, head: Person, lot: LotView) -> InspectionDetail:
    """Inspect a lot that fails, investigate it and have it tested again by plan. Raises: CodedError."""
    found = evaluated(inspector, lot, (1, 3))
    (case,) = found.investigations
    none = LaboratoryFinding.NO_ERROR
    quality.sign(RecordFinding(investigation_id=case.id, finding=none, text="The caliper reads its gauge block right"))
    again = InvestigationConclusion.RETEST
    text = "Three more samples, measured by somebody else"
    return head.sign(ConcludeInvestigation(investigation_id=case.id, conclusion=again, text=text, retests=RETESTS))


def decided(quality: Person, found: InspectionDetail, *, accept: bool) -> None:
    """Decide on an inspected lot. Raises: CodedError."""
    decision = UsageDecision.ACCEPT if accept else UsageDecision.REJECT
    reason = "" if accept else "Two samples are out of specification"
    quality.sign(DecideInspection(inspection_id=found.inspection.id, decision=decision, reason=reason))
