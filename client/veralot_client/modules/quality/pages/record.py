"""One quality record: what was done, its lots, lines, actions, causes, clocks and links, and what can be done now."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout, QWidget

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.quality.actions import OF_RECORD, show
from veralot_client.modules.quality.pages.causes import CausesView
from veralot_client.modules.quality.pages.header import RecordHeader
from veralot_client.modules.quality.pages.timeline import Timeline
from veralot_client.modules.quality.presenters.catalogue import BY_VERB
from veralot_client.modules.quality.presenters.columns import ACTIONS, CLOCKS, LINES, LINKS, LOTS, PASSED, PERMITTED
from veralot_client.modules.quality.presenters.forms.base import DeedForm
from veralot_client.modules.quality.presenters.forms.opening import OPENINGS, DiscloseForm, OpenForm
from veralot_client.modules.quality.presenters.record import RecordPresenter, is_side
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.quality import CaseKind, ComplainantView
from veralot_shared.i18n import N_
from veralot_shared.ids import CaseId

MAIN = tuple(name for name, message in BY_VERB.items() if not is_side(message))
ASIDE = (
    "quality.print",
    *(name for name, message in BY_VERB.items() if is_side(message)),
    *OF_RECORD,
    "quality.disclose",
)


class Part(NamedTuple):
    """A table of the record: what it is called, its columns, which rows of the detail it shows, and when it is there."""

    name: str
    title: str
    columns: tuple[Column[Any], ...]
    empty: str


PARTS = (
    Part("lots", N_("Lots"), LOTS, N_("This record names no lot.")),
    Part("lines", N_("Disposition"), LINES, N_("Nothing is decided yet.")),
    Part("permitted", N_("Made or used"), PERMITTED, N_("Nothing was made or used under this permit yet.")),
    Part("actions", N_("Planned actions"), ACTIONS, N_("No action is planned.")),
    Part("clocks", N_("Clocks"), CLOCKS, N_("No clock runs.")),
    Part("links", N_("Links"), LINKS, N_("This record belongs to no other.")),
    Part("passed", N_("Escalations"), PASSED, N_("Nothing of this record was late.")),
)
ONLY_OF = {"lines": {CaseKind.NCR}, "permitted": {CaseKind.PERMIT}, "actions": {CaseKind.CAPA, CaseKind.DEVIATION}}
"""Tables that only some kinds have."""


class RecordPage(Page):
    """Shows a record and offers what can be done with it now."""

    def __init__(self, services: Services, record_id: int) -> None:
        self.record = RecordPresenter(services, CaseId(record_id))
        super().__init__(services, self.record)
        self.empty = EmptyState(picture="quality/record")
        self.notice, self.private = Notice(), Notice()
        self.header = RecordHeader(services, self.record)
        self.bar = ActionBar(self, MAIN, ASIDE, menu_title=lambda: self.words.text("More"))
        self.tabs = QTabWidget(documentMode=True)
        self.timeline = Timeline(services, self.record)
        self.causes = CausesView(services)
        self.tables = {part.name: self._table(part) for part in PARTS}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(8)
        for widget in (self.empty, self.header, self.notice, self.private, self.bar):
            layout.addWidget(widget)
        layout.addWidget(self.tabs, stretch=1)
        self.setFocusProxy(self.tabs)
        self.record.keep(self.record.shown.subscribe(self._show))
        self.retranslate()
        self.record.load()

    # --- what the window asks ----------------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the record's number."""
        return self.record.detail.case.number if self.record.detail else self.words.text("Quality record")

    def subjects(self) -> Sequence[Subject]:
        """Return the record."""
        detail = self.record.detail
        return () if detail is None else (Subject("quality", detail.case.id, detail.case.number),)

    def refresh(self) -> None:
        """Read everything again."""
        self.record.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.tabs.setAccessibleName(self.words.text("Parts of the record"))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the record as it stands."""
        return self.record.can(action_id)

    def why_not(self, action_id: str) -> str:
        """Return in words why an action cannot work with the record as it stands."""
        return self.record.why_not(action_id)

    def held_back(self, action_id: str) -> bool:
        """Return whether an action would be next, but for something that is missing."""
        return self.record.held_back(action_id)

    def leads_on(self, action_id: str) -> bool:
        """Return whether an action is what the record waits for; what may be said anew is not."""
        return self.record.leads_on(action_id)

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        detail = self.record.detail
        if detail is None:
            return
        if action_id in OF_RECORD:
            show(self.services, OpenForm(self.services, OPENINGS[OF_RECORD[action_id]], origin=detail))
        elif action_id == "quality.print":
            self.record.print(self._save)
        elif action_id == "quality.disclose":
            show_form(self.services, DiscloseForm(self.services, detail), self).done_with.connect(self._disclosed)
        else:
            form = DeedForm(self.services, detail, BY_VERB[action_id])
            show_form(self.services, form, self).done_with.connect(self.record.take)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        for table in self.tables.values():
            table.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _table(self, part: Part) -> DataTable[Any]:
        words = TableWords(id=f"quality.record.{part.name}", name=part.title, empty=part.empty)
        rows: ListRows[Any] = ListRows(part.columns, self.words)
        return DataTable(self.services, part.columns, rows, words)

    def _show(self) -> None:
        detail, words = self.record.detail, self.words
        text = words.error(self.record.error) if self.record.error else ""
        known = detail is not None
        for widget in (self.header, self.bar, self.tabs):
            widget.setVisible(known)
        self.empty.setVisible(not known)
        self.empty.say(text or words.text("Loading…"), "", words.text("Try again") if text else "", self.record.load)
        if detail is not None:
            self.header.show_record()
            self.timeline.show_record()
            self.causes.show_record(detail)
            self._fill()
            waits = self.record.waits_for()
            self.notice.say(text or waits, Tone.WARNING if text or detail.case.late else Tone.INFO)
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _fill(self) -> None:
        detail = self.record.detail
        if detail is None:
            return
        self._tab(self.timeline, self.words.text("What was done"))
        if detail.case.kind is CaseKind.CAPA:
            self._tab(self.causes, self.words.text("Causes"))
        for part in PARTS:
            table, found = self.tables[part.name], getattr(detail, part.name)
            table.fill(found)
            if detail.case.kind in ONLY_OF.get(part.name, {detail.case.kind}):
                title = self.words.text(part.title)
                self._tab(table, f"{title}  {self.words.number(len(found))}" if found else title)

    def _tab(self, widget: QWidget, title: str) -> None:
        place = self.tabs.indexOf(widget)
        if place < 0:
            self.tabs.addTab(widget, title)
        else:
            self.tabs.setTabText(place, title)

    def _save(self, file: FileView) -> None:
        dialog = QFileDialog(self, self.words.text("Save the file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(file.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.record.save(file, Path(name)))
        dialog.open()

    def _disclosed(self, person: ComplainantView) -> None:
        words = self.words
        fields = ("complainant", "address", "phone", "health")
        text = "\n".join(
            words.headed(words.field(name), getattr(person, name)) for name in fields if getattr(person, name)
        )
        self.private.say(
            text or words.text("Nothing is known."),
            Tone.WARNING,
            words.text("Hide"),
            lambda: self.private.say("", Tone.NEUTRAL),
        )
