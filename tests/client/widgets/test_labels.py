"""Letters that lead to a field are shown, and never said."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from veralot_client.widgets.labels import caption, without_key


@pytest.mark.parametrize(
    ("label", "said"),
    [("&Lot", "Lot"), ("数量(&Q)", "数量"), ("接受(&A)…", "接受…"), ("姓名（&N）", "姓名"), ("数量 (&Q)", "数量")],
)
def test_the_letter_is_left_out_whole(label: str, said: str) -> None:
    assert without_key(label) == said


def test_a_button_shows_the_letter_and_says_none(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    caption(button, "历史(&I)")
    assert (button.text(), button.accessibleName()) == ("历史(&I)", "历史")
