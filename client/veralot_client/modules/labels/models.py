"""The columns of the tables of labels. No Qt."""

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.labels import (
    JobState,
    JobView,
    LabelKind,
    LabelState,
    LabelView,
    PrinterView,
    TemplateView,
)
from veralot_shared.i18n import N_

LABEL_TONES = {
    LabelState.QUEUED: Tone.NEUTRAL,
    LabelState.SENT: Tone.WARNING,
    LabelState.PRINTED: Tone.INFO,
    LabelState.VERIFIED: Tone.GOOD,
    LabelState.USED: Tone.GOOD,
    LabelState.VOIDED: Tone.BAD,
    LabelState.DESTROYED: Tone.NEUTRAL,
}
JOB_TONES = {JobState.OPEN: Tone.INFO, JobState.STOPPED: Tone.BAD, JobState.CLOSED: Tone.NEUTRAL}


def version_text(template: TemplateView, words: Words) -> str:
    """Return which version prints and whether there is a draft."""
    if template.effective is None:
        return words.text("draft {draft}", draft=template.draft)
    if template.draft is None:
        return str(template.effective)
    return words.text("{effective}, draft {draft}", effective=template.effective, draft=template.draft)


def reprint_text(label: LabelView, words: Words) -> str:
    """Return which label this one replaces."""
    return words.text("for no. {number}", number=label.replaces) if label.replaces is not None else ""


TEMPLATES: tuple[Column[TemplateView], ...] = (
    Column(id="code", title=N_("Template"), value=lambda row: row.code, filter=Filter.TEXT, chars=16),
    named("name", N_("Name"), filter=Filter.TEXT, chars=32),
    Column(
        id="kind",
        title=N_("Stands on"),
        value=lambda row: row.kind,
        filter=Filter.CHOICE,
        choices=tuple(LabelKind),
        chars=12,
    ),
    named("customer", N_("Customer"), filter=Filter.TEXT, chars=22),
    Column(
        id="effective",
        title=N_("Version in use"),
        value=lambda row: row.effective,
        text=version_text,
        tone=lambda row: Tone.GOOD if row.effective is not None else Tone.WARNING,
        chars=18,
    ),
    Column(id="active", title=N_("Active"), value=lambda row: row.active, chars=8),
)

PRINTERS: tuple[Column[PrinterView], ...] = (
    Column(id="code", title=N_("Printer"), value=lambda row: row.code, filter=Filter.TEXT, chars=14),
    Column(id="name", title=N_("Name"), value=lambda row: row.name, filter=Filter.TEXT, chars=30),
    Column(id="host", title=N_("Address"), value=lambda row: f"{row.host}:{row.port}", filter=Filter.TEXT, chars=24),
    Column(id="dots", title=N_("Dots per mm"), value=lambda row: row.dots, right=True, chars=12),
    Column(id="answers", title=N_("Answers"), value=lambda row: row.answers, chars=10),
    Column(id="active", title=N_("Active"), value=lambda row: row.active, chars=8),
)

JOBS: tuple[Column[JobView], ...] = (
    Column(
        id="job_no",
        title=N_("Print job"),
        value=lambda row: row.job_no,
        link=lambda row: Place("label_job", row.id),
        filter=Filter.TEXT,
        sortable=False,
        chars=12,
    ),
    Column(
        id="state",
        title=N_("Status"),
        value=lambda row: row.state,
        tone=lambda row: JOB_TONES[row.state],
        filter=Filter.CHOICE,
        choices=tuple(JobState),
        sortable=False,
        chars=11,
    ),
    Column(
        id="subjects", title=N_("For"), value=lambda row: row.subjects, filter=Filter.TEXT, sortable=False, chars=26
    ),
    Column(
        id="template",
        title=N_("Template"),
        value=lambda row: row.template,
        text=lambda row, _words: f"{row.template} · {row.template_version}",
        filter=Filter.TEXT,
        sortable=False,
        chars=18,
    ),
    Column(
        id="printer", title=N_("Printer"), value=lambda row: row.printer, filter=Filter.TEXT, sortable=False, chars=12
    ),
    Column(id="total", title=N_("Labels"), value=lambda row: row.counts.total, sortable=False, right=True, chars=8),
    Column(id="queued", title=N_("Queued"), value=lambda row: row.counts.queued, sortable=False, right=True, chars=8),
    Column(id="issued", title=N_("Issued"), value=lambda row: row.counts.issued, sortable=False, right=True, chars=8),
    Column(
        id="unaccounted",
        title=N_("Unaccounted"),
        value=lambda row: row.counts.unaccounted,
        tone=lambda row: Tone.WARNING if row.counts.unaccounted else None,
        sortable=False,
        right=True,
        chars=12,
    ),
    named("requested_by", N_("Requested by"), filter=Filter.TEXT, sortable=False, chars=16),
    Column(id="requested_at", title=N_("At"), value=lambda row: row.requested_at, sortable=False, chars=18),
)

LABELS: tuple[Column[LabelView], ...] = (
    Column(id="sequence", title=N_("No."), value=lambda row: row.sequence, right=True, chars=6),
    Column(
        id="state",
        title=N_("Status"),
        value=lambda row: row.state,
        tone=lambda row: LABEL_TONES[row.state],
        filter=Filter.CHOICE,
        choices=tuple(LabelState),
        chars=12,
    ),
    Column(id="subject", title=N_("For"), value=lambda row: row.subject, filter=Filter.TEXT, chars=18),
    Column(id="code", title=N_("Barcode"), value=lambda row: row.code, filter=Filter.TEXT, chars=44),
    Column(id="reprint", title=N_("Reprint"), value=lambda row: row.replaces, text=reprint_text, chars=12),
    Column(id="reason", title=N_("Reason"), value=lambda row: row.reason, filter=Filter.TEXT, chars=22),
    Column(id="state_at", title=N_("Since"), value=lambda row: row.state_at, chars=18),
    named("state_by", N_("By"), chars=16),
)
