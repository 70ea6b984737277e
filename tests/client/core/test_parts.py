"""The small parts: presenters, sending, searching, matching, words, secrets, settings, observers, the loader."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

import veralot_client.modules
from tests.client.stand_ins import Inline, Opened, Pen, Shown
from tests.fakes import FakeServer
from veralot_client.core.background import Cancelled, Job
from veralot_client.core.matching import best, score
from veralot_client.core.navigation import Found, Place
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.searching import Searching
from veralot_client.core.secrets import Keeping, Secrets
from veralot_client.core.services import Services
from veralot_client.core.signing_in import address
from veralot_client.core.words import FIRST, Words
from veralot_client.settings import Settings, ThemeChoice
from veralot_shared.contracts.genealogy import Find, HoldView, LotsChanged, PlaceHold, ScanInvalid
from veralot_shared.contracts.genealogy.states import HoldReason
from veralot_shared.contracts.identity import ListSessions, SignatureNeeded, SignatureRefused
from veralot_shared.errors import CodedError, MessageTooLarge, Reason, RecordNotFound, ServerUnavailable
from veralot_shared.ids import LotId, NodeId
from veralot_shared.messages import Meaning
from veralot_shared.rules.gs1 import ScanEmpty

HOLD = PlaceHold(node_ids=[NodeId(1)], reason_code=HoldReason.OTHER, reason="r")
NEED = SignatureNeeded(
    statement="s", meaning=Meaning.HELD, subjects=[], shown_hash="h", needs_user_name=False, second_person=False
)


# --- sending and presenters ------------------------------------------------------------------------------------------


def test_a_reply_goes_to_the_page(services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListSessions, [])
    got: list[object] = []
    services.sender.send(ListSessions(), got.append)
    assert got == [[]]


def test_an_error_goes_to_the_page_or_to_everybody(services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListSessions, RecordNotFound(kind="lot", key="7"))
    taken: list[CodedError] = []
    services.sender.send(ListSessions(), lambda _reply: None, taken.append)
    services.sender.send(ListSessions(), lambda _reply: None)
    shown = cast("Shown", services.notices).errors
    assert [type(error) for error in (*taken, *shown)] == [RecordNotFound, RecordNotFound]


@pytest.mark.requirement("P11-21")
def test_a_refused_signature_is_asked_for_again(services: Services, fake_server: FakeServer) -> None:
    pen = cast("Pen", services.sender.signer)
    tries: Iterator[CodedError | list[HoldView]] = iter([NEED, SignatureRefused(), []])
    fake_server.answer(PlaceHold, lambda _command: next(tries))
    got: list[object] = []
    services.sender.send(HOLD, got.append)
    assert got == [[]]
    assert [type(problem) for problem in pen.problems] == [type(None), SignatureRefused]
    assert pen.finished == 1


def test_who_does_not_sign_sends_nothing(services: Services, fake_server: FakeServer) -> None:
    cast("Pen", services.sender.signer).secret = None
    fake_server.answer(PlaceHold, NEED)
    declined: list[bool] = []
    services.sender.send(HOLD, lambda _reply: None, declined=lambda: declined.append(True))
    assert declined == [True]
    assert len(fake_server.calls) == 1


def test_a_closed_page_hears_nothing(services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListSessions, [])
    presenter = Presenter(services)
    got: list[object] = []
    presenter.follow(LotsChanged, got.append)
    presenter.follow_resync(lambda: got.append("resync"))
    presenter.ask(ListSessions(), got.append)
    services.changes.resync.tell()
    assert got == [[], "resync"]
    presenter.close()
    services.changes.resync.tell()
    services.changes._observers[LotsChanged.name].tell(LotsChanged(lot_ids=[LotId(1)]))  # noqa: SLF001 - as the stream does
    presenter.send(ListSessions(), got.append)
    assert got == [[], "resync"]


def test_a_newer_question_makes_the_older_answer_unwanted(services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListSessions, [])
    presenter = Presenter(services)
    first = presenter.ask(ListSessions(), lambda _reply: None)
    other = presenter.ask(ListSessions(), lambda _reply: None, topic="another")
    presenter.ask(ListSessions(everybody=True), lambda _reply: None)
    assert first.cancelled
    assert not other.cancelled


# --- searching -------------------------------------------------------------------------------------------------------


class Box:
    """A search box without a window."""

    def __init__(self) -> None:
        self.found: list[list[Found]] = []
        self.told: list[tuple[int, bool]] = []
        self.problems: list[CodedError] = []
        self.cleared = 0

    def show_found(self, found: list[Found], total: int, *, whole: bool) -> None:
        self.found.append(found)
        self.told.append((total, whole))

    def show_problem(self, error: CodedError) -> None:
        self.problems.append(error)

    def clear(self) -> None:
        self.cleared += 1


LOT = Found("Lot", "L1", "", Place("lot", 1), exact=True)
PART = Found("Serial", "L1-2", "", Place("lot", 2))


def searching(services: Services, *found: Found) -> tuple[Searching, Box, list[str]]:
    asked: list[str] = []

    def find(text: str, most: int) -> list[Found]:
        asked.append(text)
        return list(found)[:most]

    services.answers.add(find)
    result, box = Searching(services, "notes.found"), Box()
    result.view = box
    return result, box, asked


def places(services: Services) -> list[tuple[str, int]]:
    return cast("Opened", services.navigator).places


def test_enter_opens_a_single_exact_answer(services: Services) -> None:
    search, box, asked = searching(services, PART, LOT)
    search.entered(" L1\r")
    assert places(services) == [("lot", 1)]
    assert asked == ["L1"]
    assert box.cleared == 1


def test_several_answers_are_shown_exact_ones_first(services: Services) -> None:
    search, box, _ = searching(services, PART, LOT, LOT._replace(place=Place("lot", 3)))
    search.entered("L1")
    assert places(services) == []
    assert [found.exact for found in box.found[0]] == [True, True, False]


def test_typing_shows_and_never_opens(services: Services) -> None:
    search, box, asked = searching(services, LOT)
    search.typed("L")
    search.typed("L1")
    assert asked == ["L1"]
    assert box.found == [[LOT]]
    assert places(services) == []


def test_what_no_page_shows_is_counted_and_stands_on_the_page_of_all_answers(services: Services) -> None:
    search, box, _ = searching(services, PART, Found("Order", "L1-O", "", Place("order", 9)))
    search.typed("L1")
    assert (box.found, box.told) == ([[PART]], [(2, True)])
    search.show_all()
    opened = cast("Opened", services.navigator)
    assert (opened.panels, opened.parts, box.cleared) == (["notes.found"], ["L1"], 1)


def test_the_box_says_when_there_are_more_than_it_asked_for(services: Services) -> None:
    search, box, _ = searching(services, *(LOT._replace(label=f"L1{number}", exact=False) for number in range(60)))
    search.typed("L1")
    assert box.told == [(50, False)]


def test_the_separators_of_gs1_reach_the_server(services: Services) -> None:
    search, _, asked = searching(services)
    search.entered("10L1\u241d1727")
    assert asked == ["10L1\x1d1727"]


def test_a_scan_that_cannot_be_read_is_said_in_the_box(services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(Find, ScanInvalid(reason=Reason.of(ScanEmpty())))
    box = Box()
    services.answers.add(lambda text, _most: [LOT] if services.server.call(Find(text=text)) else [])
    search = Searching(services)
    search.view = box
    search.entered("0106")
    assert [type(error) for error in box.problems] == [ScanInvalid]


# --- matching --------------------------------------------------------------------------------------------------------


def test_matching_prefers_beginnings_of_words() -> None:
    titles = ["Unlock the batch", "Lock", "Clock in", "Block log"]
    assert best("lock", titles, str)[0] == "Lock"
    assert best("lock batch", titles, str) == ["Unlock the batch"]
    assert best("utb", titles, str) == ["Unlock the batch"]
    assert score("xyz", "Lock") is None
    assert best("", titles, str) == titles


# --- words -----------------------------------------------------------------------------------------------------------


def test_numbers_within_a_text_are_written_as_all_others() -> None:
    words = Words()
    assert words.text("{count} of {total}", count=12000, total=Decimal("12000.50")) == "12,000 of 12,000.5"
    assert words.text("{done}, version {version}, {lot_id}", done=True, version=12000, lot_id=12000) == (
        "True, version 12000, 12000"
    ), "the number of a record is none that one counts with"
    assert (
        words.plural("{count} lot of {wanted}", "{count} lots of {wanted}", 3000, wanted=4000) == "3,000 lots of 4,000"
    )
    assert "1,048,577 bytes" in words.error(MessageTooLarge(size=1048577, limit=1048576))


def test_numbers_dates_and_names_follow_the_language() -> None:
    words = Words("en")
    words.zone = ZoneInfo("Asia/Shanghai")
    at = datetime(2025, 3, 4, 16, 5, 9, tzinfo=UTC)
    assert words.number(Decimal("12345.678900")) == "12,345.6789"
    assert words.quantity(Decimal("2.50"), "m") == "2.5\N{NO-BREAK SPACE}m"
    assert words.date(date(2025, 3, 4)) == "4 Mar 2025"
    assert words.moment(at) == "5 Mar 2025, 00:05"
    assert words.moment(at, seconds=True) == "5 Mar 2025, 00:05:09"
    assert words.name("Tube", "管") == "Tube"
    assert words.name("", "管") == "管"


@pytest.mark.parametrize(
    ("language", "comma", "more"), [("en", ", ", " and 1,188 more"), ("zh_CN", "、", " 及另外 1,188 项")]
)
def test_of_a_long_list_the_first_are_named_and_the_others_counted(language: str, comma: str, more: str) -> None:
    words, labels = Words(language), [f"L{number}" for number in range(1200)]
    assert words.listed(labels[:2]) == f"L0{comma}L1"
    assert words.first_of(labels[:FIRST]) == comma.join(labels[:FIRST])
    assert words.first_of(labels) == comma.join(labels[:FIRST]) + more
    assert words.first_of([]) == ""


# --- secrets, settings -----------------------------------------------------------------------------------------------


def test_without_a_key_ring_a_password_lives_in_memory_only() -> None:
    secrets = Secrets()
    assert secrets.keep("https://a", "Li.Wei", "pw") is Keeping.SESSION
    assert secrets.get("https://a", "li.wei") == "pw"
    assert Secrets().get("https://a", "li.wei") is None
    secrets.forget("https://a", "li.wei")
    assert secrets.get("https://a", "li.wei") is None


def test_settings_come_back_and_a_broken_file_is_passed_over(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.choose(user_name="li.wei", theme=ThemeChoice.DARK)
    for number in range(10):
        settings.used_server(f"https://{number}")
    settings.used_server("https://4")
    settings.keep_layout("li@https://4", b"layout")
    again = Settings(tmp_path)
    assert again.choices.theme is ThemeChoice.DARK
    assert again.choices.servers[:2] == ("https://4", "https://9")
    assert len(again.choices.servers) == 8
    assert again.layout("li@https://4") == b"layout"
    again.keep_layout("li@https://4", None)
    assert again.layout("li@https://4") is None
    (tmp_path / "client.json").write_text("{", encoding="utf-8")
    assert Settings(tmp_path).choices.user_name == ""


def test_a_folder_that_cannot_be_written_costs_no_more_than_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = Settings(tmp_path / "file")
    settings.choose(user_name="li.wei")
    assert settings.choices.user_name == "li.wei"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(" veralot.example/ ", "https://veralot.example"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), (" ", "")],
)
def test_an_address_without_a_scheme_is_encrypted(typed: str, meant: str) -> None:
    assert address(typed) == meant


# --- observers, jobs, loader -----------------------------------------------------------------------------------------


def test_who_unsubscribes_before_the_call_arrives_is_not_called() -> None:
    waiting: list[object] = []
    observers: Observers[[int]] = Observers(waiting.append)
    got: list[int] = []
    unsubscribe = observers.subscribe(got.append)
    observers.tell(1)
    unsubscribe()
    for call in waiting:
        call()  # type: ignore[operator]  # what was posted
    assert got == []


def test_a_cancelled_job_stops_at_its_next_step() -> None:
    job = Job("work")
    job.check()
    job.cancel()
    for step in (job.check, lambda: job.pause(30), lambda: job.report(1, 2)):
        with pytest.raises(Cancelled):
            step()


def test_every_installed_module_declares_itself() -> None:
    modules = veralot_client.modules.load()
    assert [module.name for module in modules] == sorted({module.name for module in modules})
    panels = [panel.id for module in modules for panel in module.panels]
    assert len(panels) == len(set(panels))


def test_an_installation_without_modules_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(veralot_client.modules, "__path__", [str(tmp_path)])
    with pytest.raises(RuntimeError, match="empty"):
        veralot_client.modules.load()


def test_the_inline_background_shows_what_nobody_takes() -> None:
    def away(_job: Job) -> None:
        raise ServerUnavailable

    with pytest.raises(ServerUnavailable):
        Inline().start(away, lambda _result: None)
