"""The main window with every module of the product in it."""

from dataclasses import replace

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.client.shell.conftest import sign_in
from tests.client.shell.plant import furnish
from tests.fakes import FakeServer
from veralot_client.app import Client
from veralot_client.core.module import Module
from veralot_client.modules import load
from veralot_client.settings import Settings


def test_who_may_do_everything_has_a_desk(
    qapp: QApplication, qtbot: QtBot, settings: Settings, fake_server: FakeServer
) -> None:
    """Every action and panel of every module is there at once, so ids and shortcuts that clash are met here first."""
    furnish(fake_server)
    client = Client(qapp, settings, [plain(module) for module in load()])
    client.start()
    sign_in(client)
    qtbot.waitUntil(lambda: client.main_window is not None)
    assert client.services is not None
    panels = {panel.id for module in load() for panel in module.panels if panel.alone}
    shown = {action.id.removesuffix(".show") for action in client.services.actions if action.id.endswith(".show")}
    assert panels <= shown
    client.end()
    qtbot.wait(1)


def plain(module: Module) -> Module:
    """Return the module with no panel open at first: what the pages ask is for other tests."""
    panels = tuple(replace(panel, roles=frozenset()) for panel in module.panels)
    return replace(module, panels=panels)
