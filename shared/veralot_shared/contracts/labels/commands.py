"""What people do with labels: design, approve, print, verify, account for."""

from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.labels.layout import Layout
from veralot_shared.contracts.labels.states import LabelFormat, LabelKind, Permission
from veralot_shared.contracts.labels.views import (
    JobView,
    LabelView,
    PrinterView,
    TakenLabel,
    TemplateVersionView,
    TemplateView,
)
from veralot_shared.ids import LabelId, LabelJobId, LotId, PartnerId, PrinterId, TemplateId, TemplateVersionId
from veralot_shared.messages import Command, Meaning, SignedCommand


class CreateTemplate(Command[TemplateView], permission=Permission.DESIGN):
    """Make a template with its first draft.

    Raises: RecordExists, RecordNotFound, ValueNotAllowed, LayoutInvalid.
    """

    code: str
    name: str
    name_zh: str = ""
    kind: LabelKind
    customer_id: PartnerId | None = None
    layout: Layout


class UpdateTemplate(Command[TemplateView], permission=Permission.DESIGN):
    """Change a template's names, or take it out of use.

    Raises: RecordNotFound, RecordChanged, ValueNotAllowed.
    """

    id: TemplateId
    version: int
    name: str
    name_zh: str
    active: bool


class SaveDraft(Command[TemplateVersionView], permission=Permission.DESIGN):
    """Save the draft of a template; where there is none, one is begun. `revision` is that of the draft as it was read.

    Raises: RecordNotFound, RecordChanged, LayoutInvalid, ValueNotAllowed.
    """

    template_id: TemplateId
    revision: int = 0
    layout: Layout
    note: str = ""


class ApproveVersion(
    SignedCommand[TemplateVersionView],
    permission=Permission.APPROVE,
    signed=Meaning.APPROVED,
    statement="I have compared this label with the device file, the codes included, and approve it for use.",
):
    """Approve a draft: it prints from now on, and the version before no longer does (QMSR-08).

    The signer is not the one who made it.

    Raises: RecordNotFound, NothingToApprove, SignerNotAllowed, LayoutInvalid.
    """

    version_id: TemplateVersionId


class CreatePrinter(Command[PrinterView], permission=Permission.PRINTER_MANAGE):
    """Register a label printer (P11-12).

    Raises: RecordExists, ValueNotAllowed.
    """

    code: str
    name: str = ""
    host: str
    port: int = 9100
    dots: int = 12
    answers: bool = True


class UpdatePrinter(Command[PrinterView], permission=Permission.PRINTER_MANAGE):
    """Change a label printer.

    Raises: RecordNotFound, RecordChanged, ValueNotAllowed.
    """

    id: PrinterId
    version: int
    name: str
    host: str
    port: int
    dots: int
    answers: bool
    active: bool


class QueueLabels(Command[JobView], permission=Permission.PRINT):
    """Queue labels of a template's effective version: `copies` for each subject named, or for all of a lot.

    What each label says is frozen here.

    Raises: RecordNotFound, NoEffectiveVersion, NothingToLabel, LabelDataMissing, LabelDataWrong, LabelsTooMany,
    LayoutInvalid, CodeTooSmall, GraphicTooLarge, ValueNotAllowed.
    """

    template_id: TemplateId
    subject_ids: list[int] = []
    lot_id: LotId | None = None
    copies: int = 1
    printer_id: PrinterId | None = None


class TakeLabels(Command[list[TakenLabel]], permission=Permission.PRINT):
    """Take the next queued labels of a job, to send them to its printer: from now on each may have come out.

    Raises: RecordNotFound, JobStopped, JobClosed, PrinterMissing, GraphicTooLarge, CodeTooSmall, LabelStateWrong,
    ValueNotAllowed.
    """

    job_id: LabelJobId
    limit: int = 1


class ExportLabels(Command[FileView], permission=Permission.PRINT):
    """Write all queued labels of a job into one file; from now on each counts as sent.

    Raises: RecordNotFound, JobStopped, JobClosed, GraphicTooLarge, CodeTooSmall, LabelStateWrong, ValueNotAllowed.
    """

    job_id: LabelJobId
    format: LabelFormat


class ReportLabels(Command[JobView], permission=Permission.PRINT):
    """Say of labels that were sent which have come out, and which have certainly not and are queued again.

    Raises: RecordNotFound, JobClosed, LabelStateWrong.
    """

    job_id: LabelJobId
    printed: list[LabelId] = []
    unsent: list[LabelId] = []


class VoidLabels(Command[JobView], permission=Permission.ACCOUNT):
    """Void labels that must not be used, with the reason; a queued one is then never printed.

    Raises: RecordNotFound, JobClosed, LabelStateWrong, ReasonNeeded.
    """

    job_id: LabelJobId
    label_ids: list[LabelId]
    reason: str


class ReprintLabels(Command[list[LabelView]], permission=Permission.ACCOUNT):
    """Void labels and queue one in place of each, marked as a reprint; says the same as the label that it replaces.

    Raises: RecordNotFound, JobClosed, JobStopped, LabelStateWrong, ReasonNeeded.
    """

    job_id: LabelJobId
    label_ids: list[LabelId]
    reason: str


class UseLabels(Command[JobView], permission=Permission.ACCOUNT):
    """Write down that labels were applied.

    Raises: RecordNotFound, JobClosed, JobStopped, LabelStateWrong.
    """

    job_id: LabelJobId
    label_ids: list[LabelId]


class DestroyLabels(Command[JobView], permission=Permission.ACCOUNT):
    """Write down that labels which nobody used were destroyed, with the reason.

    Raises: RecordNotFound, JobClosed, LabelStateWrong, ReasonNeeded.
    """

    job_id: LabelJobId
    label_ids: list[LabelId]
    reason: str


class VerifyLabel(Command[LabelView], permission=Permission.VERIFY):
    """Compare the scan of a printed label with the record as it is now (GS1-06); a mismatch stops the job.

    Without `label_id` the label is found by its code.

    Raises: RecordNotFound, JobStopped, JobClosed, ScanUnreadable, CodeMissing, LabelMismatch, LabelAlreadyVerified,
    LabelStateWrong, LabelDataMissing, LabelDataWrong.
    """

    job_id: LabelJobId
    scan: str
    label_id: LabelId | None = None


class ResumeJob(Command[JobView], permission=Permission.RESUME):
    """Go on with a stopped job, saying what was done about the mismatch.

    Raises: RecordNotFound, JobClosed, ReasonNeeded.
    """

    job_id: LabelJobId
    reason: str


class CloseJob(
    SignedCommand[JobView],
    permission=Permission.CLOSE,
    signed=Meaning.VERIFIED,
    statement="I have reconciled the labels of this print job: issued equals used, voided and destroyed, or I explain why not.",
):
    """Reconcile and close a job: issued = used + voided + destroyed, and a difference is explained (QMSR-09).

    Raises: RecordNotFound, JobClosed, JobStopped, JobUnfinished, Unreconciled.
    """

    job_id: LabelJobId
    explanation: str = ""
