"""The columns of the tables of log entries, plans, reviews and findings, and a filter in words. No Qt."""

from collections.abc import Iterator, Mapping

from veralot_client.core.words import Words
from veralot_client.widgets.log_entries import (
    DONE,
    change_text,
    person,
    record_text,
    shown_changes,
    table_label,
)
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import message_label
from veralot_shared.contracts.audit import (
    EntryView,
    FindingView,
    LogFilter,
    ReviewPlanView,
    ReviewState,
    ReviewView,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import UserId

CHANGES_SHOWN = 4
"""Changes in one cell; the panel beside the table shows all of them."""
REVIEW_TONES = {ReviewState.OPEN: Tone.INFO, ReviewState.SIGNED: Tone.GOOD, ReviewState.ABANDONED: Tone.NEUTRAL}

People = Mapping[UserId, str]


def changes_text(entry: EntryView, words: Words) -> str:
    """Return the changes of an entry in one line."""
    changes = shown_changes(entry)
    parts = [
        f"{words.field(change.field)}: {change_text(change, entry.operation, words)}"
        for change in changes[:CHANGES_SHOWN]
    ]
    return "; ".join(parts) + (" …" if len(changes) > CHANGES_SHOWN else "")


def filter_text(wanted: LogFilter, words: Words, people: People) -> str:
    """Return a filter in words; one that lets everything through says so."""
    return " · ".join(parts(wanted, words, people)) or words.text("All entries")


def parts(wanted: LogFilter, words: Words, people: People) -> Iterator[str]:
    """Yield what a filter asks for, one thing after the other."""
    _ = words.text
    if wanted.user_id is not None:
        yield _("Person: {name}", name=people.get(wanted.user_id, str(wanted.user_id)))
    if wanted.table is not None:
        named = f"{table_label(wanted.table, words)} {wanted.key or ''}".strip()
        yield _("Record: {name}", name=named)
    if wanted.field is not None:
        yield _("Field: {name}", name=words.field(wanted.field))
    if wanted.message is not None:
        yield _("Action: {name}", name=message_label(wanted.message, words))
    if wanted.signed is not None:
        yield _("Signed") if wanted.signed else _("Not signed")
    if wanted.since is not None:
        yield _("From {moment}", moment=words.moment(wanted.since))
    if wanted.until is not None:
        yield _("Until {moment}", moment=words.moment(wanted.until))


ENTRIES: tuple[Column[EntryView], ...] = (
    Column(id="index", title=N_("Index"), value=lambda entry: entry.index, right=True, sortable=False, chars=9),
    Column(
        id="at",
        title=N_("At"),
        value=lambda entry: entry.at,
        text=lambda entry, words: words.moment(entry.at, seconds=True),
        sortable=False,
        chars=22,
    ),
    Column(
        id="user_name",
        title=N_("Person"),
        value=lambda entry: entry.user_name,
        text=person,
        sortable=False,
        chars=20,
    ),
    Column(
        id="message",
        title=N_("Action"),
        value=lambda entry: entry.message,
        text=lambda entry, words: message_label(entry.message, words),
        sortable=False,
        chars=18,
    ),
    Column(
        id="table",
        title=N_("Record"),
        value=lambda entry: entry.table,
        text=record_text,
        sortable=False,
        chars=24,
    ),
    Column(
        id="operation",
        title=N_("Done"),
        value=lambda entry: entry.operation,
        text=lambda entry, words: words.text(DONE[entry.operation]),
        sortable=False,
        chars=9,
    ),
    Column(
        id="changes",
        title=N_("Changes"),
        value=lambda entry: len(entry.changes),
        text=changes_text,
        sortable=False,
        chars=52,
    ),
    Column(id="reason", title=N_("Reason"), value=lambda entry: entry.reason, sortable=False, chars=24),
    Column(
        id="signature_id",
        title=N_("Signature"),
        value=lambda entry: entry.signature_id,
        right=True,
        sortable=False,
        chars=9,
    ),
    Column(
        id="workstation", title=N_("Workstation"), value=lambda entry: entry.workstation, sortable=False, hidden=True
    ),
)


def due_text(plan: ReviewPlanView, words: Words) -> str:
    """Return when a plan is due."""
    if not plan.active:
        return words.text("Ended")
    day = words.date(plan.due)
    return words.text("Overdue since {day}", day=day) if plan.overdue else day


def plan_columns(people: People) -> tuple[Column[ReviewPlanView], ...]:
    """Return the columns of the plans; `people` names those whom filters are about."""
    return (
        Column(id="name", title=N_("Plan"), value=lambda plan: plan.name, filter=Filter.TEXT, chars=30),
        Column(
            id="filter",
            title=N_("What is reviewed"),
            value=lambda plan: str(plan.filter),
            text=lambda plan, words: filter_text(plan.filter, words, people),
            chars=34,
        ),
        Column(id="every_days", title=N_("Every (days)"), value=lambda plan: plan.every_days, right=True, chars=10),
        Column(
            id="due",
            title=N_("Due"),
            value=lambda plan: plan.due,
            text=due_text,
            tone=lambda plan: Tone.BAD if plan.overdue else Tone.GOOD if plan.active else Tone.NEUTRAL,
            chars=24,
        ),
        Column(id="waiting", title=N_("New entries"), value=lambda plan: plan.waiting, right=True, chars=11),
        Column(id="reviewed_to", title=N_("Reviewed up to"), value=lambda plan: plan.reviewed_to, right=True, chars=16),
        Column(id="last_signed_at", title=N_("Last signed"), value=lambda plan: plan.last_signed_at, chars=20),
        Column(
            id="open_review_id",
            title=N_("Under way"),
            value=lambda plan: plan.open_review_id is not None,
            chars=10,
        ),
    )


def reviewed_range(review: ReviewView, words: Words) -> str:
    """Return which places of the log a review covers."""
    if review.end == review.first:
        return words.text("nothing new")
    return f"{words.number(review.first)} – {words.number(review.end - 1)}"


REVIEWS: tuple[Column[ReviewView], ...] = (
    Column(id="title", title=N_("Review"), value=lambda review: review.title, filter=Filter.TEXT, chars=30),
    Column(
        id="state",
        title=N_("State"),
        value=lambda review: review.state,
        tone=lambda review: REVIEW_TONES[review.state],
        filter=Filter.CHOICE,
        choices=tuple(ReviewState),
        chars=12,
    ),
    Column(id="first", title=N_("Log entries"), value=lambda review: review.first, text=reviewed_range, chars=18),
    Column(id="entries", title=N_("Matching"), value=lambda review: review.entries, right=True, chars=10),
    Column(
        id="findings",
        title=N_("Findings"),
        value=lambda review: sum(finding.withdrawn_at is None for finding in review.findings),
        right=True,
        chars=9,
    ),
    Column(id="opened_at", title=N_("Opened"), value=lambda review: review.opened_at, chars=20),
    named("opened_by", N_("Opened by"), filter=Filter.TEXT, chars=16),
    Column(id="closed_at", title=N_("Closed"), value=lambda review: review.closed_at, chars=20),
    named("closed_by", N_("Closed by"), filter=Filter.TEXT, chars=16),
)

FINDINGS: tuple[Column[FindingView], ...] = (
    Column(id="index", title=N_("Index"), value=lambda finding: finding.index, right=True, chars=9),
    Column(
        id="text",
        title=N_("Finding"),
        value=lambda finding: finding.text,
        text=lambda finding, words: (
            finding.text
            if finding.withdrawn_at is None
            else words.text("{text} (withdrawn: {reason})", text=finding.text, reason=finding.withdrawn_reason)
        ),
        chars=60,
    ),
    named("noted_by", N_("Noted by"), chars=16),
    Column(id="noted_at", title=N_("Noted at"), value=lambda finding: finding.noted_at, chars=20),
)
