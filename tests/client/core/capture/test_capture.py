"""A page hands its command over once: it is sent, or kept on this computer and sent later, in order, each once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.client.core.capture.conftest import NoteReading, Plant
from tests.client.stand_ins import Inline
from tests.fakes import FakeServer
from veralot_client.core.capture.capture import Kept
from veralot_client.core.capture.handing_in import HandingIn
from veralot_client.core.capture.signing_keys import SPAN_SECONDS, SigningKeys
from veralot_client.core.connection import ATTEMPTS_BEFORE_OFFLINE
from veralot_client.core.services import Services
from veralot_shared.contracts.capture import (
    BeginCapture,
    EntriesWaiting,
    EntryKeysEnded,
    NotForOffline,
    Outcome,
    WorkListExpired,
    WorkListMissing,
)
from veralot_shared.contracts.genealogy import Find
from veralot_shared.contracts.identity import Logout
from veralot_shared.errors import ServerUnavailable, ValueNotAllowed
from veralot_shared.rules.journal import clock_jump


class Page:
    """Whoever uses the seam."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.done: list[str] = []
        self.kept: list[Kept] = []
        self.failed: list[Exception] = []

    def enter(self, text: str) -> None:
        """Enter a reading."""
        self.services.capture.send(NoteReading(text=text), self.done.append, self.kept.append, self.failed.append)


def go_away(services: Services, fake: FakeServer) -> None:
    """Let the server be away, and the client know it."""
    fake.stop()
    for _ in range(ATTEMPTS_BEFORE_OFFLINE):
        services.connection.lost()


def come_back(services: Services, fake: FakeServer) -> None:
    """Let the server be there again."""
    fake.start()
    services.connection.opened()


@pytest.fixture
def page(ready: Services) -> Page:
    """Return a page."""
    return Page(ready)


@pytest.fixture
def handing_in(ready: Services) -> HandingIn:
    """Return what hands in by itself."""
    return HandingIn(ready.capture, ready.connection, Inline(), lambda: "Sending")


def test_while_the_server_is_there_it_is_sent_at_once(page: Page, plant: Plant) -> None:
    page.enter("a")
    assert (page.done, page.kept, plant.noted) == (["a"], [], ["a"])


def test_what_the_server_refuses_is_not_kept(page: Page, plant: Plant) -> None:
    plant.fake.answer(NoteReading, ValueNotAllowed(value="a", rule="No."))
    page.enter("a")
    assert len(page.failed) == 1
    assert page.services.capture.waiting().count == 0


@pytest.mark.requirement("OFF-01", "OFF-03", "OFF-05")
def test_while_it_is_away_it_is_kept_and_handed_in_when_it_is_back(
    page: Page, plant: Plant, handing_in: HandingIn
) -> None:
    go_away(page.services, plant.fake)
    for text in ("a", "b", "c"):
        page.enter(text)
    assert [one.counter for one in page.kept] == [1, 2, 3]
    waiting = page.services.capture.waiting()
    assert (waiting.count, waiting.oldest_at) == (3, page.kept[0].at)
    plant.conflicts = {"b"}
    said: list[Counter[Outcome]] = []
    handing_in.done.subscribe(said.append)
    come_back(page.services, plant.fake)
    assert plant.texts() == ["a", "b", "c"]
    assert plant.noted == []
    assert dict(said[0]) == {Outcome.RECORDED: 2, Outcome.CONFLICT: 1}
    assert page.services.capture.waiting().count == 0
    assert plant.replays[-1].waiting.count == 0


@pytest.mark.requirement("OFF-02")
def test_a_modules_own_rule_refuses_what_would_be_kept_and_nothing_is(page: Page, plant: Plant) -> None:
    asked: list[datetime] = []

    def refuse(command: object, answers: object, now: datetime) -> None:
        assert isinstance(command, NoteReading)
        assert callable(answers)
        asked.append(now)
        if command.text == "b":
            raise ValueNotAllowed(value="b", rule="No.")

    page.services.capture.guards.add({NoteReading: refuse})
    page.enter("a")
    assert asked == [], "while the server is there it judges itself"
    go_away(page.services, plant.fake)
    for text in ("b", "c"):
        page.enter(text)
    assert len(asked) == 2
    assert [type(error) for error in page.failed] == [ValueNotAllowed]
    assert page.services.capture.waiting().count == 1


@pytest.mark.requirement("OFF-05")
def test_an_answer_that_was_lost_is_kept_under_the_same_id(page: Page, plant: Plant) -> None:
    plant.fake.drop_after = 1
    page.enter("a")
    assert plant.noted == ["a"]
    sent = plant.fake.calls[-1].headers["Idempotency-Key"]
    assert [str(one.id) for one in page.kept] == [sent]
    journal = page.services.capture.journal()
    assert journal is not None
    assert [str(form.id) for form in journal.unsent(10).entries] == [sent]


def test_what_comes_behind_what_waits_waits_too(page: Page, plant: Plant) -> None:
    go_away(page.services, plant.fake)
    page.enter("a")
    plant.fake.start()
    page.services.connection.opened()
    page.enter("b")
    assert (len(page.kept), plant.noted) == (2, [])


def test_a_lost_acknowledgement_makes_no_second_record(page: Page, plant: Plant, handing_in: HandingIn) -> None:
    go_away(page.services, plant.fake)
    page.enter("a")
    plant.fake.drop_after = 1
    come_back(page.services, plant.fake)
    handing_in.start()
    assert plant.texts() == ["a"]
    assert page.services.capture.waiting().count == 0


@pytest.mark.usefixtures("handing_in")
def test_a_server_set_back_to_a_copy_is_given_everything_again(page: Page, plant: Plant) -> None:
    go_away(page.services, plant.fake)
    for text in ("a", "b"):
        page.enter(text)
    come_back(page.services, plant.fake)
    plant.taken.clear()
    plant.head, plant.head_hash = 0, bytes(32)
    go_away(page.services, plant.fake)
    page.enter("c")
    come_back(page.services, plant.fake)
    assert plant.texts() == ["a", "b", "c"]


@pytest.mark.requirement("OFF-02")
def test_without_a_work_list_nothing_is_entered(services: Services, plant: Plant) -> None:
    assert services.session.user is not None
    services.capture.journals.unlock(services.server.url, services.session.user.id, "secret")
    page = Page(services)
    go_away(services, plant.fake)
    page.enter("a")
    assert [type(error) for error in page.failed] == [WorkListMissing]
    assert services.capture.waiting().count == 0


@pytest.mark.requirement("OFF-02")
def test_an_expired_work_list_is_refused_before_anything_is_entered(services: Services, plant: Plant) -> None:
    plant.list_lasting = timedelta(seconds=-1)
    assert services.session.user is not None
    services.capture.journals.unlock(services.server.url, services.session.user.id, "secret")
    services.capture.make_ready()
    page = Page(services)
    go_away(services, plant.fake)
    page.enter("a")
    assert [type(error) for error in page.failed] == [WorkListExpired]


@pytest.mark.requirement("OFF-02")
def test_questions_are_answered_from_the_work_list_and_from_nothing_else(page: Page, plant: Plant) -> None:
    plant.fake.answer(Find, [])
    found: list[object] = []
    go_away(page.services, plant.fake)
    page.services.capture.ask(Find(text="R-26"), found.append)
    assert found == [[]]
    errors: list[Exception] = []
    page.services.capture.ask(Find(text="R-27"), found.append, errors.append)
    assert [type(error) for error in errors] == [ServerUnavailable]


@pytest.mark.requirement("OFF-01")
def test_what_is_not_listed_is_refused(ready: Services) -> None:
    errors: list[Exception] = []
    ready.capture.send(Logout(), lambda _none: None, lambda _kept: None, errors.append)
    assert [type(error) for error in errors] == [NotForOffline]


def test_signing_out_forgets_keys_and_keeps_what_waits(page: Page, plant: Plant) -> None:
    go_away(page.services, plant.fake)
    page.enter("a")
    page.services.capture.end()
    assert isinstance(page.services.capture.why_not(), WorkListMissing)
    assert page.services.capture.waiting().count == 1


@pytest.mark.requirement("OFF-08")
@pytest.mark.usefixtures("handing_in")
def test_nothing_is_wiped_while_entries_wait(page: Page, plant: Plant) -> None:
    journals, url = page.services.capture.journals, page.services.server.url
    go_away(page.services, plant.fake)
    page.enter("a")
    with pytest.raises(EntriesWaiting) as refused:
        journals.wipe(url)
    assert refused.value.count == 1
    come_back(page.services, plant.fake)
    journals.wipe(url)
    assert journals.waiting(url).count == 0
    assert page.services.capture.journal() is None


def test_another_work_list_brings_only_what_is_new(ready: Services, plant: Plant) -> None:
    ready.capture.make_ready()
    assert len(plant.begun) == 1
    go_away(ready, plant.fake)
    assert ready.capture.answer(Find(text="R-26")) == []


# --- clocks and keys -------------------------------------------------------------------------------------------------


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> int:
        return self.ms


def test_a_key_is_forgotten_when_its_span_is_over(plant: Plant) -> None:
    clock = Clock()
    keys = SigningKeys(clock)
    plant.fake.stop()
    view = plant.begin(_begin(keys)).key
    keys.registered(view)
    keys.sign(0, b"x")
    clock.ms = SPAN_SECONDS * 1000
    keys.sign(keys.elapsed_ms(), b"x")
    with pytest.raises(EntryKeysEnded):
        keys.sign(0, b"x")
    clock.ms = 13 * 3600 * 1000
    with pytest.raises(EntryKeysEnded):
        keys.sign(keys.elapsed_ms(), b"x")
    assert keys.half_over()


def test_a_clock_that_jumps_moves_no_entry(plant: Plant) -> None:
    clock = Clock()
    keys = SigningKeys(clock)
    keys.registered(plant.begin(_begin(keys)).key)
    clock.ms = 60_000
    assert keys.now() == plant.issued_at + timedelta(minutes=1)
    set_back = datetime(2020, 1, 1, tzinfo=UTC)
    issued = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert clock_jump(issued, set_back, 60_000) == set_back - issued - timedelta(minutes=1)


def _begin(keys: SigningKeys) -> BeginCapture:
    return BeginCapture(
        device=uuid4(), name="PC", public_keys=keys.public, span_seconds=SPAN_SECONDS, device_at=datetime.now(UTC)
    )
