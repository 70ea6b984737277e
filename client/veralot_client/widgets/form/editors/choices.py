"""Editors of choices: one of a few, several of a few, yes or no."""

from collections.abc import Hashable

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QListView, QWidget

from veralot_client.core.words import Words
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.spec import Choice, Field

COMPACT_CHARS, COMPACT_MOST = 16, 28
"""How narrow a compact choice may be, and how wide it becomes for what it offers: a place with what lies there."""
SCROLL_BAR = 24
COLUMNS = 2
"""Ticks stand side by side: a dozen roles fit without scrolling."""


class ChoiceEdit(Editor):
    """One of a few. Begins with none chosen, so that nothing is chosen by accident."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self.box = QComboBox()
        # Of our own making: Python may still know another widget where Qt has just made its list.
        self._list = QListView(self.box)
        self.box.setView(self._list)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._choices: tuple[Choice, ...] = ()
        self._compact = False
        self.box.activated.connect(self._on_chosen)
        self.take_focus_through(self.box, 0)
        self.row.addStretch(1)
        self.offer(field.choices)

    def make_compact(self) -> None:
        """Be narrow, and a little wider for long choices; the list that opens is as wide as its texts."""
        self._compact = True
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(COMPACT_CHARS)

    def value(self) -> Hashable | None:
        """Return the key of what is chosen."""
        place = self.box.currentIndex()
        return self._choices[place].key if 0 <= place < len(self._choices) else None

    def put(self, value: Hashable | None) -> None:
        """Choose."""
        places = [place for place, choice in enumerate(self._choices) if choice.key == value]
        self.box.setCurrentIndex(places[0] if places else -1)

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """Offer other choices; a choice that is still there stays, a single one is chosen where one is required."""
        chosen = self.value()
        self._choices = choices
        self.box.clear()
        self.box.addItems([choice.text for choice in choices])
        widest = self._list.sizeHintForColumn(0)
        self._list.setMinimumWidth(widest + SCROLL_BAR)
        if self._compact:
            chars = widest // max(1, self.box.fontMetrics().horizontalAdvance("X"))
            self.box.setMinimumContentsLength(min(max(chars, COMPACT_CHARS), COMPACT_MOST))
        self.put(chosen)
        if self.value() is None and len(choices) == 1 and self.field.required:
            self.box.setCurrentIndex(0)

    def _on_chosen(self) -> None:
        self.changed.emit()
        self.settled.emit()


class ChoicesEdit(Editor):
    """Several of a few, as ticks."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self._boxes: list[tuple[Hashable, QCheckBox]] = []
        self._ground = QWidget()
        self._grid = QGridLayout(self._ground)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self.row.addWidget(self._ground)
        self.offer(field.choices)

    def value(self) -> list[Hashable]:
        """Return the keys that are ticked."""
        return [key for key, box in self._boxes if box.isChecked()]

    def put(self, value: list[Hashable] | None) -> None:
        """Tick."""
        for key, box in self._boxes:
            box.setChecked(key in (value or []))

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """Offer other choices; what is ticked stays so."""
        ticked = self.value()
        for _key, box in self._boxes:
            box.deleteLater()
        self._boxes = [(choice.key, QCheckBox(choice.text)) for choice in choices]
        rows = -(-len(choices) // COLUMNS)
        for place, (_key, box) in enumerate(self._boxes):
            box.toggled.connect(lambda _on: self._on_ticked())
            self._grid.addWidget(box, place % rows, place // rows)
        if self._boxes:
            self.setFocusProxy(self._boxes[0][1])
        self.put(ticked)

    def _on_ticked(self) -> None:
        self.changed.emit()
        self.settled.emit()


class FlagEdit(Editor):
    """Yes or no; the label of the field stands beside the tick."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self.box = QCheckBox()
        self.box.toggled.connect(lambda _on: self.changed.emit())
        self.box.toggled.connect(lambda _on: self.settled.emit())
        self.take_focus_through(self.box)

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.box.isChecked()

    def put(self, value: bool | None) -> None:  # noqa: FBT001 - the value itself
        """Tick or not."""
        self.box.setChecked(bool(value))

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.box.setText(self.words.text(self.field.label))
