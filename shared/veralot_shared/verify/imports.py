"""What the reconciliation report of an import says, against the audit log: files, counts and sums as they were written down."""

from typing import Final

from veralot_shared.verify.leaf import Leaf, newest_rows
from veralot_shared.verify.record import about, differences
from veralot_shared.verify.report import Check, Name, Reason, blocked, failed, passed
from veralot_shared.verify.rows import Row

FIELDS: Final = {
    "id": "id",
    "at": "at",
    "test": "test",
    "files": "files",
    "reconciliation": "reconciliation",
    "undone_at": "undone_at",
    "undo_reason": "undo_reason",
}
"""Field of the record → column of the import's row."""


def check_import(record: Row, leaves: list[Leaf] | None) -> Check:
    """Return the check that the record says of the import what its newest audited row says."""
    if leaves is None:
        return blocked(Name.IMPORT)
    name = about(record)
    row = newest_rows(leaves).get(name)
    if row is None:
        return failed(Name.IMPORT, Reason.IMPORT_NOT_IN_LOG, number=name[1])
    wrong = next(differences(record["import"], row, FIELDS), None)
    if wrong is not None:
        return failed(Name.IMPORT, Reason.RECORD_CONTRADICTS_LOG, **wrong._asdict())
    return passed(Name.IMPORT, number=name[1], fields=str(len(FIELDS)))
