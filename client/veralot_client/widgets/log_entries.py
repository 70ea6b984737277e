"""Entries of the audit log as HTML. No Qt."""

from collections.abc import Mapping, Sequence
from html import escape

from veralot_client.core.words import Words
from veralot_client.widgets.values import NOTHING, message_label, told
from veralot_shared.contracts.audit import EntryView, FieldChange, Operation
from veralot_shared.i18n import N_, table_msgid

DONE = {Operation.INSERT: N_("created"), Operation.UPDATE: N_("changed"), Operation.DELETE: N_("removed")}
SILENT = frozenset({"id", "version"})
"""Fields that say nothing to a person: numbers of the database's own."""


def table_label(table: str, words: Words) -> str:
    """Return what the rows of a table are called: `genealogy_movement_line` → “Movement line”."""
    return words.context("table", table_msgid(table))


def person(entry: EntryView, words: Words) -> str:
    """Return who made an entry."""
    name = words.name(entry.full_name, entry.full_name_zh)
    return f"{name} ({entry.user_name})" if name and name != entry.user_name else entry.user_name


def shown_changes(entry: EntryView) -> list[FieldChange]:
    """Return the changes that say something: of a new row what is set, of a changed one what differs."""
    changes = [change for change in entry.changes if change.field not in SILENT]
    if entry.operation is Operation.INSERT:
        return [change for change in changes if change.new not in (None, "", [])]
    return changes


def change_text(change: FieldChange, operation: Operation, words: Words) -> str:
    """Return one change in one line: what it was and what it became."""
    old, new = both(change, words)
    if operation is Operation.INSERT:
        return new
    return old if operation is Operation.DELETE else f"{old} → {new}"


def both(change: FieldChange, words: Words) -> tuple[str, str]:
    """Return what a field was and what it became: where that is another record, how it is called."""
    old, new = words.name(change.old_name, change.old_name_zh), words.name(change.new_name, change.new_name_zh)
    return old or told(change.field, change.old, words), new or told(change.field, change.new, words)


def record_text(entry: EntryView, words: Words) -> str:
    """Return the record of an entry: its kind, and how it is called, or its number in the database."""
    return f"{table_label(entry.table, words)} {words.name(entry.record, entry.record_zh) or entry.key}"


def entries_html(entries: Sequence[EntryView], words: Words, colours: Mapping[str, str]) -> str:
    """Return entries as HTML, newest first, in the colours of the theme."""
    if not entries:
        return f'<p style="color:{colours["muted"]}">{escape(words.text("No changes are recorded."))}</p>'
    return "".join(entry_html(entry, words, colours) for entry in entries)


def entry_html(entry: EntryView, words: Words, colours: Mapping[str, str]) -> str:
    """Return one entry: a line on who and when, a line on what and why, and its changes."""
    muted, faint = colours["muted"], colours["faint"]
    what = " · ".join(
        part
        for part in (message_label(entry.message, words), words.text(DONE[entry.operation]), seal(entry, words))
        if part
    )
    where = f"{words.moment(entry.at, seconds=True)} · {entry.workstation or NOTHING}"
    lines = [
        f'<b>{escape(person(entry, words))}</b> <span style="color:{muted}">{escape(where)}</span>',
        f'<span style="color:{faint}">{escape(what)}</span>',
    ]
    if entry.reason:
        lines.append(f"{escape(words.text('Reason: {reason}', reason=entry.reason))}")
    if entry.signature_id is not None:
        signed = words.text("Signed electronically, signature {number}", number=entry.signature_id)
        lines.append(f'<span style="color:{colours["good"]}">✔ {escape(signed)}</span>')
    rows = "".join(change_html(change, entry.operation, words, colours) for change in shown_changes(entry))
    table = f'<table cellpadding="2" style="margin-bottom:12px">{rows}</table>'
    return f'<p style="margin-bottom:2px">{"<br>".join(lines)}</p>{table}'


def seal(entry: EntryView, words: Words) -> str:
    """Return the entry's place in the sealed log."""
    if entry.index is None:
        return words.text("not sealed yet")
    return words.text("log entry {index}", index=words.number(entry.index))


def change_html(change: FieldChange, operation: Operation, words: Words, colours: Mapping[str, str]) -> str:
    """Return one change as a row: the field, what it was struck through, what it became."""
    label = escape(words.field(change.field))
    old, new = (escape(value) for value in both(change, words))
    was = f'<span style="color:{colours["muted"]};text-decoration:line-through">{old}</span>'
    text = {Operation.INSERT: new, Operation.DELETE: was}.get(operation, f"{was} → {new}")
    return f'<tr><td style="color:{colours["muted"]}">{label}&nbsp;&nbsp;</td><td>{text}</td></tr>'
