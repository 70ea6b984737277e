"""Closing what holds something that is not sent: what would be lost, and what this computer keeps."""

import pytest

from tests.client.shell.test_main_window import page
from veralot_client.core.services import Services
from veralot_client.shell.main_window import MainWindow


def test_what_is_kept_unsent_is_said_to_be_kept(
    window: MainWindow, desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str, str]] = []
    monkeypatch.setattr(
        desk.notices, "confirm", lambda title, text, button, _answer: asked.append((title, text, button))
    )
    desk.navigator.open("lot", 7)
    monkeypatch.setattr(page(window.docking.current), "kept_unsent", lambda: "IN-1: 2 results are not sent.")
    window.deeds.sign_out()
    page(window.docking.current)
    assert window.docking.current is not None
    window.docking.current.close_wanted.emit(window.docking.current)
    assert [(title, button) for title, _text, button in asked] == [("Not everything is sent", "Go on")] * 2
    assert all("2 results" in text and "keeps it" in text and "lost" not in text for _title, text, _button in asked)
    page(window.docking.current).note.setText("typed")
    window.deeds.sign_out()
    assert asked[-1][2] == "Go on and lose it"
