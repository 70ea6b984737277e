"""Behind one print job: where each label stands, what can be done with it, sending, scan-back, reconciliation. No Qt."""

from collections.abc import Callable, Sequence
from pathlib import Path

from veralot_client.core import saving
from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.labels.transmission import Outcome, Run, Trouble
from veralot_client.widgets.table.paging import every_page
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.labels import (
    LABEL_TRANSITIONS,
    DrawingView,
    DrawLabel,
    ExportLabels,
    GetJob,
    JobsChanged,
    JobState,
    JobView,
    LabelEvent,
    LabelFormat,
    LabelMismatch,
    LabelView,
    ListLabels,
    ListPrinters,
    ReportLabels,
    UseLabels,
    VerifyLabel,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import LabelId, LabelJobId

STEPS = {
    "labels.void": LabelEvent.VOID,
    "labels.reprint": LabelEvent.VOID,
    "labels.use": LabelEvent.USE,
    "labels.destroy": LabelEvent.DESTROY,
    "labels.came_out": LabelEvent.PRINT,
    "labels.queue_again": LabelEvent.TAKE_BACK,
}
"""What each action does to the labels that are selected."""
WHILE_STOPPED = frozenset({"labels.void", "labels.destroy", "labels.came_out", "labels.queue_again"})
"""What may be done with labels of a job that a mismatch has stopped."""
TROUBLES = {
    Trouble.UNREACHABLE: N_("The printer cannot be reached. No label was sent."),
    Trouble.BROKEN_OFF: N_("The connection to the printer broke off."),
    Trouble.NO_ANSWER: N_("The printer no longer answers."),
}


class JobPresenter(Presenter):
    """Follows one job.

    Attributes:
        shown: told when job or labels were read.
        failed: told why labels could not be read.
        answered: told what became of a scan, in words and with its tone.
        drawn: told with the picture of a label.
        sending: told when sending begins or ends.
    """

    def __init__(self, services: Services, job_id: LabelJobId) -> None:
        super().__init__(services)
        self.job_id = job_id
        self.job: JobView | None = None
        self.rows: list[LabelView] = []
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.failed: Observers[[CodedError]] = Observers()
        self.answered: Observers[[str, Tone]] = Observers()
        self.drawn: Observers[[DrawingView]] = Observers()
        self.sending: Observers[[]] = Observers()
        self.outcome = ""
        self.outcome_tone = Tone.NEUTRAL
        self.transmission: Job | None = None
        self._reading: Job | None = None
        self.follow(JobsChanged, self._on_change)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the job and every label of it."""
        self.ask(GetJob(id=self.job_id), self._take_job, self._fail)
        if self._reading is not None:
            self._reading.cancel()
        ask = self.services.server.call
        self._reading = self.services.background.start(
            lambda job: every_page(lambda page: ask(ListLabels(job_id=self.job_id, page=page)).rows, job),
            self._take_labels,
            self._on_reading_failed,
        )

    def close(self) -> None:
        """The page is gone; labels under way are finished."""
        if self._reading is not None:
            self._reading.cancel()
        super().close()

    # --- what is possible --------------------------------------------------------------------------------------------

    def can(self, action_id: str, labels: Sequence[LabelView]) -> bool:
        """Return whether something can be done now with the labels that are selected."""
        job = self.job
        if job is None or job.state is JobState.CLOSED:
            return False
        if action_id == "labels.resume":
            return job.state is JobState.STOPPED
        if job.state is JobState.STOPPED and action_id not in WHILE_STOPPED:
            return False
        if action_id in STEPS:
            return bool(labels) and all((label.state, STEPS[action_id]) in LABEL_TRANSITIONS for label in labels)
        return self._can_with_job(action_id, job)

    def _can_with_job(self, action_id: str, job: JobView) -> bool:
        """Return whether something can be done with the whole of a running job."""
        if action_id == "labels.close":
            return not job.counts.queued and not job.counts.sent
        needs_printer = action_id == "labels.send"
        known = action_id in {"labels.send", "labels.save_pdf", "labels.save_zpl"}
        waiting = job.counts.queued > 0 and self.transmission is None
        return known and waiting and (job.printer_id is not None or not needs_printer)

    # --- doing -------------------------------------------------------------------------------------------------------

    def came_out(self, labels: Sequence[LabelView]) -> None:
        """Say that labels have come out."""
        self._report(ReportLabels(job_id=self.job_id, printed=ids(labels)))

    def queue_again(self, labels: Sequence[LabelView]) -> None:
        """Say that labels have not come out."""
        self._report(ReportLabels(job_id=self.job_id, unsent=ids(labels)))

    def use(self, labels: Sequence[LabelView]) -> None:
        """Say that labels were applied."""
        self.send(UseLabels(job_id=self.job_id, label_ids=ids(labels)), self._take_job_and_read)

    def verify(self, scan: str) -> None:
        """Compare a scan with the record."""
        self.send(VerifyLabel(job_id=self.job_id, scan=scan), self._on_verified, self._on_not_verified)

    def draw(self, label: LabelView) -> None:
        """Have a label drawn as it was printed."""
        self.ask(DrawLabel(label_id=label.id), self.drawn.tell, lambda _error: None)

    def export(self, wanted: LabelFormat, done: Callable[[FileView], None]) -> None:
        """Have all queued labels written into a file."""
        self.send(ExportLabels(job_id=self.job_id, format=wanted), done, title=self.words.text(N_("Making the labels")))

    def save(self, file: FileView, path: Path) -> None:
        """Write a file of the server to disk, if it is what the server says it is."""
        saving.save(self.services, file.content, path, file.sha256)

    # --- sending to the printer --------------------------------------------------------------------------------------

    def print_now(self) -> None:
        """Send every queued label to the job's printer."""
        job = self.job
        if job is None or job.printer_id is None or self.transmission is not None:
            return
        self.outcome = ""
        # In place before the work begins: a background that works at once ends before `start` returns.
        self.transmission = Job()
        total = job.counts.queued
        started = self.services.background.start(
            lambda running: self._transmit(job, total, running),
            self._on_sent,
            self._on_sending_failed,
            title=self.words.text(N_("Printing {job}"), job=job.job_no),
        )
        if self.transmission is not None:
            self.transmission = started
        self.sending.tell()

    def _transmit(self, job: JobView, total: int, running: Job) -> Outcome:
        printers = {printer.id: printer for printer in self.services.server.call(ListPrinters())}
        if job.printer_id is None or job.printer_id not in printers:
            return Outcome(0, 0, Trouble.UNREACHABLE)
        return Run(self.services.server, printers[job.printer_id], job.id).run(running, total)

    def _on_sent(self, outcome: Outcome) -> None:
        words = self.words
        parts = [words.text(TROUBLES[outcome.trouble])] if outcome.trouble is not None else []
        if outcome.printed:
            parts.append(words.plural("{count} label came out.", "{count} labels came out.", outcome.printed))
        if outcome.unknown:
            parts.append(
                words.plural(
                    "{count} label may have come out: look at the printer and say so below.",
                    "{count} labels may have come out: look at the printer and say so below.",
                    outcome.unknown,
                )
            )
        self.outcome = " ".join(parts)
        bad = Tone.BAD if outcome.trouble else Tone.GOOD
        self.outcome_tone = Tone.WARNING if outcome.unknown and not outcome.trouble else bad
        self._end_sending()

    def _on_sending_failed(self, error: Exception) -> None:
        self._end_sending()
        self.services.sender.fail(error, None)

    def _end_sending(self) -> None:
        self.transmission = None
        self.sending.tell()
        self.load()

    # --- answers -----------------------------------------------------------------------------------------------------

    def _report(self, command: ReportLabels) -> None:
        self.send(command, self._take_job_and_read)

    def _take_job_and_read(self, job: JobView) -> None:
        self._take_job(job)
        self.load()

    def _take_job(self, job: JobView) -> None:
        self.job, self.error = job, None
        self.shown.tell()

    def _take_labels(self, labels: list[LabelView]) -> None:
        self.rows = labels
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()

    def _on_reading_failed(self, error: Exception) -> None:
        if isinstance(error, CodedError):
            self.failed.tell(error)
        else:
            self.services.notices.error(error)

    def _on_verified(self, label: LabelView) -> None:
        text = self.words.text("Label {number} agrees with the record.", number=label.sequence)
        self.answered.tell(f"{text}  {label.code}", Tone.GOOD)
        self.load()

    def _on_not_verified(self, error: CodedError) -> None:
        self.answered.tell(self.words.error(error), Tone.BAD)
        if isinstance(error, LabelMismatch):
            self.load()

    def _on_change(self, event: JobsChanged) -> None:
        if self.job_id in event.job_ids and self.transmission is None:
            self.load()


def ids(labels: Sequence[LabelView]) -> list[LabelId]:
    """Return the ids of labels."""
    return [label.id for label in labels]
