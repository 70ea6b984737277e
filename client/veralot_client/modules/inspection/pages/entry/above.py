"""What stands above the results: which inspection it is, how far it is, the gauge in the hand, the instrument on its wire."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.modules.inspection.presenters.entry.measuring import gauge_told
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.page import Page
from veralot_client.widgets.tones import Tone

INSTRUMENT: Final = "inspection.entry_instrument"


class Head(QWidget):
    """Shows how far an inspection is, and what it is measured with."""

    def __init__(self, page: Page, presenter: EntryPresenter) -> None:
        super().__init__()
        self._presenter, self._words = presenter, presenter.words
        self.heading = QLabel()
        self.heading.setProperty("role", "subtitle")
        self.progress = QProgressBar(textVisible=False)
        self.counted = QLabel()
        self.failing, self.unsent, self.gauge, self.wired = (StatusChip() for _ in range(4))
        # Beside the gauge, and never in the menu of what finds no room below: whoever measures looks for it here.
        self.instrument = ActionBar(page, (INSTRUMENT,), always_shown=True)
        self.instrument.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.said = QLabel(wordWrap=True)
        self._lay_out()

    def end(self) -> None:
        """The page is gone."""
        self.instrument.end()

    def show_progress(self, instrument: str) -> None:
        """Show how far it is, and which instrument is connected; empty for none."""
        progress, words = self._presenter.progress(), self._words
        self.progress.setMaximum(progress.total or 1)
        self.progress.setValue(progress.done)
        told = words.text("{done} of {total}", done=words.number(progress.done), total=words.number(progress.total))
        self.counted.setText(told)
        self.progress.setAccessibleName(told)
        self.failing.setVisible(progress.failed > 0)
        self.failing.show_state(words.text("× {count} out of specification", count=progress.failed), Tone.BAD)
        self.unsent.setVisible(progress.unsent > 0)
        self.unsent.show_state(words.text("{count} not sent", count=progress.unsent), Tone.WARNING)
        self.wired.setVisible(bool(instrument))
        self.wired.show_state(words.text("Instrument {name}", name=instrument), Tone.INFO)

    def show_gauge(self) -> None:
        """Show what the characteristic of the moment is measured with, or that its gauge is to be scanned."""
        gauge, one, words = self._presenter.gauge(), self._presenter.characteristic(), self._words
        wanted = one is not None and bool(one.gauge_type)
        self.gauge.setVisible(gauge is not None or wanted)
        if gauge is not None:
            day = words.date(gauge.due_on) if gauge.due_on else ""
            limited = f" · {gauge.limited_to}" if gauge.limited_to else ""
            tone = Tone.WARNING if limited else Tone.GOOD
            self.gauge.show_state(words.text("{gauge}, until {day}", gauge=gauge.code, day=day) + limited, tone)
        elif one is not None:
            kind = gauge_told(one.gauge_type, words)
            self.gauge.show_state(words.text("Scan the gauge ({kind})", kind=kind), Tone.WARNING)

    def buttons(self) -> list[QPushButton]:
        """Return the buttons above."""
        return self.instrument.findChildren(QPushButton)

    def _lay_out(self) -> None:
        self.counted.setProperty("role", "display")
        self.progress.setFixedHeight(10)
        self.said.setMinimumHeight(self.said.fontMetrics().height() + 2)  # nothing moves when something is said
        chips = QHBoxLayout()
        chips.setSpacing(10)
        chips.addWidget(self.counted)
        chips.addWidget(self.progress, stretch=1)
        for chip in (self.failing, self.unsent, self.gauge, self.wired, self.instrument):
            chips.addWidget(chip, alignment=Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.heading)
        layout.addLayout(chips)
        layout.addWidget(self.said)
