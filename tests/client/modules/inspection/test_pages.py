"""The pages of inspections: what they show, what they offer, what they send."""

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.inspection.plant import (
    make_detail,
    make_inspection,
    make_plan,
    make_result,
    make_sampling,
    make_switching,
)
from tests.client.modules.plant import NOW
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.inspection import InspectionPage
from veralot_client.modules.inspection.pages.inspections import InspectionsPage
from veralot_client.modules.inspection.pages.plan import PlanPage
from veralot_client.modules.inspection.pages.plans import PlansPage
from veralot_client.modules.inspection.pages.severities import SeveritiesPage
from veralot_client.modules.inspection.presenters import columns, inspection, result_columns
from veralot_client.modules.inspection.presenters.deciding import DecideForm
from veralot_client.modules.inspection.presenters.lists import inspection_filter
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.window import Window
from veralot_shared.contracts.exchange import ExportTemplate
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.inspection import (
    CompareRevisions,
    CompleteInspection,
    GetInspection,
    GetPlan,
    GetSwitching,
    InspectionEvent,
    InspectionStatus,
    Judgement,
    ListInspections,
    ListPlans,
    ListResults,
    ListSwitching,
    RevisionDifference,
    RevisionStatus,
    SampleStage,
    SamplingKind,
    SaveRevision,
    Scheme,
    Severity,
    UsageDecision,
    Verdict,
)
from veralot_shared.contracts.inspection import (
    InspectionPage as Rows,
)
from veralot_shared.contracts.inspection import (
    PlanPage as PlanRows,
)
from veralot_shared.errors import Sentence


@pytest.fixture(autouse=True)
def plant(fake_server: FakeServer) -> FakeServer:
    """Return a server that answers what these pages ask."""
    detail = make_plan()
    one = make_inspection()
    fake_server.answer(ListInspections, Rows(total=1, waiting=1, overdue=1, rows=[one]))
    fake_server.answer(GetInspection, make_detail())
    bad = make_result(2, value="24.3", judgement=Judgement.NONCONFORMING)
    fake_server.answer(ListResults, [make_result(1), bad, make_result(3, counts=False, invalidated=True)])
    fake_server.answer(ListSwitching, [make_switching().switching])
    fake_server.answer(GetSwitching, make_switching())
    fake_server.answer(ListPlans, PlanRows(total=1, rows=[detail.plan]))
    fake_server.answer(GetPlan, detail)
    return fake_server


def saved(page: Page, name: str) -> None:
    """Save a picture of a page where somebody asked for it."""
    folder = os.environ.get("VERALOT_PICTURES")
    if folder:
        page.grab().save(str(Path(folder) / f"{name}.png"))


def test_the_work_list_says_what_waits_and_what_is_overdue(
    desk: Services, plant: FakeServer, show: ShowPage[Page]
) -> None:
    page = InspectionsPage(desk)
    show(page)
    assert page.summary.text() == "1 inspection waits · 1 is overdue"
    asked = next(one for one in plant.executed if isinstance(one, ListInspections))
    assert asked.filter.waiting
    assert "overdue" in columns.due_text(make_inspection(), desk.words)
    saved(page, "list")


def test_ticked_states_take_the_place_of_undecided() -> None:
    window = Window(0, 50, None, {"status": frozenset({InspectionStatus.CLOSED.value})})
    wanted = inspection_filter(window, only_waiting=True)
    assert (wanted.statuses, wanted.waiting) == ([InspectionStatus.CLOSED], False)


def test_an_inspection_shows_results_sampling_and_why(desk: Services, show: ShowPage[Page]) -> None:
    page = InspectionPage(desk, 7)
    show(page)
    assert page.title() == "IN-2026-00007"
    texts = [result_columns.result_state(one, desk.words) for one in page.presenter.results]
    assert texts == ["Conforming", "Nonconforming", "set aside"]
    saved(page, "inspection")
    page.tabs.setCurrentIndex(1)
    assert page.figure.why.text() == "A lot of 1200 at level II has code letter J."
    assert inspection.plan_text(make_sampling(), desk.words) == "n = 80, Ac = 1, Re = 2"
    saved(page, "sampling")
    desk.words.switch("zh_CN")
    page.retranslate()
    page.figure.retranslate()
    saved(page, "sampling_zh")
    page.tabs.setCurrentIndex(0)
    saved(page, "inspection_zh")


@pytest.mark.parametrize(
    ("scheme", "changes", "plan", "severity"),
    [
        (
            Scheme.ANSI_Z1_4,
            {
                "kind": SamplingKind.MULTIPLE,
                "severity": Severity.REDUCED,
                "stages": [
                    SampleStage(size=8, cumulative=8, accept=None, reject=2),
                    SampleStage(size=8, cumulative=16, accept=0, reject=3),
                ],
            },
            "n = 8, Ac = #, Re = 2 → n = 8, Ac = 0, Re = 3",
            "For the next lot.",
        ),
        (
            Scheme.ANSI_Z1_9,
            {
                "severity": Severity.REDUCED,
                "stages": [SampleStage(size=15, cumulative=15, accept=0, reject=1)],
                "constant": Decimal("1.91"),
                "maximum": Decimal("2.05"),
            },
            "n = 15, k = 1.91, M = 2.05 %",
            "For the next lot.",
        ),
        (
            Scheme.GB_T_2828_1_2012,
            {
                "kind": SamplingKind.DOUBLE,
                "stages": [
                    SampleStage(size=50, cumulative=50, accept=0, reject=2),
                    SampleStage(size=50, cumulative=100, accept=1, reject=2),
                ],
                "why": [Sentence("A single plan is used here: the tables have no confirmed plan of more samples.")],
            },
            "n = 50, Ac = 0, Re = 2 → n = 50, Ac = 1, Re = 2",
            "For the next lot. Switching score 30.",
        ),
    ],
)
def test_each_scheme_says_its_plan_and_a_score_only_where_there_is_one(
    desk: Services,
    plant: FakeServer,
    show: ShowPage[Page],
    scheme: Scheme,
    changes: dict[str, Any],
    plan: str,
    severity: str,
) -> None:
    detail = replace(make_detail(), sampling=[make_sampling(scheme=scheme, **changes)])
    plant.answer(GetInspection, detail)
    page = InspectionPage(desk, 7)
    show(page)
    page.tabs.setCurrentIndex(1)
    assert inspection.plan_text(detail.sampling[0], desk.words) == plan
    assert page.figure.severity_said.text() == severity
    assert page.figure.curve.empty.isVisible() is (scheme is Scheme.ANSI_Z1_9)
    if scheme is Scheme.ANSI_Z1_9:
        assert page.figure.curve.empty.text().startswith("A plan by variables")
    saved(page, f"sampling_{scheme.name}")
    desk.words.switch("zh_CN")
    page.retranslate()
    page.figure.retranslate()
    saved(page, f"sampling_{scheme.name}_zh")


def test_only_what_is_possible_is_offered(desk: Services, plant: FakeServer, show: ShowPage[Page]) -> None:
    page = InspectionPage(desk, 7)
    show(page)
    assert page.can_perform("inspection.complete")
    assert not page.can_perform("inspection.decide")
    plant.answer(CompleteInspection, make_detail([InspectionEvent.DECIDE], verdict=Verdict.NOT_ACCEPTED))
    page.perform("inspection.complete")
    assert page.can_perform("inspection.decide")
    page.perform("inspection.decide")
    assert open_dialog().isVisible()
    form = DecideForm(desk, make_detail([InspectionEvent.DECIDE], verdict=Verdict.NOT_ACCEPTED))
    choices = next(field.choices for field in form.fields if field.name == "decision")
    assert [choice.key for choice in choices] == [
        UsageDecision.REJECT,
        UsageDecision.CONCESSION,
        UsageDecision.SORT,
    ]


def test_a_draft_is_changed_step_by_step(desk: Services, plant: FakeServer, show: ShowPage[Page]) -> None:
    page = PlanPage(desk, 2)
    show(page)
    saved(page, "plan")
    page.content.grid.go_to(0)
    assert page.can_perform("inspection.plan_down")
    assert not page.can_perform("inspection.plan_up")
    plant.answer(SaveRevision, make_plan())
    page.perform("inspection.plan_down")
    command = next(one for one in plant.executed if isinstance(one, SaveRevision))
    assert [one.code for one in command.characteristics] == ["2", "1"]
    assert command.version == 4


def test_a_released_revision_is_revised_and_not_changed(
    desk: Services, plant: FakeServer, show: ShowPage[Page]
) -> None:
    plant.answer(GetPlan, make_plan(status=RevisionStatus.RELEASED, released_at=NOW))
    page = PlanPage(desk, 2)
    show(page)
    assert page.can_perform("inspection.plan_revise")
    assert not page.can_perform("inspection.plan_add")


def test_two_revisions_are_compared(desk: Services, plant: FakeServer, show: ShowPage[Page]) -> None:
    plant.answer(CompareRevisions, [RevisionDifference(code="1", field="upper", old="24.1", new="24.05")])
    page = PlanPage(desk, 2)
    show(page)
    page.perform("inspection.plan_compare")
    assert page.tabs.currentWidget() is page.differences
    asked = next(one for one in plant.executed if isinstance(one, CompareRevisions))
    assert (asked.old_id, asked.new_id) == (1, 3)


def test_plans_are_listed(desk: Services, show: ShowPage[Page]) -> None:
    page = PlansPage(desk)
    show(page)
    assert page.can_perform("inspection.new_plan")
    saved(page, "plans")


def test_a_severity_offers_what_the_rules_leave_open(desk: Services, show: ShowPage[Page]) -> None:
    page = SeveritiesPage(desk, 5)
    show(page)
    assert page.can_perform("inspection.severity_reduce")
    assert not page.can_perform("inspection.severity_normal")
    assert columns.why_text(make_switching().steps[0], desk.words)
    saved(page, "severities")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_of_plans_is_saved_with_that_of_their_characteristics(
    desk: Services, plant: FakeServer, show: ShowPage[Page], tmp_path: Path, ending: str
) -> None:
    def made(query: ExportTemplate) -> FileView:
        name = f"{query.kind.value}.{query.format.value}"
        return FileView(name=name, media_type="text/csv", content=name.encode(), sha256="")

    plant.answer(ExportTemplate, made)
    page = PlansPage(desk)
    show(page)
    assert page.can_perform("inspection.plan_template")
    page.presenter.template(tmp_path / f"mine.{ending}")
    assert (tmp_path / f"mine.{ending}").read_text() == f"inspection_plans.{ending}"
    assert (tmp_path / f"characteristics.{ending}").read_text() == f"characteristics.{ending}"
