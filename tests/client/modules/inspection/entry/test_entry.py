"""What keys, scans, pastes and instruments do to the sheet, what is sent, and that nothing typed is lost."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.client.modules.inspection import entry_plant as plant
from tests.client.modules.inspection.entry.conftest import Open
from tests.client.modules.inspection.entry_plant import (
    INSPECTION,
    SURFACE,
    characteristic,
    gauge,
    recorded,
    result,
    texts,
    told,
)
from tests.client.modules.plant import make_lot, make_units
from tests.fakes import FakeServer
from veralot_client.core.background import Job
from veralot_client.core.capture.capture import Capture
from veralot_client.core.instruments.reading import Reading
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, Order, State
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.gauges import FindGauge, GaugeRule, GaugesChanged, GaugeStatus
from veralot_shared.contracts.inspection import (
    InspectionStatus,
    ListResults,
    RecordResults,
    ResultInvalid,
)
from veralot_shared.errors import RecordNotFound, Sentence, ServerUnavailable
from veralot_shared.ids import GaugeId, UnitId
from veralot_shared.rules.judging import Judgement

# --- entering --------------------------------------------------------------------------------------------------------


def test_enter_takes_a_value_and_goes_on(opened: Open) -> None:
    presenter = opened(characteristic(1), characteristic(2), needed=2)
    assert presenter.at == Cell(0, 0)
    for value in ("1.2", "1,25", "1.31", "1.11"):
        presenter.enter(value)
    assert texts(presenter) == {(0, 0): "1.200", (0, 1): "1.250", (1, 0): "1.310", (1, 1): "1.110"}
    progress = presenter.progress()
    assert (progress.done, progress.total, progress.failed, progress.unsent) == (4, 4, 1, 4)


def test_what_is_wrong_stays_where_it_is(opened: Open) -> None:
    presenter = opened()
    with pytest.raises(NotUnderstood):
        presenter.enter("1.23456")
    assert presenter.at == Cell(0, 0)
    assert texts(presenter) == {}


def test_it_goes_along_the_sample_where_that_is_wanted(opened: Open) -> None:
    presenter = opened(characteristic(1), characteristic(2), needed=2)
    presenter.turn()
    presenter.enter("1.2")
    assert presenter.at == Cell(1, 0)
    assert presenter.sheet is not None
    assert presenter.sheet.order is Order.BY_SAMPLE


def test_what_the_server_has_is_there_and_not_entered_again(opened: Open) -> None:
    presenter = opened(results=[result(1, 1, "1.205"), result(1, 2, "1.31", Judgement.NONCONFORMING)])
    assert presenter.at == Cell(0, 2)
    presenter.go(Cell(0, 0))
    with pytest.raises(NotUnderstood):
        presenter.enter("1.2")
    presenter.next_failing()
    assert presenter.at == Cell(0, 1)


def test_undo_takes_back_what_was_not_sent(opened: Open) -> None:
    presenter = opened()
    presenter.enter("1.2")
    presenter.enter("1.3")
    presenter.undo()
    assert (texts(presenter), presenter.at) == ({(0, 0): "1.200"}, Cell(0, 1))
    presenter.send_all()
    assert not presenter.undoable
    presenter.undo()
    assert texts(presenter) == {(0, 0): "1.200"}


def test_a_counted_result_covers_all_that_is_left(opened: Open) -> None:
    presenter = opened(characteristic(1, **SURFACE), needed=50)
    presenter.enter("F")
    presenter.all_good()
    assert presenter.progress().done == 50
    assert presenter.progress().failed == 1
    presenter.undo()
    assert presenter.progress().done == 1


@pytest.mark.requirement("I-16")
def test_a_gauge_whose_calibration_ends_at_the_plants_midnight_is_refused_from_then_on(
    opened: Open, fake_server: FakeServer, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was scanned before; and the hour is the plant's by the server's clock, not this computer's."""
    clock = [datetime(2026, 11, 23, 15, 59, tzinfo=UTC)]
    monkeypatch.setattr(services.capture, "now", lambda: clock[0])
    monkeypatch.setattr(services.words, "zone", ZoneInfo("Asia/Shanghai"))
    fake_server.answer(FindGauge, gauge(due_on=date(2026, 11, 23)))
    presenter = opened(characteristic(1, gauge_type="micrometer"), needed=3)
    presenter.scan("MIC-001")
    presenter.enter("1.2")
    clock[0] += timedelta(minutes=1)
    with pytest.raises(NotUnderstood) as refused:
        presenter.enter("1.21")
    assert "MIC-001" in str(refused.value.flaw.values["why"])
    presenter.does_not_apply("no gauge left")
    assert len(texts(presenter)) == 2


def test_why_there_is_no_result_is_a_result(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened(characteristic(1, gauge_type="micrometer"), needed=1)
    presenter.does_not_apply("No coating on this size")
    presenter.send_all()
    (sent,) = [one for one in fake_server.executed if isinstance(one, RecordResults)]
    assert (sent.results[0].not_applicable, sent.results[0].text, sent.results[0].value) == (
        "No coating on this size",
        None,
        None,
    )


def test_nothing_is_entered_into_a_decided_inspection(opened: Open) -> None:
    presenter = opened(status=InspectionStatus.EVALUATED)
    with pytest.raises(NotUnderstood, match="now"):
        presenter.enter("1.2")


# --- scanning --------------------------------------------------------------------------------------------------------


def test_a_serial_number_jumps_to_its_sample(opened: Open) -> None:
    units = make_units(make_lot(lot_no="PT"), 3)
    presenter = opened(characteristic(1), characteristic(2), needed=2, units=units, per_unit=True)
    presenter.scan("PT-003")
    assert presenter.at == Cell(0, 0)
    presenter.enter("1.2")
    presenter.scan("pt-001")
    assert presenter.at == Cell(0, 1)
    presenter.scan("(01)19521307000312(21)PT-003")
    assert presenter.at == Cell(1, 0)
    said = told(presenter)
    presenter.scan("PT-002")
    assert said[-1][1] is Tone.BAD
    presenter.send_all()
    assert presenter.sheet is not None
    assert presenter.sheet.entries[Cell(0, 0)].unit_id == UnitId(units[2].id)


def test_a_number_from_a_caliper_that_types_is_a_result(opened: Open) -> None:
    presenter = opened()
    presenter.scan("1.205")
    assert texts(presenter) == {(0, 0): "1.205"}


@pytest.mark.requirement("P11-12")
def test_a_gauge_is_scanned_and_goes_with_every_result(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened(characteristic(1, gauge_type="micrometer"), needed=2)
    with pytest.raises(NotUnderstood, match="gauge"):
        presenter.enter("1.2")
    fake_server.answer(FindGauge, gauge())
    said = told(presenter)
    presenter.scan("MIC-001")
    assert said[-1][1] is Tone.GOOD
    presenter.enter("1.2")
    presenter.send_all()
    (sent,) = [one for one in fake_server.executed if isinstance(one, RecordResults)]
    assert sent.results[0].gauge_id == GaugeId(9)


@pytest.mark.requirement("I-16")
def test_a_gauge_that_must_not_be_used_is_refused(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened(characteristic(1, gauge_type="micrometer"))
    bad = gauge(status=GaugeStatus.OVERDUE, rule=GaugeRule.OVERDUE, due_on=plant.NOW.date())
    fake_server.answer(FindGauge, bad)
    said = told(presenter)
    presenter.scan("MIC-001")
    assert said[-1][1] is Tone.BAD
    assert "overdue" in said[-1][0].lower()
    assert presenter.gauge() is None


def test_a_gauge_of_another_kind_is_taken_with_a_warning(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened(characteristic(1, gauge_type="caliper"))
    fake_server.answer(FindGauge, gauge())
    said = told(presenter)
    presenter.scan("MIC-001")
    assert said[-1][1] is Tone.WARNING
    assert presenter.gauge() is not None


def test_a_gauge_that_is_found_bad_meanwhile_leaves_the_hand(
    opened: Open, services: Services, fake_server: FakeServer
) -> None:
    presenter = opened(characteristic(1, gauge_type="micrometer"))
    fake_server.answer(FindGauge, gauge())
    presenter.scan("MIC-001")
    locked = gauge(
        stored=GaugeStatus.IMPACT_ASSESSMENT, status=GaugeStatus.IMPACT_ASSESSMENT, rule=GaugeRule.OUT_OF_TOLERANCE
    )
    fake_server.answer(FindGauge, locked)
    said = told(presenter)
    event = GaugesChanged(gauge_ids=[GaugeId(9)])
    services.changes._observers[event.name].tell(event)  # noqa: SLF001 - what the listener's thread calls
    assert presenter.gauge() is None
    assert said[-1][1] is Tone.BAD


def test_a_scan_that_is_nothing_says_so(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened()
    fake_server.answer(FindGauge, RecordNotFound(kind="gauge", key="XX"))
    said = told(presenter)
    presenter.scan("XX-1")
    assert said == [("“XX-1” is neither a unit of this lot nor a gauge.", Tone.BAD)]


# --- instruments -----------------------------------------------------------------------------------------------------


def test_a_reading_is_taken_exactly(opened: Open) -> None:
    presenter = opened()
    presenter.take_reading(Reading(Decimal("1.205"), "mm", "+1.205 mm"))
    assert presenter.sheet is not None
    assert presenter.sheet.entries[Cell(0, 0)].typed.value == Decimal("1.205")
    assert presenter.at == Cell(0, 1)


@pytest.mark.parametrize("reading", [Reading(Decimal("0.0474"), "in", ""), Reading(Decimal("1.20512"), "mm", "")])
def test_a_reading_in_another_unit_or_too_precise_is_refused(opened: Open, reading: Reading) -> None:
    presenter = opened()
    said = told(presenter)
    presenter.take_reading(reading)
    assert texts(presenter) == {}
    assert said[-1][1] is Tone.BAD


def test_a_reading_for_what_takes_no_number_is_refused(opened: Open) -> None:
    presenter = opened(characteristic(1, **SURFACE))
    said = told(presenter)
    presenter.take_reading(Reading(Decimal(1), "mm", "1"))
    assert (texts(presenter), said[-1][1]) == ({}, Tone.BAD)


# --- sending ---------------------------------------------------------------------------------------------------------


def test_everything_typed_is_sent_at_once_and_once(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened()
    for value in ("1.2", "1.21", "1.22"):
        presenter.enter(value)
    presenter.send_all()
    presenter.send_all()
    (sent,) = [one for one in fake_server.executed if isinstance(one, RecordResults)]
    assert [entry.value for entry in sent.results] == [Decimal("1.2"), Decimal("1.21"), Decimal("1.22")]
    assert [entry.sample_no for entry in sent.results] == [1, 2, 3]
    assert presenter.sheet is not None
    assert {one.state for one in presenter.sheet.entries.values()} == {State.RECORDED}


def test_what_the_server_refuses_is_typed_again_and_says_why(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened()
    presenter.enter("1.2")
    presenter.enter("1.21")
    problem = Sentence("Line {line} is wrong.", {"line": "2"})
    fake_server.answer(RecordResults, ResultInvalid(problems=[problem], places=[1]))
    presenter.send_all()
    assert presenter.sheet is not None
    assert [presenter.sheet.entries[Cell(0, place)].flaw for place in (0, 1)] == ["", "Line 2 is wrong."]
    assert presenter.at == Cell(0, 1)
    assert presenter.progress().unsent == 2


def test_nothing_typed_is_lost_when_the_server_is_away_or_the_screen_dies(
    opened: Open, services: Services, fake_server: FakeServer
) -> None:
    presenter = opened()
    presenter.enter("1.2")
    fake_server.answer(RecordResults, ServerUnavailable())
    presenter.send_all()
    presenter.keep_typing("1.2")
    again = EntryPresenter(services, INSPECTION)
    again.load()
    assert texts(again) == {(0, 0): "1.200"}
    assert (again.typing, again.progress().unsent) == ("1.2", 1)
    fake_server.answer(RecordResults, recorded)
    again.send_all()
    third = EntryPresenter(services, INSPECTION)
    third.load()
    assert (texts(third), third.typing) == ({}, "1.2")


def test_a_disk_that_takes_nothing_is_told_of_once_before_more_is_typed(opened: Open, services: Services) -> None:
    presenter = opened()
    said = told(presenter)
    folder = services.settings.folder / "layouts"
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way of every draft", "utf-8")
    presenter.enter("1.20")
    presenter.enter("1.21")
    assert [tone for _text, tone in said] == [Tone.BAD]
    assert "Send it now" in said[0][0]
    folder.unlink()
    presenter.enter("1.22")
    again = opened()
    assert len(texts(again)) == 3


def test_the_journal_takes_the_place_of_the_way_to_the_server(
    opened: Open, services: Services, fake_server: FakeServer
) -> None:
    class Journal(Capture):
        """Keeps what it is given."""

        def send(self, command: Any, _done: Any, kept: Any, _failed: Any = None) -> Job:
            kept(command)
            return Job()

    known = services.capture
    journal = Journal(known.server, services.session, services.connection, services.background, known.journals)
    opened()
    presenter = EntryPresenter(services, INSPECTION, journal)
    presenter.load()
    presenter.enter("1.2")
    said = told(presenter)
    presenter.send_all()
    assert presenter.sheet is not None
    assert presenter.sheet.entries[Cell(0, 0)].state is State.KEPT
    assert said[-1][1] is Tone.WARNING
    assert presenter.progress().unsent == 0
    assert presenter.undecided() == 0
    presenter.load()
    assert (texts(presenter), presenter.undecided()) == ({}, 1), "the server has it, and has not recorded it"
    fake_server.answer(ListResults, [result(1, 1, "1.2")])
    presenter.load()
    assert (texts(presenter), presenter.undecided()) == ({(0, 0): "1.200"}, 0)


def test_what_somebody_else_recorded_meanwhile_stands(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened()
    presenter.enter("1.2")
    fake_server.answer(ListResults, [result(1, 1, "1.222"), result(1, 2, "1.223")])
    presenter.load()
    assert texts(presenter) == {(0, 0): "1.222", (0, 1): "1.223"}
