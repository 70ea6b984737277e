"""Imports in the background what pages need and what takes long to import, while somebody still signs in."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from PySide6.QtCore import QObject, QTimer

from veralot_client.core.background import Background, Job
from veralot_client.core.module import Module

AFTER_MS: Final = 1000
"""So long the first window has everything to itself."""


class Warming(QObject):
    """Does so once, soon after it is begun."""

    def __init__(self, parent: QObject, background: Background, modules: Callable[[], Sequence[Module]]) -> None:
        super().__init__(parent)
        self._background = background
        self._modules = modules
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self._start)
        self._begun = False

    def begin(self) -> None:
        """The first window is shown."""
        if not self._begun:
            self._begun = True
            self._timer.start()

    def stop(self) -> None:
        """The client ends."""
        self._begun = True
        self._timer.stop()

    def _start(self) -> None:
        self._background.start(self._load, _nothing)

    def _load(self, job: Job) -> None:
        for name in dict.fromkeys(name for module in self._modules() for name in module.heavy):
            job.check()
            import_module(name)


def _nothing(_reply: None) -> None:
    """Whoever needs it finds it there."""
