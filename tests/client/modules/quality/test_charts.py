"""The charts: what they tell, and the records behind a bar, by click and by key."""

from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import msgspec
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.client.modules.conftest import ShowPage
from tests.client.modules.quality.records import make_case
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.quality.pages.chart import Chart
from veralot_client.modules.quality.pages.charts import ChartsPage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.quality import (
    AgeView,
    BarView,
    Behind,
    CaseKind,
    Cut,
    FiguresView,
    GetFigures,
    ListCases,
    MonthView,
)

MONTH = date(2026, 11, 1)
FIGURES = FiguresView(
    total=5,
    open=2,
    late=1,
    median_days=Decimal("3.5"),
    pareto=[
        BarView(label="Function", label_zh="功能", code="", count=4, cumulative=Decimal(80), key="function"),
        BarView(label="", label_zh="", code="", count=1, cumulative=Decimal(100)),
    ],
    trend=[MonthView(month=MONTH, opened=5, closed=3, open=2)],
    ageing=[AgeView(since=0, until=7, count=2, late=1), AgeView(since=7, until=None, count=0, late=0)],
)


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> ChartsPage:
    fake_server.answer(GetFigures, FIGURES)
    fake_server.answer(ListCases, [make_case()])
    return cast("ChartsPage", show(ChartsPage(desk)))


def asked(fake_server: FakeServer) -> Behind | None:
    """Return what the list was asked for last."""
    return [one for one in fake_server.executed if isinstance(one, ListCases)][-1].behind


def test_charts_say_their_figures_to_a_screen_reader(page: ChartsPage, fake_server: FakeServer) -> None:
    assert "Function 4" in page.pareto.accessibleName()
    assert "2026-11 2" in page.trend.accessibleName()
    page.kind.activated.emit(list(CaseKind).index(CaseKind.CAPA))
    assert [one.kind for one in fake_server.executed if isinstance(one, GetFigures)][-1] is CaseKind.CAPA


def test_a_bar_of_the_pareto_lists_its_records(page: ChartsPage, fake_server: FakeServer) -> None:
    page.pareto.picked.emit(0, 0)
    found = asked(fake_server)
    assert found is not None
    assert (found.cut, found.label) == (Cut.DEFECT, "function")
    assert found.opened_from == page.charts.span()[0]
    assert list(page.records.rows) == [make_case()]
    assert page.lists.tabText(1) == "Function: 1"
    assert page.lists.currentWidget() is page.found


@pytest.mark.parametrize(
    ("series", "behind"),
    [
        (0, Behind(opened_from=MONTH, opened_until=date(2026, 11, 30))),
        (1, Behind(closed_from=MONTH, closed_until=date(2026, 11, 30))),
        (2, Behind(open_on=date(2026, 11, 30))),
    ],
)
def test_a_month_lists_what_was_opened_closed_or_open(
    page: ChartsPage, fake_server: FakeServer, series: int, behind: Behind
) -> None:
    page.trend.picked.emit(0, series)
    assert asked(fake_server) == behind


def test_an_age_lists_what_is_open_for_so_long(page: ChartsPage, fake_server: FakeServer) -> None:
    _, today = page.charts.span()
    page.ageing.picked.emit(0, 1)
    first = Behind(open_on=today, opened_from=today - timedelta(days=6), opened_until=today, late=True)
    assert asked(fake_server) == first
    page.ageing.picked.emit(1, 0)
    assert asked(fake_server) == Behind(open_on=today, opened_until=today - timedelta(days=7))


def test_another_kind_lets_go_of_the_bar(page: ChartsPage) -> None:
    page.pareto.picked.emit(1, 0)
    assert page.lists.tabText(1) == "Not stated: 1"
    page.kind.activated.emit(1)
    assert not page.lists.isTabVisible(1)


def test_every_cause_is_named_if_need_be_in_two_rows(page: ChartsPage, fake_server: FakeServer) -> None:
    bars = [
        BarView(label=f"A cause with a long name {place}", label_zh="", code="", count=1, cumulative=Decimal(1))
        for place in range(10)
    ]
    fake_server.answer(GetFigures, msgspec.structs.replace(FIGURES, pareto=bars))
    page.charts.load()
    (shown,) = page.pareto.plot.getAxis("bottom")._tickLevels  # noqa: SLF001 - pyqtgraph has no other way to ask
    assert [place for place, _ in shown] == list(range(10))
    assert [text.startswith("\n") for _, text in shown] == [False, True] * 5
    fake_server.answer(GetFigures, FIGURES)
    page.charts.load()
    assert [text for _, text in page.pareto.plot.getAxis("bottom")._tickLevels[0]] == [  # noqa: SLF001 - as above
        "Function",
        "Not stated",
    ]


def test_a_click_means_the_bar_under_it(page: ChartsPage) -> None:
    assert page.trend.hit(QPointF(-0.2, 1)) == (0, 0)
    assert page.trend.hit(QPointF(0.25, 1)) == (0, 1)
    assert page.trend.hit(QPointF(0, 2)) == (0, 2)
    assert page.ageing.hit(QPointF(0, 0.5)) == (0, 1)
    assert page.ageing.hit(QPointF(0, 1.8)) == (0, 0)
    assert page.ageing.hit(QPointF(7, 1)) is None
    assert Chart().hit(QPointF(0, 1)) is None


def test_the_keys_walk_and_pick(page: ChartsPage) -> None:
    told: list[tuple[int, int]] = []
    page.pareto.picked.connect(lambda place, series: told.append((place, series)))
    QTest.keyClick(page.pareto, Qt.Key.Key_Return)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(page.pareto, key)
    assert told == [(1, 0)]
    assert page.pareto.accessibleDescription() == "Not stated 1"


def test_every_bar_is_named_and_no_name_lies_over_the_next(qapp: QApplication, qtbot: QtBot) -> None:
    chart = Chart()
    qtbot.addWidget(chart)
    chart.resize(460, 260)
    chart.show()
    qapp.processEvents()
    texts = [f"Needle bond leaks {number}" for number in range(10)]
    chart.begin("Pareto", "")
    chart.bars([1.0] * 10, "accent")
    chart.names(texts, 1, rows=2)
    (ticks,) = chart.plot.getAxis("bottom")._tickLevels  # noqa: SLF001 - what pyqtgraph draws
    assert [place for place, _ in ticks] == list(range(10))
    metrics = chart.fontMetrics()
    slot = (chart.plot.width() - 44) / 10
    assert all(metrics.horizontalAdvance(text.strip()) <= 2 * slot for _, text in ticks)
    assert chart.plot.getAxis("bottom").style["hideOverlappingLabels"] is False, "the first and the last as well"
    chart.resize(1600, 260)
    qapp.processEvents()
    (ticks,) = chart.plot.getAxis("bottom")._tickLevels  # noqa: SLF001 - as above
    assert [text.strip() for _, text in ticks] == texts, "there is room now"
