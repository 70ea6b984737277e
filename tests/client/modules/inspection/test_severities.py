"""Severities and what a plan says of sampling: opened from the menu, reasons of each class, forms that say of whom."""

from decimal import Decimal

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QScrollArea

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.inspection.plant import make_detail, make_plan, make_switching
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection import MODULE
from veralot_client.modules.inspection.pages.inspection import InspectionPage
from veralot_client.modules.inspection.pages.plan import PlanPage
from veralot_client.modules.inspection.pages.severities import SeveritiesPage
from veralot_client.modules.inspection.presenters.columns import DIFFERENCES, SWITCHINGS, why_text
from veralot_client.shell.own_actions import panel_actions
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.columns import Filter
from veralot_shared.contracts.inspection import (
    ClassRule,
    DefectClass,
    GetInspection,
    GetPlan,
    GetSwitching,
    InspectionLevel,
    ListResults,
    ListSwitching,
    SamplingKind,
    Scheme,
    Severity,
)
from veralot_shared.ids import SwitchingId
from veralot_shared.rules.sampling.switching import SwitchReason

OTHER = SwitchingId(6)


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> SeveritiesPage:
    """Return the page, opened by itself, with two severities."""
    bad = make_switching(id=OTHER, item_code="CP-NDL", severity=Severity.DISCONTINUED, reducible=False, rejections=5)
    fake_server.answer(ListSwitching, [make_switching().switching, bad.switching])
    fake_server.answer(GetSwitching, lambda query: bad if query.id == OTHER else make_switching())
    shown = SeveritiesPage(desk, None)
    show(shown)
    return shown


@pytest.mark.requirement("AQL-12")
def test_everybody_who_may_read_opens_it_from_the_menu() -> None:
    offered = {action.id for action in panel_actions(MODULE.panels, lambda _panel: None)}
    assert "inspection.severities.show" in offered
    assert "inspection.page.show" not in offered, "a page of one record needs the record"


def test_it_goes_to_the_severity_that_it_is_opened_for(page: SeveritiesPage) -> None:
    page.point_at(str(OTHER))
    chosen = page.table.current()
    assert chosen is not None
    assert chosen.id == OTHER
    assert page.can_perform("inspection.severity_improve")


@pytest.mark.requirement("AQL-11", "AQL-12")
def test_each_reason_is_told_of_its_class(services: Services) -> None:
    step = make_switching().steps[0]
    mixed = msgspec.structs.replace(
        step,
        why=[SwitchReason.TWO_OF_FIVE, SwitchReason.SCORE_ADDED],
        classes=[DefectClass.MAJOR, DefectClass.MINOR],
    )
    assert why_text(mixed, services.words) == "Major: Two of five lots not accepted · Minor: Score added"
    assert why_text(step, services.words) == "Score added", "a step from before says no class"


@pytest.mark.requirement("AQL-09")
def test_a_form_says_of_which_goods_and_supplier_it_is(page: SeveritiesPage) -> None:
    page.services.words.switch("zh_CN")
    page.point_at(str(OTHER))
    page.perform("inspection.severity_improve")
    dialog = open_dialog()
    assert dialog.windowTitle() == "CP-NDL：接受改进"
    assert dialog.form.values()["of"] == "聚合物有限公司"
    assert dialog.form.values()["stands"] == "暂停，进货检验"


def test_severities_are_found_by_item_supplier_and_stage() -> None:
    kinds = {column.id: column.filter for column in SWITCHINGS}
    assert {kinds[name] for name in ("item_code", "item_name", "supplier", "line")} == {Filter.TEXT}
    assert {kinds[name] for name in ("severity", "stage")} == {Filter.CHOICE}


@pytest.mark.requirement("AQL-11", "AQL-14")
def test_a_plan_says_in_how_many_samples_a_class_is_decided_and_its_aql_as_printed(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    rule = ClassRule(
        defect_class=DefectClass.MINOR,
        scheme=Scheme.ISO_2859_1_1999,
        kind=SamplingKind.DOUBLE,
        level=InspectionLevel.SPECIAL_4,
        aql=Decimal(4),
    )
    plan = make_plan()
    fake_server.answer(
        GetPlan, msgspec.structs.replace(plan, revision=msgspec.structs.replace(plan.revision, rules=[rule]))
    )
    page = PlanPage(desk, 2)
    show(page)
    texts = [text.text() for _, text in page.facts._pairs]  # noqa: SLF001 - what is shown
    assert texts[0] == "ISO 2859-1:1999 · Double · level S-4 · AQL 4.0"


def test_a_low_page_lays_nothing_over_the_curve(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    """A laptop of 768 lines: the curve scrolls, and neither its buttons nor its words lie on it."""
    fake_server.answer(GetInspection, make_detail())
    fake_server.answer(ListResults, [])
    fake_server.answer(ListSwitching, [make_switching().switching])
    fake_server.answer(GetSwitching, make_switching())
    page = InspectionPage(desk, 7)
    show(page)
    page.resize(870, 610)
    page.tabs.setCurrentWidget(page.figure)
    QApplication.processEvents()
    curve = page.figure.curve
    assert curve.plot.height() >= 240
    assert curve.plot.geometry().bottom() <= curve.save.geometry().top()
    assert curve.save.geometry().bottom() <= curve.summary.geometry().top()
    assert curve.summary.height() >= curve.summary.heightForWidth(curve.summary.width())
    page.resize(1500, 1100)
    QApplication.processEvents()
    (area,) = page.figure.findChildren(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0, "all of it is seen"
    assert curve.plot.height() > 300, "it takes the room that is left"


def test_what_a_revision_changed_stands_under_before_and_after(services: Services) -> None:
    services.words.switch("zh_CN")
    heads = [services.words.text(column.title) for column in DIFFERENCES]
    assert heads[-2:] == ["变更前", "变更后"]
