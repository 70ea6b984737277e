"""A recorded result is corrected from either screen, with a reason; what was wrong stays seen. Retests ask for their own."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.modules.inspection.entry_plant import (
    INSPECTION,
    SURFACE,
    characteristic,
    detail,
    recorded,
    result,
)
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.correcting import CorrectForm
from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.modules.inspection.presenters.entry.reader import PORTION
from veralot_client.modules.inspection.presenters.entry.records import Records
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, Entry, Order, Sheet, State
from veralot_client.modules.inspection.presenters.entry.typed import understood
from veralot_client.modules.inspection.presenters.inspection import InspectionPresenter
from veralot_client.widgets.form.spec import Values, Wrong
from veralot_shared.contracts.genealogy import ListUnits
from veralot_shared.contracts.inspection import (
    CharacteristicView,
    GetInspection,
    InspectionDetail,
    InspectionStatus,
    ListResults,
    ListSwitching,
    RecordResults,
    ResultView,
)
from veralot_shared.ids import ResultId
from veralot_shared.rules.judging import Judgement

Open = Callable[..., EntryPresenter]

WRONG = result(1, 2, "12.05", Judgement.NONCONFORMING)
RIGHT = msgspec.structs.replace(
    result(1, 2, "1.205"), id=ResultId(900), replaces_id=WRONG.id, reason="The point was forgotten."
)
GIVEN: Values = {"result": "1.205", "not_applicable": "", "gauge_id": None, "reason": "The point was forgotten."}


@pytest.fixture
def opened(services: Services, fake_server: FakeServer) -> Open:
    """Return what opens the screen on an inspection, whose results come in portions."""

    def open_entry(found: InspectionDetail, results: list[ResultView]) -> EntryPresenter:
        fake_server.answer(GetInspection, found)
        fake_server.answer(ListResults, lambda query: portion(query, results))
        fake_server.answer(ListUnits, [])
        fake_server.answer(RecordResults, recorded)
        presenter = EntryPresenter(services, INSPECTION)
        presenter.load()
        return presenter

    return open_entry


def portion(query: ListResults, results: list[ResultView]) -> list[ResultView]:
    """Return what the server would answer."""
    after = query.after_id or 0
    return [one for one in results if one.id > after][: query.page.limit]


def form(services: Services, wrong: ResultView = WRONG, one: CharacteristicView | None = None) -> CorrectForm:
    """Return the form on a result."""
    return CorrectForm(services, detail(one or characteristic(1)), wrong)


# --- the form --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("DI-04", "CN-06")
def test_a_correction_names_the_wrong_result_its_sample_and_the_reason(services: Services) -> None:
    command = form(services).message(GIVEN)
    assert (command.result_id, command.reason) == (WRONG.id, "The point was forgotten.")
    assert (command.entry.sample_no, command.entry.value) == (2, Decimal("1.205"))


def test_it_shows_what_was_recorded_and_by_whom(services: Services) -> None:
    told = form(services).values["former"]
    for part in ("12.05", "mm", "Zhao Min"):
        assert part in told


@pytest.mark.parametrize("typed", ["", "abc", "1.2345", "1.2 kg"])
def test_what_is_no_result_is_refused_before_it_is_sent(services: Services, typed: str) -> None:
    with pytest.raises(Wrong):
        form(services).message(GIVEN | {"result": typed})


def test_a_reason_why_there_is_none_takes_the_place_of_a_result(services: Services) -> None:
    made = form(services)
    command = made.message(GIVEN | {"result": "", "not_applicable": "Piece destroyed"})
    assert (command.entry.not_applicable, command.entry.value) == ("Piece destroyed", None)
    with pytest.raises(Wrong):
        made.message(GIVEN | {"not_applicable": "Piece destroyed"})


@pytest.mark.parametrize(
    ("inspected", "typed", "expected"),
    [
        (None, "Yes", {"conforming": True}),
        (None, "yes", {"conforming": True}),
        (None, "1/1", {"conforming": False}),
        (1, "F", {"inspected": 1, "nonconforming": 1}),
        (50, "2/50", {"inspected": 50, "nonconforming": 2}),
    ],
)
def test_good_and_bad_keep_the_form_and_the_number_of_samples(
    services: Services, inspected: int | None, typed: str, expected: dict[str, Any]
) -> None:
    counted = msgspec.structs.replace(result(1, 1, "0"), value=None, inspected=inspected, conforming=False)
    entry = form(services, counted, characteristic(1, **SURFACE)).message(GIVEN | {"result": typed}).entry
    assert {name: getattr(entry, name) for name in expected} == expected


@pytest.mark.parametrize("typed", ["2/49", "F"])
def test_a_counted_result_is_not_corrected_for_other_samples(services: Services, typed: str) -> None:
    counted = msgspec.structs.replace(result(1, 1, "0"), value=None, inspected=50, nonconforming=0)
    with pytest.raises(Wrong):
        form(services, counted, characteristic(1, **SURFACE)).message(GIVEN | {"result": typed})


# --- the entry screen ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("DI-04", "DI-06")
def test_a_correction_counts_and_the_former_result_stays_seen(opened: Open) -> None:
    results = [result(1, 1, "1.2"), WRONG]
    presenter = opened(detail(), results)
    presenter.go(Cell(0, 1))
    assert presenter.correctable() == WRONG
    results.append(RIGHT)
    presenter.load()
    entry = presenter.entry()
    assert entry is not None
    assert entry.typed.value == Decimal("1.205")
    assert [one.id for one in presenter.former()] == [WRONG.id]
    assert presenter.records.why(WRONG.id) == "The point was forgotten."
    assert presenter.progress().failed == 0
    assert presenter.correctable() == RIGHT


def test_nothing_is_corrected_once_the_verdict_is_there(opened: Open) -> None:
    presenter = opened(detail(status=InspectionStatus.EVALUATED), [WRONG])
    presenter.go(Cell(0, 1))
    assert presenter.correctable() is None


def retest(samples: list[int]) -> InspectionDetail:
    """Return an inspection of which these samples are tested again."""
    found = detail(needed=len(samples), status=InspectionStatus.RETEST, attempt=2)
    dues = [msgspec.structs.replace(found.dues[0], samples=samples)]
    return msgspec.structs.replace(found, dues=dues)


@pytest.mark.requirement("DI-06")
def test_a_retest_asks_for_its_own_samples_and_the_first_results_stay(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened(retest([2, 5]), [result(1, number, "1.2") for number in (1, 2, 3, 4, 5)])
    assert presenter.sheet is not None
    assert list(presenter.sheet.cells()) == [Cell(0, 1), Cell(0, 4)]
    assert presenter.at == Cell(0, 1)
    for value in ("1.21", "1.22"):
        presenter.enter(value)
    presenter.send_all()
    (sent,) = [one for one in fake_server.executed if isinstance(one, RecordResults)]
    assert [entry.sample_no for entry in sent.results] == [2, 5]


def test_a_retest_that_begins_while_the_screen_is_open_asks_anew(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened(detail(), [result(1, number, "1.2") for number in range(1, 6)])
    assert presenter.progress().done == 5
    fake_server.answer(GetInspection, retest([3]))
    presenter.load()
    assert (presenter.progress().done, presenter.progress().total, presenter.at) == (0, 1, Cell(0, 2))


def test_the_next_sample_of_a_double_plan_is_asked_for(opened: Open, fake_server: FakeServer) -> None:
    presenter = opened(detail(needed=2), [result(1, 1, "1.2"), result(1, 2, "1.4", Judgement.NONCONFORMING)])
    fake_server.answer(GetInspection, detail(needed=4))
    presenter.load()
    assert (presenter.progress().done, presenter.progress().total, presenter.at) == (2, 4, Cell(0, 2))


def test_the_page_says_what_is_tested_again(services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(GetInspection, retest([2, 5]))
    fake_server.answer(ListResults, [WRONG])
    fake_server.answer(ListSwitching, [])
    presenter = InspectionPresenter(services, INSPECTION)
    presenter.load()
    assert "1: samples 2, 5" in presenter.again()
    assert not presenter.correctable(WRONG)
    assert presenter.correctable(msgspec.structs.replace(WRONG, attempt=2))


# --- any size --------------------------------------------------------------------------------------------------------


def test_more_results_than_one_answer_holds_are_read_in_portions(opened: Open, fake_server: FakeServer) -> None:
    many = 2 * PORTION + 300
    results = [msgspec.structs.replace(result(1, number, "1.2"), id=ResultId(number)) for number in range(1, many + 1)]
    presenter = opened(detail(needed=many + 1), results)
    assert (presenter.progress().done, presenter.at) == (many, Cell(0, many))
    asked = [call.message for call in fake_server.calls if isinstance(call.message, ListResults)]
    assert [one.after_id for one in asked] == [None, PORTION, 2 * PORTION]
    presenter.load()
    asked = [call.message for call in fake_server.calls if isinstance(call.message, ListResults)]
    assert [one.after_id for one in asked[3:]] == [many]


def test_what_the_server_has_no_more_is_let_go(opened: Open) -> None:
    results = [result(1, 1, "1.2")]
    presenter = opened(detail(), results)
    results.clear()
    presenter.reader.read(anew=True)
    assert presenter.progress().done == 0


def test_a_page_is_taken_once() -> None:
    records = Records()
    assert records.take([WRONG]) == [WRONG]
    assert records.take([WRONG, RIGHT]) == [RIGHT]
    assert [one.counts for one in records] == [False, True]


@pytest.mark.parametrize("order", list(Order))
def test_the_order_runs_forth_and_back(order: Order) -> None:
    found = detail(characteristic(1), characteristic(2), needed=3)
    dues = [found.dues[0], msgspec.structs.replace(found.dues[1], samples=[2, 7])]
    sheet = Sheet(msgspec.structs.replace(found, dues=dues))
    sheet.order = order
    cells = list(sheet.cells())
    assert sorted(cells) == [(0, 0), (0, 1), (0, 2), (1, 1), (1, 6)]
    for place, cell in enumerate(cells):
        assert list(sheet.after(cell)) == cells[place + 1 :]
        assert list(sheet.before(cell)) == cells[:place][::-1]


@given(data=st.data())
def test_the_next_empty_cell_is_the_first_that_follows(data: st.DataObject) -> None:
    needed = data.draw(st.integers(1, 6))
    found = detail(*(characteristic(number) for number in range(1, 4)), needed=needed)
    samples = data.draw(st.lists(st.integers(1, 9), unique=True, min_size=1, max_size=4))
    dues = [*found.dues[:2], msgspec.structs.replace(found.dues[2], samples=samples)]
    sheet = Sheet(msgspec.structs.replace(found, dues=dues))
    sheet.order = data.draw(st.sampled_from(Order))
    cells = list(sheet.cells())
    for cell, empty in data.draw(st.lists(st.tuples(st.sampled_from(cells), st.booleans()), max_size=40)):
        if empty:
            sheet.restore([(cell, None)])
        else:
            sheet.put(Entry(first=cell, typed=understood("1.2", characteristic()), state=State.TYPED))
        following = cells[cells.index(cell) + 1 :] + cells
        assert sheet.next_empty(cell) == next((one for one in following if one not in sheet.entries), None)
        assert sheet.progress().done == len(sheet.entries) == len({*sheet.entries})
