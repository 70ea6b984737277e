"""The audit trail, printed from the very entries that are proven: who changed what, when, from what to what, why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from reportlab.platypus import Flowable

from veralot_server.core.reports import style
from veralot_server.core.reports.blocks import Text, heading
from veralot_server.core.reports.document import ROOM
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.tables import Column, table
from veralot_shared.contracts.audit import Operation
from veralot_shared.i18n import N_, table_msgid
from veralot_shared.verify.format import EntryProof
from veralot_shared.verify.leaf import Leaf

KEY: Final = "audit-trail"
OPERATIONS: Final[Mapping[str, str]] = {
    Operation.INSERT: N_("Created"),
    Operation.UPDATE: N_("Changed"),
    Operation.DELETE: N_("Deleted"),
}


def printed(entries: Sequence[EntryProof], leaves: Sequence[Leaf], formats: Formats) -> Iterator[Flowable]:
    """Yield the trail, oldest first; the number at the left is the entry's place in the sealed log."""
    _ = formats.translator.text
    yield from heading(KEY, _("Audit trail"))
    yield Text(
        _("Every change of this lot's records as the sealed log holds it, oldest first. The index is its place there."),
        style.NOTE,
    )
    titles = (_("Index"), _("Date and time"), _("Who"), _("Record"), _("Change"), _("Reason"))
    indices = {entry.entry_id: entry.index for entry in entries}
    rows = [row(leaf, indices[leaf.id], formats) for leaf in leaves]
    yield table([Column(title) for title in titles], rows, ROOM)


def remark(leaves: Sequence[Leaf], formats: Formats) -> str:
    """Return what the contents say of the trail."""
    return formats.translator.plural("{count} entry", "{count} entries", len(leaves))


def row(leaf: Leaf, index: int, formats: Formats) -> list[str]:
    """Return one entry as a row."""
    return [
        str(index),
        formats.time(leaf.at),
        "\n".join(filter(None, (leaf.user_name, leaf.workstation))),
        "\n".join(
            filter(
                None,
                (
                    operation(leaf, formats),
                    f"{table_name(leaf, formats)} {leaf.key}",
                    formats.message(leaf.message),
                ),
            )
        ),
        ("\n" if leaf.operation == Operation.UPDATE else "; ").join(changes(leaf, formats)),
        "\n".join(reasons(leaf, formats)),
    ]


def table_name(leaf: Leaf, formats: Formats) -> str:
    """Return what the rows of a table are called, as the audit log's own page has it."""
    return formats.translator.context("table", table_msgid(leaf.table))


def operation(leaf: Leaf, formats: Formats) -> str:
    """Return what was done to the row."""
    word = OPERATIONS.get(leaf.operation)
    return formats.translator.text(word) if word else leaf.operation


def changes(leaf: Leaf, formats: Formats) -> Iterator[str]:
    """Yield each field that was set, changed or lost. What is empty before and after is left out."""
    old, new = leaf.old or {}, leaf.new or {}
    for field in {**old, **new}:
        before, after = value(leaf, old, field, formats), value(leaf, new, field, formats)
        name = formats.translator.field(field)
        if leaf.operation == Operation.UPDATE and before != after:
            yield f"{name}: {before or '—'} → {after or '—'}"
        elif leaf.operation != Operation.UPDATE and (before or after):
            yield f"{name}: {after or before}"


def value(leaf: Leaf, fields: Mapping[str, Any], field: str, formats: Formats) -> str:
    """Return a field as people call it; the attached proofs hold it as it was written."""
    found = fields.get(field)
    if isinstance(found, str):
        found = worded(leaf, field, found, formats)
    return str(found) if type(found) is int else formats.plain(found).replace("\n", ", ")


def worded(leaf: Leaf, field: str, text: str, formats: Formats) -> str:
    """Return a text of a row in the reader's language, where it is one of ours."""
    if field == "message":
        return formats.message(text)
    if field == "statement":
        return formats.translator.text(text)
    return formats.code_of(leaf.table.partition("_")[0], field, text)


def reasons(leaf: Leaf, formats: Formats) -> Iterator[str]:
    """Yield why it was done, and under which signature."""
    if leaf.reason:
        yield leaf.reason
    if leaf.signature_id is not None:
        yield formats.translator.text("Signature {number}", number=leaf.signature_id)
