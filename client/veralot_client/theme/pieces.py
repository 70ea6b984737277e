"""Small pieces that every window is made of: labels, buttons, cards and lines in the look of the style sheet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout


def label(role: str = "", *, wrap: bool = False) -> QLabel:
    """Return an empty label of a role of the style sheet (`title`, `muted`, `error`)."""
    made = QLabel()
    # Data of the plant may hold a `<`; no label reads its text as HTML.
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def button(kind: str = "") -> QPushButton:
    """Return an empty button of a kind of the style sheet (`primary`, `danger`, `quiet`)."""
    made = QPushButton()
    if kind:
        made.setProperty("kind", kind)
    made.setAutoDefault(kind == "primary")
    made.setDefault(kind == "primary")
    return made


def card() -> tuple[QFrame, QVBoxLayout]:
    """Return a raised frame and its layout."""
    frame = QFrame()
    frame.setProperty("role", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(24, 20, 24, 20)
    layout.setSpacing(8)
    return frame, layout


def line() -> QFrame:
    """Return a horizontal line."""
    frame = QFrame()
    frame.setProperty("role", "line")
    return frame
