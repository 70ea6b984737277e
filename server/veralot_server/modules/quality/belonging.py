"""Whose a record is, from what it names: a customer, an item, lots, other records. A record never mixes customers.

Only what the genealogy suspects is held whosever it is, since a defect knows no customers.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import cases, lots
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import belonging as rules
from veralot_server.modules.quality.domain.belonging import Owned
from veralot_server.modules.quality.tables import Case
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.contracts.quality import CaseKind, CustomersDiffer, LotRole
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import ItemId, LotId, PartnerId

ITEM: Final = "SELECT code, customer_id FROM items_item WHERE id = %s"
CUSTOMER: Final = "SELECT name, kind FROM items_partner WHERE id = %s"
UNJUSTIFIED: Final = "UPDATE quality_case SET release_justified = false WHERE id = %s AND release_justified"
NAMED: Final = """
SELECT l.lot_no, l.customer_id FROM quality_lot q JOIN genealogy_lot l ON l.id = q.lot_id
WHERE q.case_id = %s AND q.role <> 'suspect' ORDER BY q.id
"""


def of(
    tx: Transaction,
    found: Sequence[LotView] = (),
    item_id: ItemId | None = None,
    customer_id: PartnerId | None = None,
    origin: CaseFacts | None = None,
) -> PartnerId | None:
    """Return whose a record is that names these; where nothing has a customer, whose the actor is.

    Raises:
        RecordNotFound: there is no such item or customer, or it is not the actor's to see.
        CustomersDiffer: they belong to different customers.
    """
    named = [*customer(tx, customer_id), *item(tx, item_id), *owned(found)]
    if origin is not None:
        named.insert(0, Owned(origin.number, origin.customer_id, "from_id"))
    return rules.customer_of(named) or tx.actor.customer_id


def customer(tx: Transaction, customer_id: PartnerId | None) -> list[Owned]:
    """Return a customer, if one is named. Raises: RecordNotFound."""
    if customer_id is None:
        return []
    row = tx.wire.execute(CUSTOMER, (customer_id,)).fetchone()
    if row is None or row[1] != PartnerKind.CUSTOMER or tx.actor.customer_id not in (None, customer_id):
        raise RecordNotFound(kind="customer", key=str(customer_id), field="customer_id")
    return [Owned(row[0], customer_id, "customer_id")]


def item(tx: Transaction, item_id: ItemId | None) -> list[Owned]:
    """Return an item, if one is named. Raises: RecordNotFound."""
    if item_id is None:
        return []
    row = tx.wire.execute(ITEM, (item_id,)).fetchone()
    if row is None or tx.actor.customer_id not in (None, row[1]):
        raise RecordNotFound(kind="item", key=str(item_id), field="item_id")
    return [Owned(row[0], row[1], "item_id")]


def owned(found: Iterable[LotView]) -> Iterator[Owned]:
    """Yield whose each lot is."""
    return (Owned(lot.lot_no, lot.customer_id, "lot_ids") for lot in found)


def add(tx: Transaction, case: CaseFacts, lot_ids: Sequence[LotId], role: LotRole, *, hold: bool) -> CaseFacts:
    """Name more lots in a record. One that was nobody's becomes the customer's whose lots it now is about.

    Raises:
        RecordNotFound: a lot is not there or not the actor's to see.
        CustomersDiffer: a lot is another customer's than the record, or than its other lots.
    """
    found = lots.seen(tx, lot_ids)
    now = case
    if case.customer_id is not None:
        rules.customer_of([Owned(case.number, case.customer_id, "case_id"), *owned(found)])
    elif case.kind not in rules.PLANTS and role is not LotRole.SUSPECT:
        now = taken(tx, case, rules.customer_of([*known(tx, case), *owned(found)]))
    more = now.kind is CaseKind.DEVIATION and not {lot.id for lot in found} <= lots.named(tx, case.id)
    lots.attach(tx, now, found, role, hold=hold)
    if more:
        # Whoever justified that lots may be released has not seen these.
        tx.wire.execute(UNJUSTIFIED, (case.id,))
    return now


def known(tx: Transaction, case: CaseFacts) -> Iterator[Owned]:
    """Yield whose the lots are that a record names already."""
    return (Owned(row[0], row[1], "case_id") for row in tx.wire.execute(NAMED, (case.id,)).fetchall())


def taken(tx: Transaction, case: CaseFacts, customer_id: PartnerId | None) -> CaseFacts:
    """Make a record the customer's whose lots it is about, and tell that customer's people."""
    if customer_id is None:
        return case
    tx.execute(update(Case).where(Case.id == case.id).values(customer_id=customer_id))
    now = cases.facts(tx, case.id)
    cases.tell(tx, now)
    return now


def require_own(case: CaseFacts, found: Iterable[LotView]) -> None:
    """Check that a record decides on no other customer's lots, whose consent it could not ask for. Raises: CustomersDiffer."""
    for lot in found:
        if lot.customer_id not in (None, case.customer_id):
            raise CustomersDiffer(named=lot.lot_no, beside=case.number, field="lines")


def require_same(case: CaseFacts, other: CaseFacts) -> None:
    """Check that two records may name each other. Raises: CustomersDiffer."""
    mine = Owned(case.number, case.customer_id, "case_id")
    rules.customer_of([mine, Owned(other.number, other.customer_id, "other_id")])
