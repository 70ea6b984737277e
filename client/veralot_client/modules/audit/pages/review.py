"""One review: what it covers, its entries field by field, what was found, and its signature."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QTextBrowser, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.audit.models import ENTRIES, FINDINGS, REVIEW_TONES, filter_text, reviewed_range
from veralot_client.modules.audit.pages.saving import ask_where
from veralot_client.modules.audit.presenters.log import ExportForm, LogPresenter
from veralot_client.modules.audit.presenters.reviews import AbandonForm, FindingForm, ReviewPresenter, WithdrawForm
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.log_entries import entries_html, record_text
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.rows import FetchedRows, ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.audit import EntryView, FindingView, ReviewView
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import EntryId

SEEN = TableWords(id="audit.review", name=N_("Entries under review"), empty=N_("No entry of this range matches."))
FOUND = TableWords(id="audit.findings", name=N_("Findings"), empty=N_("Nothing was found so far."))
BUTTONS = (
    "audit.note_finding",
    "audit.withdraw_finding",
    "audit.sign_review",
    "audit.abandon_review",
    "audit.export_review",
)
LATEST = 20
FINDING_ROWS = 4


class ReviewPage(Page):
    """Shows a review and lets it be worked on until it is closed."""

    def __init__(self, services: Services, review_id: int) -> None:
        self.review = ReviewPresenter(services, review_id)
        super().__init__(services, self.review)
        self.log = LogPresenter(services, lambda: None)
        rows = FetchedRows(services.background, self.log.fetch)
        self._finding_rows = ListRows(FINDINGS, services.words, key=lambda finding: finding.id)
        self.entries: DataTable[EntryView] = DataTable(services, ENTRIES, rows, SEEN, key=lambda entry: entry.id)
        self.findings: DataTable[FindingView] = DataTable(
            services, FINDINGS, self._finding_rows, FOUND, key=lambda finding: finding.id, compact=True
        )
        self.notice, self.heading, self.chip = Notice(), QLabel(), StatusChip()
        self.heading.setProperty("role", "title")
        self.facts = Facts(columns=2)
        self.found = QLabel()
        self.found.setProperty("role", "subtitle")
        self.detail = QTextBrowser(openLinks=False)
        self.bar = ActionBar(self, BUTTONS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.log.load_choices()
        self.review.load()

    def title(self) -> str:
        """Return what the tab says."""
        shown = self.review.review
        return shown.title if shown else self.words.text("Review")

    def refresh(self) -> None:
        """Read it again; its entries stay what they are."""
        self.review.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.found.setText(self.words.text("Findings"))
        self.detail.setAccessibleName(self.words.text("Chosen entries"))
        self._show_detail()
        self._show_review()

    def can_perform(self, action_id: str) -> bool:
        """Return whether the review can still be worked on."""
        if action_id == "audit.export_review":
            return self.review.review is not None
        finding = self.findings.current()
        if action_id == "audit.withdraw_finding":
            return self.review.is_open and finding is not None and finding.withdrawn_at is None
        return self.review.is_open

    def perform(self, action_id: str) -> None:
        """Note, withdraw, sign, abandon or export."""
        shown, finding = self.review.review, self.findings.current()
        if shown is None:
            return
        if action_id == "audit.note_finding":
            form = show_form(self.services, FindingForm(self.services, shown.id, self._entry()), self)
            form.done_with.connect(self.review.take)
        elif action_id == "audit.withdraw_finding" and finding is not None:
            form = show_form(self.services, WithdrawForm(self.services, finding), self)
            form.done_with.connect(self.review.take)
        elif action_id == "audit.abandon_review":
            form = show_form(self.services, AbandonForm(self.services, shown), self)
            form.done_with.connect(self.review.take)
        elif action_id == "audit.export_review":
            told = filter_text(shown.filter, self.words, self.log.people())
            form = show_form(self.services, ExportForm(self.services, self.review.scope(), told), self)
            form.done_with.connect(lambda extract: ask_where(self.services, extract, self))
        else:
            self.review.sign()

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.entries.end()
        self.findings.end()
        self.log.close()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _entry(self) -> tuple[EntryId, str] | None:
        """Return the entry that a finding is about: the chosen one, and in words which it is."""
        entry = self.entries.current()
        if entry is None or entry.index is None:
            return None
        told = {"index": self.words.number(entry.index), "record": record_text(entry, self.words)}
        return entry.id, self.words.text("Entry {index}: {record}", **told)

    def _on_review(self) -> None:
        if self.review.review is not None and self.log.search(self.review.scope()):
            self.entries.rows.query(None, {})
        self._show_review()
        self.title_changed.emit()

    def _show_review(self) -> None:
        shown, error = self.review.review, self.review.error
        self._say_error(error)
        if shown is not None:
            self.heading.setText(shown.title)
            self.chip.show_state(self.words.label(shown.state), REVIEW_TONES[shown.state])
            self.facts.show_facts(list(self._facts(shown)))
            self._finding_rows.replace(shown.findings)
        self.bar.refresh()
        self.possibilities_changed()

    def _say_error(self, error: CodedError | None) -> None:
        again = self.words.text("Try again")
        self.notice.say(self.words.error(error) if error else "", Tone.WARNING, again, self.review.load)

    def _facts(self, shown: ReviewView) -> Iterator[Fact]:
        _, words = self.words.text, self.words
        yield Fact(_("What is reviewed"), filter_text(shown.filter, words, self.log.people()))
        yield Fact(_("Log entries"), reviewed_range(shown, words))
        yield Fact(_("Matching"), words.number(shown.entries))
        yield Fact(_("Of these the reviewer's own"), words.number(shown.own_entries))
        span = (shown.first_at, shown.last_at)
        times = " – ".join(words.moment(moment) for moment in span if moment)
        yield Fact(_("Made between"), times or NOTHING)
        opened = {"moment": words.moment(shown.opened_at), "person": words.name(shown.opened_by, shown.opened_by_zh)}
        yield Fact(_("Opened"), _("{moment}, by {person}", **opened))
        yield Fact(_("Tree head"), f"{words.number(shown.end)} · {shown.root}", None, "mono")
        yield Fact(_("Hash of what was seen"), shown.seen, None, "mono")
        if shown.closed_at is not None:
            closed = {
                "moment": words.moment(shown.closed_at),
                "person": words.name(shown.closed_by, shown.closed_by_zh),
            }
            yield Fact(_("Closed"), _("{moment}, by {person}", **closed))
        if shown.closed_reason:
            yield Fact(_("Reason"), shown.closed_reason)
        if shown.signature_id is not None:
            yield Fact(_("Signature"), words.number(shown.signature_id))

    def _show_detail(self) -> None:
        entries = self.entries.selected()[:LATEST]
        colours = tokens(self.palette()).values()
        hint = self.words.text("Choose entries to see their changes field by field.")
        empty = f'<p style="color:{colours["muted"]}">{hint}</p>'
        self.detail.setHtml(entries_html(entries, self.words, colours) if entries else empty)

    def _connect(self) -> None:
        self.review.keep(self.review.shown.subscribe(self._on_review))
        self.review.keep(self.log.chosen.subscribe(self._show_review))
        self.entries.picked.connect(self._show_detail)
        self.findings.picked.connect(self.bar.refresh)

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
        body = QSplitter(Qt.Orientation.Horizontal)
        body.addWidget(self.entries)
        body.addWidget(self.detail)
        body.setStretchFactor(0, 3)
        body.setStretchFactor(1, 1)
        body.setChildrenCollapsible(False)
        self.findings.set_height_for(FINDING_ROWS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        for widget in (self.notice, head, self.bar):
            layout.addWidget(widget)
        layout.addWidget(body, stretch=1)
        layout.addWidget(self.found)
        layout.addWidget(self.findings)
        self.setFocusProxy(self.entries)
