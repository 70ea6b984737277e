"""What the labels refuse, and why."""

from decimal import Decimal

from veralot_shared.contracts.labels.states import LabelEvent, LabelField, LabelKind, LabelState
from veralot_shared.errors import CodedError, Reason


class LayoutInvalid(CodedError, status=422):
    """An element that cannot be printed as it is."""

    text = "Element {number} of the label: {rule} {value}"
    number: int
    rule: str
    value: str
    field: str | None = "layout"


class NoEffectiveVersion(CodedError, status=409):
    """A template without an approved version."""

    text = "Template {template} has no approved version. Nothing is printed from a draft; have it approved first."
    template: str
    field: str | None = "template_id"


class NothingToLabel(CodedError, status=409):
    """A lot of which nothing is here that such a label stands on."""

    text = "Of lot {lot_no} there is no {kind} here to label. Choose another template, or name what is labelled."
    lot_no: str
    kind: LabelKind
    field: str | None = "template_id"


class NothingToApprove(CodedError, status=409):
    """The draft was approved or replaced meanwhile."""

    text = "Template {template} has no draft {number} to approve."
    template: str
    number: int


class LabelDataMissing(CodedError, status=409):
    """A subject lacks what its label must show."""

    text = "{subject} has no value for: {fields}{ais}. Complete the record, or use a template that does not need it."
    subject: str
    fields: list[LabelField]
    ais: list[str]
    field: str | None = None


class LabelDataWrong(CodedError, status=409):
    """A value that a barcode cannot carry."""

    text = "{subject}: “{value}” cannot be encoded. {reason}"
    subject: str
    value: str
    reason: Reason
    field: str | None = None


class LabelsTooMany(CodedError, status=422):
    """More labels than one job takes, or none."""

    text = "A print job holds 1 to {most} labels; {count} are asked for."
    count: int
    most: int
    field: str | None = "copies"


class PrinterMissing(CodedError, status=409):
    """A job without a printer cannot be sent to one."""

    text = "Print job {job_no} has no printer. Choose one, or save its labels as a file."
    job_no: str


class JobStopped(CodedError, status=409):
    """A mismatch stopped the job (GS1-06)."""

    text = "Print job {job_no} is stopped: {why}. Someone who may resume it must say what was done about it."
    job_no: str
    why: str


class JobClosed(CodedError, status=409):
    """The job was reconciled and closed."""

    text = "Print job {job_no} is closed. Its labels no longer change."
    job_no: str


class JobUnfinished(CodedError, status=409):
    """Labels are still waiting, or nobody said whether they came out."""

    text = "Print job {job_no} still has {queued} labels queued and {sent} of which nobody said whether they came out."
    job_no: str
    queued: int
    sent: int


class Unreconciled(CodedError, status=422):
    """Labels are missing and nobody says why."""

    text = "{unaccounted} of {issued} issued labels are neither used nor voided nor destroyed. Please explain it."
    unaccounted: int
    issued: int
    field: str | None = "explanation"


class LabelStateWrong(CodedError, status=409):
    """Labels whose state does not allow what was asked."""

    text = "Label {sequence} is {state}; “{event}” is not possible from there."
    sequence: int
    state: LabelState
    event: LabelEvent
    field: str | None = "label_ids"


class ReasonNeeded(CodedError, status=422):
    """A reason is required."""

    text = "{field}: please give a reason."
    field: str | None = "reason"


class ScanUnreadable(CodedError, status=422):
    """A scan-back that is no GS1 element string, or holds what no scanner should send."""

    text = "This label cannot be read. {reason}"
    reason: Reason
    field: str | None = "scan"


class CodeMissing(CodedError, status=409):
    """Labels without a GS1 code cannot be scanned back."""

    text = "The labels of print job {job_no} carry no GS1 code to scan back."
    job_no: str


class LabelMismatch(CodedError, status=409):
    """A printed label says something else than the record (GS1-06)."""

    text = (
        "Stop: the label differs from the record. ({ai}) is “{scanned}” on the label and “{expected}” in the record. "
        "The print job is stopped."
    )
    ai: str
    expected: str
    scanned: str
    field: str | None = "scan"


class LabelAlreadyVerified(CodedError, status=409):
    """The label, or every label that carries this code, was scanned back before."""

    text = "Every label of this job with this code was already verified. It may have been scanned twice."
    field: str | None = "scan"


class GraphicTooLarge(CodedError, status=422):
    """A graphic of a label is larger than the printer language can say."""

    text = "Element {number} of the label is {size} bytes as a graphic; printers take at most {most}. Make it smaller."
    number: int
    size: int
    most: int


class CodeTooSmall(CodedError, status=422):
    """A code's box is too small for its content at the smallest module that scanners read."""

    text = (
        "Element {number} of the label: its code needs {needed} mm at the smallest permitted module, but has {room} mm."
    )
    number: int
    needed: Decimal
    room: Decimal
    field: str | None = "layout"
