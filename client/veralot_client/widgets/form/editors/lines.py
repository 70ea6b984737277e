"""A field that holds lines, each with the same few fields: the inputs of a consumption, the parts of a split."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.theme.icons import icon
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.spec import Field, Flaw, Values, is_empty, nothing
from veralot_client.widgets.labels import without_key
from veralot_client.widgets.states import InlineError
from veralot_client.widgets.tones import Tone

MakeEditor = Callable[[Field, Services], Editor]


class Line:
    """The editors of one line, what is wrong with it, and its button to take it out."""

    def __init__(self, field: Field, services: Services, make: MakeEditor) -> None:
        self.editors = {column.name: make(column, services) for column in field.columns}
        for editor in self.editors.values():
            editor.make_compact()
        self.error = InlineError()
        self.remove = QToolButton()
        self.remove.setIcon(icon("common/close"))
        self.remove.setAutoRaise(True)
        policy = self.remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(policy)

    @property
    def widgets(self) -> list[QWidget]:
        """Every widget of the line."""
        return [*self.editors.values(), self.error, self.remove]

    def asks(self, name: str) -> bool:
        """Return whether a field is asked for, as the line is now."""
        asked = self.editors[name].field.asked
        return asked is None or self.editors[asked[0]].value() in asked[1]

    def values(self) -> Values:
        """Return what the line holds; of what is not asked for, nothing."""
        return {
            name: editor.value() if self.asks(name) else nothing(editor.field.kind)
            for name, editor in self.editors.items()
        }


class LinesEdit(Editor):
    """Lines of editors, with a button for one more. A line in which nothing was entered does not count.

    Signals:
        line_settled: the path below this field at which the person has finished: `[2].lot_id`.
    """

    line_settled = Signal(str)

    def __init__(self, field: Field, services: Services, make: MakeEditor) -> None:
        super().__init__(field, services.words)
        self._services = services
        self._make = make
        self.lines: list[Line] = []
        self._heads = [QLabel() for _column in field.columns]
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._more = QPushButton()
        self._more.setProperty("kind", "quiet")
        self._more.setIcon(icon("widgets/plus", "accent"))
        self._more.clicked.connect(self.add_line)
        column = QVBoxLayout()
        column.addLayout(self._grid)
        column.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)
        self.row.addLayout(column)
        for place, head in enumerate(self._heads):
            head.setProperty("role", "muted")
            self._grid.addWidget(head, 0, place)
        self.add_line()

    def value(self) -> list[Values]:
        """Return the lines in which something was entered."""
        return [line.values() for line in self.lines if self._filled(line)]

    def put(self, value: Any) -> None:  # noqa: ANN401 - a list of Values, or None
        """Show lines, at least one."""
        rows: list[Values] = list(value or [{}])
        while len(self.lines) > len(rows):
            self._drop(self.lines[-1])
        while len(self.lines) < len(rows):
            self.add_line()
        for line, row in zip(self.lines, rows, strict=True):
            for name, held in row.items():
                line.editors[name].put(held)
        self._show_asked()

    def editor_at(self, rest: str) -> Editor | None:
        """Return the editor at a path below this field: `[2].quantity` counts the lines that are filled."""
        place, _, name = rest.removeprefix("[").partition("].")
        line = self._line_at(place)
        return line.editors.get(name) if line else None

    def show_flaw(self, rest: str, text: str) -> bool:
        """Show what is wrong with a line or one of its fields; return whether there is such a line."""
        place = rest.removeprefix("[").partition("]")[0]
        line = self._line_at(place)
        if line is None:
            return False
        line.error.say(text)
        editor = self.editor_at(rest)
        if editor is not None:
            editor.mark(invalid=True)
        return True

    def clear_flaws(self) -> None:
        """Nothing is wrong any more."""
        for line in self.lines:
            line.error.say("")
            for editor in line.editors.values():
                editor.mark(invalid=False)

    def flaw(self) -> Flaw | None:
        """Return the first thing that cannot be read in a line."""
        for place, line in enumerate(filter(self._filled, self.lines)):
            for name, editor in line.editors.items():
                found = editor.flaw() if line.asks(name) else None
                if found is not None:
                    return Flaw(f"{self.field.name}[{place}].{name}", found.text, found.values)
        return None

    def first_empty(self) -> QWidget | None:
        """Return where to begin: the first field of a line that must be filled in and is not; none where all are."""
        if not any(self._filled(line) for line in self.lines):
            return self
        cells = ((column, line.editors[column.name]) for line in self.lines for column in self.field.columns)
        return next((editor for column, editor in cells if column.required and not editor.value()), None)

    def add_line(self) -> None:
        """Add an empty line and go there."""
        line = Line(self.field, self._services, self._make)
        self.lines.append(line)
        for name, editor in line.editors.items():
            editor.changed.connect(self._on_changed)
            editor.settled.connect(partial(self._on_settled, line, name))
            editor.answered.connect(partial(self._on_scan, line))
            editor.retranslate()
        line.remove.clicked.connect(lambda: self._on_removed(line))
        self._arrange()
        self._say_line(line)
        if len(self.lines) > 1:
            next(iter(line.editors.values())).setFocus()
        else:
            self.setFocusProxy(next(iter(line.editors.values())))

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        for head, column in zip(self._heads, self.field.columns, strict=True):
            head.setText(without_key(_(column.label)))
        self._more.setText(_("Add a line"))
        for line in self.lines:
            self._say_line(line)

    def mark(self, *, invalid: bool) -> None:
        """Lines show what is wrong themselves."""

    def _say_line(self, line: Line) -> None:
        _ = self.words.text
        line.remove.setToolTip(_("Take this line out"))
        line.remove.setAccessibleName(_("Take this line out"))
        for column in self.field.columns:
            line.editors[column.name].retranslate()
            line.editors[column.name].name_for_readers(without_key(_(column.label)))

    def _filled(self, line: Line) -> bool:
        entered = any(not is_empty(value) for value in line.values().values())
        return entered or any(editor.flaw() for editor in line.editors.values())

    def _line_at(self, place: str) -> Line | None:
        """Return a line by its number among those that are filled, the empty ones after them."""
        filled = [line for line in self.lines if self._filled(line)]
        ordered = filled + [line for line in self.lines if line not in filled]
        return ordered[int(place)] if place.isdecimal() and int(place) < len(ordered) else None

    def _on_changed(self) -> None:
        self._show_asked()
        self.changed.emit()

    def _show_asked(self) -> None:
        """Show of each line what it asks for; what no line asks for takes no room."""
        for place, column in enumerate(self.field.columns):
            asking = [line for line in self.lines if line.asks(column.name)]
            self._heads[place].setVisible(bool(asking))
            for line in self.lines:
                line.editors[column.name].setVisible(line in asking)

    def _on_settled(self, line: Line, name: str) -> None:
        filled = [each for each in self.lines if self._filled(each)]
        if line in filled:
            self.line_settled.emit(f"[{filled.index(line)}].{name}")

    def _on_scan(self, line: Line, text: str, tone: Tone) -> None:
        line.error.say(text if tone is Tone.BAD else "")

    def _on_removed(self, line: Line) -> None:
        self._drop(line)
        if not self.lines:
            self.add_line()
        self.changed.emit()

    def _drop(self, line: Line) -> None:
        self.lines.remove(line)
        for widget in line.widgets:
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._arrange()

    def _arrange(self) -> None:
        """Put the lines under each other; each has a second row for what is wrong with it."""
        width = len(self.field.columns)
        for place, line in enumerate(self.lines):
            for column, editor in enumerate(line.editors.values()):
                self._grid.addWidget(editor, 2 * place + 1, column)
            self._grid.addWidget(line.remove, 2 * place + 1, width)
            self._grid.addWidget(line.error, 2 * place + 2, 0, 1, width)
            line.remove.setVisible(len(self.lines) > 1)
        self._show_asked()
