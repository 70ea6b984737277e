"""What a permit covers, and what lies beyond it, is neither more nor less for being divided or joined."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from tests.server.modules.quality.test_permits import TENTHS, blockers, counted, make, permitted, use
from veralot_server.core.module import tell_hearers
from veralot_server.modules.quality.domain import permits as rules
from veralot_server.modules.quality.domain.permits import Flow, Share
from veralot_server.modules.quality.readiness import records_closed
from veralot_shared.contracts.genealogy import LotEvent, LotView, MergeLots, SplitLot, SplitPart, TransferLot
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import ExcludeLot, PermitSpent, PermitWay, ReportDeviation

LIES = """
SELECT s.location_id FROM genealogy_stock s JOIN genealogy_location p ON p.id = s.location_id
WHERE s.lot_id = %s AND s.quantity > 0 AND p.kind IN ('warehouse', 'quarantine')
"""


def divided(plant: Plant, lot: LotView, *quantities: int) -> list[LotView]:
    """Divide a lot where it lies, as the dispatcher would carry it out."""
    row = plant.tx.wire.execute(LIES, (lot.id,)).fetchone()
    assert row is not None
    parts = [SplitPart(quantity=Decimal(quantity)) for quantity in quantities]
    found = plant.do(SplitLot(lot_id=lot.id, location_id=row[0], parts=parts))
    tell_hearers(plant.tx)
    return found


def joined(plant: Plant, *lots: LotView) -> LotView:
    """Join lots, as the dispatcher would carry it out."""
    command = MergeLots(lot_no=plant.number("J-"), sources=[lot.id for lot in lots], location_id=plant.at["WH"])
    found = plant.do(command)
    tell_hearers(plant.tx)
    return found


@pytest.mark.requirement("CN-41")
def test_what_is_covered_is_conserved_when_a_lot_is_divided(quality: Quality, plant: Plant) -> None:
    item = plant.component(kind=ItemKind.SEMI_FINISHED)
    detail = permitted(quality, quantity=5, item_id=item.id)
    make(plant, item, 3)
    lot = make(plant, item, 9)
    assert blockers(plant, lot)[0].startswith(
        f"7 {lot.unit} of the lot were made beyond what permit {detail.case.number}"
    )
    covered, rest = divided(plant, lot, 2, 7)
    assert blockers(plant, covered) == []
    assert blockers(plant, rest)[0].startswith(
        f"7 {lot.unit} of the lot were made beyond what permit {detail.case.number}"
    )
    parts = divided(plant, rest, 3, 4)
    assert [said[0].split()[0] for said in (blockers(plant, one) for one in parts)] == ["3", "4"]
    plant.tx.now += timedelta(minutes=1)
    plant.do(ReportDeviation(title="More", description="Made", happened_on=plant.tx.today, lot_ids=[parts[0].id]))
    assert [len(blockers(plant, one)) for one in (covered, *parts)] == [0, 0, 1]
    plant.do(ExcludeLot(case_id=detail.case.id, lot_id=lot.id, reason="Made of the first resin"))
    assert [blockers(plant, one) for one in (covered, *parts)] == [[], [], []]


@pytest.mark.requirement("CN-41")
@pytest.mark.trap("T9")
def test_a_deviation_that_is_open_stops_what_its_lot_is_divided_into_from_then_on(
    quality: Quality, plant: Plant
) -> None:
    item = plant.component(kind=ItemKind.SEMI_FINISHED)
    permitted(quality, quantity=5, item_id=item.id)
    lot = make(plant, item, 9)
    before, rest = divided(plant, lot, 2, 7)
    plant.tx.now += timedelta(minutes=1)
    found = plant.do(ReportDeviation(title="More", description="Made", happened_on=plant.tx.today, lot_ids=[rest.id]))
    plant.tx.now += timedelta(minutes=1)
    parts = divided(plant, rest, 3, 4)
    number = found.case.number
    for part in parts:
        assert blockers(plant, part) == [], "from here the deviation stands in the way"
        assert number in str(records_closed(part, LotEvent.RELEASE_PRODUCTION, plant.tx).missing[0].values)
    assert records_closed(before, LotEvent.RELEASE_PRODUCTION, plant.tx).missing == [], "it was divided off before"


@pytest.mark.requirement("CN-41")
def test_what_is_divided_and_joined_again_is_counted_once(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    detail = permitted(quality, lot, quantity=40)
    first, second, third = divided(plant, lot, 30, 30, 40)
    use(plant, first, 10)
    again = joined(plant, first, second)
    use(plant, again, 20)
    assert sum(one[2] for one in counted(quality, detail)) == 30
    use(plant, third, 10)
    for part in (again, third):
        with pytest.raises(PermitSpent):
            use(plant, part, 1)


@pytest.mark.requirement("CN-41")
def test_of_a_lot_that_others_were_joined_to_only_what_the_permit_is_about_is_counted(
    quality: Quality, plant: Plant
) -> None:
    item = plant.component()
    lot, other = plant.material(20, item), plant.material(100, item)
    detail = permitted(quality, lot, quantity=15)
    part, rest = divided(plant, lot, 10, 10)
    mixed = joined(plant, part, other)
    use(plant, mixed, 60)
    assert sum(one[2] for one in counted(quality, detail)) == 10, "no more than that came from the lot"
    one, two = divided(plant, mixed, 25, 25)
    use(plant, one, 25)
    use(plant, two, 25)
    assert sum(each[2] for each in counted(quality, detail)) == 10
    use(plant, rest, 5)
    with pytest.raises(PermitSpent):
        use(plant, rest, 1)


@pytest.mark.requirement("CN-41")
def test_what_was_divided_off_before_a_permit_is_not_under_it(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    before, rest = divided(plant, lot, 40, 60)
    use(plant, before, 5)
    detail = permitted(quality, rest, quantity=10)
    use(plant, before, 20)
    (part,) = divided(plant, before, 15)
    use(plant, part, 15)
    use(plant, rest, 10)
    assert counted(quality, detail) == [(rest.lot_no, PermitWay.USED, 10, 0)]


@pytest.mark.requirement("CN-41")
def test_what_left_a_lot_before_a_permit_named_it_is_not_under_it(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    plant.do(
        TransferLot(
            lot_id=lot.id, location_id=plant.at["WH"], target_id=plant.at["PR"], quantity=Decimal(40), reason="Line 1"
        )
    )
    (before,) = divided(plant, lot, 60)
    use(plant, before, 5)
    detail = permitted(quality, lot, quantity=10)
    plant.moved(lot, "WH")
    use(plant, lot, 3)
    use(plant, before, 50)
    (after,) = divided(plant, lot, 37)
    use(plant, after, 7)
    assert counted(quality, detail) == [(lot.lot_no, PermitWay.USED, 3, 0), (after.lot_no, PermitWay.USED, 7, 0)]
    with pytest.raises(PermitSpent):
        use(plant, after, 1)


# --- the rules -------------------------------------------------------------------------------------------------------

MOVES = st.lists(
    st.tuples(st.integers(0, 9), st.lists(TENTHS, min_size=1, max_size=3), st.sampled_from(["divide", "join", "take"])),
    max_size=12,
)


@pytest.mark.requirement("CN-41")
@given(st.lists(st.tuples(TENTHS, TENTHS), min_size=1, max_size=3), MOVES)
def test_no_division_makes_a_mark_larger_or_smaller(
    made: list[tuple[Decimal, Decimal]], moves: list[tuple[int, list[Decimal], str]]
) -> None:
    start = {number: Share(free, marked) for number, (free, marked) in enumerate(made, start=1)}
    whole = {number: free + marked for number, (free, marked) in enumerate(made, start=1)}
    flows: list[Flow] = []
    for movement, (chosen, amounts, how) in enumerate(moves):
        lots = [number for number, amount in whole.items() if amount > 0]
        if not lots:
            break
        sources = lots[: chosen + 1] if how == "join" else [lots[chosen % len(lots)]]
        into = max(whole) + 1
        for source in sources:
            for amount in [whole[source]] if how == "join" else amounts:
                moved = min(amount, whole[source])
                if moved == 0:
                    continue
                target = None if how == "take" else into
                flows.append(Flow(movement, source, target, moved))
                whole[source] -= moved
                if target is not None:
                    whole[target] = whole.get(target, Decimal(0)) + moved
                    into += how == "divide"
    found = rules.followed(start, flows)
    marked = sum(share.marked for share in found.shares.values()) + sum(found.taken.values())
    assert marked == sum(share.marked for share in start.values())
    for number, amount in whole.items():
        share = found.shares[number]
        assert share.free >= 0
        assert share.marked >= 0
        assert share.free + share.marked == amount


@pytest.mark.requirement("CN-41")
@given(TENTHS, st.lists(TENTHS, min_size=1, max_size=5))
def test_what_is_covered_goes_to_the_first_parts(covered: Decimal, parts: list[Decimal]) -> None:
    whole = sum(parts, Decimal(0))
    covered = min(covered, whole)
    flows = [Flow(1, 1, number, part) for number, part in enumerate(parts, start=2)]
    shares = rules.followed({1: Share(covered, whole - covered)}, flows).shares
    left = covered
    for number, part in enumerate(parts, start=2):
        assert shares[number] == Share(min(left, part), part - min(left, part))
        left -= min(left, part)
    assert shares[1] == Share(Decimal(0), Decimal(0))
