"""The pages of charts, exceptions and studies: drawn, read by mouse and keys, saved; what they offer and send."""

from decimal import Decimal
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.spc import plant
from tests.client.stand_ins import Opened, Shown
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.spc import MODULE
from veralot_client.modules.spc.pages.chart import ChartPage
from veralot_client.modules.spc.pages.charts import ChartsPage
from veralot_client.modules.spc.pages.exceptions import ExceptionsPage
from veralot_client.modules.spc.pages.study import StudyPage
from veralot_client.modules.spc.presenters import entering
from veralot_client.modules.spc.presenters.figure import BINS, Figure
from veralot_client.modules.spc.presenters.found import find
from veralot_client.widgets.form.spec import Wrong
from veralot_client.widgets.page import Page
from veralot_shared.contracts.spc import (
    AnswerException,
    AsideView,
    Chart,
    ExplainMissed,
    GetCapability,
    GetChart,
    GetStudy,
    GetSubgroup,
    ListControls,
    ListExceptions,
    ListMissed,
    ListStudies,
    Panel,
    RuleBroken,
    SamplesMissed,
    SaveStudy,
    SubgroupChange,
    SubgroupChangeView,
    SubgroupsRecorded,
)
from veralot_shared.ids import ControlId, SubgroupId


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> ChartPage:
    """Return the page of a chart with a breach."""
    fake_server.answer(GetChart, plant.make_chart())
    fake_server.answer(GetCapability, plant.make_capability())
    fake_server.answer(GetSubgroup, plant.make_subgroup())
    fake_server.answer(ListMissed, [plant.make_missed()])
    page = ChartPage(desk, 1)
    show(page)
    return page


@pytest.mark.requirement("SPC-01", "SPC-03")
def test_a_chart_shows_both_panels_limits_and_breaches(page: ChartPage) -> None:
    location, dispersion = page.plot.panels
    assert location.figure is not None
    assert dispersion.plot.isVisible()
    _, upper = location.upper.getData()
    assert set(np.round(upper, 4)) == {round(20 + 3 * plant.SIGMA, 4)}
    x, y = location.alarms.getData()
    assert list(x) == [plant.OUT]
    assert y[0] == pytest.approx(17.9)
    assert [text.toPlainText() for text in location.texts if text.isVisible()] == ["1"]
    assert "Rule 1: one point beyond the control limits" in page.alarm.text
    assert "Nothing more is recorded before its cause is stated." in page.alarm.text
    assert page.can_perform("spc.answer")
    assert not page.can_perform("spc.record"), "an open exception comes first"


def test_mouse_and_keys_read_points_and_lead_to_their_records(page: ChartPage, desk: Services) -> None:
    view = page.plot.panels[0].plot.getViewBox()
    page.plot.view.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(plant.OUT, 20)))
    assert "Subgroup 34" in page.said.text()
    assert "Rule 1" in page.said.text()
    QTest.keyClick(page.plot, Qt.Key.Key_End)
    assert page.plot.chosen == 39
    page.plot.choose(plant.OUT)
    assert page.presenter.subgroup is not None
    QTest.keyClick(page.plot, Qt.Key.Key_Return)
    assert isinstance(desk.navigator, Opened)
    assert desk.navigator.places[-1] == ("inspection", 9)
    first, last = page.plot.span()
    QTest.keyClick(page.plot, Qt.Key.Key_Plus)
    assert page.plot.span()[1] - page.plot.span()[0] == pytest.approx(0.7 * (last - first), rel=0.01)


def test_a_new_point_shows_by_itself(page: ChartPage, desk: Services, fake_server: FakeServer) -> None:
    fake_server.answer(GetChart, plant.make_chart(41))
    told = SubgroupsRecorded(control_id=ControlId(1), subgroup_ids=[SubgroupId(140)])
    page.presenter._on_changed(told.control_id)  # noqa: SLF001 - as the event brings it
    assert page.presenter.figure is not None
    assert page.presenter.figure.count == 41
    assert page.plot.span()[1] >= 40, "who looks at the end goes on doing so"
    assert desk.words.language == "en"


@pytest.mark.requirement("DI-06")
def test_what_was_set_aside_is_grey_and_says_so(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    whole = plant.make_chart()
    location = msgspec.structs.replace(
        whole.panels[0], values=[None if at == plant.OUT else value for at, value in enumerate(whole.panels[0].values)]
    )
    aside = [AsideView(place=plant.OUT, value=30.0)]
    chart = plant.make_chart(aside=aside, changed=[plant.OUT], panels=[location, whole.panels[1]], breaches=[])
    was = SubgroupChangeView(
        kind=SubgroupChange.SET_ASIDE,
        at=plant.AT,
        by="Li Na",
        by_zh="李娜",
        reason="gauge not zeroed",
        values=[Decimal(30)],
        count=None,
        looked_at=None,
        before=[RuleBroken(panel=Panel.LOCATION, rule=1)],
        after=[],
    )
    fake_server.answer(GetChart, chart)
    fake_server.answer(GetCapability, plant.make_capability())
    fake_server.answer(GetSubgroup, msgspec.structs.replace(plant.make_subgroup(), void=True, changes=[was]))
    fake_server.answer(ListMissed, [])
    page = ChartPage(desk, 1)
    show(page)
    x, y = page.plot.aside.getData()
    assert list(x) == [plant.OUT]
    assert y[0] < page.plot.panels[0].plot.viewRange()[1][1], "beyond the view it is marked at its edge"
    assert not len(page.plot.panels[0].alarms.getData()[0])
    assert "set aside, counts no more" in page.presenter.reading(plant.OUT, Panel.LOCATION)
    page.plot.choose(plant.OUT)
    texts = [text.text() for _, text in page.facts._pairs]  # noqa: SLF001 - what is shown
    assert any("gauge not zeroed" in text and "no rule broken" in text for text in texts)


@pytest.mark.requirement("SPC-04")
def test_missed_samples_are_listed_and_explained(page: ChartPage, fake_server: FakeServer) -> None:
    assert len(page.late.rows) == 1
    assert page.can_perform("spc.explain")
    fake_server.answer(ExplainMissed, plant.make_missed(reason="power cut"))
    page.perform("spc.explain")
    dialog = open_dialog()
    dialog.send()
    assert dialog.isVisible(), "the reason is needed"
    dialog.reject()
    fake_server.answer(ListMissed, [plant.make_missed(reason="power cut")])
    page.refresh()
    assert not page.can_perform("spc.explain")


@pytest.mark.requirement("SPC-04")
def test_a_missed_sample_is_said_whatever_is_open(desk: Services) -> None:
    (unfollow,) = MODULE.follow(desk)
    told = SamplesMissed(control_id=ControlId(1), code="PTC-BOND", missed=2, due_at=plant.AT)
    desk.changes._observers[SamplesMissed.name].tell(told)  # noqa: SLF001 - as the stream brings it
    assert isinstance(desk.notices, Shown)
    assert desk.notices.texts[-1] == "PTC-BOND: 2 timed samples were missed."
    unfollow()


def test_picture_and_values_are_saved(page: ChartPage, tmp_path: Path) -> None:
    for ending in ("png", "svg", "csv"):
        page.write(tmp_path / f"chart.{ending}")
    assert not QImage(str(tmp_path / "chart.png")).isNull()
    assert (tmp_path / "chart.svg").read_text("utf-8").rstrip().endswith("</svg>")
    lines = (tmp_path / "chart.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("subgroup,taken_at,lot,missed,location_value,location_centre")
    assert lines[plant.OUT + 1].endswith(",1,,0")
    assert len(lines) == 41
    page.copy_values.click()
    assert QApplication.clipboard().text().count("\t") > 40


def test_the_chart_has_more_room_than_what_stands_below_it(page: ChartPage) -> None:
    page.resize(1340, 620)
    QApplication.processEvents()
    assert page.plot.height() > page.tabs.height()
    assert (
        page.copy_picture.mapTo(page, page.copy_picture.rect().topLeft()).y()
        < page.plot.mapTo(page, page.plot.pos()).y()
    )


@pytest.mark.requirement("SPC-03")
def test_an_exception_is_answered_from_the_chart(page: ChartPage, fake_server: FakeServer) -> None:
    fake_server.answer(AnswerException, plant.answered())
    page.perform("spc.answer")
    dialog = open_dialog()
    dialog.send()
    assert dialog.isVisible(), "cause and action are needed"
    dialog.reject()


@pytest.mark.requirement("SPC-05")
def test_an_index_says_why_it_is_missing(fake_server: FakeServer, page: ChartPage) -> None:
    texts = [text.text() for _, text in page.capability.facts._pairs]  # noqa: SLF001 - what is shown
    assert texts[1] == "1.45 (95 %: 1.28 to 1.62)"
    fake_server.answer(GetCapability, plant.make_capability(calculable=False))
    page.refresh()
    texts = [text.text() for _, text in page.capability.facts._pairs]  # noqa: SLF001 - as above
    assert texts[1] == "not calculable: Process not in control"


def test_an_empty_chart_says_so(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(
        GetChart, plant.make_chart(0, phases=[], control=plant.make_control(exception_id=None, subgroups=0))
    )
    page = ChartPage(desk, 1)
    show(page)
    assert page.said.text() == "No subgroup is recorded yet."
    assert page.can_perform("spc.record")
    assert not page.can_perform("spc.freeze")


def test_the_lists_show_alarms(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    late = plant.make_control(id=ControlId(2), code="PTC-OD", exception_id=None, exception_no="", missed=3)
    fake_server.answer(ListControls, [plant.make_control(), late])
    fake_server.answer(ListExceptions, [plant.make_exception(), plant.answered()])
    page = ChartsPage(desk)
    show(page)
    assert page.summary.text() == "1 exception open · 1 chart waits for a sample"
    assert [page.rows.row(place) for place in range(2)] == [plant.make_control(), late], "the gravest first"
    exceptions = ExceptionsPage(desk, 5)
    show(exceptions)
    assert exceptions.table.current() is not None


def test_a_study_is_typed_pasted_and_saved(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(GetStudy, plant.make_study(complete=False))
    fake_server.answer(SaveStudy, plant.make_study())
    page = StudyPage(desk, 3)
    show(page)
    assert page.head.text() == "4 measurements are missing."
    assert not page.can_perform("spc.study_save")
    page.presenter.paste(0, 0, "20.1\t20.2\t20,3\tx")
    assert page.presenter.typed[0] == ["20.1", "20.2", "20,3", "x"]
    assert not page.can_perform("spc.study_save"), "a cell holds no number"
    item = page.grid.item(0, 3)
    assert item is not None
    item.setText("20.4")
    assert page.unsaved()
    page.perform("spc.study_save")
    assert "6.4 %" in page.head.text()
    assert not page.unsaved()


def test_the_search_box_finds_them(desk: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListControls, [plant.make_control()])
    fake_server.answer(ListExceptions, [plant.make_exception()])
    fake_server.answer(ListStudies, [plant.make_study().study])
    found = find(desk, "ptc-bond", 12)
    assert [one.place.kind for one in found] == ["control_chart", "spc_exception", "gauge_study"]
    assert [one.exact for one in found] == [True, False, False]


def test_pasted_values_make_subgroups() -> None:
    made = entering.subgroups("1.1 1.2\n1.3\t1.4\n", Chart.XBAR_R, 2, None, "")
    assert [[str(value) for value in one.values] for one in made] == [["1.1", "1.2"], ["1.3", "1.4"]]
    column = entering.subgroups("\n".join(map(str, range(7))), Chart.XBAR_R, 3, None, "")
    assert [len(one.values) for one in column] == [3, 3, 1]
    (counted,) = entering.subgroups("3 50", Chart.P, 1, None, "")
    assert (counted.count, str(counted.looked_at)) == (3, "50")
    for wrong, chart in (("1 x", Chart.XBAR_R), ("3", Chart.P), ("1.5 20", Chart.P)):
        with pytest.raises(Wrong):
            entering.subgroups(wrong, chart, 2, None, "")


def test_a_thinned_line_keeps_the_extremes() -> None:
    figure = Figure(plant.make_chart(100_000)).panels[0]
    thin = figure.line(figure.values, 0, 100_000)
    assert len(thin.y) == 2 * BINS
    assert thin.y.min() == figure.values.min()
    assert thin.y.max() == figure.values.max()
    assert len(figure.line(figure.values, 10, 60).y) == 50
