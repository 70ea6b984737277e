"""Queues labels: what each says is read, checked against its layout and frozen, all in a fixed number of statements."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from veralot_server.core import records
from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels import jobs, pieces, printers, templates
from veralot_server.modules.labels.domain import contents
from veralot_server.modules.labels.drawing import zpl
from veralot_server.modules.labels.drawing.compose import Composer, translators
from veralot_server.modules.labels.pieces import NewLabel
from veralot_shared.contracts.genealogy import GetLot
from veralot_shared.contracts.labels import (
    DescribeSubjects,
    JobsChanged,
    JobState,
    JobView,
    LabelData,
    LabelKind,
    LabelState,
    LabelsTooMany,
    Layout,
    LayoutInvalid,
    NoEffectiveVersion,
    NothingToLabel,
    PrinterView,
    QueueLabels,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.ids import LabelJobId, LotId, PartnerId, PrinterId, TemplateId, TemplateVersionId, UserId
from veralot_shared.rules import gs1

MOST: Final = 20_000
RULE_CUSTOMER: Final = N_("The labels of one print job are one customer's, and so is its template.")
RULE_PRINTER: Final = N_("This printer is out of use.")


class NewJob(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a job that begins."""

    version_id: TemplateVersionId
    state: JobState
    printer_id: PrinterId | None
    lot_id: LotId | None
    customer_id: PartnerId | None
    subjects: str
    requested_by: UserId
    requested_at: str
    stopped_why: str = ""
    explanation: str = ""


@handles(QueueLabels)
def queue_labels(command: QueueLabels, tx: Transaction) -> JobView:
    """Make a print job."""
    version = effective(tx, command.template_id)
    printer = printers.view(tx, command.printer_id) if command.printer_id is not None else None
    if printer is not None and not printer.active:
        raise ValueNotAllowed(value=printer.code, rule=RULE_PRINTER, field="printer_id")
    subjects = described(command, version.kind, tx)
    count = len(subjects) * command.copies
    if command.copies < 1 or not 0 < count <= MOST:
        raise LabelsTooMany(count=max(count, 0), most=MOST)
    customer = one_customer(version, subjects)
    codes = checked(tx, version.layout, subjects, printer)
    job = made(tx, version, printer, subjects, customer)
    pieces.add(tx, list(new_labels(tx, job, subjects, codes, command.copies)))
    tx.emit(JobsChanged(job_ids=[job]), customer)
    return jobs.view(tx, job)


def described(command: QueueLabels, kind: LabelKind, tx: Transaction) -> list[LabelData]:
    """Return what the labels say. Raises: RecordNotFound, NothingToLabel (a lot of which nothing is here)."""
    try:
        return tx.call(DescribeSubjects(kind=kind, ids=command.subject_ids, lot_id=command.lot_id))
    except RecordNotFound as none:
        if command.lot_id is None or command.subject_ids:
            raise
        lot = tx.call(GetLot(id=command.lot_id))
        raise NothingToLabel(lot_no=lot.lot_no, kind=kind) from none


def effective(tx: Transaction, template_id: TemplateId) -> templates.VersionFacts:
    """Return the version that prints.

    Raises:
        RecordNotFound: there is no such template, or it is out of use.
        NoEffectiveVersion: it has drafts only.
    """
    found = templates.facts(tx, "AND t.id = %(id)s AND v.status = 'approved'", id=template_id)
    if found is None:
        view = templates.view(tx, template_id)
        raise NoEffectiveVersion(template=view.code)
    if not found.active:
        raise RecordNotFound(kind="label template", key=found.code, field="template_id")
    return found


def one_customer(version: templates.VersionFacts, subjects: Sequence[LabelData]) -> PartnerId | None:
    """Return whose labels these are (CMO-01). Raises: ValueNotAllowed."""
    whose = {subject.customer_id for subject in subjects}
    if len(whose) > 1 or (version.customer_id is not None and whose != {version.customer_id}):
        raise ValueNotAllowed(value=version.code, rule=RULE_CUSTOMER, field="template_id")
    return next(iter(whose), None)


def checked(
    tx: Transaction, layout: Layout, subjects: Sequence[LabelData], printer: PrinterView | None
) -> dict[int, str]:
    """Check that every label can be printed as it was approved, and return the code of each by its subject.

    Raises:
        LabelDataMissing, LabelDataWrong: a record lacks a value or has one that cannot be encoded.
        LayoutInvalid, CodeTooSmall: a text or code does not fit.
        GlyphMissing: the typeface lacks a character.
    """
    ais = contents.main_ais(layout)
    codes = {}
    for subject in subjects:
        contents.require_values(layout, subject, dict(translators()))
        codes[subject.id] = gs1.format_hri(contents.element_string(subject, ais, tx.today)) if ais else ""
    composer = Composer(layout, tx.today)
    for subject in longest(subjects):
        made = composer.compose(subject)
        for number, flaw in made.flaws:
            raise LayoutInvalid(number=number, rule=flaw.rule, value=flaw.value)
        if printer is not None:
            zpl.label(made, layout, printer.dots)
    return codes


def longest(subjects: Sequence[LabelData]) -> Iterator[LabelData]:
    """Yield for each value that labels show the subject in which it is longest: if these fit, all do."""
    chosen: dict[int, LabelData] = {}
    for name in LabelData.__struct_fields__:
        found = max(subjects, key=lambda subject: len(str(getattr(subject, name) or "")))
        chosen.setdefault(found.id, found)
    yield from chosen.values()


def made(
    tx: Transaction,
    version: templates.VersionFacts,
    printer: PrinterView | None,
    subjects: Sequence[LabelData],
    customer: PartnerId | None,
) -> LabelJobId:
    """Write a job and return its number."""
    lots = {subject.lot_id for subject in subjects}
    named = subjects[0].label if len(subjects) == 1 else f"{subjects[0].label} … {subjects[-1].label}"
    row = NewJob(
        version_id=version.id,
        state=JobState.OPEN,
        printer_id=printer.id if printer else None,
        lot_id=lots.pop() if len(lots) == 1 else None,
        customer_id=customer,
        subjects=named,
        requested_by=tx.actor.user_id,
        requested_at=tx.now.isoformat(),
    )
    (new,) = add_job(tx, row)
    return new.id


def add_job(tx: Transaction, row: NewJob) -> list[jobs.NewId]:
    """Write the row of a job."""
    return records.add_returning(tx, "labels_job", [row], jobs.NewId)


def new_labels(
    tx: Transaction, job: LabelJobId, subjects: Sequence[LabelData], codes: dict[int, str], copies: int
) -> Iterator[NewLabel]:
    """Yield a row for each label, the copies of one subject after each other."""
    each = (subject for subject in subjects for _ in range(copies))
    for sequence, subject in enumerate(each, 1):
        yield NewLabel(
            job_id=job,
            sequence=sequence,
            subject_id=subject.id,
            subject=subject.label,
            lot_id=subject.lot_id,
            data=subject,
            code=codes[subject.id],
            state=LabelState.QUEUED,
            reprint=0,
            reason="",
            state_at=tx.now,
            state_by=tx.actor.user_id,
        )
