"""One result at a time, as large as gloves and a distance of two metres need it."""

from collections.abc import Iterator
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from veralot_client.modules.inspection.pages.drawing import Drawing
from veralot_client.modules.inspection.pages.entry.large import Keypad
from veralot_client.modules.inspection.pages.entry.limits import LimitBar
from veralot_client.modules.inspection.pages.entry.looks import LOOKS, STATES
from veralot_client.modules.inspection.pages.entry.scanning import EntryLine
from veralot_client.modules.inspection.presenters.correcting import told
from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.modules.inspection.presenters.entry.measuring import gauge_told, may_name_gauge
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, Entry, State
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood, Typed
from veralot_client.theme.style import repolish
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.inspection import NUMERIC, CharacteristicKind, CharacteristicView

BIG = 64
"""Pixels of what a glove must hit."""
GLOVED = 44
"""Pixels of what a glove can still hit, where something else needs the room."""
FORMER = 8
"""How many results of the same characteristic are shown beside."""


class Single(Retranslated):
    """Shows the cell that is being entered.

    Signals:
        picture_wanted: the result is a picture, and the button for it was pressed.
        correction_wanted: the result is recorded, and is to be corrected.
    """

    picture_wanted = Signal()
    correction_wanted = Signal()

    def __init__(self, presenter: EntryPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._words = presenter.words
        self.code = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.name = QLabel(wordWrap=True)
        self.about = QLabel(wordWrap=True)
        self.sample = QLabel()
        self.limits = LimitBar(self._words)
        self.line = EntryLine()
        self.unit = QLabel()
        self.verdict = QLabel(wordWrap=True)
        self.state = QLabel()
        self.good = QPushButton()
        self.bad = QPushButton()
        self.all_good = QPushButton()
        self.picture = QPushButton()
        self.preview = Drawing(presenter.services, plain=True)
        self.former = QLabel(wordWrap=True)
        self.corrected = QLabel(wordWrap=True)
        self.correct = QPushButton()
        self.keypad = Keypad(self.line, self._words)
        self._large = False
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.line)
        self.retranslate()

    # --- showing -----------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        self.good.setText(_("✓ Good (P)"))
        self.bad.setText(_("× Bad (F)"))
        self.correct.setText(_("Correct result…"))
        self.line.setAccessibleName(_("Result"))
        self.show_cell()

    def show_cell(self) -> None:
        """Show another cell, with what stands in it or was half typed."""
        presenter, one = self._presenter, self._presenter.characteristic()
        if one is None or presenter.at is None:
            return
        self.code.setText(one.code)
        self.name.setText(self._words.name(one.name, one.name_zh))
        self.about.setText(" · ".join(self._about(one)))
        self.sample.setText(self._sample(presenter.at))
        self.unit.setText(one.unit)
        self._show_kind(one)
        entry = presenter.entry()
        typing = presenter.typing if entry is None else self._text(entry)
        if self.line.text() != typing:
            self.line.setText(typing)
        self.line.selectAll()
        self.line.setReadOnly(not presenter.writable or (entry is not None and entry.state is not State.TYPED))
        self.former.setText(self._former(presenter.at))
        corrected = "\n".join(self._corrected(one))
        self.corrected.setText(corrected)
        self.corrected.setVisible(bool(corrected))
        self.correct.setVisible(presenter.correctable() is not None)
        self.judge()

    def judge(self) -> None:
        """Colour what stands in the field, and say it: runs with every key."""
        one, entry = self._presenter.characteristic(), self._presenter.entry()
        text = self.line.text()
        if one is None:
            return
        if entry is not None and text == self._text(entry):
            self._show_entry(one, entry)
        elif not text.strip():
            self._say("", "", None, one, None)
        else:
            try:
                typed = self._presenter.preview(text)
            except NotUnderstood as wrong:
                words = self._words.text(wrong.flaw.text, **wrong.flaw.values)
                self._say("?", words, Tone.BAD if len(text) > 1 else Tone.NEUTRAL, one, None)
            else:
                self._show_typed(one, typed)

    def told(self) -> str:
        """Return what is asked for here, in words: characteristic and sample."""
        return self._words.beside(f"{self.code.text()} {self.name.text()}".strip(), self.sample.text())

    def refuse(self, wrong: NotUnderstood) -> None:
        """Say why what was entered cannot be taken; it stays in the field."""
        one = self._presenter.characteristic()
        if one is not None:
            self._say("!", self._words.text(wrong.flaw.text, **wrong.flaw.values), Tone.BAD, one, None)
            self.line.selectAll()

    def enlarge(self, *, large: bool) -> None:
        """Show the keypad, or leave it to a keyboard."""
        self._large = large
        self.show_cell()

    def end(self) -> None:
        """The page is gone."""
        self.preview.end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _show_entry(self, one: CharacteristicView, entry: Entry) -> None:
        self._show_typed(one, entry.typed)
        if entry.not_applicable is not None:
            self._say("–", entry.not_applicable, Tone.NEUTRAL, one, None)
        if entry.flaw:
            self._say("!", entry.flaw, Tone.BAD, one, entry.typed.value)
        elif entry.typed.attachment_id is not None and entry.state is not State.RECORDED:
            self._say(LOOKS[entry.typed.judgement].sign, entry.typed.text, None, one, None)
        self.state.setText(self._words.text(STATES[entry.state]))

    def _show_typed(self, one: CharacteristicView, typed: Typed) -> None:
        look = LOOKS[typed.judgement]
        self._say(look.sign, self._words.text(look.text), look.tone, one, typed.value)

    def _say(self, sign: str, words: str, tone: Tone | None, one: CharacteristicView, value: Decimal | None) -> None:
        self.verdict.setText(f"{sign}  {words}" if words else "")
        self.state.setText("")
        self.limits.show_value(one, value)
        self.line.setAccessibleDescription(words)
        name = tone.value if tone in {Tone.GOOD, Tone.WARNING, Tone.BAD} and tone is not None else None
        for widget, look in ((self.verdict, "judged"), (self.line, "flash")):
            if widget.property(look) != name:
                widget.setProperty(look, name)
                repolish(widget)

    def _show_kind(self, one: CharacteristicView) -> None:
        attribute, photo = one.kind is CharacteristicKind.ATTRIBUTE, one.kind is CharacteristicKind.PHOTO
        for button in (self.good, self.bad):
            button.setVisible(attribute)
        left = self._presenter.sheet.free(self._presenter.at) if self._presenter.sheet and self._presenter.at else 0
        self.all_good.setVisible(attribute and left > 1)
        self.all_good.setText(self._words.text("✓ All {count} left are good", count=left))
        self.line.setVisible(not photo)
        self.unit.setVisible(bool(one.unit))
        self._show_picture(self._presenter.entry(), photo=photo)
        self.keypad.setVisible(self._large and (attribute or one.kind in NUMERIC))
        self.keypad.slash.setEnabled(attribute)
        hint = "0/50" if attribute else ""
        self.line.setPlaceholderText(hint)

    def _show_picture(self, entry: Entry | None, *, photo: bool) -> None:
        """Show the picture that is the result, so that a wrong one is seen before it is sent."""
        self.picture.setVisible(photo and (entry is None or entry.state is State.TYPED))
        words = self._words
        self.picture.setMinimumHeight(BIG if entry is None else GLOVED)
        if photo and not self.picture.hasFocus() and self.line.isHidden() and self.isVisible():
            self.picture.setFocus()
        self.picture.setText(words.text("Choose picture…") if entry is None else words.text("Choose another picture…"))
        self.preview.show_drawing(entry.typed.attachment_id if photo and entry is not None else None)

    def _text(self, entry: Entry) -> str:
        return entry.typed.text

    def _about(self, one: CharacteristicView) -> Iterator[str]:
        words = self._words
        yield words.label(one.defect_class)
        if one.kind in NUMERIC:
            yield self.limits_told(one)
            yield words.plural("{count} decimal place", "{count} decimal places", one.precision)
        if one.method:
            yield one.method
        if one.gauge_type:
            yield gauge_told(one.gauge_type, words)

    def limits_told(self, one: CharacteristicView) -> str:
        """Return the limits in words."""
        self.limits.show_value(one, None)
        return self.limits.told()

    def _sample(self, at: Cell) -> str:
        needed = len(self._presenter.sheet.asked[at.row]) if self._presenter.sheet else 0
        unit = self._presenter.unit()
        text = self._words.text("Sample {number} of {count}", number=at.sample + 1, count=needed)
        return f"{unit.serial_no}  ·  {text}" if unit else text

    def _former(self, at: Cell) -> str:
        """Return the last results of the same characteristic, each with its sign."""
        sheet = self._presenter.sheet
        if sheet is None:
            return ""
        before = [sheet.entries.get(Cell(at.row, sample)) for sample in range(max(0, at.sample - FORMER), at.sample)]
        return "   ".join(f"{LOOKS[one.typed.judgement].sign} {one.typed.text}" for one in before if one is not None)

    def _corrected(self, one: CharacteristicView) -> Iterator[str]:
        """Yield what was recorded here before, and why it counts no more."""
        words, records = self._words, self._presenter.records
        for result in self._presenter.former():
            was = told(result, one.unit, words)
            if result.invalidated:
                yield words.text("Set aside by an investigation: {result}", result=was)
            else:
                yield words.text("Corrected: {result}. Reason: {reason}", result=was, reason=records.why(result.id))

    def _connect(self) -> None:
        self.line.textEdited.connect(lambda _text: self.judge())
        self.good.clicked.connect(lambda: self._enter("pass"))
        self.bad.clicked.connect(lambda: self._enter("fail"))
        self.all_good.clicked.connect(self._all_good)
        self.line.returnPressed.connect(lambda: self._enter(self.line.text()))
        self.picture.clicked.connect(self.picture_wanted)
        self.correct.clicked.connect(self.correction_wanted)
        self.keypad.stepped.connect(self.line.stepped)

    def _enter(self, text: str) -> None:
        if not text.strip():
            self._presenter.step(1)
            return
        entry = self._presenter.entry()
        if entry is not None and text == entry.typed.text:
            self._presenter.step(1)
            return
        try:
            self._presenter.enter(text)
        except NotUnderstood as wrong:
            one = self._presenter.characteristic()
            if one is not None and may_name_gauge(text, one):
                self.line.scanned.emit(text.strip())  # whoever has no scanner types the code of the gauge
            else:
                self.refuse(wrong)
        self.line.setFocus()

    def _all_good(self) -> None:
        try:
            self._presenter.all_good()
        except NotUnderstood as wrong:
            self.refuse(wrong)
        self.line.setFocus()

    def _dress(self) -> None:
        """Give each part the look that it has."""
        self.code.setProperty("role", "balloon")
        self.code.setMinimumSize(56, 56)
        for label, role in ((self.name, "display"), (self.about, "muted"), (self.sample, "subtitle")):
            label.setProperty("role", role)
        self.former.setProperty("role", "muted")
        self.corrected.setProperty("role", "warning")
        self.state.setProperty("role", "muted")
        self.line.setProperty("scale", "huge")
        self.line.setMinimumHeight(BIG + 8)
        self.unit.setProperty("role", "display")
        self.verdict.setProperty("role", "verdict")
        self.verdict.setMinimumHeight(34)
        for button, kind in ((self.good, "good"), (self.bad, "danger"), (self.all_good, ""), (self.picture, "")):
            button.setMinimumHeight(BIG)
            button.setMinimumWidth(150)
            button.setProperty("scale", "huge")
            button.setProperty("kind", kind or None)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self) -> None:
        self._dress()
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.code, alignment=Qt.AlignmentFlag.AlignTop)
        titles = QVBoxLayout()
        titles.addWidget(self.name)
        titles.addWidget(self.about)
        head.addLayout(titles, stretch=1)
        field = QHBoxLayout()
        field.setSpacing(10)
        field.addWidget(self.line, stretch=1)
        field.addWidget(self.unit)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        for button in (self.good, self.bad, self.all_good, self.picture):
            buttons.addWidget(button, stretch=1)
        said = QHBoxLayout()
        for widget, stretch in ((self.verdict, 1), (self.state, 0), (self.correct, 0)):
            said.addWidget(widget, stretch=stretch)
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.sample)
        column.addWidget(self.limits)
        column.addLayout(field)
        column.addLayout(said)
        column.addLayout(buttons)
        column.addWidget(self.preview, stretch=100)
        column.addWidget(self.corrected)
        column.addWidget(self.former)
        column.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card, stretch=1)
        layout.addWidget(self.keypad)
