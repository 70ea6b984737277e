"""A shared computer: badge and PIN, one desk for each person, and nothing of one that another could send."""

from collections.abc import Iterator
from threading import Event
from typing import cast

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.client.shell.badges import Plant, badge, come, leave
from tests.client.shell.plant import MODULE
from tests.fakes import FakeServer
from veralot_client.app import Client
from veralot_client.core.session import SessionState
from veralot_client.settings import FloorKey, Settings
from veralot_client.shell.floor import KEPT
from veralot_client.shell.floor_window import FloorWindow
from veralot_client.shell.login import LoginWindow
from veralot_client.shell.notices import Question
from veralot_client.shell.sign_dialog import SignDialog
from veralot_shared.contracts.genealogy import PlaceHold, SampleLot
from veralot_shared.contracts.identity import (
    AccountLocked,
    BadgeLogin,
    BadgeRefused,
    LockSession,
    LoginView,
    Logout,
    PinNeeded,
    SignatureNeeded,
    WorkstationUnknown,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.messages import Meaning

pytestmark = pytest.mark.requirement("DI-01")


@pytest.fixture
def plant(fake_server: FakeServer) -> Plant:
    return Plant(fake_server)


@pytest.fixture
def client(
    qapp: QApplication, qtbot: QtBot, settings: Settings, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """A client on a computer that is enrolled for badges."""
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", (0.01,))
    monkeypatch.setattr("veralot_client.core.changes.FIRST_PAUSE", 0.01)
    settings.enrol(plant.fake.url, FloorKey(name="Line 3", token="station-key"))
    client = Client(qapp, settings, [MODULE])
    client.start()
    yield client
    client.end()
    qtbot.wait(1)


@pytest.fixture
def screen(client: Client) -> FloorWindow:
    assert client.floor is not None
    return client.floor.window


def test_the_badge_screen_comes_first_and_takes_the_keyboard(screen: FloorWindow, client: Client, qtbot: QtBot) -> None:
    assert client.login_window is None
    assert screen.isVisible()
    qtbot.waitUntil(screen.badge.hasFocus)
    assert "Line 3" in screen.windowTitle()


def test_badge_and_pin_lead_to_a_desk(client: Client, screen: FloorWindow, qtbot: QtBot) -> None:
    come(client, qtbot, "A-0001")
    assert client.main_window is not None
    assert client.main_window.isVisible()
    assert not screen.isVisible()
    assert screen.badge.text() == screen.pin.text() == ""


@pytest.mark.parametrize(
    ("error", "keeps_badge"),
    [(BadgeRefused(), True), (AccountLocked(failures=5), False), (WorkstationUnknown(), False), (PinNeeded(), False)],
    ids=lambda value: type(value).__name__,
)
def test_what_is_refused_is_said_in_words(
    client: Client, screen: FloorWindow, plant: Plant, qtbot: QtBot, error: Exception, *, keeps_badge: bool
) -> None:
    plant.fake.answer(BadgeLogin, error)  # type: ignore[arg-type]  # each of them is a coded error
    badge(screen, "A-0001")
    qtbot.waitUntil(screen.error.isVisible)
    assert screen.error.text() == client.words.error(error)  # type: ignore[arg-type]  # as above
    assert screen.pin.isVisible() is keeps_badge
    assert screen.pin.text() == ""


def test_what_ana_typed_waits_for_her_and_bo_neither_sees_nor_sends_it(
    client: Client, screen: FloorWindow, plant: Plant, qtbot: QtBot
) -> None:
    plant.fake.answer(SampleLot, RecordNotFound(kind="lot", key="7"))
    of_ana = come(client, qtbot, "A-0001")
    QTest.keyClicks(of_ana.note, "half a sentence")
    window_of_ana = client.main_window
    assert window_of_ana is not None
    leave(client, qtbot)
    assert not window_of_ana.isVisible()
    assert "ana" in screen.waiting.text()
    qtbot.waitUntil(lambda: plant.senders(LockSession) == ["ana"])

    of_bo = come(client, qtbot, "B-0002")
    assert of_bo is not of_ana
    assert of_bo.note.text() == ""
    assert client.main_window is not None
    QTest.keyClick(
        client.main_window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.waitUntil(lambda: plant.senders(SampleLot) != [])
    assert plant.senders(SampleLot) == ["bo"]
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    cast("QDialog", QApplication.activeModalWidget()).accept()
    leave(client, qtbot)

    again = come(client, qtbot, "A-0001")
    assert again is of_ana
    assert again.note.text() == "half a sentence"
    assert client.main_window is window_of_ana
    assert again.refreshed == 1


def test_the_next_person_sees_the_pages_that_were_open(client: Client, qtbot: QtBot) -> None:
    come(client, qtbot, "A-0001")
    assert client.services is not None
    client.services.navigator.open("lot", 7)
    leave(client, qtbot)
    come(client, qtbot, "B-0002")
    assert client.main_window is not None
    assert client.main_window.docking.find("notes.note", 7) is not None


def test_a_switch_takes_less_than_a_second(client: Client, qtbot: QtBot) -> None:
    come(client, qtbot, "A-0001")
    leave(client, qtbot)
    with qtbot.waitSignal(client.floor.arrived, timeout=1000):  # type: ignore[union-attr]  # the client has a floor
        badge(client.floor.window, "B-0002")  # type: ignore[union-attr]  # as above
    assert client.desk is not None
    assert client.desk.user_name == "bo"


def test_a_desk_that_is_left_for_good_meanwhile_does_not_send_away_who_is_signing_in(
    client: Client, screen: FloorWindow, plant: Plant, qtbot: QtBot
) -> None:
    """The session of whoever went is ended for good while the next person's PIN is on its way."""
    come(client, qtbot, "A-0001")
    of_ana = client.desk
    assert of_ana is not None
    leave(client, qtbot)
    sent, go_on = Event(), Event()

    def slowly(message: BadgeLogin) -> LoginView:
        sent.set()
        go_on.wait(10)
        return plant.badge_login(message)

    plant.fake.answer(BadgeLogin, slowly)
    badge(screen, "B-0002")
    qtbot.waitUntil(sent.is_set)
    of_ana.left.emit()
    go_on.set()
    qtbot.waitUntil(lambda: client.desk is not None)
    assert client.desk is not None
    assert client.desk.user_name == "bo"
    assert client.floor is not None
    assert client.floor.kept == ["bo"]


def test_a_state_that_is_heard_late_does_not_send_away_who_is_back(client: Client, qtbot: QtBot) -> None:
    """The end of the session before is told when its person has already begun the next one."""
    come(client, qtbot, "A-0001")
    assert client.desk is not None
    session = client.desk.services.session
    session.changed.tell(SessionState.ENDED)
    session.changed.tell(SessionState.LOCKED)
    qtbot.wait(1)
    QApplication.processEvents()
    assert client.desk is not None
    assert client.desk.window.isVisible()


def test_dialogs_are_hidden_and_come_back_with_what_was_typed(client: Client, qtbot: QtBot) -> None:
    come(client, qtbot, "A-0001")
    dialog = QDialog(client.main_window)
    dialog.open()
    leave(client, qtbot)
    assert not dialog.isVisible()
    assert client.floor is not None
    assert "ana" in client.floor.window.waiting.text()
    come(client, qtbot, "B-0002")
    assert not dialog.isVisible()
    leave(client, qtbot)
    come(client, qtbot, "A-0001")
    assert dialog.isVisible()


@pytest.mark.requirement("P11-21")
def test_a_signature_that_was_asked_for_is_not_given_by_the_next_person(
    client: Client, plant: Plant, qtbot: QtBot
) -> None:
    need = SignatureNeeded(
        statement="I sample.",
        meaning=Meaning.PERFORMED,
        subjects=[],
        shown_hash="0",
        needs_user_name=True,
        second_person=False,
    )
    plant.fake.answer(PlaceHold, need)
    come(client, qtbot, "A-0001")
    assert client.services is not None
    client.services.sender.send(
        PlaceHold(node_ids=[], reason_code="other", reason="x"),  # type: ignore[arg-type]  # never read
        lambda _done: None,
    )
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SignDialog))
    leave(client, qtbot)
    come(client, qtbot, "B-0002")
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, SignDialog) and one.isVisible()]


def test_an_error_that_comes_late_is_shown_to_whom_it_belongs(client: Client, qtbot: QtBot) -> None:
    come(client, qtbot, "A-0001")
    desk = client.desk
    assert desk is not None
    leave(client, qtbot)
    desk.boxes.error(RecordNotFound(kind="lot", key="7"))
    come(client, qtbot, "B-0002")
    assert QApplication.activeModalWidget() is None
    leave(client, qtbot)
    come(client, qtbot, "A-0001")
    assert QApplication.activeModalWidget() is not None
    cast("QDialog", QApplication.activeModalWidget()).accept()


@pytest.mark.requirement("P11-11")
def test_who_comes_back_has_todays_rights(client: Client, plant: Plant, qtbot: QtBot) -> None:
    first = come(client, qtbot, "A-0001")
    leave(client, qtbot)
    plant.rights["ana"] = []
    again = come(client, qtbot, "A-0001")
    assert again is not first
    assert client.services is not None
    assert not client.services.actions.permitted(client.services.actions.find("notes.sample"))


@pytest.mark.requirement("P11-11")
def test_where_something_waits_the_desk_stays_and_its_rights_are_todays(
    client: Client, plant: Plant, qtbot: QtBot
) -> None:
    first = come(client, qtbot, "A-0001")
    QTest.keyClicks(first.note, "waits")
    leave(client, qtbot)
    plant.rights["ana"] = []
    again = come(client, qtbot, "A-0001")
    assert again is first
    assert client.services is not None
    assert not client.services.actions.possible(client.services.actions.find("notes.sample"))


def test_signing_out_ends_the_session_and_gives_the_computer_free(client: Client, plant: Plant, qtbot: QtBot) -> None:
    come(client, qtbot, "A-0001")
    assert client.main_window is not None
    client.main_window.deeds.sign_out()
    qtbot.waitUntil(lambda: client.desk is None)
    assert plant.senders(Logout) == ["ana"]
    assert client.floor is not None
    assert client.floor.window.isVisible()


def test_idle_leads_back_to_the_badge_screen(client: Client, plant: Plant, qtbot: QtBot) -> None:
    plant.fake.answer(BadgeLogin, lambda message: msgspec.structs.replace(plant.badge_login(message), idle_seconds=1))
    come(client, qtbot, "A-0001")
    qtbot.waitUntil(lambda: client.desk is None, timeout=4000)
    assert client.floor is not None
    assert client.floor.window.isVisible()
    qtbot.waitUntil(lambda: plant.senders(LockSession) == ["ana"])


def test_the_screen_speaks_the_language_of_who_comes(client: Client, plant: Plant, qtbot: QtBot) -> None:
    plant.languages["bo"] = "zh_CN"
    come(client, qtbot, "B-0002")
    assert client.words.language == "zh_CN"
    leave(client, qtbot)
    come(client, qtbot, "A-0001")
    assert client.words.language == "en"


def test_the_password_is_another_way_in(client: Client, screen: FloorWindow, qtbot: QtBot) -> None:
    screen.password.click()
    assert client.login_window is not None
    assert not screen.isVisible()
    client.login_window.credentials.user_name.setText("ana")
    client.login_window.credentials.password.setText("secret")
    client.login_window.credentials.submit.click()
    qtbot.waitUntil(lambda: client.desk is not None)
    assert not any(isinstance(one, LoginWindow) and one.isVisible() for one in QApplication.topLevelWidgets())
    leave(client, qtbot)
    assert screen.isVisible()
    come(client, qtbot, "A-0001")


def test_giving_up_the_password_leads_back_to_the_badge(client: Client, screen: FloorWindow) -> None:
    screen.password.click()
    assert client.login_window is not None
    client.login_window.close()
    assert screen.isVisible()


def test_desks_are_kept_for_some_but_never_dropped_with_something_unsent(client: Client, qtbot: QtBot) -> None:
    QTest.keyClicks(come(client, qtbot, "A-0001").note, "unsent")
    leave(client, qtbot)
    for number in range(10, 10 + KEPT + 2):
        come(client, qtbot, f"P-{number:04}")
        leave(client, qtbot)
    assert client.floor is not None
    assert len(client.floor.kept) <= KEPT
    assert come(client, qtbot, "A-0001").note.text() == "unsent"


def test_closing_asks_where_somebodys_input_would_be_lost(client: Client, screen: FloorWindow, qtbot: QtBot) -> None:
    QTest.keyClicks(come(client, qtbot, "A-0001").note, "unsent")
    leave(client, qtbot)
    with qtbot.assertNotEmitted(client.floor.closed):  # type: ignore[union-attr]  # the client has a floor
        screen.close()
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    assert "ana" in question.accessibleDescription()
    question.reject()
    assert screen.isVisible()


def test_fingers_find_figures_and_a_badge_without_pin_is_forgotten(
    client: Client, screen: FloorWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veralot_client.shell.floor_window.FORGET_BADGE_MS", 60)
    QTest.keyClicks(screen.badge, "A-0001")
    QTest.keyClick(screen.badge, Qt.Key.Key_Return)
    for figure in ("5", "3", "⌫", "0"):
        screen.pad.pressed.emit(figure)
    assert screen.pin.text() == "50"
    qtbot.waitUntil(lambda: not screen.pin.isVisible())
    assert screen.pin.text() == ""
    assert client.desk is None


def test_a_slip_of_the_keyboard_is_no_badge(screen: FloorWindow) -> None:
    QTest.keyClicks(screen.badge, "x")
    QTest.keyClick(screen.badge, Qt.Key.Key_Return)
    assert not screen.pin.isVisible()
