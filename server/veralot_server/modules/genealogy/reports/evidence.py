"""The dossier's attachments, and the check before signing: the plant signs nothing that its own log contradicts."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from veralot_server.core.reports.evidence import signed
from veralot_shared.contracts.genealogy import DossierView, RecordContradictsLog
from veralot_shared.contracts.identity import SignatureView
from veralot_shared.rules.canonical import canonical_bytes
from veralot_shared.verify import log, record
from veralot_shared.verify.format import LOT_TABLE, SIGNED_RECORD_TABLE, Proofs, SignatureEvidence
from veralot_shared.verify.leaf import Leaf, newest_rows
from veralot_shared.verify.report import Check, Result
from veralot_shared.verify.rows import Row

LINK: Final = "link:"
ALLOWED: Final = (Result.PASSED, Result.NOT_APPLICABLE)


class Evidence(NamedTuple):
    """What a dossier is made from, checked against the log: `leaves` are the proven entries, oldest first."""

    dossier: DossierView
    proofs: Proofs
    signatures: Sequence[SignatureEvidence]
    leaves: Sequence[Leaf]
    size: int
    root: str


def gather(dossier: DossierView, proofs: Proofs, signatures: Iterable[SignatureView]) -> Evidence:
    """Return the evidence of a lot.

    Raises:
        RecordContradictsLog: a proof does not hold, or record or signatures are not what the log says.
    """
    checkpoint, head = log.check_checkpoint(proofs)
    inclusion, leaves = log.check_inclusion(proofs, head)
    require(dossier, [checkpoint, inclusion])
    found = leaves or []
    contents = [row for (table, _), row in newest_rows(found).items() if table == SIGNED_RECORD_TABLE and row]
    evidence = [signed(view, contents) for view in signatures]
    told: Row = msgspec.json.decode(canonical_bytes(dossier))
    signed_rows: list[Row] = msgspec.json.decode(canonical_bytes(evidence))
    require(dossier, [record.check_record(told, {}, found), record.check_signatures(told, signed_rows, found)])
    named = msgspec.structs.replace(proofs, rows=row_proofs(dossier, found))
    facts = checkpoint.facts
    return Evidence(dossier, named, evidence, found, int(facts["size"]), facts["root"])


def row_proofs(dossier: DossierView, leaves: Iterable[Leaf]) -> dict[str, int]:
    """Return the newest entry of each row of the record that has one: the lot, and what a section's link leads to.

    A column of kind `link:movement` holds keys of the table `<module>_movement`.
    """
    newest = {leaf.row: leaf.id for leaf in leaves}
    places = {"/lot": newest[LOT_TABLE, str(dossier.lot.id)]}
    by_kind = {(table.partition("_")[2], key): entry for (table, key), entry in newest.items()}
    for number, section in enumerate(dossier.sections):
        links = [
            (at, column.kind[len(LINK) :]) for at, column in enumerate(section.columns) if column.kind.startswith(LINK)
        ]
        for place, row in enumerate(section.rows if links else []):
            at, kind = links[0]
            entry = by_kind.get((kind, str(row[at][0]))) if row[at] else None
            if entry is not None:
                places[f"/sections/{number}/rows/{place}"] = entry
    return places


def require(dossier: DossierView, checks: Iterable[Check]) -> None:
    """Raise RecordContradictsLog unless all checks passed."""
    for check in checks:
        if check.result not in ALLOWED:
            facts = ", ".join(f"{name}: {fact}" for name, fact in check.facts.items())
            raise RecordContradictsLog(lot_no=dossier.lot.lot_no, finding=f"{check.reason}; {facts}")
