"""One entry: what was entered, when by both clocks, and both sides of what changed since; a person decides here."""

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from veralot_client.core.navigation import Place
from veralot_client.core.services import Services
from veralot_client.modules.capture.models import LINES, SIDES, message_name
from veralot_client.modules.capture.presenters.entries import AcceptForm, EntryPresenter, RejectForm
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.capture import Difference, EntryState, LineView, OfflineEntryDetail, OfflineEntryView
from veralot_shared.i18n import N_

BOTH = TableWords(
    id="capture.sides", name=N_("Both sides"), empty=N_("Nothing had changed when it arrived."), none_match=""
)
ENTERED = TableWords(id="capture.lines", name=N_("What was entered"), empty=N_("It cannot be read."), none_match="")
ACCEPT, REJECT = "capture.accept", "capture.reject"
BUTTONS = (ACCEPT, REJECT)
FORMS = {ACCEPT: AcceptForm, REJECT: RejectForm}
SIDE_ROWS = 7
"""So many lines of what has changed are seen at once; what was entered has the rest."""
NOTABLE_SECONDS = 120
"""A clock that was set by more than this is said so."""


class EntryPage(Page):
    """Shows an entry, and lets a conflict be decided."""

    def __init__(self, services: Services, entry_id: int) -> None:
        self.entry = EntryPresenter(services, entry_id)
        super().__init__(services, self.entry)
        self._rows = ListRows(SIDES, services.words, key=lambda one: one.what.text)
        self.sides: DataTable[Difference] = DataTable(
            services, SIDES, self._rows, BOTH, key=lambda one: one.what.text, compact=True
        )
        self._line_rows = ListRows(LINES, services.words, key=lambda line: (line.name, line.part))
        self.lines: DataTable[LineView] = DataTable(
            services, LINES, self._line_rows, ENTERED, key=lambda line: (line.name, line.part), compact=True
        )
        self.notice, self.heading, self.chip = Notice(), QLabel(), StatusChip()
        self.heading.setProperty("role", "title")
        self.facts, self.content = Facts(columns=2), Facts(columns=2)
        self.proof = Facts(columns=1)
        self._scroll = QScrollArea(widgetResizable=True)
        self.sides_title, self.content_title, self.unreadable = QLabel(), QLabel(), QLabel()
        for label in (self.sides_title, self.content_title):
            label.setProperty("role", "subtitle")
        self.bar = ActionBar(self, BUTTONS)
        self._lay_out()
        self.entry.keep(self.entry.shown.subscribe(self._on_entry))
        self.facts.followed.connect(lambda place: services.navigator.open(place.kind, place.id))
        self.retranslate()
        self.entry.load()

    def title(self) -> str:
        """Return what the tab says."""
        shown = self.entry.entry
        return f"{shown.device} {shown.counter}" if shown else self.words.text("Offline entry")

    def refresh(self) -> None:
        """Read it again."""
        self.entry.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.sides_title.setText(self.words.text("Both sides"))
        self.content_title.setText(self.words.text("What was entered"))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether it waits for a decision, and for this one."""
        possible = action_id != ACCEPT or not self.entry.taken
        return action_id in FORMS and self.entry.is_open and possible

    def why_not(self, action_id: str) -> str:
        """Return why the entry cannot be accepted."""
        return self.entry.cannot_accept() if action_id == ACCEPT else ""

    def held_back(self, action_id: str) -> bool:
        """Return whether accepting would be possible but for what is recorded now."""
        return action_id == ACCEPT and bool(self.entry.taken)

    def perform(self, action_id: str) -> None:
        """Ask for the decision."""
        if self.entry.entry is not None:
            form = show_form(self.services, FORMS[action_id](self.services, self.entry.entry), self)
            form.done_with.connect(lambda _entry: self.entry.load())

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.sides.end()
        self.lines.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _on_entry(self) -> None:
        self._show()
        self.title_changed.emit()

    def _show(self) -> None:
        words, detail, error = self.words, self.entry.detail, self.entry.error
        if error is not None:
            self.notice.say(words.error(error), Tone.WARNING, words.text("Try again"), self.entry.load)
        elif detail is not None:
            tone = Tone.BAD if detail.entry.state is EntryState.REFUSED else Tone.WARNING
            self.notice.say(self.entry.why(), tone)
            self._show_detail(detail)
        self.bar.refresh()
        self.possibilities_changed()

    def _show_detail(self, detail: OfflineEntryDetail) -> None:
        shown, words = detail.entry, self.words
        heading = message_name(shown.op, words)
        self.heading.setText(words.headed(heading, shown.about) if shown.about else heading)
        self.chip.show_state(words.label(shown.state), tone_of(shown.state))
        self.facts.show_facts(list(self._facts(detail)))
        # In a row of its own: it is as long as two columns, and none of it may be left out.
        self.proof.show_facts([Fact(words.text("Hash"), detail.hash, None, "mono")])
        self._line_rows.replace(detail.lines)
        self.lines.setVisible(bool(detail.lines))
        self._scroll.setVisible(not detail.lines)
        if not detail.lines:
            self.content.show_facts([Fact(label, text) for label, text in self.entry.content()])
        self.unreadable.setVisible(not detail.lines and not detail.content)
        self.unreadable.setText(words.text("It cannot be read."))
        self._rows.replace(shown.differences)
        # What was refused never came to be compared: an empty table would say that nothing had changed.
        for widget in (self.sides_title, self.sides):
            widget.setVisible(bool(shown.differences) or shown.state is not EntryState.REFUSED)

    def _facts(self, detail: OfflineEntryDetail) -> Iterator[Fact]:
        _, words, shown = self.words.text, self.words, detail.entry
        yield Fact(_("Entered by"), words.name(shown.full_name, shown.full_name_zh) or _("not proven"))
        yield Fact(_("Identity proven"), words.label(shown.proof))
        yield Fact(_("Device"), f"{shown.device}  ·  {words.number(shown.counter)}")
        yield Fact(_("Captured offline at (device)"), words.moment(shown.device_at, seconds=True))
        yield Fact(_("The same by the server’s clock"), words.moment(shown.entered_at, seconds=True))
        yield Fact(_("Received at (server)"), words.moment(shown.received_at, seconds=True))
        yield Fact(_("Clock of the device"), self._clock(shown))
        if shown.lot_id is not None:
            yield Fact(_("Lot"), shown.lot_no or "", Place("lot", shown.lot_id))
        if detail.snapshot_at is not None:
            yield Fact(_("Work list of"), words.moment(detail.snapshot_at))
        if shown.decided_at is not None:
            who = words.name(shown.decided_by or "", shown.decided_by_zh or "")
            yield Fact(_("Decided"), _("{moment}, by {person}", moment=words.moment(shown.decided_at), person=who))
            yield Fact(_("Reason"), shown.decision_reason)

    def _clock(self, shown: OfflineEntryView) -> str:
        seconds = round(shown.offset_seconds)
        ahead, behind = N_("{seconds} s ahead of the server"), N_("{seconds} s behind the server")
        offset = self.words.text(ahead if seconds > 0 else behind, seconds=self.words.number(abs(seconds)))
        if not seconds:
            offset = self.words.text("As the server’s, to the second")
        if abs(shown.jump_seconds) < NOTABLE_SECONDS:
            return offset
        jump = self.words.number(round(shown.jump_seconds))
        return f"{offset}  ·  {self.words.text('was set by {seconds} s after signing in', seconds=jump)}"

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("role", "card")
        inside = QVBoxLayout(head)
        inside.setContentsMargins(16, 10, 16, 10)
        first = QHBoxLayout()
        first.addWidget(self.heading)
        first.addWidget(self.chip)
        first.addStretch(1)
        inside.addLayout(first)
        inside.addWidget(self.facts)
        inside.addWidget(self.proof)
        self.sides.wrap(SIDE_ROWS)
        below = QWidget()
        column = QVBoxLayout(below)
        column.addWidget(self.unreadable)
        column.addWidget(self.content)
        column.addStretch(1)
        scroll = self._scroll
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(below)
        # Qt lets what stands in a scroll area paint the window's ground; a page has its own.
        for widget in (below, scroll.viewport()):
            widget.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        for widget in (self.notice, head, self.bar, self.sides_title, self.sides, self.content_title):
            layout.addWidget(widget)
        layout.addWidget(self.lines, stretch=1)
        layout.addWidget(scroll, stretch=1)
        self.setFocusProxy(self.sides)
