"""The whole history of a record as rows of a file: one for each field that changed. No Qt."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from veralot_client.core.background import Job
from veralot_client.core.words import Words
from veralot_client.widgets.log_entries import DONE, both, person, record_text, shown_changes
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.values import message_label
from veralot_shared.contracts.audit import EntryView, FieldChange
from veralot_shared.i18n import N_
from veralot_shared.ids import EntryId
from veralot_shared.messages import Page

AT_ONCE = 500
"""Entries in one question."""


class Changed(NamedTuple):
    """One field that an entry changed; of an entry that changed nothing that says anything, the entry alone."""

    entry: EntryView
    change: FieldChange | None


def every_change(ask: Callable[[Page], list[EntryView]], job: Job) -> Iterator[Changed]:
    """Yield a record's changes, newest first, reading on until there are no more. Blocks. Raises: CodedError, Cancelled.

    What is written meanwhile pushes former entries down, so that some are read twice: they are told once.
    """
    offset, known = 0, set[EntryId]()
    while True:
        job.report(offset, 0)
        got = ask(Page(offset=offset, limit=AT_ONCE))
        for entry in got:
            if entry.id not in known:
                known.add(entry.id)
                changes = shown_changes(entry)
                yield from (Changed(entry, change) for change in changes)
                if not changes:
                    yield Changed(entry, None)
        offset += len(got)
        if len(got) < AT_ONCE:
            return


def was(row: Changed, words: Words) -> str:
    """Return what the field was."""
    return both(row.change, words)[0] if row.change and row.change.old is not None else ""


def became(row: Changed, words: Words) -> str:
    """Return what the field became."""
    return both(row.change, words)[1] if row.change and row.change.new is not None else ""


COLUMNS: tuple[Column[Changed], ...] = (
    Column(id="index", title=N_("Index"), value=lambda row: row.entry.index, chars=9),
    Column(id="at", title=N_("At"), value=lambda row: row.entry.at, chars=20),
    Column(
        id="person",
        title=N_("Person"),
        value=lambda row: row.entry.user_name,
        text=lambda row, words: person(row.entry, words),
        chars=24,
    ),
    Column(id="workstation", title=N_("Workstation"), value=lambda row: row.entry.workstation),
    Column(
        id="message",
        title=N_("Action"),
        value=lambda row: row.entry.message,
        text=lambda row, words: message_label(row.entry.message, words),
        chars=18,
    ),
    Column(
        id="record",
        title=N_("Record"),
        value=lambda row: row.entry.table,
        text=lambda row, words: record_text(row.entry, words),
        chars=24,
    ),
    Column(
        id="operation",
        title=N_("Done"),
        value=lambda row: row.entry.operation,
        text=lambda row, words: words.text(DONE[row.entry.operation]),
        chars=9,
    ),
    Column(
        id="field",
        title=N_("Field"),
        value=lambda row: row.change.field if row.change else "",
        text=lambda row, words: words.field(row.change.field) if row.change else "",
        chars=18,
    ),
    Column(id="old", title=N_("Before"), value=lambda row: row.change and row.change.field, text=was, chars=28),
    Column(id="new", title=N_("After"), value=lambda row: row.change and row.change.field, text=became, chars=28),
    Column(id="reason", title=N_("Reason"), value=lambda row: row.entry.reason, chars=30),
    Column(id="signature", title=N_("Signature"), value=lambda row: row.entry.signature_id, chars=9),
)
