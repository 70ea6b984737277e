"""What a reconciliation report rests on, checked before it is signed: the plant signs nothing that its own log contradicts."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.proofs import RecordKey, proofs_of, prove_records
from veralot_server.core.reports.evidence import signed
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import ImportView, RecordContradicted
from veralot_shared.contracts.identity import SignaturesOf
from veralot_shared.ids import ImportId
from veralot_shared.rules.canonical import canonical_bytes
from veralot_shared.verify import imports, log, record
from veralot_shared.verify.format import SIGNED_RECORD_TABLE, Proofs, SignatureEvidence
from veralot_shared.verify.leaf import newest_rows
from veralot_shared.verify.report import Result

PROVEN: Final = """
SELECT 'exchange_import', %(id)s::text
UNION ALL SELECT 'identity_signature', signature_id::text FROM identity_signature_record
          WHERE kind = 'import' AND key = %(id)s::text
UNION ALL SELECT 'identity_signature_record', id::text FROM identity_signature_record
          WHERE kind = 'import' AND key = %(id)s::text
"""
ROW: Final = """
SELECT id, at, test, files, reconciliation, undone_at, undo_reason FROM exchange_import WHERE id = %(id)s
"""
ALLOWED: Final = (Result.PASSED, Result.NOT_APPLICABLE)


class Evidence(NamedTuple):
    """An import with the proofs of its own row and of the signatures on it."""

    record: dict[str, Any]
    signatures: Sequence[SignatureEvidence]
    proofs: Proofs
    size: int
    entries: int


def gather(view: ImportView, import_id: ImportId, tx: Transaction) -> Evidence:
    """Return the evidence of an import.

    Raises:
        RecordContradicted: the database says something else than its log.
    """
    records = [RecordKey(*row) for row in tx.wire.execute(PROVEN, {"id": import_id})]
    with tx.aside() as wire:
        proven = prove_records(wire, log_key(tx.settings), records, [])
    proofs = proofs_of(proven.head, proven.entries)
    checkpoint, head = log.check_checkpoint(proofs)
    inclusion, leaves = log.check_inclusion(proofs, head)
    found = leaves or []
    contents = [row for (table, _), row in newest_rows(found).items() if table == SIGNED_RECORD_TABLE and row]
    on_it = tx.call(SignaturesOf(kind="import", key=str(import_id))) if view.signatures else []
    evidence = [signed(one, contents) for one in on_it]
    told = {"import": row_of(import_id, tx), "at": tx.now}
    plain = msgspec.json.decode(canonical_bytes(told))
    signed_rows = msgspec.json.decode(canonical_bytes(evidence))
    checks = [
        checkpoint,
        inclusion,
        imports.check_import(plain, found),
        record.check_signatures(plain, signed_rows, found),
    ]
    for check in checks:
        if check.result not in ALLOWED:
            facts = ", ".join(f"{name}: {fact}" for name, fact in check.facts.items())
            raise RecordContradicted(number=import_id, finding=f"{check.reason}; {facts}")
    return Evidence(told, evidence, proofs, int(checkpoint.facts["size"]), len(found))


def row_of(import_id: ImportId, tx: Transaction) -> dict[str, Any]:
    """Return the import's row as the record shows it."""
    cursor = tx.wire.execute(ROW, {"id": import_id})
    heads = [column.name for column in cursor.description or ()]
    return dict(zip(heads, cursor.fetchone() or (), strict=False))
