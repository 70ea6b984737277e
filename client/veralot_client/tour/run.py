"""Sets the stage for the tour, plays it, and tears the stage down: another person's choices on this computer stay untouched."""

import logging
import os
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from veralot_client.app import Client
from veralot_client.settings import Settings, ThemeChoice
from veralot_client.tour.cable import Cable
from veralot_client.tour.player import play
from veralot_resources import path

OFFSCREEN = "offscreen"
UNSUPPORTED = "This plugin does not support "
"""What Qt says of a platform without a window manager whenever a window is raised; it means nothing here."""

log = logging.getLogger(__name__)


def prepare() -> None:
    """Give the off-screen platform a screen as large as the pictures. Call it before the application is made."""
    if os.environ.get("QT_QPA_PLATFORM") == OFFSCREEN:
        os.environ["QT_QPA_PLATFORM"] = f"{OFFSCREEN}:configfile={path('tour', 'screen.json')}"


def run(app: QApplication, settings: Settings, folder: Path, password: str) -> int:
    """Play the tour and return its exit status. The server that it leads to is the one used last."""
    # A dialog of the desktop's own takes no keys from us.
    app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    hush()
    cable = Cable(settings.choices.servers[0])
    settings.choose(theme=ThemeChoice.LIGHT, servers=(cable.url,))
    try:
        return play(Client(app, settings), cable, folder, password)
    finally:
        cable.end()


def hush() -> None:
    """Let Qt's messages go into the log, but for what it says of every platform without a window manager."""
    qInstallMessageHandler(_tell)


def _tell(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if not message.startswith(UNSUPPORTED):
        log.warning("Qt (%s): %s", kind.name, message)
