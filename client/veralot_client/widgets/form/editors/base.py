"""What all editors have in common."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from veralot_client.core.words import Words
from veralot_client.theme.style import repolish
from veralot_client.widgets.form.spec import Choice, Field, Flaw
from veralot_client.widgets.measures import digit_width


class Editor(QWidget):
    """Base of the editors: a widget, or a few, that hold one value.

    Signals:
        changed: the person typed or chose something.
        settled: the person has finished: left the field, chose, pressed Enter.
    """

    changed = Signal()
    settled = Signal()

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

    def take_focus_through(self, widget: QWidget, stretch: int = 1) -> None:
        """Put the widget that is typed in into the row; focus and labels lead there."""
        self.row.addWidget(widget, stretch)
        self.setFocusProxy(widget)
        if self.field.chars:
            widget.setFixedWidth(self.field.chars * digit_width(self) + 24)
            self.row.addStretch(0)
