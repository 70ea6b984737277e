"""What all editors have in common."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from veralot_client.core.words import Words
from veralot_client.theme.style import repolish
from veralot_client.widgets.form.spec import Choice, Field, Flaw
from veralot_client.widgets.measures import digit_width
from veralot_client.widgets.scan import Flash
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.wedge import Wedge
from veralot_shared.errors import CodedError
from veralot_shared.rules.scans import element_of


class Editor(QWidget):
    """Base of the editors: a widget, or a few, that hold one value.

    Signals:
        changed: the person typed or chose something.
        settled: the person has finished: left the field, chose, pressed Enter.
        answered: what became of a scan, in words, and its tone.
    """

    changed = Signal()
    settled = Signal()
    answered = Signal(str, object)

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__()
        self.field = field
        self.words = words
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    def value(self) -> Any:  # noqa: ANN401 - `FieldKind` says which type
        """Return what it holds."""
        raise NotImplementedError

    def put(self, value: Any) -> None:  # noqa: ANN401 - as value
        """Show a value."""
        raise NotImplementedError

    def flaw(self) -> Flaw | None:
        """Return what is wrong with what is typed, so that it has no value."""
        return None

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """Offer other choices."""

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""

    def make_compact(self) -> None:
        """Take little room: the editor stands in a line among others."""

    def mark(self, *, invalid: bool) -> None:
        """Show whether something is wrong with it."""
        target = self.focusProxy() or self
        if bool(target.property("invalid")) != invalid:
            target.setProperty("invalid", invalid)
            repolish(target)

    def name_for_readers(self, name: str) -> None:
        """Tell screen readers what it is called."""
        (self.focusProxy() or self).setAccessibleName(name)

    def take_scans(self, line: QLineEdit, take: Callable[[str], None]) -> None:
        """Let scanners type into a line: `take` gets the number that the field wants of each code."""
        wedge, flash = Wedge(line), Flash(line)

        def say(text: str, tone: Tone) -> None:
            flash.show(tone)
            self.answered.emit(text, tone)

        def on_scan(scan: str) -> None:
            try:
                taken = element_of(scan, self.field.ais, datetime.now(UTC).date())
            except CodedError as error:
                line.selectAll()
                say(self.words.error(error), Tone.BAD)
                return
            take(taken)
            say(self.words.text("Scanned: {number}", number=taken), Tone.GOOD)
            self.focusNextChild()

        wedge.scanned.connect(on_scan)

        def on_refused(error: CodedError) -> None:
            line.clear()
            say(self.words.error(error), Tone.BAD)

        wedge.refused.connect(on_refused)

    def take_focus_through(self, widget: QWidget, stretch: int = 1) -> None:
        """Put the widget that is typed in into the row; focus and labels lead there."""
        self.row.addWidget(widget, stretch)
        self.setFocusProxy(widget)
        if self.field.chars:
            widget.setFixedWidth(self.field.chars * digit_width(self) + 24)
            self.row.addStretch(0)
