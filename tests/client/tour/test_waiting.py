"""The tour waits as a person does, but sits out no pause."""

from time import perf_counter

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from veralot_client.tour.waiting import PAUSE_MS, Patience, StepFailed


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window in which somebody typed."""
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_what_waits_for_typing_to_rest_is_done_at_once_and_once(window: QWidget) -> None:
    done: list[str] = []
    first = QTimer(window, singleShot=True, interval=PAUSE_MS)
    second = QTimer(window, singleShot=True, interval=PAUSE_MS)
    first.timeout.connect(lambda: done.append("asked"))
    first.timeout.connect(second.start)
    second.timeout.connect(lambda: done.append("shown"))
    first.start()
    begun = perf_counter()
    Patience(lambda: False, lambda: "").settle()
    assert done == ["asked", "shown"]
    assert perf_counter() - begun < PAUSE_MS / 1000
    assert not first.isActive()


def test_what_never_rests_is_said(window: QWidget) -> None:
    restless = QTimer(window, singleShot=True, interval=1)
    restless.timeout.connect(restless.start)
    restless.start()
    with pytest.raises(StepFailed, match="come to rest"):
        Patience(lambda: False, lambda: "").settle()
    restless.stop()


def test_trouble_ends_the_wait(window: QWidget) -> None:
    assert window is not None
    with pytest.raises(StepFailed, match="a box of trouble"):
        Patience(lambda: True, lambda: "a box of trouble").settle()
