"""What a person sees of gauges, calibrates, reviews, decides about what was measured since, and what that sends."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.gauges import plant
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.navigation import Place
from veralot_client.core.services import Services
from veralot_client.modules.gauges.models import ASSESSMENTS, LOTS
from veralot_client.modules.gauges.pages import stickers
from veralot_client.modules.gauges.pages.assessment import AssessmentPage
from veralot_client.modules.gauges.pages.assessments import AssessmentsPage
from veralot_client.modules.gauges.pages.gauge import GaugePage
from veralot_client.modules.gauges.pages.gauges import GaugesPage
from veralot_client.modules.gauges.presenters.forms import form_of
from veralot_client.modules.gauges.presenters.gauges import found
from veralot_client.widgets.form.spec import Flaw, Wrong
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.columns import Filter
from veralot_client.widgets.table.table import DataTable
from veralot_shared.contracts import gauges as g
from veralot_shared.contracts.spc import ListStudies


@pytest.fixture
def register(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> GaugesPage:
    """Return the register with two gauges."""
    fake_server.answer(g.ListGauges, [plant.make_gauge(), plant.overdue()])
    return cast("GaugesPage", show(GaugesPage(desk)))


@pytest.fixture
def opened(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> Any:
    """Return what opens the page of a gauge."""

    def open_page(*args: Any, **changes: Any) -> GaugePage:
        fake_server.answer(g.GetGauge, plant.make_detail(*args, **changes))
        fake_server.answer(g.ListGaugeUses, [plant.make_use(1, 1, "10.01 mm"), plant.make_use(2, 2, "9.99 mm")])
        fake_server.answer(ListStudies, [])
        return cast("GaugePage", show(GaugePage(desk, plant.CALIPER)))

    return open_page


@pytest.fixture
def assessment(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> AssessmentPage:
    """Return the page of an assessment that nobody has decided on."""
    fake_server.answer(g.GetAssessment, plant.make_assessment())
    return cast("AssessmentPage", show(AssessmentPage(desk, plant.ASSESSMENT)))


def cells(table: DataTable[Any]) -> list[list[str]]:
    """Return what a table shows, row by row."""
    QApplication.processEvents()
    model = table.grid.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


# --- the register ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("I-45")
def test_the_register_shows_what_is_due_first_and_what_must_not_be_used(register: GaugesPage) -> None:
    rows = cells(register.table)
    assert [next(cell for cell in row if cell.startswith("CAL-")) for row in rows] == ["CAL-003", "CAL-009"]
    assert "Overdue" in rows[0]
    assert "1 Nov 2026" in rows[0]
    assert "Valid" in rows[1]


def test_a_gauge_is_opened_edited_and_entered(register: GaugesPage, desk: Services, fake_server: FakeServer) -> None:
    register.table.grid.go_to(1)
    register.perform("gauges.open")
    assert desk.navigator.places == [("gauge", plant.CALIPER)]  # type: ignore[attr-defined]  # the stand-in's own
    fake_server.answer(g.ChangeGauge, plant.make_gauge())
    register.perform("gauges.edit")
    dialog = open_dialog()
    assert "CAL-009" in dialog.windowTitle()
    dialog.form.put("location", "Bench 7")
    dialog.send()
    (changed,) = [one for one in fake_server.executed if isinstance(one, g.ChangeGauge)]
    assert (changed.id, changed.version, changed.location) == (plant.CALIPER, 3, "Bench 7")
    fake_server.answer(g.RegisterGauge, plant.make_gauge("CAL-010"))
    register.perform("gauges.register")
    dialog = open_dialog()
    for name, value in {"code": "CAL-010", "name": "Depth gauge", "range_high": Decimal(200)}.items():
        dialog.form.put(name, value)
    dialog.send()
    (made,) = [one for one in fake_server.executed if isinstance(one, g.RegisterGauge)]
    assert (made.code, made.name, made.unit, made.range_high) == ("CAL-010", "Depth gauge", "mm", Decimal(200))


def test_the_search_box_finds_a_gauge_by_its_code_and_by_its_serial_number(
    desk: Services, fake_server: FakeServer
) -> None:
    fake_server.answer(g.ListGauges, [plant.make_gauge(), plant.overdue()])
    first, second = found(desk, "m-4711", 10)
    assert (first.place, first.exact) == (Place("gauge", plant.CALIPER), True)
    assert (second.label, second.exact) == ("CAL-003", False)


# --- one gauge -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("I-45")
def test_a_gauge_shows_its_calibrations_with_points_and_what_was_measured_with_it(opened: Any) -> None:
    page = opened()
    assert (page.title(), page.chip.text(), page.notice.text) == ("CAL-009", "Valid", "")
    assert len(cells(page.calibrations)) == 1
    page.calibrations.grid.go_to(0)
    points = cells(page.points)
    assert len(points) == 2
    assert any("100.01" in cell for cell in points[1])
    assert [next(cell for cell in row if cell.startswith("R2611")) for row in cells(page.uses)] == [
        "R2611-01",
        "R2611-02",
    ]


@pytest.mark.requirement("I-45")
def test_one_that_must_not_be_used_says_so_and_why(opened: Any) -> None:
    page = opened(plant.overdue())
    assert "must not be used" in page.notice.text
    assert page.chip.text() == "Overdue"


@pytest.mark.requirement("I-45", "I-46")
def test_a_calibration_says_at_once_whether_it_is_in_tolerance_and_is_recorded(
    opened: Any, fake_server: FakeServer
) -> None:
    page = opened()
    fake_server.answer(g.RecordCalibration, plant.make_calibration(23, found_in_tolerance=False))
    assert page.can_perform("gauges.calibrate")
    page.perform("gauges.calibrate")
    dialog = open_dialog()
    form = form_of(page.services, "gauges.calibrate", plant.make_detail(), None)
    begun = form.values
    assert [line["as_found"] for line in begun["points"]] == [None, None], "readings are taken anew"
    assert [line["nominal"] for line in begun["points"]] == [Decimal(10), Decimal(100)]
    points = [
        {**line, "as_found": reading}
        for line, reading in zip(begun["points"], (Decimal("10.00"), Decimal("100.05")), strict=True)
    ]
    assert "locked" in form.summary({"points": points})
    assert form.summary({"points": points[:1]}) == "In tolerance as found."
    dialog.form.put("points", points)
    dialog.form.put("done_on", date(2026, 11, 20))
    dialog.send()
    (sent,) = [one for one in fake_server.executed if isinstance(one, g.RecordCalibration)]
    assert [point.as_found for point in sent.points] == [Decimal("10.00"), Decimal("100.05")]
    assert sent.standards == plant.make_calibration().standards
    assert sent.done_on == date(2026, 11, 20)


def test_limits_that_cross_are_refused_before_anything_is_sent(opened: Any) -> None:
    form = form_of(opened().services, "gauges.calibrate", plant.make_detail(), None)
    crossed = {"nominal": Decimal(1), "low": Decimal(2), "high": Decimal(1), "as_found": Decimal(1), "as_left": None}
    with pytest.raises(Wrong) as wrong:
        form.message({"points": [crossed], "standards": []})
    assert [flaw.field for flaw in wrong.value.flaws if isinstance(flaw, Flaw)] == ["points[0].high"]


@pytest.mark.requirement("I-45")
@pytest.mark.parametrize(("verdict", "limited"), [("accept", "lengths"), ("reject", "")])
def test_only_a_calibration_that_waits_is_reviewed(
    opened: Any,
    fake_server: FakeServer,
    verdict: str,
    limited: str,
) -> None:
    waiting = plant.make_calibration(24, state=g.CalibrationState.RECORDED, reviewed_at=None, reviewed_by="")
    page = opened(plant.make_gauge(), waiting, plant.make_calibration())
    rows = page.calibrations.rows
    page.calibrations.grid.go_to(rows.index_of(21))
    assert not page.can_perform("gauges.review")
    page.calibrations.grid.go_to(rows.index_of(24))
    assert page.can_perform("gauges.review")
    fake_server.answer(g.ReviewCalibration, msgspec.structs.replace(waiting, state=g.CalibrationState.ACCEPTED))
    page.perform("gauges.review")
    dialog = open_dialog()
    for name, value in {"verdict": verdict, "limited_to": "lengths", "note": "as the certificate says"}.items():
        dialog.form.put(name, value)
    dialog.send()
    (sent,) = [one for one in fake_server.executed if isinstance(one, g.ReviewCalibration)]
    assert (sent.id, sent.accepted, sent.limited_to) == (24, verdict == "accept", limited)


@pytest.mark.parametrize(("action", "command"), [("gauges.withdraw", g.WithdrawGauge), ("gauges.scrap", g.ScrapGauge)])
def test_a_gauge_is_taken_out_of_service_or_scrapped_with_a_reason(
    opened: Any, fake_server: FakeServer, action: str, command: type[g.WithdrawGauge] | type[g.ScrapGauge]
) -> None:
    page = opened()
    fake_server.answer(command, plant.make_gauge())
    page.perform(action)
    dialog = open_dialog()
    dialog.form.put("reason", "It fell down")
    dialog.send()
    assert command(id=plant.CALIPER, reason="It fell down") in fake_server.executed


def test_it_is_sent_away_and_read_again_when_the_server_says_so(opened: Any, fake_server: FakeServer) -> None:
    page = opened()
    fake_server.answer(g.SendGauge, plant.make_gauge())
    page.perform("gauges.send")
    assert g.SendGauge(id=plant.CALIPER) in fake_server.executed
    assert cast("Shown", page.services.notices).texts[-1] == "The gauge is sent to calibration."
    away = plant.make_gauge(stored=g.GaugeStatus.IN_CALIBRATION, status=g.GaugeStatus.IN_CALIBRATION)
    fake_server.answer(g.GetGauge, plant.make_detail(away))
    told = g.GaugesChanged(gauge_ids=[plant.CALIPER])
    page.services.changes._observers[told.name].tell(told)  # noqa: SLF001 - as the stream brings it
    assert page.gauge.detail.gauge.status is g.GaugeStatus.IN_CALIBRATION
    assert not page.can_perform("gauges.send")


def test_one_in_an_assessment_is_scrapped_by_closing_that(opened: Any) -> None:
    page = opened(plant.make_gauge(open_assessment_id=plant.ASSESSMENT, stored=g.GaugeStatus.IMPACT_ASSESSMENT))
    assert not page.can_perform("gauges.scrap")


def test_a_sticker_is_saved_as_it_was_drawn(opened: Any, fake_server: FakeServer, tmp_path: Path) -> None:
    page = opened()
    drawn = g.StickersView(name="stickers.pdf", content=b"%PDF-1.7 drawn")
    fake_server.answer(g.PrintStickers, drawn)
    stickers.write(page.gauge, drawn, tmp_path / "stickers.pdf")
    assert (tmp_path / "stickers.pdf").read_bytes() == drawn.content


# --- everything measured since ----------------------------------------------------------------------------------------


@pytest.mark.requirement("I-46")
def test_an_assessment_lists_every_lot_and_result_measured_since(assessment: AssessmentPage) -> None:
    assert assessment.title() == "GA-2026-001"
    lots, uses = cells(assessment.lots), cells(assessment.uses)
    assert [next(cell for cell in row if cell.startswith("R2611")) for row in lots] == ["R2611-01", "R2611-02"]
    assert {cell for row in uses for cell in row if cell.endswith("mm")} == {"10.01 mm", "10.02 mm", "9.99 mm"}
    assert any("10.05" in cell for row in cells(assessment.points) for cell in row), "what it was found with"


@pytest.mark.requirement("I-46")
def test_lots_are_decided_with_a_reason_and_it_is_closed_when_all_are(
    assessment: AssessmentPage, fake_server: FakeServer
) -> None:
    assert not assessment.can_perform("gauges.close")
    assessment.lots.grid.go_to(0)
    assert [subject.label for subject in assessment.subjects()] == ["R2611-01"], "they can be held from here"
    assert assessment.can_perform("gauges.decide")
    fake_server.answer(g.DecideLots, plant.make_assessment(undecided=0))
    assessment.perform("gauges.decide")
    dialog = open_dialog()
    dialog.form.put("impact", g.LotImpact.REMEASURE)
    dialog.form.put("reason", "0.05 mm is half of the tolerance")
    dialog.send()
    (decided,) = [one for one in fake_server.executed if isinstance(one, g.DecideLots)]
    assert (decided.version, decided.lot_ids, decided.impact) == (5, [1], g.LotImpact.REMEASURE)
    assert assessment.can_perform("gauges.close")
    closed = plant.make_assessment(undecided=0, state=g.AssessmentState.CLOSED)
    fake_server.answer(g.CloseAssessment, closed)
    assessment.perform("gauges.close")
    dialog = open_dialog()
    dialog.form.put("conclusion", "No device is affected")
    dialog.send()
    (sent,) = [one for one in fake_server.executed if isinstance(one, g.CloseAssessment)]
    assert (sent.outcome, sent.conclusion) == (g.GaugeOutcome.ADJUSTED, "No device is affected")
    assert not assessment.can_perform("gauges.decide")


def test_the_list_of_assessments_opens_one(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(g.ListAssessments, [plant.make_assessment().assessment])
    page = cast("AssessmentsPage", show(AssessmentsPage(desk)))
    page.table.grid.go_to(0)
    page.perform("gauges.open_assessment")
    assert desk.navigator.places == [("gauge_assessment", plant.ASSESSMENT)]  # type: ignore[attr-defined]  # the stand-in's own


@pytest.mark.requirement("I-46")
def test_the_page_of_a_gauge_reads_all_that_was_measured_with_it(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    """However many: whoever asks what a bad gauge has touched must not be shown the newest thousand alone."""
    every = [plant.make_use(number, number % 60, "10.01 mm") for number in range(1, 2301)]

    def portion(query: g.ListGaugeUses) -> list[g.GaugeUseView]:
        # One was noted while the page was reading: every later portion begins with a use that is known already.
        start = max(0, query.page.offset - 1) if query.page.offset else 0
        return every[start : start + query.page.limit]

    fake_server.answer(g.GetGauge, plant.make_detail())
    fake_server.answer(g.ListGaugeUses, portion)
    fake_server.answer(ListStudies, [])
    page = cast("GaugePage", show(GaugePage(desk, plant.CALIPER)))
    assert [use.id for use in page.gauge.uses] == [use.id for use in every]
    assert not page.gauge.reading
    assert page.uses.grid.model().rowCount() == len(every)


@pytest.mark.requirement("I-46")
def test_what_a_bad_gauge_measured_is_sifted_by_what_became_of_the_lots(assessment: AssessmentPage) -> None:
    shown = {column.id: column.filter for column in LOTS}
    assert (shown["status"], shown["held"], shown["results"]) == (Filter.CHOICE, Filter.CHOICE, Filter.NONE)
    (since,) = [column for column in ASSESSMENTS if column.id == "since"]
    found = plant.make_assessment().assessment
    assert found.since is not None
    assert since.read(found, assessment.words) == assessment.words.date(found.since), "a day, without the hour"
    never = msgspec.structs.replace(found, since=None)
    assert since.read(never, assessment.words) == "Never"
