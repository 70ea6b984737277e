"""What the first message of a record may name beside lots: an item and a customer that are there, and the actor's to see."""

from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import ItemId, PartnerId

ITEM: Final = "SELECT customer_id FROM items_item WHERE id = %s"
CUSTOMER: Final = "SELECT kind FROM items_partner WHERE id = %s"


def require_item(tx: Transaction, item_id: ItemId | None) -> None:
    """Check an item; none is allowed.

    Raises:
        RecordNotFound: it is not there, or the actor acts for a customer whose it is not.
    """
    if item_id is None:
        return
    row = tx.wire.execute(ITEM, (item_id,)).fetchone()
    if row is None or tx.actor.customer_id not in (None, row[0]):
        raise RecordNotFound(kind="item", key=str(item_id), field="item_id")


def require_customer(tx: Transaction, customer_id: PartnerId | None) -> None:
    """Check a customer; none is allowed.

    Raises:
        RecordNotFound: it is not there, is no customer, or the actor acts for another.
    """
    if customer_id is None:
        return
    row = tx.wire.execute(CUSTOMER, (customer_id,)).fetchone()
    if row is None or row[0] != PartnerKind.CUSTOMER or tx.actor.customer_id not in (None, customer_id):
        raise RecordNotFound(kind="customer", key=str(customer_id), field="customer_id")
