"""The lot dossier as one signed PDF: everything known of a lot, for people to read and for programs to check.

`dossier` is the way in. `cover`, `sections`, `signatures`, `audit_trail` and `verification` are its parts in their
order; `words` says what a status means, `readme` how to verify; `evidence` refuses what contradicts the audit log.
"""

from typing import ClassVar

from veralot_shared.errors import CodedError


class RecordContradictsLog(CodedError, status=409):
    """What the database says of the lot is not what its audit log says: somebody changed one past the other."""

    text: ClassVar[str] = (
        "The dossier of lot {lot_no} was not signed: it contradicts the audit log ({finding}). "
        "Ask the administrator to run “veralot-server audit verify”."
    )
    lot_no: str
    finding: str
