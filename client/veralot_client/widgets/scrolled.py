"""Parts of a page, one below the other, that scroll where there is no room for them: none is cut off or squeezed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


def scrolled(*parts: QWidget, stretch: bool = True) -> QScrollArea:
    """Return parts that scroll up and down; without `stretch` the last one takes the room that is left."""
    inside, area = QWidget(), QScrollArea(widgetResizable=True)
    column = QVBoxLayout(inside)
    for part in parts:
        column.addWidget(part, 0 if stretch or part is not parts[-1] else 1)
    if stretch:
        column.addStretch(1)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    # Qt lets what stands in a scroll area paint the window's ground; a page has its own.
    for ground in (inside, area.viewport()):
        ground.setAutoFillBackground(False)
    return area
