"""The dossier: one page for everything about a lot."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QSplitter, QVBoxLayout

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.header import LotHeader
from veralot_client.modules.genealogy.pages.sections import SectionList
from veralot_client.modules.genealogy.presenters.dossier import TABLE, DossierPresenter
from veralot_client.modules.genealogy.presenters.forms import FORMS
from veralot_client.modules.genealogy.presenters.quality import HoldForm, LiftForm
from veralot_client.theme.icons import icon
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.history import HistoryPanel
from veralot_client.widgets.labels import caption
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import FileView, HoldView
from veralot_shared.ids import LotId, NodeId

DECISIONS = [
    "genealogy.sample",
    "genealogy.release",
    "genealogy.release_production",
    "genealogy.release_market",
    "genealogy.dispose",
    "genealogy.report_rework",
    "genealogy.return_from_sterilizer",
    "genealogy.lift",
    "genealogy.reject",
    "genealogy.hold",
]
"""What is decided on a lot: as buttons, the next step first."""
STOCK = [
    "genealogy.transfer",
    "genealogy.issue",
    "genealogy.draw",
    "genealogy.split",
    "genealogy.merge",
    "genealogy.consume",
    "genealogy.consume_into",
    "genealogy.produce_more",
    "genealogy.pack",
    "genealogy.ship",
    "genealogy.send_to_sterilizer",
    "genealogy.return_from_customer",
    "genealogy.return_to_supplier",
    "genealogy.scrap",
    "genealogy.adjust",
    "genealogy.correct",
    "genealogy.recall",
]
"""What is done with its stock and record: in a menu."""


class DossierPage(Page):
    """Shows the dossier and offers what can be done with the lot now."""

    def __init__(self, services: Services, lot_id: int) -> None:
        self.dossier = DossierPresenter(services, LotId(lot_id))
        super().__init__(services, self.dossier)
        self._wanted = ""
        self.notice = Notice()
        self.empty = EmptyState()
        self.header = LotHeader(services)
        foreign = [action.id for action in services.actions if "lot" in action.kinds]
        self.bar = ActionBar(self, DECISIONS, [*STOCK, *foreign], menu_title=lambda: self.words.text("More"))
        self.trace = QPushButton()
        self.picture = QPushButton()
        self.export = QPushButton()
        self.show_history = QPushButton()
        self.show_history.setCheckable(True)
        self.sections = SectionList(services)
        self.history = HistoryPanel(services, TABLE, str(lot_id))
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show()
        self.dossier.load()

    def title(self) -> str:
        """Return the lot's number."""
        return self.dossier.lot.lot_no if self.dossier.lot else self.words.text("Dossier")

    def refresh(self) -> None:
        """Read everything again."""
        self.dossier.load()
        if self.history.isVisible():
            self.history.reload()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        caption(self.trace, _("&Trace"))
        caption(self.picture, _("&Picture"))
        caption(self.export, _("&Export PDF"))
        caption(self.show_history, _("H&istory"))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the lot now."""
        return self.dossier.can(action_id)

    def perform(self, action_id: str) -> None:
        """Do an action."""
        lot = self.dossier.lot
        if lot is None:
            return
        match action_id:
            case "genealogy.trace":
                self.services.navigator.open("trace", lot.id)
            case "genealogy.picture":
                self.services.navigator.open("picture", lot.id)
            case "genealogy.export" if self.dossier.has_files():
                self._ask_for_files()
            case "genealogy.export":
                self.dossier.export(self._save)
            case "genealogy.lift":
                self.dossier.open_holds(self._lift)
            case _ if action_id in FORMS:
                show_form(self.services, FORMS[action_id](self.services, lot), self)
            case _:
                super().perform(action_id)

    def subjects(self) -> Sequence[Subject]:
        """Return the lot."""
        lot = self.dossier.lot
        return () if lot is None else (Subject("lot", lot.id, lot.lot_no),)

    def point_at(self, part: str) -> None:
        """Show where in the dossier something stands: a serial number that was searched for."""
        self._wanted = part
        self._point()

    def _point(self) -> None:
        """Go to what is wanted, once the sections are there."""
        if self._wanted and self.dossier.dossier is not None:
            wanted, self._wanted = self._wanted, ""
            # Their places are known when the layout has laid them out.
            QTimer.singleShot(0, self, lambda: self.sections.look_for(wanted))

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.history.end()
        self.sections.end()
        super().end()

    def _show(self) -> None:
        dossier, error, words = self.dossier.dossier, self.dossier.error, self.words
        text = words.error(error) if error else ""
        self.notice.say(text if dossier else "", Tone.WARNING, words.text("Try again"), self.dossier.load)
        known = dossier is not None
        for widget in (self.header, self.bar, self.trace, self.picture, self.export, self.show_history, self._body):
            widget.setVisible(known)
        self.empty.setVisible(not known)
        self.empty.say(text or words.text("Loading…"), "", words.text("Try again") if error else "", self.dossier.load)
        if dossier is not None:
            self.header.show_lot(dossier.lot, self.dossier.stock)
            self.sections.show_sections(dossier.sections)
            self._point()
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _lift(self, holds: list[HoldView]) -> None:
        show_form(self.services, LiftForm(self.services, holds), self)

    def _hold(self, nodes: list[tuple[NodeId, str]]) -> None:
        show_form(self.services, HoldForm(self.services, nodes), self)

    def _ask_for_files(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QAction(self.words.text("With the lot's files in it"), menu)
        bare = QAction(self.words.text("With the hashes of the files alone"), menu)
        menu.addActions([whole, bare])
        whole.triggered.connect(lambda: self.dossier.export(self._save, enclosed=True))
        bare.triggered.connect(lambda: self.dossier.export(self._save))
        menu.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    def _save(self, file: FileView) -> None:
        dialog = QFileDialog(self, self.words.text("Save the signed dossier"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(file.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.dossier.save(file, Path(name)))
        dialog.open()

    def _toggle_history(self, shown: bool) -> None:  # noqa: FBT001 - Qt's own signal
        self.history.setVisible(shown)
        if shown:
            self.history.reload()

    def _connect(self) -> None:
        self.dossier.keep(self.dossier.shown.subscribe(self._show))
        self.header.followed.connect(lambda place: self.services.navigator.open(place.kind, place.id))
        self.sections.trace_asked.connect(self.dossier.trace_unit)
        self.sections.hold_asked.connect(lambda serials: self.dossier.units(serials, self._hold))
        self.trace.clicked.connect(lambda: self.perform("genealogy.trace"))
        self.picture.clicked.connect(lambda: self.perform("genealogy.picture"))
        self.export.clicked.connect(lambda: self.perform("genealogy.export"))
        self.show_history.toggled.connect(self._toggle_history)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.sections.index.setFocus)

    def _lay_out(self) -> None:
        buttons = (
            (self.trace, "trace"),
            (self.picture, "picture"),
            (self.export, "export"),
            (self.show_history, "history"),
        )
        for button, drawing in buttons:
            button.setIcon(icon(f"genealogy/{drawing}"))
            button.setProperty("kind", "quiet")
        actions = QHBoxLayout()
        actions.addWidget(self.bar, stretch=1)
        for button in (self.trace, self.picture, self.export, self.show_history):
            actions.addWidget(button)
        self._body = QSplitter(Qt.Orientation.Horizontal)
        self._body.addWidget(self.sections)
        self._body.addWidget(self.history)
        self._body.setStretchFactor(0, 3)
        self._body.setStretchFactor(1, 2)
        self._body.setChildrenCollapsible(False)
        self.history.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(10)
        layout.addWidget(self.notice)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.header)
        layout.addLayout(actions)
        layout.addWidget(self._body, stretch=1)
