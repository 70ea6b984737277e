"""Lots of the pictures: received like others before, inspected, and decided on."""

from collections.abc import Sequence
from decimal import Decimal

from scripts.screenshots.people import Person
from veralot_shared.contracts.genealogy import (
    ListLocations,
    ListLots,
    LocationKind,
    LotFilter,
    LotView,
    ReceiveLot,
)
from veralot_shared.contracts.inspection import (
    CharacteristicKind,
    CompleteInspection,
    DecideInspection,
    GetInspection,
    InspectionDetail,
    InspectionFilter,
    InspectionView,
    ListInspections,
    RecordResults,
    ResultEntry,
    TakeSample,
    UsageDecision,
)
from veralot_shared.messages import Page

QUANTITY = Decimal(500)


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


def decided(quality: Person, found: InspectionDetail, *, accept: bool) -> None:
    """Decide on an inspected lot. Raises: CodedError."""
    decision = UsageDecision.ACCEPT if accept else UsageDecision.REJECT
    reason = "" if accept else "Two samples are out of specification"
    quality.sign(DecideInspection(inspection_id=found.inspection.id, decision=decision, reason=reason))
