"""Severity follows the lots, with history and reason, per item, supplier and stage."""

from decimal import Decimal

import msgspec
import pytest

from tests.factories import items
from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, Inspections
from veralot_server.core.module import tell_hearers
from veralot_shared.contracts.inspection import (
    AcceptImprovement,
    ApproveReduced,
    ClassRule,
    DefectClass,
    GetSwitching,
    InspectionDetail,
    InspectionLevel,
    InspectionStage,
    ListSwitching,
    Scheme,
    Severity,
    SeverityForbidden,
    SupplyDiscontinued,
    SwitchingDetail,
    SwitchReason,
    UsageDecision,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.rules.sampling.switching import FAILED_UNDER_TIGHTENED

NORMAL = ClassRule(
    defect_class=DefectClass.MAJOR,
    scheme=Scheme.ISO_2859_1_1999,
    level=InspectionLevel.SPECIAL_1,
    aql=Decimal("6.5"),
)

MEASURED = ClassRule(
    defect_class=DefectClass.MAJOR,
    scheme=Scheme.ANSI_Z1_9,
    level=InspectionLevel.GENERAL_II,
    aql=Decimal("1.5"),
)


class Lots:
    """Lots of one item, each inspected and decided."""

    def __init__(self, inspections: Inspections, item: ItemView, rule: ClassRule = NORMAL) -> None:
        self.inspections, self.item = inspections, item
        self.plan = inspections.plan(item, (LENGTH,), (rule,))

    def decided(self, *, good: bool) -> InspectionDetail:
        """Receive, inspect and decide one more lot."""
        _, found = self.inspections.received(20, self.item)
        found = self.inspections.evaluated(found, bad=[] if good else [("1", 1), ("1", 2)])
        return self.inspections.decided(found, UsageDecision.ACCEPT if good else UsageDecision.REJECT)

    def state(self) -> SwitchingDetail:
        """Return the severity with its history."""
        (one,) = self.inspections.plant.do(ListSwitching(item_id=self.item.id))
        return self.inspections.plant.do(GetSwitching(id=one.id))


@pytest.fixture
def lots(inspections: Inspections, item: ItemView) -> Lots:
    """Return lots that are inspected by the tables."""
    return Lots(inspections, item)


@pytest.mark.requirement("AQL-03", "AQL-02")
def test_inspection_begins_normal_with_the_plan_of_the_tables(lots: Lots) -> None:
    found = lots.decided(good=True)
    assert found.inspection.severity is Severity.NORMAL
    (sampling,) = found.sampling
    assert (sampling.letter, sampling.stages[-1].accept) == ("A", 0)
    assert sampling.why


@pytest.mark.requirement("AQL-04", "AQL-12")
def test_two_of_five_tighten_and_say_why(lots: Lots) -> None:
    lots.decided(good=True)
    lots.decided(good=False)
    lots.decided(good=False)
    state = lots.state()
    assert state.switching.severity is Severity.TIGHTENED
    assert SwitchReason.TWO_OF_FIVE in state.steps[0].why
    assert state.steps[0].inspection_no is not None
    _, next_one = lots.inspections.received(20, lots.item)
    assert next_one.inspection.severity is Severity.TIGHTENED


@pytest.mark.requirement("AQL-05")
def test_five_accepted_lead_back_to_normal(lots: Lots) -> None:
    for good in (False, False, True, True, True, True, True):
        lots.decided(good=good)
    assert lots.state().switching.severity is Severity.NORMAL


@pytest.mark.requirement("AQL-06", "AQL-07")
def test_reduced_inspection_needs_the_score_and_an_approval(lots: Lots) -> None:
    for _ in range(14):
        lots.decided(good=True)
    one = lots.state().switching
    assert (one.score, one.reducible) == (28, False)
    approve = ApproveReduced(switching_id=one.id, reason="steady for a year")
    with pytest.raises(SeverityForbidden):
        lots.inspections.signed(approve)
    lots.decided(good=True)
    assert lots.state().switching.reducible
    found = lots.inspections.signed(approve)
    assert found.switching.severity is Severity.REDUCED
    assert found.steps[0].signature_id is not None


@pytest.mark.requirement("AQL-08")
def test_one_failure_ends_reduced_inspection(lots: Lots) -> None:
    for _ in range(15):
        lots.decided(good=True)
    lots.inspections.signed(ApproveReduced(switching_id=lots.state().switching.id, reason="steady"))
    lots.decided(good=False)
    assert lots.state().switching.severity is Severity.NORMAL


@pytest.mark.requirement("AQL-09")
def test_five_failures_discontinue_supply_until_improvement_is_accepted(lots: Lots, plant: Plant) -> None:
    for _ in range(7):
        lots.decided(good=False)
    one = lots.state().switching
    assert one.severity is Severity.DISCONTINUED
    assert one.rejections == FAILED_UNDER_TIGHTENED
    plant.received(20, lots.item)
    with pytest.raises(SupplyDiscontinued) as refused:
        tell_hearers(plant.tx)
    assert refused.value.rejections == FAILED_UNDER_TIGHTENED
    plant.tx.heard = len(plant.tx.events)
    found = lots.inspections.signed(AcceptImprovement(switching_id=one.id, reason="new mould"))
    assert found.switching.severity is Severity.TIGHTENED
    lots.decided(good=True)


@pytest.mark.requirement("AQL-12")
def test_a_plan_revised_to_another_edition_does_not_end_tightened_inspection(lots: Lots) -> None:
    for _ in range(2):
        lots.decided(good=False)
    assert lots.state().switching.severity is Severity.TIGHTENED
    for scheme in (Scheme.GB_T_2828_1_2012, Scheme.ANSI_Z1_4):
        lots.inspections.revised(lots.plan, (LENGTH,), (msgspec.structs.replace(NORMAL, scheme=scheme),))
        found = lots.decided(good=True)
        assert [one.severity for one in found.sampling] == [Severity.TIGHTENED]
    for _ in range(4):
        lots.decided(good=True)
    assert lots.state().switching.severity is Severity.NORMAL


@pytest.mark.trap("T2")
@pytest.mark.requirement("AQL-09", "AQL-10")
def test_what_discontinued_supply_is_submitted_again_all_the_same(lots: Lots) -> None:
    """The lot lies here: it is reworked and inspected again, or sent back; only what is new is refused."""
    last = [lots.decided(good=False) for _ in range(7)][-1]
    assert lots.state().switching.severity is Severity.DISCONTINUED
    again = lots.inspections.begun(
        lots.inspections.plant.lot(last.inspection.lot_id), InspectionStage.INCOMING, resubmits=last.inspection.id
    )
    assert (again.inspection.severity, again.sampling[0].severity) == (Severity.TIGHTENED, Severity.TIGHTENED)
    lots.inspections.decided(lots.inspections.evaluated(again), release=False)
    assert lots.state().switching.severity is Severity.DISCONTINUED


@pytest.mark.requirement("AQL-10")
def test_resubmitted_lots_do_not_count(lots: Lots) -> None:
    rejected = lots.decided(good=False)
    steps = len(lots.state().steps)
    again = lots.inspections.begun(
        lots.inspections.plant.lot(rejected.inspection.lot_id),
        InspectionStage.INCOMING,
        resubmits=rejected.inspection.id,
    )
    lots.inspections.decided(lots.inspections.evaluated(again, bad=[("1", 1), ("1", 2)]), UsageDecision.REJECT)
    assert len(lots.state().steps) == steps
    assert lots.state().switching.severity is Severity.NORMAL


@pytest.mark.requirement("AQL-12")
def test_each_supplier_has_its_own(lots: Lots, plant: Plant) -> None:
    other = items.partner(plant.tx, "S2")
    lots.decided(good=False)
    lots.decided(good=False)
    _, found = lots.inspections.received(20, lots.item, supplier_id=other)
    assert found.inspection.severity is Severity.NORMAL
    assert len(plant.do(ListSwitching(item_id=lots.item.id))) == 2


@pytest.mark.requirement("AQL-04", "AQL-05", "AQL-14")
def test_severity_switches_where_mean_and_spread_decide(inspections: Inspections, item: ItemView) -> None:
    lots = Lots(inspections, item, MEASURED)
    lots.decided(good=True)
    for _ in range(2):
        lots.decided(good=False)
    assert lots.state().switching.severity is Severity.TIGHTENED
    assert SwitchReason.TWO_OF_FIVE in lots.state().steps[0].why
    found = lots.decided(good=True)
    (sampling,) = found.sampling
    assert (sampling.severity, sampling.letter, sampling.constant) == (Severity.TIGHTENED, "C", Decimal("1.45"))
    for _ in range(4):
        lots.decided(good=True)
    assert lots.state().switching.severity is Severity.NORMAL


@pytest.mark.requirement("AQL-06", "AQL-08", "AQL-14")
def test_ten_lots_in_a_row_may_reduce_what_mean_and_spread_decide(inspections: Inspections, item: ItemView) -> None:
    lots = Lots(inspections, item, MEASURED)
    for _ in range(9):
        lots.decided(good=True)
    assert not lots.state().switching.reducible
    lots.decided(good=True)
    lots.inspections.signed(ApproveReduced(switching_id=lots.state().switching.id, reason="steady"))
    found = lots.decided(good=False)
    (sampling,) = found.sampling
    assert (sampling.severity, sampling.stages[0].size, sampling.constant) == (Severity.REDUCED, 3, Decimal("1.12"))
    assert lots.state().switching.severity is Severity.NORMAL
