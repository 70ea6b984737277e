"""How many samples are asked for, everywhere the same: what an inspection is due is what its characteristics need."""

from decimal import Decimal

import msgspec
import pytest

from tests.factories.inspection import LENGTH, SURFACE, Inspections, fixed
from veralot_shared.contracts.inspection import (
    CharacteristicEntry,
    ClassRule,
    DefectClass,
    InspectionLevel,
    Scheme,
    Verdict,
)
from veralot_shared.contracts.items import ItemView

OWN = msgspec.structs.replace(LENGTH, code="9", sample_size=5)
MINOR = fixed(DefectClass.MINOR, 3, 1)
SKIPPED = ClassRule(
    defect_class=DefectClass.MAJOR,
    scheme=Scheme.SKIP_LOT,
    level=InspectionLevel.GENERAL_II,
    aql=Decimal("6.5"),
    skip=5,
    clearance=1,
)


@pytest.mark.requirement("AQL-02")
@pytest.mark.parametrize(
    ("characteristics", "rules", "pieces", "asked"),
    [
        ((OWN,), (), 100, [5]),
        ((OWN,), (), 3, [3]),
        ((OWN, SURFACE), (MINOR,), 100, [5, 3]),
        ((OWN, SURFACE), (MINOR,), 4, [4, 3]),
    ],
)
def test_a_sample_of_its_own_needs_no_rule_of_its_class_and_is_no_larger_than_the_lot(
    inspections: Inspections,
    item: ItemView,
    characteristics: tuple[CharacteristicEntry, ...],
    rules: tuple[ClassRule, ...],
    pieces: int,
    asked: list[int],
) -> None:
    inspections.plan(item, characteristics, rules)
    _, found = inspections.received(pieces, item)
    assert [due.needed for due in found.dues] == asked
    assert (found.inspection.results_due, found.inspection.to_sample) == (sum(asked), max(asked))
    done = inspections.record(found, inspections.all_good(found), complete=True)
    assert (done.missing, done.verdict) == (0, Verdict.ACCEPTED)


def test_what_is_passed_over_asks_for_no_sample_of_its_own_either(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item, (OWN, SURFACE), (SKIPPED, MINOR))
    _, found = inspections.received(20, item)
    inspections.decided(inspections.evaluated(found))
    for _lot in range(40):
        _, found = inspections.received(20, item)
        if not found.sampling[0].stages:
            break
        inspections.decided(inspections.evaluated(found))
    assert [due.needed for due in found.dues] == [0, 3]
    done = inspections.record(found, inspections.all_good(found), complete=True)
    assert (done.missing, done.verdict) == (0, Verdict.ACCEPTED)
