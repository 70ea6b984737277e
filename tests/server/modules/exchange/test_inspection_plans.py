"""Inspection plans come in as drafts with their sampling and characteristics, or with everything that is wrong at once."""

from decimal import Decimal

import pytest

from tests.factories.genealogy import Plant
from tests.server.modules.exchange.plant import Import, rows, spots
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import ImportInUse, UndoImport
from veralot_shared.contracts.inspection import (
    Balloon,
    CharacteristicKind,
    DefectClass,
    GetPlan,
    InspectionLevel,
    ListPlans,
    PlanDetail,
    ReleasePlan,
    RevisionStatus,
    Scheme,
)

PLANS = "code | item | stage | due_hours | defect_class | scheme | inspection_level | aql | sample_size | accept"
MAJOR = "IQ-1 | {item} | incoming | 24 | major | iso_2859-1:1999 | II | 0.65 | |"
MINOR = "IQ-1 | {item} | incoming | 24 | minor | customer | | | 5 | 0"
CHARACTERISTICS = (
    "plan | code | name | name_zh | kind | defect_class | nominal | lower | upper "
    "| unit | precision | balloon_x | balloon_y"
)
LENGTH = "iq-1 | 1 | Length | 长度 | variable | major | 24 | 23.9 | 24.1 | mm | 1 | 120 | 0"
SURFACE = "IQ-1 | 2 | Surface | 外观 | attribute | minor | | | | | 0 | |"


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def item(plant: Plant) -> str:
    """Return the code of a component."""
    return plant.component().code


def only_plan(tx: Transaction) -> PlanDetail:
    """Return the one plan that there is."""
    (found,) = tx.call(ListPlans()).rows
    return tx.call(GetPlan(id=found.id))


@pytest.mark.requirement("AQL-11")
def test_a_plan_comes_in_as_a_draft(tx: Transaction, bring_in: Import, item: str) -> None:
    plans = rows(PLANS, MAJOR.format(item=item), MINOR.format(item=item))
    done = bring_in({"inspection_plans": plans, "characteristics": rows(CHARACTERISTICS, LENGTH, SURFACE)})
    assert spots(done) == []
    found = only_plan(tx)
    assert (found.plan.code, found.plan.item_code, found.plan.status) == ("IQ-1", item, RevisionStatus.DRAFT)
    assert found.revision.due_hours == 24
    first, second = found.revision.rules
    assert (first.defect_class, first.level, first.aql) == (
        DefectClass.MAJOR,
        InspectionLevel.GENERAL_II,
        Decimal("0.65"),
    )
    assert (second.scheme, second.sample_size, second.accept) == (Scheme.CUSTOMER, 5, 0)
    length, surface = found.revision.characteristics
    assert (length.code, length.name_zh, length.lower, length.unit) == ("1", "长度", Decimal("23.9"), "mm")
    assert length.balloon == Balloon(page=1, x=120, y=0)
    assert (surface.kind, surface.balloon) == (CharacteristicKind.ATTRIBUTE, None)


def test_what_came_in_can_be_released(tx: Transaction, plant: Plant, bring_in: Import, item: str) -> None:
    plans = rows(PLANS, MAJOR.format(item=item), MINOR.format(item=item))
    done = bring_in({"inspection_plans": plans, "characteristics": rows(CHARACTERISTICS, LENGTH, SURFACE)})
    plant.sign(tx.actor.user_id)
    released = plant.do(ReleasePlan(revision_id=only_plan(tx).revision.id))
    assert released.plan.status is RevisionStatus.RELEASED
    assert done.id is not None
    with pytest.raises(ImportInUse, match="inspection_revision"):
        tx.call(UndoImport(id=done.id, reason="Wrong plant"))


PROBLEM = "errors.ValueNotAllowed"


@pytest.mark.parametrize(
    ("plans", "characteristics", "errors"),
    [
        ([MAJOR, MAJOR], [], [("inspection_plans", 3, "defect_class", PROBLEM)]),
        ([MAJOR.replace("0.65", "")], [], [("inspection_plans", 2, "aql", PROBLEM)]),
        ([MAJOR, MINOR.replace("24", "48")], [], [("inspection_plans", 3, "due_hours", PROBLEM)]),
        ([MAJOR.replace("{item}", "NONE")], [], [("inspection_plans", 2, "item", "exchange.ReferenceUnknown")]),
        ([MAJOR.replace("incoming", "in_process")], [], [("inspection_plans", 2, "operation", PROBLEM)]),
        ([MAJOR], [LENGTH.replace("23.9", "25.0")], [("characteristics", 2, "upper", PROBLEM)]),
        ([MAJOR], [LENGTH, LENGTH], [("characteristics", 3, "code", PROBLEM)]),
        ([MAJOR], [LENGTH.replace("| 120 |", "| |")], [("characteristics", 2, "balloon_x", PROBLEM)]),
        ([MAJOR], [LENGTH.replace("iq-1", "IQ-9")], [("characteristics", 2, "plan", "exchange.ReferenceUnknown")]),
        (
            [MAJOR.replace("II", "IV"), MINOR.replace("| 0", "| 9")],
            [LENGTH.replace("variable", "guess"), SURFACE.replace("| 2 |", "| 2 |", 1).replace("| 0 |", "| x |")],
            [
                ("inspection_plans", 2, "inspection_level", "exchange.CellInvalid"),
                ("inspection_plans", 3, "sample_size", PROBLEM),
                ("characteristics", 2, "kind", "exchange.CellInvalid"),
                ("characteristics", 3, "precision", "exchange.CellInvalid"),
            ],
        ),
    ],
)
def test_everything_wrong_is_said_at_once_with_its_place(
    bring_in: Import, item: str, plans: list[str], characteristics: list[str], errors: list[tuple[str, int, str, str]]
) -> None:
    files = {"inspection_plans": rows(PLANS, *(line.format(item=item) for line in plans))}
    files |= {"characteristics": rows(CHARACTERISTICS, *characteristics)} if characteristics else {}
    found = [tuple(spot) for spot in spots(bring_in(files))]
    assert [(str(file).removesuffix(".csv"), *rest) for file, *rest in found] == errors


def test_a_plan_is_not_imported_over_another(bring_in: Import, item: str) -> None:
    files = {"inspection_plans": rows(PLANS, MAJOR.format(item=item))}
    assert spots(bring_in(files)) == []
    again = bring_in({**files, "characteristics": rows(CHARACTERISTICS, LENGTH)})
    assert [tuple(spot)[2:] for spot in spots(again)] == [("code", "errors.RecordExists")]


def test_imported_plans_are_taken_back(tx: Transaction, bring_in: Import, item: str) -> None:
    files = {"inspection_plans": rows(PLANS, MAJOR.format(item=item)), "characteristics": rows(CHARACTERISTICS, LENGTH)}
    done = bring_in(files)
    assert done.id is not None
    tx.call(UndoImport(id=done.id, reason="Wrong plant"))
    assert tx.call(ListPlans()).rows == []
