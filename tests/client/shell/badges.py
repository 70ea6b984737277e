"""People and badges of a shared computer, and what they do at it."""

from typing import cast

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.client.shell.plant import NotePage, furnish
from tests.client.stand_ins import every_permission, make_login, make_user
from tests.fakes import FakeServer
from veralot_client.app import Client
from veralot_client.shell.floor_window import FloorWindow
from veralot_shared.contracts.identity import BadgeLogin, BadgeRefused, Login, LoginView
from veralot_shared.ids import SessionId, UserId

PIN = "530948"
PEOPLE = {"A-0001": ("ana", 11), "B-0002": ("bo", 12)}


class Plant:
    """A server that knows a few badges and remembers who is behind which token."""

    def __init__(self, fake: FakeServer) -> None:
        self.fake = fake
        self.sessions = 0
        self.rights: dict[str, list[str]] = {}
        self.languages: dict[str, str] = {}
        self.who: dict[str, str] = {}
        furnish(fake)
        fake.answer(BadgeLogin, self.badge_login)
        fake.answer(Login, lambda login: self.view(login.user_name, 11 if login.user_name == "ana" else 12))

    def badge_login(self, message: BadgeLogin) -> LoginView:
        name, number = PEOPLE.get(message.badge) or (message.badge.casefold(), int(message.badge[-2:]) + 20)
        if message.pin != PIN or message.workstation_token != "station-key":
            raise BadgeRefused
        return self.view(name, number)

    def view(self, name: str, number: int) -> LoginView:
        self.sessions += 1
        token = f"{name}-{self.sessions}"
        self.who[token] = name
        user = msgspec.structs.replace(
            make_user(name), id=UserId(number), full_name=name.title(), language=self.languages.get(name, "en")
        )
        made = make_login(self.rights.get(name, every_permission()))
        return msgspec.structs.replace(made, token=token, session_id=SessionId(self.sessions), user=user)

    def senders(self, kind: type) -> list[str]:
        """Return who sent the messages of a kind."""
        calls = [call for call in self.fake.calls if isinstance(call.message, kind)]
        return [self.who.get(call.headers.get("Authorization", "").removeprefix("Bearer "), "?") for call in calls]


def badge(screen: FloorWindow, code: str, pin: str = PIN) -> None:
    """Do what a badge reader and a hand do."""
    QTest.keyClicks(screen.badge, code)
    QTest.keyClick(screen.badge, Qt.Key.Key_Return)
    QTest.keyClicks(screen.pin, pin)
    QTest.keyClick(screen.pin, Qt.Key.Key_Return)


def come(client: Client, qtbot: QtBot, code: str) -> NotePage:
    """Sign a person in and return the page that is before them."""
    assert client.floor is not None
    badge(client.floor.window, code)
    qtbot.waitUntil(lambda: client.desk is not None and client.desk.window.docking.current is not None)
    return page(client)


def page(client: Client) -> NotePage:
    assert client.main_window is not None
    assert client.main_window.docking.current is not None
    return cast("NotePage", client.main_window.docking.current.page)


def leave(client: Client, qtbot: QtBot) -> None:
    """Leave the computer to the next person."""
    window = QApplication.activeModalWidget() or client.main_window
    assert window is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: client.desk is None)
