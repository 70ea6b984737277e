"""Searching the audit log."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QTextBrowser, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.audit.models import ENTRIES
from veralot_client.modules.audit.presenters.log import LogPresenter
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.editors.dates import DateEdit
from veralot_client.widgets.form.spec import Field, FieldKind
from veralot_client.widgets.log_entries import entries_html
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.rows import FetchedRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.audit import EntryView, InclusionView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="audit.log",
    name=N_("Audit log"),
    empty=N_("No changes are recorded in this time."),
    none_match=N_("No entry matches. Person, action and record must be entered as the log has them."),
)
LATEST = 20
"""Entries that are shown whole at once."""


class LogPage(Page):
    """Lists entries, newest first; those that are chosen stand beside it, field by field."""

    def __init__(self, services: Services) -> None:
        self.log = LogPresenter(services, self._reload)
        super().__init__(services, self.log)
        rows = FetchedRows(services.background, self.log.fetch)
        self.table: DataTable[EntryView] = DataTable(services, ENTRIES, rows, WORDS, key=lambda entry: entry.id)
        self.since = DateEdit(Field(name="since", label="", kind=FieldKind.DATE), services.words)
        self.until = DateEdit(Field(name="until", label="", kind=FieldKind.DATE), services.words)
        self.since_label, self.until_label = QLabel(), QLabel()
        self.detail = QTextBrowser(openLinks=False)
        self.bar = ActionBar(self, ["audit.prove"], always_shown=True)
        self._lay_out()
        for edit in (self.since, self.until):
            edit.settled.connect(self._on_days)
        self.table.picked.connect(self._show_detail)
        self.retranslate()
        rows.reload()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Audit log")

    def refresh(self) -> None:
        """Read the log again."""
        self._reload()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.since_label.setText(_("&From"))
        self.until_label.setText(_("&To"))
        self.detail.setAccessibleName(_("Chosen entries"))
        for edit, name in ((self.since, _("From")), (self.until, _("To"))):
            edit.retranslate()
            edit.name_for_readers(name)
        self._show_detail()

    def can_perform(self, action_id: str) -> bool:
        """Return whether one sealed entry is chosen."""
        entry = self.table.current()
        return action_id == "audit.prove" and entry is not None and entry.index is not None

    def perform(self, action_id: str) -> None:
        """Ask for the proof and copy it."""
        entry = self.table.current()
        if entry is not None:
            self.log.prove(entry, self._copy_proof)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.table.end()
        super().end()

    def _reload(self) -> None:
        self.table.reload()

    def _on_days(self) -> None:
        days = (self.since.value(), self.until.value())
        for edit in (self.since, self.until):
            edit.mark(invalid=edit.flaw() is not None)
        if days != (self.log.since, self.log.until):
            self.log.since, self.log.until = days
            self.table.rows.query(None, self.table.rows.filters)

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
        top = QHBoxLayout()
        top.addWidget(self.bar, stretch=1)
        for label, edit in ((self.since_label, self.since), (self.until_label, self.until)):
            label.setBuddy(edit)
            edit.spoken.hide()
            top.addWidget(label)
            top.addWidget(edit)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.addWidget(self.table)
        body.addWidget(self.detail)
        body.setStretchFactor(0, 3)
        body.setStretchFactor(1, 1)
        body.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addLayout(top)
        layout.addWidget(body, stretch=1)
        self.setFocusProxy(self.table)
