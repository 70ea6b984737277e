"""The history of a record: who changed which field, when, by what, and why."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout

from veralot_client.core.background import Job
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.theme.icons import icon
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.history_file import COLUMNS, Changed, every_change
from veralot_client.widgets.log_entries import entries_html, table_label
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.exporting import Export
from veralot_client.widgets.table.saving import ask_where, save
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.audit import EntryView, LogSealed, RecordHistory
from veralot_shared.errors import CodedError
from veralot_shared.messages import Page

ENTRIES = 50
"""Entries that are read at once."""


class HistoryPresenter(Presenter):
    """Reads the entries of one record, newest first."""

    def __init__(self, services: Services, table: str, key: str) -> None:
        super().__init__(services)
        self.entries: list[EntryView] = []
        self.more = False
        self.table, self.key = table, key

    def show(self, table: str, key: str) -> None:
        """Read the history of another record."""
        self.table, self.key = table, key
        self.entries, self.more = [], False

    def query(self, offset: int) -> RecordHistory:
        """Return the question for the entries from `offset` on."""
        return RecordHistory(table=self.table, key=self.key, page=Page(offset=offset, limit=ENTRIES))

    def every(self, job: Job) -> Iterator[Changed]:
        """Yield every change of the record, newest first. Blocks. Raises: CodedError, Cancelled."""
        call, table, key = self.services.server.call, self.table, self.key
        return every_change(lambda page: call(RecordHistory(table=table, key=key, page=page)), job)

    def take(self, offset: int, got: list[EntryView]) -> None:
        """Take the entries from `offset` on."""
        self.entries = [*self.entries[:offset], *got]
        self.more = len(got) == ENTRIES

    @property
    def sealing(self) -> bool:
        """Whether some entry waits for its place in the sealed log."""
        return any(entry.index is None for entry in self.entries)


class HistoryPanel(Retranslated):
    """Shows the history of any record that the audit log knows by table and key."""

    def __init__(self, services: Services, table: str = "", key: str = "") -> None:
        super().__init__()
        self._services = services
        self._presenter = HistoryPresenter(services, table, key)
        self._named = bool(table)
        self.heading = QLabel()
        self.heading.setProperty("role", "subtitle")
        self.notice = Notice()
        self.text = QTextBrowser(openLinks=False)
        self.more = QPushButton()
        self.more.clicked.connect(lambda: self._read(len(self._presenter.entries)))
        self.export = QPushButton()
        self.export.setIcon(icon("widgets/export"))
        self.export.clicked.connect(self._ask_where)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self.heading, stretch=1)
        head.addWidget(self.export)
        layout.addLayout(head)
        for widget in (self.notice, self.text, self.more):
            layout.addWidget(widget)
        self.setFocusProxy(self.text)
        self._presenter.follow(LogSealed, lambda _event: self._on_sealed())
        self.retranslate()

    def show_record(self, table: str, key: str) -> None:
        """Show the history of another record."""
        self._named = True
        self._presenter.show(table, key)
        self.reload()

    def reload(self) -> None:
        """Read it again."""
        if self._named:
            self._read(0)

    def export_to(self, file: Path) -> None:
        """Write the whole history into a file, all that the server has of it, in the background."""
        words = self._services.words
        export = Export(words.text("History"), COLUMNS, words)
        save(self._services, file, self._presenter.every, export, lambda text: self.notice.say(text, Tone.BAD))

    def end(self) -> None:
        """The panel is gone."""
        self._presenter.close()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._services.words.text
        self.heading.setText(_("History"))
        self.text.setAccessibleName(_("History"))
        self.more.setText(_("Show older changes"))
        self.export.setText(_("Export"))
        self.export.setToolTip(_("Write the whole history into a file"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()

    def _on_sealed(self) -> None:
        if self._presenter.sealing:
            self.reload()

    def _read(self, offset: int) -> None:
        self._presenter.ask(self._presenter.query(offset), lambda got: self._take(offset, got), self._fail)

    def _take(self, offset: int, got: list[EntryView]) -> None:
        self.notice.say("", Tone.WARNING)
        self._presenter.take(offset, got)
        self._show()

    def _fail(self, error: CodedError) -> None:
        words = self._services.words
        self.notice.say(words.error(error), Tone.WARNING, words.text("Try again"), self.reload)

    def _show(self) -> None:
        bar = self.text.verticalScrollBar()
        place = bar.value()
        self.text.setHtml(entries_html(self._presenter.entries, self._services.words, tokens(self.palette()).values()))
        bar.setValue(place)
        self.more.setVisible(self._presenter.more)
        self.export.setEnabled(bool(self._presenter.entries))

    def _ask_where(self) -> None:
        words = self._services.words
        name = f"{words.text('History')} {table_label(self._presenter.table, words)} {self._presenter.key}"
        ask_where(self, words, name, self.export_to)
