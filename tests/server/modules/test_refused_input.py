"""What people type wrong is refused with the field and the rule, in words that fit it, in both languages."""

from typing import Any

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.inspection import CreatePlan, InspectionStage
from veralot_shared.contracts.quality import PlanTest
from veralot_shared.contracts.spc import Chart, ControlInvalid, DefineControl
from veralot_shared.errors import CodedError, ValueNotAllowed
from veralot_shared.i18n import Translator

ENGLISH, CHINESE = Translator("en"), Translator("zh_CN")


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


def refused(plant: Plant, command: Any, kind: type[CodedError] = ValueNotAllowed) -> tuple[str | None, str, str]:
    """Return the field that a refusal names, and how it is worded in both languages."""
    with pytest.raises(kind) as told:
        plant.do(command)
    return getattr(told.value, "field", None), ENGLISH.error(told.value), CHINESE.error(told.value)


def test_a_criterion_needs_words_for_what_is_measured(plant: Plant) -> None:
    quality = Quality(plant)
    case = quality.planned_capa().case
    plan = quality.plan(case.id, [plant.tx.actor.user_id])
    blank = msgspec.structs.replace(plan, criteria=[msgspec.structs.replace(plan.criteria[0], metric="  ")])
    field, english, chinese = refused(plant, blank)
    assert field == "criteria[0].metric"
    assert english == "Criteria 1: Metric: “” is not allowed. Say what is measured."
    assert "请说明测量什么" in chinese


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"sample": 0}, "sample", "It must be more than nothing."),
        ({"sample": 3, "allowed_failures": 3}, "allowed_failures", "Fewer failures can be allowed than are tested"),
        ({"sample": 3, "allowed_failures": -1}, "allowed_failures", "Fewer failures can be allowed than are tested"),
    ],
)
def test_a_test_says_which_of_its_numbers_is_wrong(
    plant: Plant, changes: dict[str, int], field: str, said: str
) -> None:
    case = Quality(plant).ncr(plant.material(5)).case
    values: dict[str, Any] = {"sample": 5, "allowed_failures": 0, **changes}
    plan = PlanTest(of_id=case.id, title="Pull", method="WI-9", acceptance="> 20 N", **values)
    named, english, _chinese = refused(plant, plan)
    assert named == field
    assert said in english


def test_a_charts_kind_is_said_by_its_symbol_and_by_no_code(plant: Plant) -> None:
    define = DefineControl(code="CC", name="Bond", chart=Chart.XBAR_R, subgroup_size=1, rules=[])
    _field, english, chinese = refused(plant, define, ControlInvalid)
    assert "X\u0304-R" in english
    assert "X\u0304-R" in chinese
    assert "xbar" not in english + chinese


def test_fields_are_called_what_they_are_in_chinese(plant: Plant) -> None:
    item = plant.component()
    _field, _english, chinese = refused(plant, CreatePlan(code=" ", item_id=item.id, stage=InspectionStage.INCOMING))
    assert chinese.startswith("代码：")
    named, _english, chinese = refused(
        plant, CreatePlan(code="P-1", item_id=item.id, stage=InspectionStage.INCOMING, operation="10")
    )
    assert named == "operation"
    assert chinese.startswith("工序：")
