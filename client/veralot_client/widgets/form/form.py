"""The form itself: labels, editors, and beside each what is wrong with it."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.editors.lines import LinesEdit
from veralot_client.widgets.form.editors.make import make_editor
from veralot_client.widgets.form.editors.numbers import QuantityEdit
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong, is_empty
from veralot_client.widgets.labels import without_key
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.states import InlineError, Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.errors import CodedError

WIDE = {FieldKind.LINES}
"""Kinds that take the whole width, with their label above."""


class Entry:
    """One field on the form: label, editor, help and flaw."""

    def __init__(self, field: Field, services: Services) -> None:
        self.field = field
        self.editor = make_editor(field, services)
        self.label = QLabel()
        self.label.setBuddy(self.editor)
        self.hint = QLabel(wordWrap=True)
        self.hint.setProperty("role", "faint")
        self.hint.setVisible(bool(field.hint))
        self.error = InlineError()
        self.scanned = QLabel(wordWrap=True)
        self.scanned.setProperty("role", "good")
        self.scanned.hide()
        self.under = QWidget()
        column = QVBoxLayout(self.under)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.editor, self.hint, self.scanned, self.error):
            column.addWidget(widget)

    def say(self, services: Services) -> None:
        """Say everything in the language of the moment."""
        _ = services.words.text
        label = _(self.field.label)
        must = self.field.required or self.field.kind in {FieldKind.FLAG, FieldKind.FIXED}
        self.label.setText(label if must else _("{label} (optional)", label=label))
        self.label.setVisible(self.field.kind is not FieldKind.FLAG)
        self.hint.setText(_(self.field.hint) if self.field.hint else "")
        self.editor.retranslate()
        self.editor.name_for_readers(without_key(label))

    def show_flaw(self, text: str) -> None:
        """Show what is wrong; nothing clears it."""
        self.error.say(text)
        self.editor.mark(invalid=bool(text))
        self.scanned.hide()

    def show_scan(self, text: str, tone: Tone) -> None:
        """Say what became of a scan."""
        self.show_flaw(text if tone is Tone.BAD else "")
        self.scanned.setText(text)
        self.scanned.setVisible(tone is Tone.GOOD)


class Form(Retranslated):
    """Shows the fields of a presenter and forwards what is typed.

    Signals:
        changed: something was typed or chosen.
        confirmed: Ctrl+Enter.
    """

    changed = Signal()
    confirmed = Signal()

    def __init__(self, services: Services, presenter: FormPresenter[Any]) -> None:
        super().__init__()
        self._services = services
        self._words = services.words
        self._presenter = presenter
        self._entries: dict[str, Entry] = {}
        self.edited = False
        self.notice = Notice()
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self.summary = QLabel(wordWrap=True)
        self.summary.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.notice)
        layout.addLayout(self._grid)
        layout.addWidget(self.summary)
        presenter.keep(presenter.redefined.subscribe(self._rebuild))
        presenter.keep(presenter.filled.subscribe(self.put))
        presenter.keep(presenter.proposed.subscribe(self.propose))
        presenter.keep(presenter.offered.subscribe(self.offer))
        presenter.keep(presenter.measured.subscribe(self.measure))
        self._build(presenter.values)

    # --- values ------------------------------------------------------------------------------------------------------

    def values(self) -> Values:
        """Return what the fields hold."""
        return {name: entry.editor.value() for name, entry in self._entries.items()}

    def put(self, path: str, value: object) -> None:
        """Fill in a value, as if it had been typed."""
        editor = self.editor(path)
        if editor is not None:
            editor.put(value)
            self._show_summary()

    def propose(self, path: str, value: object) -> None:
        """Fill in a value where nothing is yet."""
        editor = self.editor(path)
        if editor is not None and is_empty(editor.value()):
            self.put(path, value)

    def measure(self, path: str, unit: str) -> None:
        """Show the unit of a quantity."""
        editor = self.editor(path)
        if isinstance(editor, QuantityEdit):
            editor.show_unit(unit)

    def offer(self, path: str, choices: tuple[Choice, ...]) -> None:
        """Offer choices at a path."""
        editor = self.editor(path)
        if editor is not None:
            editor.offer(choices)
            self._show_summary()

    def editor(self, path: str) -> Editor | None:
        """Return the editor at a path, `lines[2].quantity` among them."""
        name, bracket, rest = path.partition("[")
        entry = self._entries.get(name)
        if entry is None or not bracket:
            return entry.editor if entry else None
        return entry.editor.editor_at(bracket + rest) if isinstance(entry.editor, LinesEdit) else None

    def clear(self, keep: Iterable[str] = ()) -> None:
        """Empty every field but those named."""
        for name, entry in self._entries.items():
            if name not in keep:
                entry.editor.put(self._presenter.values.get(name))
        self.clear_flaws()
        self.edited = False
        self._show_summary()

    # --- what is wrong -----------------------------------------------------------------------------------------------

    def require_readable(self) -> Values:
        """Return the values. Raises: Wrong where something is typed that cannot be read."""
        flaws = [flaw for entry in self._entries.values() if (flaw := entry.editor.flaw()) is not None]
        if flaws:
            raise Wrong(*flaws)
        return self.values()

    def show_wrong(self, wrong: Wrong) -> None:
        """Show each flaw at its field and go to the first."""
        self.clear_flaws()
        self._show_flaws(wrong)
        first = wrong.flaws[0]
        self._go_to(first.field if isinstance(first, Flaw) else getattr(first, "field", None) or "")

    def show_error(self, error: CodedError) -> None:
        """Show what the server refused, at the field that it names, else above the form."""
        self.show_wrong(Wrong(error))

    def clear_flaws(self) -> None:
        """Nothing is wrong any more."""
        self.notice.say("", Tone.BAD)
        for entry in self._entries.values():
            entry.show_flaw("")
            if isinstance(entry.editor, LinesEdit):
                entry.editor.clear_flaws()

    def flaw_at(self, path: str) -> str:
        """Return what is shown to be wrong at a field."""
        entry = self._entries.get(path)
        return entry.error.text() if entry else self.notice.text

    def _show_flaws(self, wrong: Wrong) -> None:
        for flaw in wrong.flaws:
            if isinstance(flaw, CodedError):
                path = getattr(flaw, "field", None) or ""
                self._show(path, self._words.error(flaw, self._called(path)))
            else:
                self._show(flaw.field, self._words.text(flaw.text, **flaw.values))

    def _called(self, path: str) -> str:
        """Return what the field at a path is called on this form; nothing where the form does not ask for it."""
        name, bracket, _rest = path.partition("[")
        entry = self._entries.get(name)
        if entry is None:
            return ""
        label = without_key(self._words.text(entry.field.label)).rstrip(":：")
        if not bracket or not isinstance(entry.editor, LinesEdit):
            return label
        inner = self._presenter.field_at(path)
        # A line shows what is wrong with it itself, so that its number would say nothing new.
        return without_key(self._words.text(inner.label)) if inner and inner is not entry.field else label

    def _show(self, path: str, text: str) -> None:
        name, bracket, rest = path.partition("[")
        entry = self._entries.get(name) or self._entries.get(name.partition(".")[0])
        if entry is None:
            said = "\n".join(part for part in (self.notice.text, text) if part)
            self.notice.say(said, Tone.BAD)
        elif not isinstance(entry.editor, LinesEdit) or not entry.editor.show_flaw(bracket + rest, text):
            entry.show_flaw(text)

    def _go_to(self, path: str) -> None:
        editor = self.editor(path)
        if editor is not None:
            (editor.focusProxy() or editor).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- inside ------------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Go to the first field that is still empty."""
        for entry in self._entries.values():
            editor = entry.editor
            empty = editor.first_empty() if isinstance(editor, LinesEdit) else None if editor.value() else editor
            if entry.field.kind is not FieldKind.FIXED and empty is not None:
                empty.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        for entry in self._entries.values():
            entry.say(self._services)
        self._show_summary()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm with Ctrl+Enter, also from a field of several lines."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    def _rebuild(self) -> None:
        typed = self.values()
        for entry in self._entries.values():
            for widget in (entry.label, entry.under):
                self._grid.removeWidget(widget)
                widget.deleteLater()
        self._entries.clear()
        self._build({**self._presenter.values, **typed})

    def _build(self, values: Values) -> None:
        for place, field in enumerate(self._presenter.fields):
            entry = Entry(field, self._services)
            self._entries[field.name] = entry
            self._place(entry, 2 * place)
            if field.name in values:
                entry.editor.put(values[field.name])
            self._listen(entry)
        self.retranslate()

    def _place(self, entry: Entry, row: int) -> None:
        if entry.field.kind in WIDE:
            self._grid.addWidget(entry.label, row, 0, 1, 2)
            self._grid.addWidget(entry.under, row + 1, 0, 1, 2)
            return
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        entry.label.setMinimumHeight(28)
        self._grid.addWidget(entry.label, row, 0, top)
        self._grid.addWidget(entry.under, row, 1)

    def _listen(self, entry: Entry) -> None:
        entry.editor.changed.connect(lambda: self._on_changed(entry))
        entry.editor.settled.connect(lambda: self._on_settled(entry.field.name))
        entry.editor.answered.connect(entry.show_scan)
        if isinstance(entry.editor, LinesEdit):
            entry.editor.line_settled.connect(lambda rest: self._on_settled(entry.field.name + rest))

    def _on_changed(self, entry: Entry) -> None:
        self.edited = True
        entry.show_flaw("")
        if isinstance(entry.editor, LinesEdit):
            entry.editor.clear_flaws()
        self._show_summary()
        self.changed.emit()

    def _on_settled(self, path: str) -> None:
        editor = self.editor(path)
        flaw = editor.flaw() if editor else None
        if flaw is not None:
            self._show(path, self._words.text(flaw.text, **flaw.values))
            return
        try:
            self._presenter.entered(path, self.values())
        except Wrong as wrong:
            self._show_flaws(wrong)
        self._show_summary()

    def _show_summary(self) -> None:
        text = self._presenter.summary(self.values())
        self.summary.setText(text)
        self.summary.setVisible(bool(text))
