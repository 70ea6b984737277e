"""Searching the audit log."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QTextBrowser, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.audit.models import ENTRIES, filter_text
from veralot_client.modules.audit.pages.filters import FilterBar
from veralot_client.modules.audit.pages.saving import ask_where
from veralot_client.modules.audit.presenters.log import ExportForm, LogPresenter
from veralot_client.modules.audit.presenters.reviews import OpenForm, PlanForm
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.log_entries import entries_html
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.rows import FetchedRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.audit import EntryView, InclusionView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="audit.log",
    name=N_("Audit log"),
    empty=N_("No entry matches."),
    hint=N_("Narrow the search less: another person, more days, all records."),
)
LATEST = 20
"""Entries that are shown whole at once."""
BUTTONS = ("audit.export", "audit.open_review", "audit.plan_review", "audit.prove")


class LogPage(Page):
    """Lists entries, newest first; those that are chosen stand beside it, field by field."""

    def __init__(self, services: Services) -> None:
        self.log = LogPresenter(services, self._reload)
        super().__init__(services, self.log)
        rows = FetchedRows(services.background, self.log.fetch)
        self.table: DataTable[EntryView] = DataTable(services, ENTRIES, rows, WORDS, key=lambda entry: entry.id)
        self.filters = FilterBar(services.words)
        self.detail = QTextBrowser(openLinks=False)
        self.bar = ActionBar(self, BUTTONS, always_shown=True)
        self._lay_out()
        self.filters.changed.connect(self._search)
        self.table.picked.connect(self._show_detail)
        self.log.keep(self.log.chosen.subscribe(lambda: self.filters.offer(self.log.choices)))
        self.retranslate()
        self.log.load_choices()
        rows.reload()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Audit log")

    def refresh(self) -> None:
        """Read the log again."""
        self.log.load_choices()
        self._reload()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.detail.setAccessibleName(self.words.text("Chosen entries"))
        self._show_detail()

    def can_perform(self, action_id: str) -> bool:
        """Return whether there is something to export or to review; a proof is of one sealed entry."""
        if action_id == "audit.prove":
            entry = self.table.current()
            return entry is not None and entry.index is not None
        return action_id in BUTTONS

    def perform(self, action_id: str) -> None:
        """Do what a button says with what is searched for now."""
        services, wanted, told = self.services, self.log.filter, self.told()
        entry = self.table.current()
        if action_id == "audit.export":
            form = show_form(services, ExportForm(services, wanted, told), self)
            form.done_with.connect(lambda extract: ask_where(services, extract, self))
        elif action_id == "audit.open_review":
            form = show_form(services, OpenForm(services, wanted, told), self)
            form.done_with.connect(lambda review: services.navigator.open("audit_review", review.id))
        elif action_id == "audit.plan_review":
            form = show_form(services, PlanForm(services, wanted, told), self)
            form.done_with.connect(lambda _plan: services.navigator.show("audit.reviews"))
        elif entry is not None:
            self.log.prove(entry, self._copy_proof)

    def told(self) -> str:
        """Return in words what is searched for."""
        return filter_text(self.log.filter, self.words, self.log.people())

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.table.end()
        super().end()

    def _reload(self) -> None:
        self.log.forget_places()
        self.table.reload()

    def _search(self) -> None:
        if self.log.search(self.filters.filter()):
            self.table.rows.query(None, {})

    def _show_detail(self) -> None:
        entries = self.table.selected()[:LATEST]
        colours = tokens(self.palette()).values()
        hint = self.words.text("Choose entries to see their changes field by field.")
        empty = f'<p style="color:{colours["muted"]}">{hint}</p>'
        self.detail.setHtml(entries_html(entries, self.words, colours) if entries else empty)
        self.bar.refresh()
        self.possibilities_changed()

    def _copy_proof(self, proof: InclusionView) -> None:
        QGuiApplication.clipboard().setText(msgspec.json.format(msgspec.json.encode(proof)).decode())
        told = {"index": self.words.number(proof.index), "size": self.words.number(proof.size)}
        self.services.notices.done(
            self.words.text("Proof of entry {index} in the log of {size} entries copied.", **told)
        )

    def _lay_out(self) -> None:
        body = QSplitter(Qt.Orientation.Horizontal)
        body.addWidget(self.table)
        body.addWidget(self.detail)
        body.setStretchFactor(0, 3)
        body.setStretchFactor(1, 1)
        body.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(self.bar)
        layout.addWidget(self.filters)
        layout.addWidget(body, stretch=1)
        self.setFocusProxy(self.table)
