"""What was agreed with customers, in the database: of each the newest holds, and of those without one the plant's default."""

from typing import Final

import msgspec
from sqlalchemy import insert

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.domain import terms
from veralot_server.modules.quality.tables import Agreement
from veralot_shared.contracts.quality import AgreementsChanged, AgreementView, SetAgreement
from veralot_shared.ids import PartnerId

LISTED: Final = """
SELECT * FROM (
    SELECT a.id, a.customer_id, coalesce(p.name, '') AS customer, coalesce(p.name_zh, '') AS customer_zh,
           a.consent_concession, a.consent_rework, a.notice_hours, a.agreed_at, u.full_name AS agreed_by,
           u.full_name_zh AS agreed_by_zh, lead(a.agreed_at) OVER (PARTITION BY a.customer_id ORDER BY a.id) AS until
    FROM quality_agreement a JOIN identity_user u ON u.id = a.agreed_by LEFT JOIN items_partner p ON p.id = a.customer_id
    WHERE %(scope)s::bigint IS NULL OR a.customer_id IS NULL OR a.customer_id = %(scope)s
) AS known
WHERE %(former)s OR until IS NULL ORDER BY customer_id IS NOT NULL, customer, customer_id, id DESC
"""

HOLDING: Final = """
SELECT consent_concession, consent_rework, notice_hours FROM quality_agreement
WHERE customer_id IS NULL OR customer_id = %s ORDER BY customer_id NULLS LAST, id DESC LIMIT 1
"""

HOLDS_FOR: Final = "SELECT DISTINCT customer_id FROM identity_user WHERE customer_id IS NOT NULL ORDER BY 1"


class Holding(msgspec.Struct, frozen=True):
    """What holds for a customer."""

    consent_concession: bool = True
    consent_rework: bool = False
    notice_hours: int = terms.NOTICE_HOURS


def holding(tx: Transaction, customer_id: PartnerId) -> Holding:
    """Return what was agreed with a customer, else the plant's default, else what every plant begins with."""
    row = tx.wire.execute(HOLDING, (customer_id,)).fetchone()
    return Holding(*row) if row else Holding()


def listed(tx: Transaction, *, former: bool = False) -> list[AgreementView]:
    """Return what was agreed, the default first; with `former` also what holds no more."""
    found = tx.rows(AgreementView, LISTED, scope=tx.actor.customer_id, former=former)
    if any(one.customer_id is None for one in found):
        return found
    return [AgreementView(customer_id=None, **msgspec.structs.asdict(Holding())), *found]


def write(tx: Transaction, command: SetAgreement) -> None:
    """Write what was agreed from now on; what held before stays on record."""
    values = {
        "customer_id": command.customer_id,
        "consent_concession": command.consent_concession,
        "consent_rework": command.consent_rework,
        "notice_hours": command.notice_hours,
        "agreed_at": tx.now,
        "agreed_by": tx.actor.user_id,
    }
    tx.execute(insert(Agreement).values(values))


def tell(tx: Transaction, customer_id: PartnerId | None) -> None:
    """Tell whom it concerns that something else is agreed: us and the customer, or with none every customer that has users.

    What is agreed with all others is shown to each of them, since it says what they consent to and when they are told.
    """
    concerned = [customer_id] if customer_id else [row[0] for row in tx.wire.execute(HOLDS_FOR)]
    for one in concerned or [None]:
        tx.emit(AgreementsChanged(), one)
