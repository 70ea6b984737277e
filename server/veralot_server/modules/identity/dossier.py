"""The dossier's signatures: printed name, date and time, meaning (11.50(b): on every print too)."""

from typing import Any, Final

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import signatures
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.contracts.identity import SignatureView
from veralot_shared.i18n import N_

KIND: Final = "lot"
"""The kind under which the genealogy signs lots; the key is the lot's number in the database."""

COLUMNS: Final = [
    ColumnView(id="signed_at", title=N_("Signed at"), kind="time"),
    ColumnView(id="name", title=N_("Printed name")),
    ColumnView(id="user_name", title=N_("User name")),
    ColumnView(id="role", title=N_("Role"), kind="code:Role"),
    ColumnView(id="meaning", title=N_("Meaning"), kind="code:Meaning"),
    ColumnView(id="statement", title=N_("Statement"), kind="sentence"),
    ColumnView(id="reason", title=N_("Reason")),
    ColumnView(id="validity", title=N_("Valid for the present content")),
]


@section("identity.signatures", order=80)
def signatures_section(lot: LotView, tx: Transaction) -> SectionView:
    """Return every signature on the lot, oldest first, each checked against the lot as it is now."""
    found = signatures.on_record(tx, KIND, str(lot.id))[::-1]
    return SectionView(
        id="identity.signatures",
        title=N_("Electronic signatures"),
        columns=list(COLUMNS),
        rows=[row(signature) for signature in found],
        total=len(found),
    )


def row(signature: SignatureView) -> list[Any]:
    """Return a signature as a row of the section."""
    return [
        signature.signed_at,
        " ".join(filter(None, (signature.full_name, signature.full_name_zh))),
        signature.user_name,
        signature.role,
        signature.meaning,
        signature.statement,
        signature.reason,
        signature.valid,
    ]
