"""Inspection plans come in as drafts with their sampling and characteristics, or with everything that is wrong at once."""

import re
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories.genealogy import Plant
from tests.server.modules.exchange.plant import Import, rows, spots
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.columns import COLUMNS
from veralot_shared.contracts.exchange import ExportTemplate, ImportInUse, Kind, ListFormat, UndoImport
from veralot_shared.contracts.inspection import (
    Balloon,
    CharacteristicKind,
    DefectClass,
    GetPlan,
    GetRevision,
    InspectionLevel,
    ListPlans,
    PlanDetail,
    ReleasePlan,
    RevisionStatus,
    Scheme,
)
from veralot_shared.errors import Problem, from_problem
from veralot_shared.i18n import LANGUAGES, Translator

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


def test_a_plan_is_not_imported_over_a_draft(bring_in: Import, item: str) -> None:
    files = {"inspection_plans": rows(PLANS, MAJOR.format(item=item))}
    assert spots(bring_in(files)) == []
    again = bring_in({**files, "characteristics": rows(CHARACTERISTICS, LENGTH)})
    assert [tuple(spot)[2:] for spot in spots(again)] == [("code", "inspection.DraftExists")]


def released(tx: Transaction, plant: Plant, bring_in: Import, item: str) -> PlanDetail:
    """Import a plan, and release it."""
    plans = rows(PLANS, MAJOR.format(item=item), MINOR.format(item=item))
    assert spots(bring_in({"inspection_plans": plans, "characteristics": rows(CHARACTERISTICS, LENGTH, SURFACE)})) == []
    plant.sign(tx.actor.user_id)
    return plant.do(ReleasePlan(revision_id=only_plan(tx).revision.id))


@pytest.mark.trap("T15")
def test_a_plan_that_is_here_gets_its_next_revision_as_a_draft(
    tx: Transaction, plant: Plant, bring_in: Import, item: str
) -> None:
    before = released(tx, plant, bring_in, item)
    plans = rows(PLANS, MAJOR.format(item=item).replace("IQ-1", "iq-1").replace("0.65", "1.0"))
    moved = LENGTH.replace("| 24.1 |", "| 24.05 |").replace("| mm | 1 | 120 | 0", "| mm | 2 | |")
    done = bring_in({"inspection_plans": plans, "characteristics": rows(CHARACTERISTICS, moved)})
    assert spots(done) == []
    found = only_plan(tx)
    assert (found.plan.code, found.plan.released, found.revision.number) == ("IQ-1", 1, 2)
    assert found.revision.status is RevisionStatus.DRAFT
    (length,) = found.revision.characteristics
    assert (length.upper, found.revision.rules[0].aql) == (Decimal("24.05"), Decimal("1.0"))
    assert length.balloon == Balloon(page=1, x=120, y=0)
    assert tx.call(GetRevision(id=before.revision.id)) == before.revision
    assert done.id is not None
    tx.call(UndoImport(id=done.id, reason="Wrong file"))
    assert only_plan(tx).revision == before.revision


def test_a_new_revision_is_for_the_same_goods(tx: Transaction, plant: Plant, bring_in: Import, item: str) -> None:
    released(tx, plant, bring_in, item)
    other = plant.component().code
    again = bring_in({"inspection_plans": rows(PLANS, MAJOR.format(item=other).replace("incoming", "final"))})
    assert [tuple(spot)[2:] for spot in spots(again)] == [("item", PROBLEM), ("stage", PROBLEM)]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_template_has_the_headings_of_its_kind(tx: Transaction, kind: Kind) -> None:
    names = [column.name for column in COLUMNS[kind]]
    made = tx.call(ExportTemplate(kind=kind, format=ListFormat.CSV))
    assert (made.media_type, made.sha256) == ("text/csv", sha256(made.content).hexdigest())
    assert (made.name, made.content.decode("utf-8-sig")) == (f"{kind}.csv", ",".join(names) + "\r\n")
    book = load_workbook(BytesIO(tx.call(ExportTemplate(kind=kind)).content))
    assert [cell.value for cell in book.worksheets[0][1]] == names
    assert [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)] == names


def test_a_filled_template_is_imported_as_it_is(tx: Transaction, bring_in: Import, item: str) -> None:
    made = tx.call(ExportTemplate(kind=Kind.INSPECTION_PLANS, format=ListFormat.CSV)).content.decode("utf-8-sig")
    names = made.strip().split(",")
    (filled,) = rows(PLANS, MAJOR.format(item=item))
    assert spots(bring_in({"inspection_plans": [{name: filled.get(name, "") for name in names}]})) == []
    assert only_plan(tx).plan.item_code == item


def test_imported_plans_are_taken_back(tx: Transaction, bring_in: Import, item: str) -> None:
    files = {"inspection_plans": rows(PLANS, MAJOR.format(item=item)), "characteristics": rows(CHARACTERISTICS, LENGTH)}
    done = bring_in(files)
    assert done.id is not None
    tx.call(UndoImport(id=done.id, reason="Wrong plant"))
    assert tx.call(ListPlans()).rows == []


WRONG_PLANS = (
    "IQ-1 | {item} | incoming | 24 | major | iso_2859-1:1999 | II | 1.3 | | | DIM",
    "IQ-1 | {item} | incoming | 24 | grave | iso_2859-1:1999 | II | 0.65 | | | DIM",
    "IQ-2 | XX-NONE | incoming | soon | major | iso_2859-1:1999 | II | 0.65 | | | SAMPX",
    "IQ-3 | {item} | | 24 | major | iso_2859-1:1999 | IV | 0.66 | 5 | | DIM; SAMPX",
    " | XX-NONE | incoming | 24 | minor | customer | | | 5 | 9 |",
)
WRONG_CHARACTERISTICS = (
    "IQ-1 | 1 | Length | | guess | major | 24 | 23.9 | 24.1 | mm | 1 | 120 |",
    "IQ-9 | 2 | | | variable | major | 24 | 25.0 | 24.1 | mm | 1 | |",
    "IQ-2 | 3 | Width | | variable | grave | 24 | 23.95 | 24.1 | mm | 1 | |",
)


@pytest.mark.requirement("A11-05")
def test_one_wrong_cell_hides_no_other(tx: Transaction, bring_in: Import, item: str) -> None:
    qualifications = rows("code | name | months", "DIM | Measuring | 24")
    plans = rows(f"{PLANS} | qualifications", *(line.format(item=item) for line in WRONG_PLANS))
    characteristics = rows(CHARACTERISTICS, *WRONG_CHARACTERISTICS)
    files = {"qualifications": qualifications, "inspection_plans": plans, "characteristics": characteristics}
    done = bring_in(files)
    found = {(str(spot.file).removesuffix(".csv"), *tuple(spot)[1:]) for spot in spots(done)}
    assert found == {
        ("inspection_plans", 2, "aql", "sampling.AqlUnknown"),
        ("inspection_plans", 3, "defect_class", "exchange.CellInvalid"),
        ("inspection_plans", 4, "item", "exchange.ReferenceUnknown"),
        ("inspection_plans", 4, "due_hours", "exchange.CellInvalid"),
        ("inspection_plans", 4, "qualifications", "exchange.ReferenceUnknown"),
        ("inspection_plans", 5, "stage", "exchange.CellEmpty"),
        ("inspection_plans", 5, "inspection_level", "exchange.CellInvalid"),
        ("inspection_plans", 5, "aql", "sampling.AqlUnknown"),
        ("inspection_plans", 5, "sample_size", PROBLEM),
        ("inspection_plans", 5, "qualifications", "exchange.ReferenceUnknown"),
        ("inspection_plans", 6, "code", "exchange.CellEmpty"),
        ("inspection_plans", 6, "item", "exchange.ReferenceUnknown"),
        ("inspection_plans", 6, "sample_size", PROBLEM),
        ("characteristics", 2, "kind", "exchange.CellInvalid"),
        ("characteristics", 2, "balloon_x", PROBLEM),
        ("characteristics", 3, "plan", "exchange.ReferenceUnknown"),
        ("characteristics", 3, "name", "exchange.CellEmpty"),
        ("characteristics", 3, "upper", PROBLEM),
        ("characteristics", 4, "defect_class", "exchange.CellInvalid"),
        ("characteristics", 4, "lower", PROBLEM),
    }
    assert len(spots(done)) == len(found)
    assert tx.call(ListPlans()).rows == []


def test_errors_of_plans_are_readable_in_both_languages(bring_in: Import, item: str) -> None:
    plans = rows(f"{PLANS} | qualifications", *(line.format(item=item) for line in WRONG_PLANS))
    said = [
        [
            Translator(language).error(
                from_problem(
                    Problem(type="", title="", status=422, code=one.code, data=one.data, field=one.column or None)
                )
            )
            for language in LANGUAGES
        ]
        for one in bring_in({"inspection_plans": plans}).errors
    ]
    english, chinese = zip(*said, strict=True)
    assert any("AQL 1.3 is not in the tables" in text for text in english)
    assert "A value is missing here: this cell must be filled." in english
    assert "此处缺少值：此单元格必填。" in chinese
    assert not [text for text in (*english, *chinese) if "“”" in text]
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in chinese)
