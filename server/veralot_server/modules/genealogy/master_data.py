"""What commands need of items and partners; their own module makes and changes them."""

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy.domain.facts import ItemFacts
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import ItemId, PartnerId

ITEM = """
SELECT id, code, kind, tracking, unit, trim_scale(quantum) AS quantum, shelf_life_months, customer_id
FROM items_item WHERE id = %(id)s AND active
"""


class PackLevel(msgspec.Struct, frozen=True, kw_only=True):
    """A pack level of an item."""

    level: int
    gtin: str
    contains: int


def item(tx: Transaction, item_id: ItemId) -> ItemFacts:
    """Return an item of which a lot may begin.

    Raises:
        RecordNotFound: there is none, it is no longer in use, or it is another customer's.
    """
    found = tx.one(ItemFacts, ITEM, id=item_id)
    if found is None or tx.actor.customer_id not in (None, found.customer_id):
        raise RecordNotFound(kind="item", key=str(item_id), field="item_id")
    return found


def pack_levels(tx: Transaction, item_id: ItemId) -> list[PackLevel]:
    """Return the pack levels of an item, from the smallest."""
    query = "SELECT level, gtin, contains FROM items_pack_level WHERE item_id = %(item)s ORDER BY level"
    return tx.rows(PackLevel, query, item=item_id)


def require_partner(tx: Transaction, partner_id: PartnerId, kind: PartnerKind, field: str) -> None:
    """Check that a partner is what a command takes it for, in use, and no other customer. Raises: RecordNotFound."""
    query = "SELECT FROM items_partner WHERE id = %s AND kind = %s AND active"
    hidden = kind is PartnerKind.CUSTOMER and tx.actor.customer_id not in (None, partner_id)
    if hidden or tx.wire.execute(query, (partner_id, kind)).fetchone() is None:
        raise RecordNotFound(kind=str(kind), key=str(partner_id), field=field)


def customer_of(tx: Transaction, user_id: int) -> PartnerId | None:
    """Return the customer whose account a person's is; `None` for the plant's own people."""
    row = tx.wire.execute("SELECT customer_id FROM identity_user WHERE id = %s", (user_id,)).fetchone()
    return row[0] if row else None
