"""One print job: its labels one by one, scan-back, and what is done with them."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QProgressBar, QSplitter, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.labels.models import JOB_TONES, LABELS
from veralot_client.modules.labels.pages.picture import LabelPicture
from veralot_client.modules.labels.presenters.job import JobPresenter
from veralot_client.modules.labels.presenters.job_forms import (
    CloseForm,
    DestroyForm,
    ReprintForm,
    ResumeForm,
    VoidForm,
)
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.scan import ScanField
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.labels import JobState, JobView, LabelFormat, LabelView, Permission
from veralot_shared.i18n import N_
from veralot_shared.ids import LabelJobId

BUTTONS = [
    "labels.send", "labels.resume", "labels.close", "labels.came_out", "labels.queue_again", "labels.use",
    "labels.reprint", "labels.void", "labels.destroy",
]  # fmt: skip
FILES = ["labels.save_pdf", "labels.save_zpl"]
SCAN_HINT = N_("Scan a printed label to compare it with the record")
WORDS = TableWords(id="labels.labels", name=N_("Labels"), empty=N_("This job has no labels."))


class JobPage(Page):
    """Shows one job."""

    def __init__(self, services: Services, job_id: int) -> None:
        self.presenter = JobPresenter(services, LabelJobId(job_id))
        super().__init__(services, self.presenter)
        self.notice = Notice()
        self.outcome = Notice()
        self.empty = EmptyState()
        self.number = QLabel()
        self.number.setProperty("role", "display")
        self.chip = StatusChip()
        self.facts = Facts(columns=3)
        self.facts.followed.connect(lambda place: services.navigator.open(place.kind, place.id))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.scan = ScanField(services.words, SCAN_HINT)
        self.rows = ListRows(LABELS, services.words, key=lambda label: label.id)
        self.table: DataTable[LabelView] = DataTable(services, LABELS, self.rows, WORDS, key=lambda label: label.id)
        self.picture = LabelPicture()
        self.bar = ActionBar(self, BUTTONS, FILES, menu_title=lambda: self.words.text("As a file"))
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show()
        self.presenter.load()

    def title(self) -> str:
        """Return the job's number."""
        return self.presenter.job.job_no if self.presenter.job else self.words.text("Print job")

    def refresh(self) -> None:
        """Read everything again."""
        self.presenter.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.picture.setAccessibleName(self.words.text("The selected label"))
        self.progress.setAccessibleName(self.words.text("Labels accounted for"))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the selected labels."""
        return self.presenter.can(action_id, self.table.selected())

    def perform(self, action_id: str) -> None:
        """Do an action."""
        job, labels, services = self.presenter.job, self.table.selected(), self.services
        if job is None:
            return
        match action_id:
            case "labels.send":
                self.presenter.print_now()
            case "labels.came_out":
                self.presenter.came_out(labels)
            case "labels.queue_again":
                self.presenter.queue_again(labels)
            case "labels.use":
                self.presenter.use(labels)
            case "labels.void":
                show_form(services, VoidForm(services, job, labels), self)
            case "labels.reprint":
                show_form(services, ReprintForm(services, job, labels), self)
            case "labels.destroy":
                show_form(services, DestroyForm(services, job, labels), self)
            case _:
                self._perform_on_job(action_id, job)

    def _perform_on_job(self, action_id: str, job: JobView) -> None:
        match action_id:
            case "labels.resume":
                show_form(self.services, ResumeForm(self.services, job), self)
            case "labels.close":
                show_form(self.services, CloseForm(self.services, job), self)
            case "labels.save_pdf":
                self.presenter.export(LabelFormat.PDF, self._save)
            case "labels.save_zpl":
                self.presenter.export(LabelFormat.ZPL, self._save)
            case _:
                super().perform(action_id)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.table.end()
        super().end()

    # --- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        presenter, words = self.presenter, self.words
        job, error = presenter.job, presenter.error
        text = words.error(error) if error else ""
        again = words.text("Try again")
        self.empty.setVisible(job is None)
        self._body.setVisible(job is not None)
        self.empty.say(text or words.text("Loading…"), "", again if error else "", presenter.load)
        self.rows.replace(presenter.rows)
        if job is not None:
            self._show_job(job)
            self._show_notice(job, text)
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _show_job(self, job: JobView) -> None:
        words, counts = self.words, job.counts
        _ = words.text
        self.number.setText(job.job_no)
        self.chip.show_state(words.label(job.state), JOB_TONES[job.state])
        self.progress.setMaximum(max(1, counts.total))
        self.progress.setValue(counts.used + counts.voided + counts.destroyed)
        version = _("{template}, version {version}", template=job.template, version=job.template_version)
        requested = words.beside(words.moment(job.requested_at), words.name(job.requested_by, job.requested_by_zh))
        number = words.number
        self.facts.show_facts(
            [
                Fact(_("For"), job.subjects),
                Fact(_("Template"), version),
                Fact(_("Printer"), job.printer or _("none: as a file")),
                Fact(_("Requested"), requested),
                Fact(_("Queued"), number(counts.queued)),
                Fact(_("Sent, not yet confirmed"), number(counts.sent), None, "warning" if counts.sent else ""),
                Fact(_("Printed"), number(counts.printed)),
                Fact(_("Scanned back"), number(counts.verified)),
                Fact(_("Issued"), number(counts.issued)),
                Fact(_("Used"), number(counts.used)),
                Fact(_("Voided and destroyed"), f"{number(counts.voided)} + {number(counts.destroyed)}"),
                Fact(_("Unaccounted"), number(counts.unaccounted), None, "warning" if counts.unaccounted else ""),
                *([Fact(_("Explanation"), job.explanation or NOTHING)] if job.state is JobState.CLOSED else []),
            ]
        )
        self.scan.setVisible(job.state is not JobState.CLOSED)
        self.scan.line.setEnabled(job.state is JobState.OPEN and self.services.session.can(Permission.VERIFY))

    def _show_notice(self, job: JobView, error: str) -> None:
        words = self.words
        if error:
            self.notice.say(error, Tone.WARNING, words.text("Try again"), self.presenter.load)
        elif job.state is JobState.STOPPED:
            why = words.text(job.stopped_why)
            text = words.text(
                "This job is stopped: {why}. None of its labels may be used before it is resumed.", why=why
            )
            self.notice.say(text, Tone.BAD)
        elif job.counts.sent and self.presenter.transmission is None:
            text = words.text(
                "Of labels that were sent nobody said whether they came out. Look, select them, and say so."
            )
            self.notice.say(text, Tone.WARNING)
        else:
            self.notice.say("", Tone.NEUTRAL)
        sending = self.presenter.transmission is not None
        self.outcome.say(
            words.text("Printing…") if sending else self.presenter.outcome,
            Tone.INFO if sending else self.presenter.outcome_tone,
        )

    def _on_picked(self) -> None:
        # The picture stays while the rows are read anew and nothing is selected for a moment.
        labels = self.table.selected()
        if labels:
            self.presenter.draw(labels[0])
        self.bar.refresh()
        self.possibilities_changed()

    def _save(self, file: FileView) -> None:
        dialog = QFileDialog(self, self.words.text("Save the labels"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(file.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.presenter.save(file, Path(name)))
        dialog.open()

    # --- making ------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        keep = self.presenter.keep
        keep(self.presenter.shown.subscribe(self._show))
        keep(self.presenter.sending.subscribe(self._show))
        keep(self.presenter.failed.subscribe(self.rows.failed.tell))
        keep(self.presenter.answered.subscribe(self.scan.answer))
        keep(self.presenter.drawn.subscribe(self.picture.show_drawing))
        self.scan.scanned.connect(self.presenter.verify)
        self.table.picked.connect(self._on_picked)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 12)
        head = QHBoxLayout()
        head.addWidget(self.number)
        head.addWidget(self.chip, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        inside.addLayout(head)
        inside.addWidget(self.facts)
        inside.addWidget(self.progress)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self.picture)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        for widget in (self.notice, card, self.outcome, self.bar, self.scan):
            body.addWidget(widget)
        body.addWidget(split, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self._body, stretch=1)
        self.setFocusProxy(self.scan)
