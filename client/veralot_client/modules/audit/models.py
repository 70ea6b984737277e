"""The columns of the table of log entries. No Qt."""

from veralot_client.core.words import Words
from veralot_client.widgets.log_entries import (
    DONE,
    change_text,
    message_label,
    person,
    shown_changes,
    table_label,
)
from veralot_client.widgets.table.columns import Column, Filter
from veralot_shared.contracts.audit import EntryView
from veralot_shared.i18n import N_

CHANGES_SHOWN = 4
"""Changes in one cell; the panel beside the table shows all of them."""


def changes_text(entry: EntryView, words: Words) -> str:
    """Return the changes of an entry in one line."""
    changes = shown_changes(entry)
    parts = [
        f"{words.field(change.field)}: {change_text(change, entry.operation, words)}"
        for change in changes[:CHANGES_SHOWN]
    ]
    return "; ".join(parts) + (" …" if len(changes) > CHANGES_SHOWN else "")


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
        filter=Filter.TEXT,
        hint=N_("user name"),
        sortable=False,
        chars=20,
    ),
    Column(
        id="message",
        title=N_("Action"),
        value=lambda entry: entry.message,
        text=lambda entry, words: message_label(entry.message, words),
        filter=Filter.TEXT,
        hint="genealogy.ReceiveLot",
        sortable=False,
        chars=20,
    ),
    Column(
        id="table",
        title=N_("Record"),
        value=lambda entry: entry.table,
        text=lambda entry, words: f"{table_label(entry.table, words)} {entry.key}",
        filter=Filter.TEXT,
        hint="genealogy_lot",
        sortable=False,
        chars=18,
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
    Column(id="reason", title=N_("Reason"), value=lambda entry: entry.reason, sortable=False, chars=28),
    Column(
        id="signature_id",
        title=N_("Signature"),
        value=lambda entry: entry.signature_id,
        right=True,
        sortable=False,
        chars=9,
        hidden=True,
    ),
    Column(
        id="workstation", title=N_("Workstation"), value=lambda entry: entry.workstation, sortable=False, hidden=True
    ),
)
