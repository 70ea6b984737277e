"""Hands labels out to be printed. Whoever takes one has it marked as sent before the first byte leaves."""

from collections.abc import Sequence

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels import jobs, pieces, printers, templates
from veralot_server.modules.labels.domain import states
from veralot_server.modules.labels.drawing import pdf, zpl
from veralot_server.modules.labels.drawing.compose import Composer
from veralot_server.modules.labels.pieces import Content
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.labels import (
    ExportLabels,
    JobView,
    LabelEvent,
    LabelFormat,
    PrinterMissing,
    ReportLabels,
    TakeLabels,
    TakenLabel,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

MOST_TAKEN = 500
FILE_DOTS = 12
"""Dots to the millimetre of a ZPL file for no certain printer: 300 dpi."""
RULE_LIMIT = N_("Between 1 and 500 labels are taken at once.")
RULE_NONE = N_("No label of this job is queued.")


@handles(TakeLabels)
def take_labels(command: TakeLabels, tx: Transaction) -> list[TakenLabel]:
    """Mark the next labels as sent, and return them in the printer's language."""
    if not 1 <= command.limit <= MOST_TAKEN:
        raise ValueNotAllowed(value=str(command.limit), rule=RULE_LIMIT, field="limit")
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_running(job)
    if job.printer_id is None:
        raise PrinterMissing(job_no=job.job_no)
    dots = printers.view(tx, job.printer_id).dots
    labels = pieces.queued(tx, job.id, command.limit)
    if not labels:
        return []
    pieces.move(tx, pieces.as_facts(labels), LabelEvent.SEND)
    jobs.answer(tx, job)
    composer = Composer(templates.version(tx, job.version_id).layout, tx.today, codes_inked=False)
    return [TakenLabel(id=one.id, sequence=one.sequence, content=in_zpl(composer, one, dots)) for one in labels]


@handles(ExportLabels)
def export_labels(command: ExportLabels, tx: Transaction) -> FileView:
    """Write all queued labels into one file."""
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_running(job)
    labels = pieces.queued(tx, job.id)
    if not labels:
        raise ValueNotAllowed(value=job.job_no, rule=RULE_NONE, field="job_id")
    pieces.move(tx, pieces.as_facts(labels), LabelEvent.SEND)
    jobs.answer(tx, job)
    as_pdf = command.format is LabelFormat.PDF
    composer = Composer(templates.version(tx, job.version_id).layout, tx.today, codes_inked=as_pdf)
    if as_pdf:
        return file(in_pdf(composer, labels, job.job_no), f"{job.job_no}.pdf", "application/pdf")
    dots = printers.view(tx, job.printer_id).dots if job.printer_id is not None else FILE_DOTS
    content = b"".join(in_zpl(composer, one, dots) for one in labels)
    return file(content, f"{job.job_no}.zpl", "application/octet-stream")


@handles(ReportLabels)
def report_labels(command: ReportLabels, tx: Transaction) -> JobView:
    """Write down which labels came out; those that certainly did not wait again."""
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_open(job)
    printed = pieces.named(tx, job.id, command.printed, "printed")
    unsent = pieces.named(tx, job.id, command.unsent, "unsent")
    pieces.move(tx, printed, LabelEvent.PRINT)
    pieces.move(tx, unsent, LabelEvent.TAKE_BACK)
    return jobs.answer(tx, job)


def in_zpl(composer: Composer, label: Content, dots: int) -> bytes:
    """Return a label in the printer's language. Raises: GraphicTooLarge, CodeTooSmall."""
    return zpl.label(composer.compose(label.data, label.reprint), composer.layout, dots)


def in_pdf(composer: Composer, labels: Sequence[Content], title: str) -> bytes:
    """Return labels as a PDF."""
    return pdf.printed((composer.view(label.data, label.reprint) for label in labels), title)


def file(content: bytes, name: str, media_type: str) -> FileView:
    """Return a file."""
    return FileView.made(name, media_type, content)
