"""All shortcuts on one sheet, by menu."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from veralot_client.core.actions import Action, Actions, Menu
from veralot_client.core.words import Words
from veralot_client.theme.pieces import button, label

_KEYS_WIDTH = 130


class CheatSheet(QDialog):
    """The shortcuts of what this person may do."""

    def __init__(self, actions: Actions, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cheat_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _ = words.text
        self.setWindowTitle(_("Keyboard shortcuts"))
        with_keys = [action for action in actions if action.shortcut and actions.permitted(action)]
        ground = QWidget()
        ground.setObjectName("page_ground")
        columns = QHBoxLayout(ground)
        columns.setSpacing(40)
        columns.setContentsMargins(0, 0, 12, 0)
        left, right = QVBoxLayout(), QVBoxLayout()
        columns.addLayout(left)
        columns.addLayout(right)
        for menu in Menu:
            group = [action for action in with_keys if action.menu is menu]
            if group:
                shorter = min(left, right, key=lambda column: column.sizeHint().height())
                shorter.addWidget(_group(menu, group, words))
        for column in (left, right):
            column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(ground)
        scroll.setAccessibleName(self.windowTitle())
        close = button("primary")
        close.setText(_("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.addWidget(scroll)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self.resize(760, 620)
        close.setFocus()


def _group(menu: Menu, actions: list[Action], words: Words) -> QWidget:
    group = QWidget()
    group.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, 12)
    grid.setColumnMinimumWidth(0, _KEYS_WIDTH)
    grid.setColumnStretch(1, 1)
    grid.setVerticalSpacing(5)
    title = label("subtitle")
    title.setText(words.label(menu))
    grid.addWidget(title, 0, 0, 1, 2)
    for row, action in enumerate(actions, start=1):
        keys, text = label("badge"), label()
        keys.setText(QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText))
        text.setText(words.text(action.title).removesuffix("…"))
        grid.addWidget(keys, row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(text, row, 1)
    return group
