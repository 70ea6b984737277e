"""What may go wrong while the server is away, each by name, against the real server: nothing is lost, nothing comes twice."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.journeys.conftest import Person
from tests.journeys.corridor import Floor, inspection, measured
from veralot_client.core.capture import capture as capture_module
from veralot_client.core.capture.journal import connect
from veralot_client.core.session import SessionState
from veralot_server.cli.demo import PASSWORD
from veralot_shared.contracts.capture import (
    EntryState,
    GetEntry,
    IncidentKind,
    ListDevices,
    ListEntries,
    ListIncidents,
    ListKeys,
    OfflineEntryView,
    Outcome,
    Proof,
    RejectEntry,
    Replay,
)
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.contracts.identity import CreateUser, ResetPassword, Role, UserView
from veralot_shared.contracts.inspection import InspectionDetail, ListResults
from veralot_shared.errors import ServerUnavailable
from veralot_shared.ids import DeviceId
from veralot_shared.messages import Page

People = Callable[[str], Person]
pytestmark = [pytest.mark.requirement("OFF-05"), pytest.mark.requirement("OFF-06")]

MOST = Page(limit=1000)


@pytest.fixture
def found(people: People, lots: list[LotView]) -> InspectionDetail:
    """Return an inspection that waits."""
    return inspection(people("inspector"), lots[0])


def entries_of(qa: Person, floor: Floor) -> list[OfflineEntryView]:
    """Return what the server has of a computer, in the order of its journal."""
    device = device_of(qa, floor)
    arrived = qa.call(ListEntries(device_id=device, page=MOST))
    return sorted(arrived, key=lambda one: one.counter)


def device_of(qa: Person, floor: Floor) -> DeviceId:
    """Return a computer as the server numbers it."""
    journal = floor.capture.journal()
    assert journal is not None
    number: DeviceId = next(one.id for one in qa.call(ListDevices(page=MOST)) if one.device == journal.device)
    return number


def values(person: Person, found: InspectionDetail) -> list[str]:
    """Return the results that are recorded."""
    return [str(one.value) for one in person.call(ListResults(inspection_id=found.inspection.id))]


# --- the client -------------------------------------------------------------------------------------------------------


@contextmanager
def entering(floor: Floor, found: InspectionDetail, disk: str) -> Iterator["subprocess.Popen[str]"]:
    """Start another process of the client, ready to enter; it is killed in the end, if it still runs."""
    number = next(one.id for one in found.revision.characteristics if one.code == "1")
    arguments = [str(floor.folder), floor.url, str(found.inspection.id), str(number), disk]
    command = [sys.executable, "-m", "tests.journeys.entering", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == "ready\n"
            yield child
        finally:
            child.kill()


def go(child: "subprocess.Popen[str]") -> None:
    """Give the word."""
    assert child.stdin is not None
    child.stdin.write("go\n")
    child.stdin.flush()


@pytest.mark.requirement("OFF-04")
def test_a_client_that_is_killed_in_the_middle_of_an_entry(
    floor: Floor, people: People, found: InspectionDetail
) -> None:
    floor.stop()
    with entering(floor, found, "free") as child:
        assert child.stdout is not None
        floor.pause()
        go(child)
        accepted = [child.stdout.readline().strip() for _ in range(20)]
        child.kill()
        accepted += [line.strip() for line in child.stdout if line.endswith("\n")]

    floor.come()
    floor.start()
    floor.sign_in()
    floor.said.until(bool, 60)
    assert floor.capture.waiting().count == 0
    arrived = entries_of(people("qa"), floor)
    assert [str(one.entry) for one in arrived[: len(accepted)]] == accepted
    assert len(arrived) - len(accepted) in {0, 1}, "what was on the disk before it could be said so"
    assert [one.counter for one in arrived] == list(range(1, len(arrived) + 1))
    assert people("qa").call(ListIncidents(device_id=device_of(people("qa"), floor))) == []


@pytest.mark.requirement("OFF-04")
def test_a_full_disk_refuses_clearly_before_the_entry_is_accepted(
    floor: Floor, people: People, found: InspectionDetail
) -> None:
    floor.stop()
    with entering(floor, found, "full") as child:
        floor.pause()
        go(child)
        assert child.stdout is not None
        said = [line.strip() for line in child.stdout]
    assert said[-1].startswith("refused capture.JournalRefused")
    assert "Nothing was entered" in said[-1]
    assert len(said) > 1

    floor.come()
    floor.start()
    floor.sign_in()
    floor.said.until(bool, 60)
    assert [str(one.entry) for one in entries_of(people("qa"), floor)] == said[:-1]


@pytest.mark.requirement("OFF-03", "OFF-07")
def test_a_clock_that_jumps_in_both_directions(
    floor: Floor, people: People, found: InspectionDetail, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.sign_in()
    floor.go()
    begun = datetime.now(UTC)
    for sample, jump in ((1, timedelta()), (2, timedelta(days=400)), (3, timedelta(days=-400))):
        monkeypatch.setattr(capture_module, "datetime", set_by(jump))
        floor.enter(found, sample, f"150.0{sample}")
    monkeypatch.undo()
    floor.back()
    floor.said.until(bool, 60)
    arrived = entries_of(people("qa"), floor)
    assert [one.state for one in arrived] == [EntryState.RECORDED] * 3
    assert [round(one.jump_seconds / 86400) for one in arrived] == [0, 400, -400]
    for one in arrived:
        assert begun - timedelta(minutes=2) <= one.entered_at <= one.received_at + timedelta(minutes=2)
    assert values(people("inspector"), found) == ["150.01", "150.02", "150.03"]


def set_by(jump: timedelta) -> type[datetime]:
    """Return the clock of a computer that somebody has set."""

    class Jumped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # a plain one, as it is written down
            return datetime.now(tz) + jump

    return Jumped


# --- the journal ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("OFF-04")
@pytest.mark.parametrize(
    ("statement", "kind", "outcomes"),
    [
        pytest.param(
            "UPDATE entry SET sealed = substr(sealed, 1, 40) || x'00' || substr(sealed, 42) WHERE counter = 2",
            IncidentKind.ALTERED,
            {Outcome.RECORDED: 1, Outcome.CONFLICT: 1},
            id="one byte",
        ),
        pytest.param("DELETE FROM entry WHERE counter = 3", IncidentKind.MISSING, {Outcome.RECORDED: 2}, id="cut off"),
    ],
)
def test_a_journal_that_was_altered_or_truncated(
    floor: Floor,
    people: People,
    found: InspectionDetail,
    statement: str,
    kind: IncidentKind,
    outcomes: dict[Outcome, int],
) -> None:
    floor.sign_in()
    floor.go()
    for sample in (1, 2, 3):
        floor.enter(found, sample, f"150.0{sample}")
    journal = floor.capture.journal()
    assert journal is not None
    with closing(connect(journal.file)) as wire:
        wire.executescript("DROP TRIGGER entry_stays; DROP TRIGGER entry_waits;")
        assert wire.execute(statement).rowcount == 1
    floor.back()
    assert floor.said.until(bool, 60)[0] == outcomes
    qa = people("qa")
    assert [one.kind for one in qa.call(ListIncidents(device_id=device_of(qa, floor)))] == [kind]
    assert floor.capture.waiting().count == 0


@pytest.mark.requirement("OFF-04", "OFF-08")
def test_a_file_that_was_cut_is_not_wiped(floor: Floor, found: InspectionDetail) -> None:
    floor.sign_in()
    floor.go()
    floor.enter(found, 1, "150.01")
    journal = floor.capture.journal()
    assert journal is not None
    file = journal.file
    floor.stop()
    file.write_bytes(file.read_bytes()[:1000])
    floor.start()
    assert floor.journals.waiting(floor.url).count == 1


# --- the network ------------------------------------------------------------------------------------------------------


def test_a_replay_that_is_interrupted_goes_on_where_it_stopped(
    floor: Floor, people: People, found: InspectionDetail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veralot_client.core.capture.handing_in.BATCH", 2)
    floor.sign_in()
    floor.go()
    for sample in range(1, 6):
        floor.enter(found, sample, f"150.0{sample}")
    call, sent = floor.server.call, list[Any]()

    def lose_the_second_answer(message: Any, **more: Any) -> Any:
        reply = call(message, **more)
        if isinstance(message, Replay):
            sent.append(message)
            if len(sent) == 2:
                raise ServerUnavailable
        return reply

    monkeypatch.setattr(floor.server, "call", lose_the_second_answer)
    failures: list[Any] = []
    floor.handing_in.failed.subscribe(failures.append)
    floor.come()
    floor.states.until(lambda _got: bool(failures), 60)
    assert floor.capture.waiting().count == 3
    assert len(values(people("inspector"), found)) == 4
    floor.handing_in.start()
    assert floor.said.got[-1] == {Outcome.ALREADY: 2, Outcome.RECORDED: 1}
    assert values(people("inspector"), found) == [f"150.0{sample}" for sample in range(1, 6)]
    assert [one.counter for one in entries_of(people("qa"), floor)] == [1, 2, 3, 4, 5]


def test_what_was_handed_in_twice_is_recorded_once(floor: Floor, people: People, found: InspectionDetail) -> None:
    floor.sign_in()
    floor.go()
    floor.enter(found, 1, "150.00")
    journal = floor.capture.journal()
    assert journal is not None
    batch = journal.unsent(10)
    floor.come()
    floor.said.until(bool, 60)
    journal.meet(0, b"")
    floor.handing_in.start()
    assert floor.said.got[-1] == {Outcome.ALREADY: 1}
    assert len(batch.entries) == len(values(people("inspector"), found)) == 1


@pytest.fixture
def second(floor: Floor, tmp_path: Path) -> Iterator[Floor]:
    """Return another computer on the floor, with the same server."""
    other = Floor(floor.line, tmp_path / "others", "CORRIDOR-2")
    yield other
    other.stop()


def test_two_devices_on_one_lot(floor: Floor, second: Floor, people: People, found: InspectionDetail) -> None:
    floor.sign_in()
    second.sign_in()
    # The other computer hands in later: its own attempts are told to wait.
    second.handing_in.end()
    second.states.got.clear()
    floor.go()
    for one, value in ((floor, "150.01"), (second, "150.09")):
        one.capture.keep(measured(found, 1, value), uuid4())
    floor.enter(found, 2, "150.02")
    second.capture.keep(measured(found, 3, "150.03"), uuid4())
    floor.back()
    floor.said.until(bool, 60)
    second.states.until(lambda got: "online" in got, 60)
    second.handing_in.start()
    qa = people("qa")
    states = [[entry.state for entry in entries_of(qa, one)] for one in (floor, second)]
    assert states == [[EntryState.RECORDED] * 2, [EntryState.CONFLICT, EntryState.RECORDED]]
    conflict = entries_of(qa, second)[0]
    (line,) = qa.call(GetEntry(id=conflict.id)).lines
    assert line.recorded is not None
    assert (line.part, line.entered.values, line.recorded.values) == (
        "1",
        {"value": "150.09 mm"},
        {"value": "150.01 mm"},
    )
    assert line.name
    qa.sign(RejectEntry(id=conflict.id, reason="Measured twice by two people"))
    assert values(people("inspector"), found) == ["150.01", "150.02", "150.03"]


# --- coming back ------------------------------------------------------------------------------------------------------

FIRST, OWN, RESET, NEWEST = ("First-Pass-2026!", "Own-Secret-2026!x", "Reset-Pass-2026!", "Newest-Secret-26!")


@pytest.mark.requirement("OFF-02", "OFF-03")
def test_a_person_who_comes_back_while_the_server_is_away_enters_and_is_asked_anew(
    floor: Floor, people: People, found: InspectionDetail
) -> None:
    floor.sign_in()
    floor.go()
    floor.stop()
    floor.start()
    view = floor.session.login("zhao.min", PASSWORD)
    assert view.token == ""
    assert not view.must_accept_accountability
    assert floor.session.alone
    floor.enter(found, 1, "150.01")
    assert [one.counter for one in floor.kept] == [1]
    floor.come()
    floor.changes.start()
    floor.states.until(lambda _got: floor.session.state is SessionState.ENDED, 60)
    assert floor.session.asked_anew
    assert values(people("inspector"), found) == []
    floor.sign_in()
    floor.said.until(bool, 60)
    qa = people("qa")
    (arrived,) = entries_of(qa, floor)
    assert (arrived.state, arrived.proof, arrived.user_name) == (EntryState.RECORDED, Proof.BY_DEVICE, "zhao.min")
    assert values(people("inspector"), found) == ["150.01"]
    assert {one.proof for one in qa.call(ListKeys(device_id=arrived.device_id))} == set(Proof)


@pytest.mark.requirement("OFF-04")
def test_entries_of_before_a_reset_password_are_recovered(
    floor: Floor, people: People, found: InspectionDetail
) -> None:
    admin = people("administrator")
    name = f"insp.{uuid4().hex[:6]}"
    made: UserView = admin.call(CreateUser(user_name=name, full_name="New", roles=[Role.INSPECTOR], password=FIRST))
    floor.session.login(name, FIRST)
    floor.session.change_password(FIRST, OWN)
    floor.stop()
    floor.start()
    floor.sign_in(name, OWN)
    floor.go()
    floor.enter(found, 1, "150.01")
    floor.stop()

    floor.come()
    admin.call(ResetPassword(id=made.id, password=RESET))
    floor.start()
    floor.session.login(name, RESET)
    floor.session.change_password(RESET, NEWEST)
    floor.stop()
    floor.start()
    floor.sign_in(name, NEWEST)
    floor.said.until(bool, 60)
    (arrived,) = entries_of(people("qa"), floor)
    assert (arrived.state, arrived.user_name) == (EntryState.RECORDED, name)
    assert values(people("inspector"), found) == ["150.01"]
    assert [file.name for file in floor.folder.rglob("*.journal")] == [f"password-{made.id}.journal"]
