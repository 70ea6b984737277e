"""The audit trail, printed from the very entries that are proven: who changed what, when, from what to what, and why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from reportlab.platypus import Flowable

from veralot_server.core.reports import style
from veralot_server.core.reports.blocks import Heading, Text
from veralot_server.core.reports.document import ROOM
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.tables import Column, table
from veralot_shared.contracts.audit import Operation
from veralot_shared.verify.format import EntryProof
from veralot_shared.verify.leaf import Leaf

KEY: Final = "audit-trail"


def printed(entries: Sequence[EntryProof], leaves: Sequence[Leaf], formats: Formats) -> Iterator[Flowable]:
    """Yield the trail, oldest first; the number at the left is the entry's place in the sealed log."""
    _ = formats.translator.text
    yield Heading(KEY, _("Audit trail"))
    yield Text(
        _(
            "Every change of this lot's records, oldest first, as the sealed log holds it. The index is the entry's place there."
        ),
        style.NOTE,
    )
    titles = (_("Index"), _("Date and time"), _("Who"), _("Record"), _("Change"), _("Reason"))
    indices = {entry.entry_id: entry.index for entry in entries}
    rows = [row(leaf, indices[leaf.id], formats) for leaf in leaves]
    yield table([Column(title) for title in titles], rows, ROOM)


def row(leaf: Leaf, index: int, formats: Formats) -> list[str]:
    """Return one entry as a row."""
    return [
        str(index),
        formats.time(leaf.at),
        "\n".join(filter(None, (leaf.user_name, leaf.workstation))),
        "\n".join(filter(None, (operation(leaf, formats), f"{leaf.table} {leaf.key}", leaf.message))),
        "\n".join(changes(leaf, formats)),
        "\n".join(reasons(leaf, formats)),
    ]


def operation(leaf: Leaf, formats: Formats) -> str:
    """Return what was done to the row."""
    return formats.code(Operation.__name__, leaf.operation)


def changes(leaf: Leaf, formats: Formats) -> Iterator[str]:
    """Yield each field that was set, changed or lost. What is empty before and after is left out."""
    old, new = leaf.old or {}, leaf.new or {}
    for field in {**old, **new}:
        before, after = value(old, field, formats), value(new, field, formats)
        name = formats.translator.field(field)
        if leaf.operation == Operation.UPDATE and before != after:
            yield f"{name}: {before or '—'} → {after or '—'}"
        elif leaf.operation != Operation.UPDATE and (before or after):
            yield f"{name}: {after or before}"


def value(fields: Mapping[str, Any], field: str, formats: Formats) -> str:
    """Return a field as the log holds it: codes and times are not put in other words here."""
    found = fields.get(field)
    return formats.plain(found) if not isinstance(found, int) or isinstance(found, bool) else str(found)


def reasons(leaf: Leaf, formats: Formats) -> Iterator[str]:
    """Yield why it was done, and under which signature."""
    if leaf.reason:
        yield leaf.reason
    if leaf.signature_id is not None:
        yield formats.translator.text("Signature {number}", number=leaf.signature_id)
