"""Plans are revised, never changed: what was recorded by a revision stays as it was."""

from decimal import Decimal

import psycopg
import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, RULES, SURFACE, Inspections, fixed
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.inspection import (
    ClassRule,
    CompareRevisions,
    DefectClass,
    DraftExists,
    GetPlan,
    InspectionLevel,
    InspectionStage,
    PlanIncomplete,
    PlanOverlaps,
    ReleasePlan,
    RevisePlan,
    RevisionStatus,
    SaveRevision,
    Scheme,
    Verdict,
    WithdrawPlan,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.errors import RecordChanged, RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.i18n import Translator

TIGHTER = LENGTH.__class__(
    code="1",
    name="Length",
    kind=LENGTH.kind,
    defect_class=DefectClass.MAJOR,
    nominal=Decimal(150),
    lower=Decimal("149.99"),
    upper=Decimal("150.01"),
    unit="mm",
    precision=2,
)


@pytest.mark.trap("T15")
@pytest.mark.requirement("DI-04")
def test_a_new_revision_never_touches_what_was_recorded(inspections: Inspections, item: ItemView) -> None:
    plan = inspections.plan(item)
    _, found = inspections.received(100, item)
    inspections.record(found, [inspections.value(found, 1, "150.4")])
    before = inspections.results(found)
    revised = inspections.revised(plan, (TIGHTER, SURFACE))
    assert revised.plan.released == 2
    assert inspections.results(found) == before
    again = inspections.get(found.inspection.id)
    assert (again.inspection.revision, again.revision.characteristics[0].upper) == (1, Decimal("150.5"))
    assert inspections.evaluated_rest(again).inspection.verdict is Verdict.ACCEPTED
    _, newer = inspections.received(100, item)
    assert newer.inspection.revision == 2


def test_a_released_revision_is_not_saved(inspections: Inspections, item: ItemView) -> None:
    plan = inspections.plan(item)
    with pytest.raises(TransitionIllegal):
        inspections.saved(plan)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE inspection_characteristic SET upper = 999 WHERE revision_id = %s",
        "DELETE FROM inspection_characteristic WHERE revision_id = %s",
        "UPDATE inspection_revision SET rules = '[]' WHERE id = %s",
        "UPDATE inspection_revision SET status = 'draft' WHERE id = %s",
    ],
)
def test_the_database_itself_refuses_to_change_it(
    inspections: Inspections, tx: Transaction, item: ItemView, change: str
) -> None:
    plan = inspections.plan(item)
    with pytest.raises(psycopg.errors.CheckViolation, match="never changed"):
        tx.wire.execute(change, (plan.revision.id,))


@pytest.mark.parametrize("table", ["inspection_result", "inspection_step", "inspection_decision"])
def test_the_application_cannot_change_evidence(tx: Transaction, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tx.wire.execute(f"UPDATE {table} SET id = id")  # noqa: S608 - names of this test


def test_everything_that_a_draft_lacks_is_said_at_once(inspections: Inspections, item: ItemView) -> None:
    plan = inspections.draft(item, (LENGTH, SURFACE), (RULES[0],))
    with pytest.raises(PlanIncomplete) as refused:
        inspections.signed(ReleasePlan(revision_id=plan.revision.id))
    assert [sentence.values for sentence in refused.value.missing] == [
        {"class_name": "minor", "class_name_zh": "轻微(C)"}
    ]
    released = inspections.plan(item)
    revision = inspections.do(RevisePlan(plan_id=released.plan.id)).revision
    with pytest.raises(PlanIncomplete, match="changed"):
        inspections.signed(ReleasePlan(revision_id=revision.id))


def test_what_the_tables_refuse_is_said_in_chinese_too(inspections: Inspections, item: ItemView) -> None:
    rule = ClassRule(
        defect_class=DefectClass.MAJOR,
        scheme=Scheme.ISO_2859_1_1999,
        level=InspectionLevel.GENERAL_II,
        aql=Decimal("0.66"),
    )
    plan = inspections.draft(item, (LENGTH,), (rule,))
    with pytest.raises(PlanIncomplete) as refused:
        inspections.signed(ReleasePlan(revision_id=plan.revision.id))
    said = Translator("zh_CN").error(refused.value)
    assert "0.66" in said
    assert "Choose" not in said
    assert "major" not in said
    assert "Class major: AQL 0.66 is not in the tables" in refused.value.worded()


def test_one_plan_is_in_force_for_the_same(inspections: Inspections, item: ItemView) -> None:
    first = inspections.plan(item)
    second = inspections.draft(item)
    with pytest.raises(PlanOverlaps, match=first.plan.code):
        inspections.signed(ReleasePlan(revision_id=second.revision.id))


def test_the_plan_made_most_closely_for_the_goods_is_taken(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    inspections.plan(item)
    special = inspections.plan(item, supplier_id=plant.supplier)
    _, found = inspections.received(100, item)
    assert found.inspection.plan_id == special.plan.id


def test_a_plan_has_one_draft(inspections: Inspections, item: ItemView) -> None:
    plan = inspections.draft(item)
    with pytest.raises(DraftExists):
        inspections.do(RevisePlan(plan_id=plan.plan.id))


def test_two_people_do_not_overwrite_each_other(inspections: Inspections, item: ItemView) -> None:
    plan = inspections.draft(item)
    inspections.saved(plan, due_hours=5)
    with pytest.raises(RecordChanged):
        inspections.saved(plan, due_hours=7)


def test_differences_are_told_field_by_field(inspections: Inspections, plant: Plant, item: ItemView) -> None:
    plan = inspections.plan(item)
    revised = inspections.revised(plan, (TIGHTER,), (RULES[0], fixed(DefectClass.MINOR, 3)))
    found = plant.do(CompareRevisions(old_id=plan.revision.id, new_id=revised.revision.id))
    told = {(one.code, one.field): (one.old, one.new) for one in found}
    assert told["1", "upper"] == ("150.5", "150.01")
    assert told["minor", "accept"] == ("1", "0")
    assert told["2", "name"] == ("Surface", None)
    assert told["", "change_note"] == (None, "tighter")


def test_a_withdrawn_plan_inspects_nothing_more(inspections: Inspections, plant: Plant, item: ItemView) -> None:
    plan = inspections.plan(item)
    inspections.signed(WithdrawPlan(revision_id=plan.revision.id, reason="no longer bought"))
    lot = plant.received(10, item)
    assert inspections.of(lot) == []
    assert plant.do(GetPlan(id=plan.plan.id)).plan.status is RevisionStatus.WITHDRAWN


@pytest.mark.requirement("DI-05")
@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"upper": Decimal("150.123")}, "characteristics[0].upper"),
        ({"upper": Decimal(1)}, "characteristics[0].upper"),
        ({"precision": 7}, "characteristics[0].precision"),
        ({"code": ""}, "characteristics[0].code"),
        ({"sample_size": 0}, "characteristics[0].sample_size"),
    ],
)
def test_wrong_content_is_refused_where_it_stands(
    inspections: Inspections, item: ItemView, fields: dict[str, object], where: str
) -> None:
    plan = inspections.draft(item)
    values = {name: getattr(LENGTH, name) for name in LENGTH.__struct_fields__} | fields
    with pytest.raises(ValueNotAllowed) as refused:
        inspections.saved(plan, [LENGTH.__class__(**values)])
    assert refused.value.field == where


@pytest.mark.trap("T11")
def test_another_customers_plan_does_not_exist(inspections: Inspections, plant: Plant, act_as: object) -> None:
    item = plant.component(customer_id=plant.registrant)
    plan = inspections.plan(item)
    command = SaveRevision(revision_id=plan.revision.id, version=1, rules=[], characteristics=[])
    assert callable(act_as)
    act_as("registrant", customer_id=plant.other)
    for message in (GetPlan(id=plan.plan.id), command):
        with pytest.raises(RecordNotFound):
            plant.do(message)
    act_as("registrant", name="own", customer_id=plant.registrant)
    assert plant.do(GetPlan(id=plan.plan.id)).plan.stage is InspectionStage.INCOMING
