"""What is said where there is nothing: it is read whole, also in a low table."""

from PySide6.QtWidgets import QApplication, QLabel

from veralot_client.widgets.states import EmptyState

LOW = 112
"""Pixels that a table below another one has left for words, on a screen of 1366 by 768."""


def test_a_hint_of_two_lines_is_read_whole_in_a_low_table(qapp: QApplication) -> None:
    state = EmptyState()
    hint = (
        "Two people each read it from your own licensed copy, the second without seeing what the first has read. " * 2
    )
    state.resize(860, LOW)
    state.say("The plant has read nothing of this page.", hint)
    state.show()
    qapp.processEvents()
    said = [each for each in state.findChildren(QLabel) if each.isVisible()]
    assert len(said) == 2
    assert all(each.height() >= each.heightForWidth(each.width()) for each in said)
    assert said[0].geometry().bottom() < said[1].geometry().top()
    state.close()
