"""Recalls in the database: shown as `RecallView`, locked and read as the rules need them, numbered."""

from collections.abc import Sequence

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import Scope
from veralot_shared.contracts.recall import (
    FiguresNotFrozen,
    RecallAction,
    RecallsChanged,
    RecallStatus,
    RecallView,
    ScopeChanged,
    Suspect,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import PartnerId, RecallId, UserId
from veralot_shared.rules.canonical import content_hash

VIEW = """
SELECT r.id, r.version, r.number, r.mock, r.status, r.scope, r.reason, r.instructions, r.customer_id,
       coalesce(c.name, '') AS customer, coalesce(c.name_zh, '') AS customer_zh, r.suspects, r.hazard, r.action,
       r.recall_class, r.jurisdictions, r.check_level,
       r.check_percent, r.started_at, u.full_name AS started_by, u.full_name_zh AS started_by_zh, r.decided_at,
       s.at AS frozen_at, r.ended_at,
       coalesce(e.full_name, '') AS ended_by, coalesce(e.full_name_zh, '') AS ended_by_zh, r.conclusion,
       r.justification, s.lots, s.units, s.percent,
       s.seconds AS trace_seconds
FROM recall_recall r
JOIN identity_user u ON u.id = r.started_by
LEFT JOIN items_partner c ON c.id = r.customer_id
LEFT JOIN identity_user e ON e.id = r.ended_by
LEFT JOIN LATERAL (SELECT at, lots, units, percent, seconds FROM recall_snapshot n WHERE n.recall_id = r.id
                   ORDER BY n.id DESC LIMIT 1) s ON true
WHERE (%(scope)s::bigint IS NULL OR r.customer_id = %(scope)s)
"""

FACTS = """
SELECT r.id, r.version, r.number, r.mock, r.status, r.scope, r.suspects, r.customer_id, r.action, r.started_by, r.hazard_by,
       r.reason, r.hazard, r.recall_class, r.jurisdictions, r.check_level, r.check_percent, r.rationale, r.conclusion,
       r.instructions,
       (SELECT n.criteria FROM recall_snapshot n WHERE n.recall_id = r.id ORDER BY n.id DESC LIMIT 1) AS criteria
FROM recall_recall r
WHERE r.id = %(id)s AND (%(scope)s::bigint IS NULL OR r.customer_id = %(scope)s)
"""

LIKE_NUMBER = "SELECT max(number) FROM recall_recall WHERE number LIKE %(start)s"

DIGITS = 3


class RecallFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules need of a recall. `criteria` is of what its newest figures were asked; nothing before."""

    id: RecallId
    version: int
    number: str
    mock: bool
    status: RecallStatus
    scope: Scope
    suspects: list[Suspect]
    customer_id: PartnerId | None
    action: RecallAction | None
    started_by: UserId
    hazard_by: UserId | None
    reason: str
    hazard: str
    recall_class: str | None
    jurisdictions: list[str]
    check_level: str | None
    check_percent: int | None
    rationale: str
    conclusion: str
    instructions: str
    criteria: str | None

    @property
    def asked(self) -> str:
        """Return of what figures would be asked now."""
        return criteria(self.suspects, self.scope, self.customer_id)


def criteria(suspects: Sequence[Suspect], scope: Scope, customer_id: PartnerId | None) -> str:
    """Return what tells two questions apart."""
    return content_hash({"suspects": list(suspects), "scope": scope, "customer": customer_id})


def view(tx: Transaction, recall_id: RecallId) -> RecallView:
    """Return a recall as it is shown.

    Raises:
        RecordNotFound: there is none, or none that the actor may see.
    """
    found = tx.one(RecallView, f"{VIEW} AND r.id = %(id)s", id=recall_id, scope=tx.actor.customer_id)
    return tx.found(found, "recall", recall_id)


def facts(tx: Transaction, recall_id: RecallId) -> RecallFacts:
    """Return what the rules need of a recall.

    Raises:
        RecordNotFound: there is none, or none that the actor may see.
    """
    return tx.found(tx.one(RecallFacts, FACTS, id=recall_id, scope=tx.actor.customer_id), "recall", recall_id)


def lock(tx: Transaction, recall_id: RecallId) -> RecallFacts:
    """Lock a recall until the transaction ends, and return what the rules need of it.

    Raises:
        RecordNotFound: there is none, or none that the actor may see.
    """
    tx.wire.execute("SELECT FROM recall_recall WHERE id = %s FOR UPDATE", (recall_id,))
    return facts(tx, recall_id)


def require_frozen(recall: RecallFacts) -> None:
    """Check that figures are frozen, and of what is suspected now. Raises: FiguresNotFrozen, ScopeChanged."""
    if recall.criteria is None:
        raise FiguresNotFrozen(number=recall.number)
    if recall.criteria != recall.asked:
        raise ScopeChanged(number=recall.number)


def next_number(tx: Transaction, *, mock: bool) -> str:
    """Return the next number of this year's recalls or mock recalls; of two at once the later one is run again."""
    start = f"{'MR' if mock else 'RC'}-{tx.today.year}-"
    row = tx.wire.execute(LIKE_NUMBER, {"start": f"{start}%"}).fetchone()
    last = int(row[0].removeprefix(start)) if row and row[0] else 0
    return f"{start}{last + 1:0{DIGITS}}"


def author(tx: Transaction) -> UserId:
    """Return whose act this is: the signer's, who may be a second person, else the actor's."""
    return tx.signature.signer_id if tx.signature else tx.actor.user_id


def require_customer(tx: Transaction, customer_id: PartnerId) -> None:
    """Refuse a customer that there is not, or that the actor may not know of. Raises: RecordNotFound."""
    query = "SELECT FROM items_partner WHERE id = %s AND kind = 'customer'"
    hidden = tx.actor.customer_id not in (None, customer_id)
    if hidden or tx.wire.execute(query, (customer_id,)).fetchone() is None:
        raise RecordNotFound(kind="customer", key=str(customer_id), field="customer_id")


def tell(tx: Transaction, recall_id: RecallId, customer_id: PartnerId | None) -> None:
    """Tell every client that a recall changed, a customer's users of their own alone."""
    tx.emit(RecallsChanged(recall_ids=[recall_id]), customer_id)
