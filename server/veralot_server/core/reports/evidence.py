"""Evidence as a signed file carries it: proofs against the log, and signatures with the content that they bind."""

from collections.abc import Iterable, Mapping
from typing import Any

from veralot_shared.contracts.identity import SignatureView
from veralot_shared.verify.format import SignatureEvidence, SignedRecord


def shown(view: SignatureView) -> SignatureEvidence:
    """Return a signature as a report prints it that carries no proofs: of what it binds, label, hash and validity alone."""
    contents = [{"signature_id": view.id, "kind": item.kind, "key": item.key, "content": {}} for item in view.records]
    return signed(view, contents)


def signed(view: SignatureView, contents: Iterable[Mapping[str, Any]]) -> SignatureEvidence:
    """Return a signature with the contents that it binds, as the log holds them.

    One signature may bind records of several lots and customers; a dossier shows those that are proven in it.
    """
    by_record = {(row["kind"], row["key"]): row["content"] for row in contents if row["signature_id"] == view.id}
    return SignatureEvidence(
        id=view.id,
        user_id=view.signer_id,
        user_name=view.user_name,
        full_name=view.full_name,
        full_name_zh=view.full_name_zh,
        role=view.role,
        meaning=view.meaning,
        statement=view.statement,
        reason=view.reason,
        signed_at=view.signed_at,
        message=view.message,
        records=[
            SignedRecord(
                kind=item.kind,
                key=item.key,
                label=item.label,
                content=by_record[item.kind, item.key],
                content_hash=item.content_hash,
                valid=item.valid,
            )
            for item in view.records
            if (item.kind, item.key) in by_record
        ],
    )
