"""One recall, stage by stage: suspects, what they affect, hold, decision, consignees, answers, closing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.recall.pages.acting import AnswersStage, CloseStage, ConsigneesStage, DecisionStage
from veralot_client.modules.recall.pages.finding import AffectedStage, HoldStage, SuspectsStage
from veralot_client.modules.recall.pages.header import RecallHeader
from veralot_client.modules.recall.pages.stages import Stage
from veralot_client.modules.recall.presenters.forms.made import FORMS, MAKES_FILE
from veralot_client.modules.recall.presenters.forms.orders import HoldAllForm, MarkForm
from veralot_client.modules.recall.presenters.recall import RecallPresenter
from veralot_client.theme.icons import icon
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.recall import RecallEvent, TargetView
from veralot_shared.ids import RecallId

STAGES: tuple[type[Stage], ...] = (
    SuspectsStage,
    AffectedStage,
    HoldStage,
    DecisionStage,
    ConsigneesStage,
    AnswersStage,
    CloseStage,
)
LIST_WIDTH = 216
NEEDS_ONE = frozenset({"recall.respond", "recall.check"})
"""Actions on a single consignee."""


class RecallPage(Page):
    """Shows a recall and offers what can be done in it now."""

    def __init__(self, services: Services, recall_id: int) -> None:
        self.recall = RecallPresenter(services, RecallId(recall_id))
        super().__init__(services, self.recall)
        self.notice = Notice()
        self.empty = EmptyState(picture="genealogy/recall")
        self.header = RecallHeader(services, self.recall)
        self.list = QListWidget()
        self.list.setFixedWidth(LIST_WIDTH)
        self.stack = QStackedWidget()
        self.stages = [stage(services, self.recall, self) for stage in STAGES]
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_stage)
        self.recall.keep(self.recall.shown.subscribe(self._show))
        self.retranslate()
        self.list.setCurrentRow(0)
        self.recall.load()

    # --- what the window asks ----------------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the recall's number."""
        return self.recall.detail.recall.number if self.recall.detail else self.words.text("Recall")

    def subjects(self) -> Sequence[Subject]:
        """Return the recall."""
        detail = self.recall.detail
        return () if detail is None else (Subject("recall", detail.recall.id, detail.recall.number),)

    def refresh(self) -> None:
        """Read everything again."""
        self.recall.load()
        self.recall.look_again()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.list.setAccessibleName(self.words.text("Stages of the recall"))
        for stage in self.stages:
            stage.retranslate()
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the recall, and with what is selected."""
        if not self.recall.can(action_id):
            return False
        if action_id in NEEDS_ONE:
            return len(self._consignees()) == 1
        return action_id != "recall.drop_suspect" or bool(self._suspects().chosen())

    def perform(self, action_id: str) -> None:
        """Do an action."""
        detail = self.recall.detail
        if detail is None:
            return
        match action_id:
            case "recall.look_again":
                self.recall.look_again()
            case "recall.freeze":
                self.recall.freeze()
            case "recall.drop_suspect":
                self.recall.drop([each.suspect for each in self._suspects().chosen()])
            case "recall.hold_all":
                self.recall.targets(RecallEvent.HOLD, lambda found: self._order(HoldAllForm, found))
            case "recall.mark":
                self.recall.targets(RecallEvent.MARK, lambda found: self._order(MarkForm, found))
            case _ if action_id in FORMS:
                form = FORMS[action_id](self.services, detail, self._consignees())
                self._open(form, self._save if action_id in MAKES_FILE else self.recall.take)
            case _:
                super().perform(action_id)

    def end(self) -> None:
        """The page is closed for good."""
        self.header.end()
        for stage in self.stages:
            stage.end()
        super().end()

    # --- forms -------------------------------------------------------------------------------------------------------

    def _order(self, form: type[HoldAllForm | MarkForm], found: Sequence[TargetView]) -> None:
        if self.recall.detail is None:
            return
        if not found:
            self.services.notices.done(self.words.text("There is nothing left to hold or to recall."))
            return
        self._open(form(self.services, self.recall.detail, found), self.recall.take)

    def _open(self, form: FormPresenter[Any], done: Callable[[Any], None]) -> None:
        show_form(self.services, form, self).done_with.connect(done)

    def _save(self, file: FileView) -> None:
        dialog = QFileDialog(self, self.words.text("Save the file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(file.name.rpartition(".")[2])
        dialog.selectFile(file.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.recall.save(file, Path(name)))
        dialog.open()

    # --- stages ------------------------------------------------------------------------------------------------------

    def stage(self) -> Stage:
        """Return the stage that is shown."""
        return self.stages[max(self.list.currentRow(), 0)]

    def _suspects(self) -> Stage:
        return self.stages[0]

    def _consignees(self) -> Sequence[Any]:
        """Return the consignees that are selected where one selects them."""
        shown = self.stage()
        return shown.chosen() if isinstance(shown, ConsigneesStage | AnswersStage) else ()

    def _on_stage(self, place: int) -> None:
        if place >= 0:
            self.stack.setCurrentIndex(place)
            self.stages[place].entered()
            self.stages[place].show_recall()
            self.stages[place].bar.refresh()
            self.possibilities_changed()

    def _show(self) -> None:
        recall, words = self.recall, self.words
        text = words.error(recall.error) if recall.error else ""
        known = recall.detail is not None
        self.notice.say(text if known else "", Tone.WARNING, words.text("Try again"), self.refresh)
        for widget in (self.header, self.list, self.stack):
            widget.setVisible(known)
        self.empty.setVisible(not known)
        self.empty.say(text or words.text("Loading…"), "", words.text("Try again") if text else "", recall.load)
        self.header.show_recall()
        self._name_stages()
        for stage in self.stages:
            stage.show_recall()
            stage.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _name_stages(self) -> None:
        """Number the stages that this recall has, and tick those that are done."""
        number = 0
        for place, stage in enumerate(self.stages):
            item = self.list.item(place)
            wanted, done = stage.wanted(), stage.done()
            number += wanted
            name = self.words.text(stage.name)
            item.setHidden(not wanted)
            item.setText(f"{number}  {name}")
            item.setIcon(icon("common/good" if done else "common/next", "good" if done else "faint"))
            item.setToolTip(self.words.text("{stage}: done", stage=name) if done else name)

    def _lay_out(self) -> None:
        for stage in self.stages:
            self.list.addItem(QListWidgetItem())
            self.stack.addWidget(stage)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.list)
        body.addWidget(self.stack, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(10)
        layout.addWidget(self.notice)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.header)
        layout.addLayout(body, stretch=1)
        self.setFocusProxy(self.list)
