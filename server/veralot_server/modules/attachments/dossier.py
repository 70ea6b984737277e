"""What the dossier of a lot shows of its files, what proves it, and the files themselves where they are asked for."""

from datetime import datetime
from typing import Any, Final

from veralot_server.core import files
from veralot_server.core.module import Enclosure, encloses, proves, section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.attachments import records
from veralot_shared.contracts.attachments import AttachmentView, FileState
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_
from veralot_shared.verify.format import FILES_SECTION, enclosed_name

NAME: Final = FILES_SECTION

COLUMNS: Final = [
    ColumnView(id="file", title=N_("File"), kind="link:attachment"),
    ColumnView(id="type", title=N_("Type"), kind="name"),
    ColumnView(id="number", title=N_("Number")),
    ColumnView(id="attached_kind", title=N_("Attached to"), kind="code:FileTargetKind"),
    ColumnView(id="attached_to", title=N_("Record")),
    ColumnView(id="valid_until", title=N_("Valid until"), kind="date"),
    ColumnView(id="sha256", title="SHA-256"),
    ColumnView(id="added_at", title=N_("Attached at"), kind="time"),
    ColumnView(id="added_by", title=N_("Attached by"), kind="name"),
    ColumnView(id="state", title=N_("State"), kind="code:FileState"),
    ColumnView(id="reason", title=N_("Reason")),
]

NOTE: Final = N_("The hashes bind these files: each can be checked against this dossier wherever it lies.")

RELEASED: Final = """
SELECT min(at) FROM genealogy_status_change
WHERE lot_id = %s AND event IN ('accept', 'release_production', 'release_market')
"""

PROVEN: Final = """
SELECT 'attachments_attachment', id::text FROM attachments_attachment WHERE id = ANY(%(ids)s)
UNION ALL
SELECT 'attachments_file', file_id::text FROM attachments_attachment WHERE id = ANY(%(ids)s)
UNION ALL
SELECT 'identity_signature_record', r.id::text FROM identity_signature_record r
WHERE r.kind = 'attachment' AND r.key = ANY(%(keys)s) AND r.signature_id IN (
    SELECT signature_id FROM identity_signature_record WHERE kind = 'lot' AND key = %(lot)s::text)
"""


@section(NAME, order=75)
def files_section(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return every file within the lot's reach, oldest first; what came after the release says so (T13)."""
    found = records.of_lot(tx, lot.id)[::-1]
    if not found:
        return None
    row = tx.wire.execute(RELEASED, (lot.id,)).fetchone()
    released = row[0] if row else None
    rows = [shown(one, released) for one in found]
    return SectionView(id=NAME, title=N_("Files"), columns=list(COLUMNS), rows=rows, total=len(rows), note=NOTE)


def shown(one: AttachmentView, released: datetime | None) -> list[Any]:
    """Return a file as a row of the section."""
    late = released is not None and one.added_at > released
    state = FileState.WITHDRAWN if one.withdrawn_at else FileState.SUPPLEMENT if late else FileState.IN_FORCE
    return [
        [one.id, one.file_name],
        [one.type_name, one.type_name_zh],
        one.number,
        one.target.kind,
        one.target_label,
        one.valid_until,
        one.sha256,
        one.added_at,
        [one.added_by, one.added_by_zh],
        state,
        one.withdrawn_reason,
    ]


@proves(NAME)
def proven(lot: LotView, tx: Transaction) -> list[tuple[str, str]]:
    """Return whose log entries prove the section: the attachments, their contents, and what signatures on the lot bound."""
    ids = [one.id for one in records.of_lot(tx, lot.id)]
    values = {"ids": ids, "keys": [str(number) for number in ids], "lot": lot.id}
    return [(row[0], row[1]) for row in tx.wire.execute(PROVEN, values)] if ids else []


@encloses(NAME)
def enclosed(lot: LotView, tx: Transaction) -> list[Enclosure]:
    """Return the files that belong to a lot's dossier, each content once."""
    by_hash = {one.sha256: one for one in records.of_lot(tx, lot.id)}
    return [enclosure(one, tx) for one in sorted(by_hash.values(), key=lambda one: one.id)]


def enclosure(one: AttachmentView, tx: Transaction) -> Enclosure:
    """Return a file as it is attached to a dossier."""
    return Enclosure(
        name=enclosed_name(one.sha256, one.file_name),
        media_type=one.media_type,
        description=one.file_name,
        sha256=one.sha256,
        size=one.size,
        read=lambda: files.read(tx.wire, one.sha256),
    )
