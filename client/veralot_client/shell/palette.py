"""The command palette: every action that this person may do, found by a few letters."""

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.actions import Action, Actions
from veralot_client.core.matching import best
from veralot_client.core.words import Words
from veralot_client.theme.icons import icon
from veralot_client.theme.tokens import tokens

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_ROW = 32


class PaletteModel(QAbstractListModel):
    """The actions that fit what is typed; what is not possible now stands last and cannot be chosen."""

    def __init__(self, actions: Actions, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._words = words
        permitted = [action for action in actions if action.palette and actions.permitted(action)]
        self._all = sorted(permitted, key=lambda action: words.text(action.title).casefold())
        self.shown: list[Action] = []
        self.filter("")

    def filter(self, query: str) -> None:
        """Show what fits the query."""
        self.beginResetModel()
        fitting = best(query, self._all, self._searched)
        self.shown = sorted(fitting, key=lambda action: not self._actions.possible(action))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many actions are shown."""
        return len(self.shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return whether the action can be chosen."""
        possible = self._actions.possible(self.shown[index.row()])
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if possible else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return what the list shows of an action."""
        action = self.shown[index.row()]
        if role == _Role.DisplayRole:
            return self._words.text(action.title).removesuffix("…")
        if role == _Role.DecorationRole:
            return icon(action.icon or "common/next")
        if role == _Role.UserRole:
            return QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        if role == _Role.ToolTipRole:
            return self._actions.why_not(action) or (self._words.text(action.hint) if action.hint else None)
        return None

    def _searched(self, action: Action) -> str:
        """Return what is searched: the title, and the English one too, for whoever knows that."""
        title = self._words.text(action.title)
        return title if title == action.title else f"{title} {action.title}"


class PaletteRow(QStyledItemDelegate):
    """Draws the shortcut at the right end of the row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        super().paint(painter, option, index)
        keys = index.data(_Role.UserRole)
        if keys:
            look = tokens(option.palette)
            painter.save()
            painter.setPen(QColor(look.muted))
            place = option.rect.adjusted(0, 0, -10, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, keys)
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a row."""
        return QSize(super().sizeHint(option, index).width(), _ROW)


class CommandPalette(QDialog):
    """A line to type in and the actions that fit. Enter does the chosen one."""

    def __init__(self, actions: Actions, words: Words, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("command_palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        _ = words.text
        self.setAccessibleName(_("Command palette"))
        self.model = PaletteModel(actions, words, self)
        self.query = QLineEdit()
        self.query.setPlaceholderText(_("What do you want to do?"))
        self.query.setAccessibleName(_("What do you want to do?"))
        mark = self.query.addAction(icon("common/palette"), QLineEdit.ActionPosition.LeadingPosition)
        mark.setText(self.accessibleName())
        self.list = QListView()
        self.list.setAccessibleName(_("Actions"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteRow(self))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setIconSize(QSize(16, 16))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.query)
        column.addWidget(self.list)
        self.query.textChanged.connect(self._filter)
        self.query.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self._choose())
        self._filter("")
        self._place(parent)
        self.query.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list while the keyboard stays in the line."""
        if watched is self.query and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
                QApplication.sendEvent(self.list, event)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._choose()
                return True
        return super().eventFilter(watched, event)

    def _filter(self, query: str) -> None:
        self.model.filter(query)
        if self.model.shown:
            self.list.setCurrentIndex(self.model.index(0))

    def _choose(self) -> None:
        index = self.list.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            action = self.model.shown[index.row()]
            self.close()
            self._actions.run(action.id)

    def _place(self, parent: QWidget) -> None:
        width, height = min(620, parent.width() - 80), min(440, parent.height() - 120)
        self.resize(width, height)
        self.move(parent.mapToGlobal(parent.rect().topLeft()).x() + (parent.width() - width) // 2, self._top(parent))

    def _top(self, parent: QWidget) -> int:
        return parent.mapToGlobal(parent.rect().topLeft()).y() + 80
