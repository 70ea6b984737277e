"""The screen on which results are entered: progress and gauge above, one result or all of them, the drawing beside."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
)

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.drawing import Drawing
from veralot_client.modules.inspection.pages.entry.above import Head
from veralot_client.modules.inspection.pages.entry.grid import EntryGrid
from veralot_client.modules.inspection.pages.entry.instruments import Connected
from veralot_client.modules.inspection.pages.entry.large import enlarge
from veralot_client.modules.inspection.pages.entry.single import Single
from veralot_client.modules.inspection.presenters.balloons import marks
from veralot_client.modules.inspection.presenters.correcting import CorrectForm
from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.modules.inspection.presenters.entry.lacking import LackingForm
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood
from veralot_client.modules.inspection.presenters.retesting import retested
from veralot_client.theme.style import repolish
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.scan import Flash
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.errors import CodedError
from veralot_shared.ids import InspectionId

OFFERS = (
    "inspection.entry_send",
    "inspection.entry_finish",
    "inspection.entry_undo",
    "inspection.entry_failing",
    "inspection.entry_not_applicable",
    "inspection.entry_view",
    "inspection.entry_turn",
    "inspection.entry_large",
)
LARGE_ROWS = 2
"""Rows of the large buttons below."""
TYPING_MS = 300
"""How long after the last key what stands half typed is kept."""


class EntryPage(Page):
    """Enters the results of one inspection."""

    def __init__(self, services: Services, inspection_id: int) -> None:
        self.presenter = EntryPresenter(services, InspectionId(inspection_id))
        super().__init__(services, self.presenter)
        self.instrument = Connected(services, self.presenter)
        self.notice = Notice()
        self.empty = EmptyState(picture="genealogy/sample")
        self.head = Head(self, self.presenter)
        self.said = self.head.said
        self.single = Single(self.presenter)
        self.grid = EntryGrid(self.presenter)
        self.views = QStackedWidget()
        self.picture = Drawing(services)
        self.bar = ActionBar(self, OFFERS, always_shown=True)
        for button in self.bar.findChildren(QPushButton):
            button.setProperty("scale", "large")
        self._flash = Flash(self.said)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._sheet: object = None
        self._titled = ""
        self._lay_out()
        self._connect()
        self.retranslate()
        self._enlarge()
        self.presenter.load()

    # --- what the window asks ----------------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the inspection's number."""
        detail = self.presenter.detail
        if detail is None:
            return self.words.text("Enter results")
        return self.words.text("Results {number}", number=detail.inspection.number)

    def subjects(self) -> Sequence[Subject]:
        """Return the lot, so that its files stand beside."""
        detail = self.presenter.detail
        return (Subject("lot", detail.inspection.lot_id, detail.inspection.lot_no),) if detail else ()

    def refresh(self) -> None:
        """Read everything again."""
        self.presenter.load()

    def kept_unsent(self) -> str:
        """Return how much that is typed is not sent; it is kept on this computer."""
        detail, count = self.presenter.detail, self.presenter.progress().unsent
        if detail is None or not count:
            return ""
        return self.words.plural(
            "{number}: {count} result is not sent.",
            "{number}: {count} results are not sent.",
            count,
            number=detail.inspection.number,
        )

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work now."""
        presenter = self.presenter
        if presenter.sheet is None:
            return False
        free = presenter.writable and not presenter.outbox.busy
        if action_id in {"inspection.entry_send", "inspection.entry_finish"}:
            progress = presenter.progress()
            finish = action_id == "inspection.entry_finish"
            return free and (progress.done == progress.total > 0 if finish else progress.unsent > 0)
        if action_id == "inspection.entry_failing":
            return presenter.sheet.next_failed(None) is not None
        if action_id == "inspection.entry_correct":
            return presenter.correctable() is not None
        if action_id == "inspection.entry_not_applicable":
            return free and presenter.entry() is None and presenter.at is not None
        return action_id != "inspection.entry_undo" or presenter.undoable

    def perform(self, action_id: str) -> None:
        """Do an action."""
        deeds = {
            "inspection.entry_send": self.presenter.send_all,
            "inspection.entry_finish": lambda: self.presenter.send_all(complete=True),
            "inspection.entry_undo": self.presenter.undo,
            "inspection.entry_failing": self.presenter.next_failing,
            "inspection.entry_correct": self._correct,
            "inspection.entry_not_applicable": self._not_applicable,
            "inspection.entry_view": self._turn_view,
            "inspection.entry_turn": self.presenter.turn,
            "inspection.entry_instrument": lambda: self.instrument.choose(self),
            "inspection.entry_large": self._choose_size,
        }
        if action_id in deeds:
            deeds[action_id]()
        else:
            super().perform(action_id)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self._titled, self._sheet = "", None
        self.said.clear()  # it was said in the other language
        self._show()

    def end(self) -> None:
        """The page is closed for good; what is typed is kept."""
        self._typing.stop()
        self.presenter.keep_typing(self._half_typed())
        self.instrument.close()
        self.picture.end()
        self.single.end()
        self.bar.end()
        self.head.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        presenter, words = self.presenter, self.words
        detail, error = presenter.detail, presenter.error
        text = words.error(error) if error else ""
        for widget in (self.head, self.body, self.bar):
            widget.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        self.empty.say(text or words.text("Loading…"), "", words.text("Try again") if text else "", presenter.load)
        self._notify(text if detail is not None else "")
        if detail is None or presenter.sheet is None:
            return
        one = detail.inspection
        name = words.name(one.item_name, one.item_name_zh)
        self.head.heading.setText(
            f"{one.number}  ·  {one.lot_no}  ·  {one.item_code} {name}  ·  {words.label(one.status)}"
        )
        if self._sheet is not presenter.sheet:  # once: later only cells change
            self._sheet = presenter.sheet
            self.grid.reset_sheet()
            self.picture.show_marks(marks(detail.revision.characteristics, words))
        self.picture.show_drawing(detail.revision.picture_id)
        self.head.show_progress(self.instrument.name)
        if self.grid.isVisible():
            self.grid.show_sheet()
        if self.title() != self._titled:
            self._titled = self.title()
            self.title_changed.emit()
        self._move()

    def _notify(self, trouble: str) -> None:
        """Say above everything what one has to know before one enters anything: the first of what there is to say."""
        presenter, words = self.presenter, self.words
        unqualified, undecided = presenter.unqualified(), presenter.undecided()
        if trouble:
            self.notice.say(trouble, Tone.WARNING, words.text("Try again"), presenter.load)
        elif unqualified is not None:
            self.notice.say(words.error(unqualified), Tone.BAD)
        elif undecided:
            self.notice.say(self._undecided(undecided), Tone.WARNING)
        else:
            self.notice.say(retested(presenter.detail, words), Tone.INFO)

    def _undecided(self, count: int) -> str:
        return self.words.plural(
            "{count} result that you entered while the server was away is not recorded: somebody has to decide on it first, or "
            "has refused it. Ask before you enter it again.",
            "{count} results that you entered while the server was away are not recorded: somebody has to decide on them "
            "first, or has refused them. Ask before you enter them again.",
            count,
        )

    def _turn_view(self) -> None:
        self.views.setCurrentIndex(1 - self.views.currentIndex())
        self.grid.show_sheet()
        (self.grid if self.views.currentIndex() else self.single).setFocus()

    def _choose_size(self) -> None:
        settings = self.services.settings
        settings.choose(large_controls=not settings.choices.large_controls)
        self._enlarge()

    def _enlarge(self) -> None:
        """Show everything as large as this computer's people need it."""
        large = self.services.settings.choices.large_controls
        self.single.enlarge(large=large)
        self.grid.enlarge(large=large)
        enlarge(self, large=large)
        self.bar.arrange(LARGE_ROWS if large else 1)
        self.possibilities_changed()

    def _move(self) -> None:
        self.single.show_cell()
        self.grid.show_cell()
        one = self.presenter.characteristic()
        self.picture.choose(one.code if one is not None else None)
        self.head.show_gauge()
        self.possibilities_changed()
        self.bar.refresh()

    def _say(self, text: str, tone: Tone) -> None:
        """Say what became of a scan, a reading, a paste or a sending: sound, colour and words."""
        self.said.setText(text)
        self.said.setProperty(
            "role", {Tone.GOOD: "good", Tone.BAD: "error", Tone.WARNING: "warning"}.get(tone, "muted")
        )
        repolish(self.said)
        self._flash.show(tone)

    def _scanned(self, text: str) -> None:
        self.single.line.setText(self.presenter.typing)
        self.single.judge()
        self.presenter.scan(text)

    def _refused(self, wrong: NotUnderstood | CodedError) -> None:
        if isinstance(wrong, CodedError):
            self._say(self.words.error(wrong), Tone.BAD)
        else:
            self._say(self.words.text(wrong.flaw.text, **wrong.flaw.values), Tone.BAD)

    def _half_typed(self) -> str:
        entry = self.presenter.entry()
        text = self.single.line.text()
        return "" if entry is not None and entry.typed.text == text else text

    def _choose_picture(self) -> None:
        dialog = QFileDialog(self, self.words.text("Choose picture"))
        dialog.setNameFilters([f"{self.words.text('Pictures')} (*.png *.jpg *.jpeg *.webp *.tif *.tiff)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.presenter.take_picture(Path(name)))
        dialog.open()

    def _correct(self) -> None:
        detail, result = self.presenter.detail, self.presenter.correctable()
        if detail is not None and result is not None:
            form = show_form(self.services, CorrectForm(self.services, detail, result), self)
            form.done_with.connect(lambda _reply: self.presenter.load())

    def _not_applicable(self) -> None:
        form = show_form(self.services, LackingForm(self.services, self.single.told()), self)
        enlarge(form, large=self.services.settings.choices.large_controls)
        form.done_with.connect(self._lacks)

    def _lacks(self, reason: str) -> None:
        try:
            self.presenter.does_not_apply(reason)
        except NotUnderstood as wrong:
            self._refused(wrong)

    def _connect(self) -> None:
        presenter, line = self.presenter, self.single.line
        presenter.keep(presenter.shown.subscribe(self._show))
        presenter.keep(presenter.moved.subscribe(self._move))
        presenter.keep(presenter.said.subscribe(self._say))
        line.scanned.connect(self._scanned)
        self.picture.view.chosen.connect(presenter.go_to_balloon)
        self.single.picture_wanted.connect(self._choose_picture)
        self.single.correction_wanted.connect(self._correct)
        line.refused.connect(self._refused)
        line.pasted.connect(presenter.paste)
        line.stepped.connect(presenter.step)
        line.textEdited.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(lambda: presenter.keep_typing(self._half_typed()))
        self.grid.pasted.connect(presenter.paste)
        self.grid.cells.scanned.connect(presenter.scan)
        self.grid.cells.refused.connect(self._refused)

    def _lay_out(self) -> None:
        self.views.addWidget(self.single)
        self.views.addWidget(self.grid)
        self.body = QSplitter()
        self.body.setChildrenCollapsible(False)
        self.body.addWidget(self.views)
        self.body.addWidget(self.picture)
        self.body.setStretchFactor(0, 3)
        self.body.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 8)
        layout.setSpacing(8)
        for widget in (self.notice, self.empty, self.head):
            layout.addWidget(widget)
        layout.addWidget(self.body, stretch=1)
        layout.addWidget(self.bar)
        self.setFocusProxy(self.single)
