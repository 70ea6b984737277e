"""Customers as commands of the warehouse need them."""

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import PartnerId


def require_customer(tx: Transaction, customer_id: PartnerId | None, field: str = "customer_id") -> None:
    """Check that a partner is a customer that the actor may name; none is allowed. Raises: RecordNotFound."""
    if customer_id is None:
        return
    row = tx.wire.execute("SELECT kind FROM items_partner WHERE id = %s", (customer_id,)).fetchone()
    mine = tx.actor.customer_id in (None, customer_id)
    if row is None or row[0] != PartnerKind.CUSTOMER or not mine:
        raise RecordNotFound(kind="customer", key=str(customer_id), field=field)
