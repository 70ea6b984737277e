"""Which unit each sample of an inspection is, and how a lot comes to be in test."""

from collections.abc import Sequence

import msgspec

from veralot_server.core import records
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import workflow
from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_server.modules.inspection.making import SampleRow
from veralot_shared.contracts.genealogy import GetLot, LotStatus, SampleLot
from veralot_shared.contracts.inspection import InspectionEvent, SampleTooLarge
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import InspectionId, LocationId, LotId, UnitId

SAMPLES = "SELECT unit_id, sample_no FROM inspection_sample WHERE inspection_id = %s"

LYING = "SELECT id FROM genealogy_unit WHERE lot_id = %s AND location_id = %s AND status = 'made' ORDER BY id"

OF_LOT = "SELECT id FROM genealogy_unit WHERE lot_id = %(lot)s AND id = ANY(%(units)s)"


def known(tx: Transaction, inspection_id: InspectionId) -> dict[UnitId, int]:
    """Return which sample each unit of an inspection is."""
    return {UnitId(row[0]): row[1] for row in tx.wire.execute(SAMPLES, (inspection_id,))}


def begin(tx: Transaction, inspection: InspectionFacts, note: str = "") -> InspectionFacts:
    """Take the sample: the inspection goes on, and a lot in quarantine is in test from now on."""
    status = workflow.advance(tx, inspection, [InspectionEvent.TAKE_SAMPLE], note)
    test(tx, inspection.lot_id, inspection.number)
    return msgspec.structs.replace(inspection, status=status)


def test(tx: Transaction, lot_id: LotId, number: str) -> None:
    """Begin testing a lot that lies in quarantine; one that is held stays held, and as it is beneath."""
    if tx.call(GetLot(id=lot_id)).status is LotStatus.QUARANTINE:
        tx.call(SampleLot(lot_id=lot_id, note=number))


def name(tx: Transaction, inspection: InspectionFacts, unit_ids: Sequence[UnitId]) -> dict[UnitId, int]:
    """Note which units the sample is, after those named before; return all of them.

    Raises: SampleTooLarge, ValueNotAllowed.
    """
    before = known(tx, inspection.id)
    new = [unit for unit in dict.fromkeys(unit_ids) if unit not in before]
    if not new:
        return before
    if len(before) + len(new) > inspection.to_sample:
        raise SampleTooLarge(named=len(before) + len(new), size=inspection.to_sample)
    require_of_lot(tx, inspection.lot_id, new)
    first = max(before.values(), default=0) + 1
    rows = [SampleRow(inspection.id, place, unit) for place, unit in enumerate(new, start=first)]
    records.add(tx, "inspection_sample", rows)
    return before | {row.unit_id: row.sample_no for row in rows}


def lying(tx: Transaction, lot_id: LotId, location_id: LocationId) -> list[UnitId]:
    """Return the units of a lot that lie at a place."""
    return [UnitId(row[0]) for row in tx.wire.execute(LYING, (lot_id, location_id))]


def require_of_lot(tx: Transaction, lot_id: LotId, unit_ids: Sequence[UnitId], field: str = "unit_ids") -> None:
    """Check that units belong to a lot. Raises: ValueNotAllowed."""
    found = {row[0] for row in tx.wire.execute(OF_LOT, {"lot": lot_id, "units": list(unit_ids)})}
    wrong = [unit for unit in unit_ids if unit not in found]
    if wrong:
        raise ValueNotAllowed(value=", ".join(map(str, wrong)), rule=words.RULE_UNITS, field=field)
