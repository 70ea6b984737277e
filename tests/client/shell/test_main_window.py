"""The main window: docks, layouts, actions, keyboard, search, connection, language, as a person meets them."""

from typing import cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.client.shell.conftest import sign_in
from tests.client.shell.plant import MODULE, NotePage
from tests.client.stand_ins import make_login
from tests.fakes import FakeServer
from veralot_client.app import Client
from veralot_client.core.connection import ConnectionState
from veralot_client.core.navigation import Found, Place
from veralot_client.core.services import Services
from veralot_client.settings import Settings, ThemeChoice
from veralot_client.shell.docked import Docked
from veralot_client.shell.main_window import MainWindow
from veralot_client.shell.palette import CommandPalette
from veralot_client.theme.tokens import tokens
from veralot_shared.contracts.identity import Login, PermissionDenied, Role
from veralot_shared.errors import ServerUnavailable


def opened(window: MainWindow) -> list[str]:
    return [docked.slot.name for docked in window.docking.opened()]


def page(docked: Docked | None) -> NotePage:
    assert docked is not None
    return cast("NotePage", docked.page)


def test_the_first_desk_is_that_of_the_role(window: MainWindow) -> None:
    assert opened(window) == ["notes.list", "notes.side"]
    assert window.docking.current is not None
    assert window.docking.current.slot.name == "notes.list"


def test_a_record_opens_beside_and_only_once(window: MainWindow, desk: Services) -> None:
    desk.navigator.open("lot", 7)
    desk.navigator.open("lot", 8)
    desk.navigator.open("lot", 7)
    assert opened(window) == ["notes.list", "notes.side", "notes.note:7", "notes.note:8"]
    assert page(window.docking.current).record_id == 7
    assert not desk.navigator.can_open("room")


def test_what_was_left_open_comes_back(client: Client, window: MainWindow, desk: Services, qtbot: QtBot) -> None:
    desk.navigator.open("lot", 7)
    floated = window.docking.open("notes.note", 8)
    window.docking.float_current()
    side = window.docking.find("notes.side")
    assert side is not None
    window.docking.close(side)
    desk.navigator.open("lot", 7)
    assert floated.dock.isInFloatingContainer()
    window.deeds.sign_out()
    qtbot.waitUntil(lambda: client.login_window is not None)

    sign_in(client)
    qtbot.waitUntil(lambda: client.main_window is not None and client.main_window.docking.current is not None)
    again = client.main_window
    assert again is not None
    assert again is not window
    assert opened(again) == ["notes.list", "notes.note:7", "notes.note:8"]
    floated_again = again.docking.find("notes.note", 8)
    assert floated_again is not None
    assert floated_again.dock.isInFloatingContainer()
    assert floated_again.title() == "L-8"


def test_a_layout_that_cannot_be_read_is_passed_over(
    client: Client, window: MainWindow, settings: Settings, qtbot: QtBot
) -> None:
    window.deeds.sign_out()
    qtbot.waitUntil(lambda: client.login_window is not None)
    for file in (settings.folder / "layouts").iterdir():
        file.write_bytes(b"\x00broken")
    sign_in(client)
    qtbot.waitUntil(lambda: client.main_window is not None and client.main_window.docking.current is not None)
    assert client.main_window is not None
    assert opened(client.main_window) == ["notes.list", "notes.side"]


def test_reset_lays_out_the_role_again(window: MainWindow, desk: Services) -> None:
    desk.navigator.open("lot", 7)
    assert desk.actions.run("shell.reset_layout")
    assert opened(window) == ["notes.list", "notes.side"]


def test_a_page_is_made_when_it_is_first_seen(window: MainWindow, desk: Services) -> None:
    desk.navigator.open("lot", 7)
    desk.navigator.open("lot", 8)
    layout = window.docking.layout_now()
    window.docking.restore(layout)
    hidden, shown = window.docking.find("notes.note", 7), window.docking.find("notes.note", 8)
    assert hidden is not None
    assert hidden.page is None
    assert hidden.title() == "L-7"
    assert page(shown).record_id == 8


def test_panels_step_and_close_by_keyboard(window: MainWindow, desk: Services) -> None:
    desk.navigator.open("lot", 7)
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.docking.current is not None
    assert window.docking.current.slot.name == "notes.list"
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.docking.current.slot.name == "notes.note:7"
    QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert opened(window) == ["notes.list", "notes.side"]
    desk.navigator.show("notes.side")
    desk.actions.run("shell.close_panel")
    assert opened(window) == ["notes.list"]
    assert desk.actions.run("notes.side.show")
    assert opened(window) == ["notes.list", "notes.side"]


def test_typed_things_are_not_lost_unseen(window: MainWindow, desk: Services, qtbot: QtBot) -> None:
    desk.navigator.open("lot", 7)
    page(window.docking.current).note.setText("half a sentence")
    desk.actions.run("shell.close_panel")
    question = dialog(qtbot, "question")
    assert "L-7" in question.accessibleDescription()
    question.reject()
    assert page(window.docking.current).note.text() == "half a sentence"
    desk.actions.run("shell.close_panel")
    dialog(qtbot, "question").accept()
    qtbot.waitUntil(lambda: opened(window) == ["notes.list", "notes.side"])


def test_a_pages_action_is_possible_only_there(window: MainWindow, desk: Services) -> None:
    clear = desk.actions.find("notes.clear")
    assert not desk.actions.possible(clear)
    desk.navigator.open("lot", 7)
    note = page(window.docking.current)
    note.note.setText("x")
    assert desk.actions.possible(clear)
    assert desk.actions.run("notes.clear")
    assert note.performed == ["notes.clear"]
    note.note.setText("x")
    desk.navigator.show("notes.list")
    assert not desk.actions.possible(clear)


def test_f5_reads_every_page_again(window: MainWindow) -> None:
    pages = [cast("NotePage", one) for one in window.docking.pages()]
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert [one.refreshed for one in pages] == [1, 1]


def test_lost_events_make_every_page_read_again(
    window: MainWindow, desk: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: desk.connection.state is ConnectionState.ONLINE)
    fake_server.send_event("server.Resync", b"{}")
    pages = [cast("NotePage", one) for one in window.docking.pages()]
    qtbot.waitUntil(lambda: [one.refreshed for one in pages] == [1, 1])


# --- palette, search -------------------------------------------------------------------------------------------------


def test_the_palette_finds_and_does(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    palette = window.findChild(CommandPalette)
    assert palette is not None
    QTest.keyClicks(palette.query, "dark switch")
    assert palette.model.shown[0].id == "shell.toggle_dark"
    QTest.keyClick(palette.query, Qt.Key.Key_Return)
    assert tokens(window.palette()).dark


def test_the_palette_does_not_do_what_is_impossible(window: MainWindow, desk: Services) -> None:
    window.deeds.show_palette()
    palette = window.findChild(CommandPalette)
    assert palette is not None
    QTest.keyClicks(palette.query, "clear the note")
    assert [action.id for action in palette.model.shown] == ["notes.clear"]
    QTest.keyClick(palette.query, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert not desk.actions.possible(desk.actions.find("notes.clear"))
    palette.close()


def test_ctrl_k_and_a_scan_land_on_the_record(window: MainWindow, qtbot: QtBot) -> None:
    box = window.search_box.field
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(box.hasFocus)
    QTest.keyClicks(box, "L250304")
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "notes.note:7" in opened(window))
    assert box.text() == ""


def test_typing_shows_answers_to_choose_from(window: MainWindow, qtbot: QtBot) -> None:
    box = window.search_box
    box.begin()
    QTest.keyClicks(box.field, "L25")
    qtbot.waitUntil(box.answers.isVisible)
    QTest.keyClick(box.field, Qt.Key.Key_Down)
    QTest.keyClick(box.field, Qt.Key.Key_Down)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert "notes.note:8" in opened(window)
    assert not box.answers.isVisible()


def test_the_box_leads_to_the_page_of_all_answers(window: MainWindow, qtbot: QtBot) -> None:
    box = window.search_box
    box.begin()
    QTest.keyClicks(box.field, "L25")
    qtbot.waitUntil(box.answers.isVisible)
    QTest.keyClick(box.field, Qt.Key.Key_Up)
    assert box.answers.list.currentItem().text() == "Show all 2 answers"
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "notes.list" in opened(window))
    assert page(window.docking.current).pointed == ["L25"]
    assert not box.answers.isVisible()


def test_nothing_found_is_said(window: MainWindow, qtbot: QtBot) -> None:
    box = window.search_box
    box.begin()
    QTest.keyClicks(box.field, "zz9")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(box.answers.isVisible)
    assert box.answers.nothing.text() == "Nothing has this number."
    QTest.keyClick(box.field, Qt.Key.Key_Escape)
    assert not box.answers.isVisible()


def test_the_separators_of_a_gs1_scan_survive_the_box(
    window: MainWindow, desk: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def find(text: str, _most: int) -> list[Found]:
        asked.append(text)
        return [Found("Lot", text, "", Place("lot", 7), exact=True)]

    monkeypatch.setattr(desk.answers, "_finds", [find])
    box = window.search_box.field
    window.search_box.begin()
    QTest.keyClicks(box, "010690123456789210L25")
    type_text(box, "\x1d")
    QTest.keyClicks(box, "17270131")
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked[-1] == "010690123456789210L25\x1d17270131"


# --- connection ------------------------------------------------------------------------------------------------------


def test_without_a_server_everything_stays_and_nothing_is_lost(
    window: MainWindow, desk: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    note = page(window.docking.current)
    note.note.setText("half a sentence")
    qtbot.waitUntil(lambda: desk.connection.state is ConnectionState.ONLINE)
    assert not window.banner.isVisible()
    assert desk.actions.possible(desk.actions.find("notes.sample"))
    fake_server.stop()
    qtbot.waitUntil(window.banner.isVisible)
    state = window.findChild(QWidget, "connection_state")
    assert cast("QAbstractButton", state).text() == "Not connected: read-only"
    assert not desk.actions.possible(desk.actions.find("notes.sample"))
    assert desk.actions.possible(desk.actions.find("shell.search"))
    assert note.note.text() == "half a sentence"
    fake_server.start()
    qtbot.waitUntil(lambda: not window.banner.isVisible())
    assert desk.actions.possible(desk.actions.find("notes.sample"))
    assert note.note.text() == "half a sentence"


# --- rights ----------------------------------------------------------------------------------------------------------


def test_what_one_may_never_do_is_not_shown(client: Client, fake_server: FakeServer, qtbot: QtBot) -> None:
    fake_server.answer(Login, make_login([]))
    sign_in(client)
    qtbot.waitUntil(lambda: client.main_window is not None and client.main_window.docking.current is not None)
    window = client.main_window
    assert window is not None
    shown = {action.objectName() for action in window.actions() if action.isVisible()}
    assert "notes.sample" not in shown
    assert "shell.about" in shown


# --- language, look, accessibility -----------------------------------------------------------------------------------


def test_the_language_changes_while_the_client_runs(window: MainWindow, desk: Services, settings: Settings) -> None:
    desk.navigator.open("lot", 7)
    assert desk.actions.run("shell.language_zh_cn")
    titles = [action.text() for action in window.menuBar().actions() if action.isVisible()]
    assert titles == ["文件", "编辑", "记录", "质量", "视图", "帮助"]
    assert window.search_box.field.placeholderText().startswith("扫码或输入")
    assert settings.choices.language == "zh_CN"
    assert QApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert desk.actions.run("shell.language_en")
    assert window.menuBar().actions()[0].text() == "File"


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_light_and_dark_by_choice(window: MainWindow, desk: Services, settings: Settings, choice: ThemeChoice) -> None:
    assert desk.actions.run(f"shell.theme_{choice}")
    assert tokens(window.palette()).dark is (choice is ThemeChoice.DARK)
    assert settings.choices.theme is choice


INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)


def nameless(root: QWidget) -> list[str]:
    """Return the controls that a screen reader could not name."""
    return [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        for kind in INTERACTIVE
        for widget in root.findChildren(kind)
        if widget.isVisible() and not _said(widget) and not widget.objectName().startswith("qt_")
    ]


def _said(widget: QWidget) -> str:
    own = widget.text() if isinstance(widget, QAbstractButton) else ""
    parent = widget.parentWidget()
    combo = parent.accessibleName() if isinstance(parent, QComboBox) else ""
    return widget.accessibleName() or own or widget.toolTip() or combo


def test_a_screen_reader_can_name_every_control(window: MainWindow, qtbot: QtBot) -> None:
    assert nameless(window) == []
    for show in (window.deeds.show_cheat_sheet, window.deeds.show_about, window.deeds.change_password):
        show()
        shown = QApplication.activeModalWidget()
        assert shown is not None
        assert nameless(shown) == []
        shown.close()
    qtbot.wait(1)


# --- errors ----------------------------------------------------------------------------------------------------------


def test_an_error_that_nothing_caught_becomes_a_report(window: MainWindow, client: Client, qtbot: QtBot) -> None:
    client.gui.post(lambda: client.boxes.error(ZeroDivisionError("7 / 0")))
    box = dialog(qtbot, "error_box")
    copy = box.findChild(QAbstractButton, "copy_report")
    assert copy is not None
    copy.click()
    assert "ZeroDivisionError: 7 / 0" in QApplication.clipboard().text()
    box.accept()
    assert window.isVisible()


def test_a_coded_error_says_what_to_do_in_words(window: MainWindow, desk: Services, qtbot: QtBot) -> None:
    desk.notices.error(PermissionDenied(permission="genealogy:lot:release", roles=[Role.QA_RELEASE]))
    box = dialog(qtbot, "error_box")
    assert "QA release" in box.accessibleDescription()
    assert box.findChild(QAbstractButton, "copy_report") is None
    box.accept()
    desk.notices.error(ServerUnavailable())
    box = dialog(qtbot, "error_box")
    assert "What you typed is kept" in box.accessibleDescription()
    box.accept()
    assert window.isVisible()


def test_all_actions_of_the_window_have_one_id(desk: Services) -> None:
    ids = [action.id for action in desk.actions]
    assert len(ids) == len(set(ids))
    assert {action.id for action in MODULE.actions(desk)} <= set(ids)


def dialog(qtbot: QtBot, name: str) -> QDialog:
    """Return the dialog of that name, once it is open."""

    def shown() -> QDialog | None:
        found = [one for one in QApplication.topLevelWidgets() if one.objectName() == name and one.isVisible()]
        return cast("QDialog", found[0]) if found else None

    qtbot.waitUntil(lambda: shown() is not None)
    found = shown()
    assert found is not None
    return found


def type_text(field: QLineEdit, text: str) -> None:
    """Send one key event with a text, as a scanner's driver does."""
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, text)
    QApplication.sendEvent(field, event)
