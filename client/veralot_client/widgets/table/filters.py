"""What stands above a column to filter by it: a field to type in, or a menu of choices to tick."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QWidget

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Choosable, Column, Filter, option_label
from veralot_client.widgets.table.window import FilterValue, Row
from veralot_shared.i18n import N_

ALL = N_("All")


class TextFilter(QLineEdit):
    """A field to type in. `entered` tells what was typed."""

    entered = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.textChanged.connect(self._on_text)

    @property
    def value(self) -> FilterValue:
        """What is typed."""
        return self.text().strip()

    def put(self, value: FilterValue) -> None:
        """Show a value."""
        self.setText(value if isinstance(value, str) else "")

    def _on_text(self, text: str) -> None:
        # The button that clears is a widget of its own: most fields of most tables never need one.
        if text and not self.isClearButtonEnabled():
            self.setClearButtonEnabled(True)
        self.entered.emit(text)

    def say(self, title: str, hint: str, words: Words) -> None:
        """Say what the field filters by, in the language of the moment."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(words.text("Filter by {column}", column=title))


class ChoiceFilter(QComboBox):
    """A box that opens a menu whose choices are ticked; none ticked lets all through. `entered` tells the ticked ones."""

    entered = Signal(object)

    def __init__(self, choices: Sequence[Choosable], parent: QWidget) -> None:
        super().__init__(parent)
        self._menu = OpenMenu(self)
        self._ticks = [(choice, self._menu.addAction(choice.value)) for choice in choices]
        self._words: Words | None = None
        for _choice, tick in self._ticks:
            tick.setCheckable(True)
            tick.toggled.connect(self._on_tick)

    @property
    def value(self) -> FilterValue:
        """The ticked choices."""
        return frozenset(choice.value for choice, tick in self._ticks if tick.isChecked())

    def put(self, value: FilterValue) -> None:
        """Show a value."""
        self.blockSignals(True)
        for choice, tick in self._ticks:
            tick.setChecked(choice.value in value)
        self.blockSignals(False)
        self.entered.emit(self.value)

    def say(self, title: str, hint: str, words: Words) -> None:
        """Say what the choices are called, in the language of the moment."""
        self._words = words
        for choice, tick in self._ticks:
            tick.setText(option_label(choice, words))
        self.setAccessibleName(words.text("Filter by {column}", column=title))
        self._show_ticked()

    def showPopup(self) -> None:  # noqa: N802 - Qt's virtual function
        """Open the menu in the place of the list."""
        self._menu.setMinimumWidth(self.width())
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _on_tick(self) -> None:
        self._show_ticked()
        self.entered.emit(self.value)

    def _show_ticked(self) -> None:
        if self._words is None:
            return
        ticked = [tick.text() for _choice, tick in self._ticks if tick.isChecked()]
        text = self._words.listed(ticked) or self._words.text(ALL)
        self.clear()
        self.addItem(text)
        self.setToolTip(text)


class OpenMenu(QMenu):
    """A menu that stays open while its choices are ticked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tick on release of the mouse or with the space bar, and stay open."""
        release = event.type() == QEvent.Type.MouseButtonRelease
        space = event.type() == QEvent.Type.KeyPress and getattr(event, "key", int)() == Qt.Key.Key_Space
        action: QAction | None = self.activeAction() if release or space else None
        if action is None or not action.isCheckable():
            return super().eventFilter(watched, event)
        action.trigger()
        return True


FilterField = TextFilter | ChoiceFilter


def make_filter(column: Column[Row], parent: QWidget) -> FilterField | None:
    """Return what stands above a column, if anything does."""
    match column.filter:
        case Filter.TEXT:
            return TextFilter(parent)
        case Filter.CHOICE:
            return ChoiceFilter(column.choices, parent)
        case Filter.NONE:
            return None
