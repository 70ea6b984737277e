"""The operating characteristic on the screen: drawn, read, copied, saved, in both languages and both themes."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.theme.style import palette
from veralot_client.theme.tokens import DARK, LIGHT
from veralot_client.widgets.charts.oc_curve import OcCurve
from veralot_client.widgets.charts.oc_reading import OcReading
from veralot_shared.rules.sampling.curves import probability_of_acceptance
from veralot_shared.rules.sampling.plans import given_plan, plan
from veralot_shared.rules.sampling.terms import InspectionLevel, Plan, SamplingKind, Scheme, Severity, Stage

K = plan(2000, InspectionLevel.GENERAL_II, Decimal("1.0"))
COUNTED = plan(2000, InspectionLevel.GENERAL_II, Decimal(25))
MULTIPLE = plan(2000, InspectionLevel.GENERAL_II, Decimal("1.0"), scheme=Scheme.ANSI_Z1_4, kind=SamplingKind.MULTIPLE)
GIVEN = given_plan([Stage(50, 0, 1)])
MEASURED = Plan(
    scheme=Scheme.ANSI_Z1_9,
    severity=Severity.NORMAL,
    kind=SamplingKind.SINGLE,
    stages=(Stage(20, 0, 1),),
    lot_size=500,
    aql=Decimal("1.0"),
    row="H",
    constant=Decimal("1.82"),
)


@pytest.fixture
def chart(qtbot: QtBot, services: Services) -> OcCurve:
    chart = OcCurve(services)
    qtbot.addWidget(chart)
    chart.resize(720, 480)
    chart.show()
    return chart


def test_without_a_plan_it_says_so(chart: OcCurve) -> None:
    assert chart.empty.isVisible()
    assert chart.empty.text() == "There is no sampling plan to draw yet."
    assert not chart.copy_values.isVisible()


def test_a_plan_is_drawn_with_its_points_and_told_in_words(chart: OcCurve) -> None:
    chart.show_plan(K)
    assert not chart.empty.isVisible()
    assert "Producer: 95 % at 1.1 %" in chart._producer_text.toPlainText()  # noqa: SLF001 - what is drawn
    assert "Consumer: 10 % at 5.27 %" in chart._consumer_text.toPlainText()  # noqa: SLF001 - likewise
    assert chart._aql.value() == pytest.approx(1.0)  # noqa: SLF001 - likewise
    assert "AOQL" in chart.summary.text()
    assert chart.accessibleDescription() == chart.summary.text()
    assert chart.accessibleName() == "Operating characteristic curve"
    chart.show_plan(None)
    assert chart.empty.isVisible()


def test_a_plan_by_variables_shows_its_constant(chart: OcCurve) -> None:
    chart.show_plan(MEASURED)
    assert chart._reading is not None  # noqa: SLF001 - what is drawn
    assert chart._reading.title() == "ANSI/ASQ Z1.9-2003 · Normal · H · n = 20 · k = 1.82"  # noqa: SLF001 - likewise
    assert chart.summary.text().endswith("Distribution: Normal. The curve is that of one limit.")


def test_the_mouse_reads_the_curve(chart: OcCurve) -> None:
    chart.show_plan(K)
    view = chart.plot.plotItem.vb
    chart.plot.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(2.0, 50.0)))
    expected = probability_of_acceptance(K, 0.02)
    assert chart.now.text() == f"2\N{NO-BREAK SPACE}%: {100 * expected:.1f}\N{NO-BREAK SPACE}% of lots accepted"
    chart.plot.scene().sigMouseMoved.emit(QPointF(-50, -50))
    assert chart.now.text() == ""


def test_the_keyboard_reads_the_curve(chart: OcCurve) -> None:
    chart.show_plan(K)
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.now.text().startswith("0\N{NO-BREAK SPACE}%: 100\N{NO-BREAK SPACE}%")
    QTest.keyClick(chart, Qt.Key.Key_Right)
    first = chart.now.text()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.now.text().startswith("0\N{NO-BREAK SPACE}%")
    assert first != chart.now.text()
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.now.text().endswith("of lots accepted")
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.now.text() == ""


def test_values_are_copied_as_rows(chart: OcCurve) -> None:
    chart.show_plan(MULTIPLE)
    chart.copy_values.click()
    rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert rows[0][:2] == ["Quality of the lot (%)", "Lots accepted (%)"]
    assert len(rows) == 122
    quality, accepted, sample, outgoing = map(float, rows[40])
    assert accepted == pytest.approx(100 * probability_of_acceptance(MULTIPLE, quality / 100), abs=0.001)
    assert sample < MULTIPLE.sample_size
    assert outgoing < quality


def test_the_picture_is_copied_in_light_colours_whatever_the_theme(chart: OcCurve) -> None:
    chart.setPalette(palette(DARK))
    chart.show_plan(K)
    chart.read_at(0.02)
    chart.copy_picture.click()
    copied = QApplication.clipboard().image()
    assert copied.pixelColor(2, 2) == LIGHT.color("surface")
    assert chart.plot.grab().toImage().pixelColor(2, 2) == DARK.color("surface")
    assert chart.now.text().startswith("2\N{NO-BREAK SPACE}%")


def test_picture_and_values_are_saved(chart: OcCurve, tmp_path: Path) -> None:
    chart.show_plan(K)
    chart.write(tmp_path / "k.png")
    assert QImage(str(tmp_path / "k.png")).width() == 1200
    chart.write(tmp_path / "k.csv")
    with (tmp_path / "k.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 122
    assert [float(value) for value in rows[1][:2]] == [0, 100]


def test_the_title_says_which_plan_it_is() -> None:
    english = Words("en")
    assert OcReading(K, english).title() == "ISO 2859-1:1999 · Normal · K · n = 125 · Ac/Re = 3/4"
    assert OcReading(MULTIPLE, english).title().endswith("· n = 7 × 32 · Ac/Re = #/3 … 6/7")
    double = given_plan([Stage(50, 0, 3), Stage(100, 3, 4)])
    assert OcReading(double, english).title() == "Customer · Normal · n = 50 + 100 · Ac/Re = 0/3 3/4"
    assert OcReading(GIVEN, english).title() == "Customer · Normal · n = 50 · Ac/Re = 0/1"


def test_nonconformities_are_told_per_hundred_units() -> None:
    reading = OcReading(COUNTED, Words("en"))
    assert reading.counted
    assert reading.axis() == "Nonconformities in 100 units"
    assert "per 100 units" in reading.summary()
    assert "Poisson" in reading.summary()


def test_a_plan_without_an_aql_has_no_line_of_it(chart: OcCurve) -> None:
    chart.show_plan(GIVEN)
    assert not chart._aql.isVisible()  # noqa: SLF001 - what is drawn
    assert "AQL quality" not in chart.summary.text()


def test_everything_follows_the_language(chart: OcCurve, services: Services) -> None:
    chart.show_plan(K)
    services.words.switch("zh_CN")
    chart.retranslate()
    assert "接收" in chart.summary.text()
    assert chart.copy_values.text() == "复制数值"
    assert chart.plot.plotItem.getAxis("left").labelText == "批接收率，%"
