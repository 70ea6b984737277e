"""Reads signatures and tells of each whether it still holds: whether its records are what was signed (P11-18)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from veralot_server.core.module import MANY, SUBJECTS
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.identity import SignatureView, SignedRecordView
from veralot_shared.ids import SignatureId, UserId
from veralot_shared.messages import Meaning

ON_RECORD = """
SELECT id, user_id AS signer_id, user_name, full_name, full_name_zh, role, meaning, statement, reason, signed_at,
       message
FROM identity_signature
WHERE id IN (SELECT signature_id FROM identity_signature_record WHERE kind = %(record_kind)s AND key = %(record_key)s)
ORDER BY id DESC
"""

RECORDS = """
SELECT signature_id, kind, key, label, content_hash FROM identity_signature_record
WHERE signature_id = ANY(%(ids)s)
ORDER BY signature_id, id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A signature as stored."""

    id: SignatureId
    signer_id: UserId
    user_name: str
    full_name: str
    full_name_zh: str
    role: str
    meaning: Meaning
    statement: str
    reason: str
    signed_at: datetime
    message: str


class RecordRow(msgspec.Struct, frozen=True, kw_only=True):
    """A record under a signature, as stored."""

    signature_id: SignatureId
    kind: str
    key: str
    label: str
    content_hash: str


def on_record(tx: Transaction, kind: str, key: str) -> list[SignatureView]:
    """Return the signatures on a record, newest first, each checked against every record under it as it is now.

    A customer's user sees of a signature only the records that it may see.
    """
    rows = tx.rows(Row, ON_RECORD, record_kind=kind, record_key=key)
    records = tx.rows(RecordRow, RECORDS, ids=[row.id for row in rows])
    present = Present(tx)
    present.read(records)
    shown: dict[SignatureId, list[SignedRecordView]] = defaultdict(list)
    for record in records:
        if present.visible(record):
            shown[record.signature_id].append(checked(record, present))
    return [signature_view(row, shown[row.id]) for row in rows]


class Present:
    """What records hold now; each is read once, however many signatures are on it."""

    def __init__(self, tx: Transaction) -> None:
        """Read in `tx`, as its actor."""
        self._tx = tx
        self._hashes: dict[tuple[str, str], str | None] = {}

    def read(self, records: Sequence[RecordRow]) -> None:
        """Read many records at once, where their kind can be."""
        keys: dict[str, dict[str, None]] = defaultdict(dict)
        for record in records:
            keys[record.kind][record.key] = None
        for kind, wanted in keys.items():
            if kind in MANY:
                found = MANY[kind](list(wanted), self._tx)
                hashes = {key: found[key].content_hash if key in found else None for key in wanted}
                self._hashes.update({(kind, key): content for key, content in hashes.items()})

    def content_hash(self, kind: str, key: str) -> str | None:
        """Return the hash of a record's present content; `None` if it cannot be read."""
        if (kind, key) not in self._hashes:
            read = SUBJECTS.get(kind)
            subject = read(key, self._tx) if read else None
            self._hashes[kind, key] = subject.content_hash if subject else None
        return self._hashes[kind, key]

    def visible(self, record: RecordRow) -> bool:
        """Tell whether the actor may know of the record; ours may, even of one that cannot be read any more."""
        return self._tx.actor.customer_id is None or self.content_hash(record.kind, record.key) is not None


def checked(record: RecordRow, present: Present) -> SignedRecordView:
    """Return a signed record with whether it still is what was signed."""
    return SignedRecordView(
        kind=record.kind,
        key=record.key,
        label=record.label,
        content_hash=record.content_hash,
        valid=present.content_hash(record.kind, record.key) == record.content_hash,
    )


def signature_view(row: Row, records: list[SignedRecordView]) -> SignatureView:
    """Return a signature as shown; it holds if there are records under it and every one of them is unchanged."""
    valid = bool(records) and all(record.valid for record in records)
    return SignatureView(**msgspec.structs.asdict(row), records=records, valid=valid)
