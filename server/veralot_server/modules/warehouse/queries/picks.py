"""Suggests what to pick, by FEFO."""

from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import partners, spots, standing
from veralot_server.modules.warehouse.domain import fefo, numbers
from veralot_server.modules.warehouse.domain.facts import Pickable
from veralot_shared.contracts.warehouse import PickView, SuggestPick
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ItemId

PICKABLE: Final = f"""
WITH RECURSIVE {standing.lying(None)}, {standing.UNDER}
SELECT l.id AS lot_id, l.lot_no, i.kind AS item_kind, {standing.STATUS_NOW} AS status, l.expiry,
       {standing.RECEIVED} AS received_at, l.customer_id, c.name AS customer, c.name_zh AS customer_zh, r.location_id,
       p.code AS location,
       p.customer_id AS place_customer_id, r.container_id, k.container_no, k.customer_id AS container_customer_id,
       trim_scale(r.quantity) AS quantity, (
           SELECT count(*) FROM genealogy_unit u LEFT JOIN warehouse_contained_unit n ON n.unit_id = u.id
           WHERE u.lot_id = l.id AND u.location_id = r.location_id AND u.status = 'made'
             AND n.container_id IS NOT DISTINCT FROM r.container_id
             AND EXISTS (SELECT FROM genealogy_hold h WHERE h.node_id = u.id AND h.lifted_at IS NULL)) AS held_units,
       coalesce((SELECT string_agg(h.reason, '; ' ORDER BY h.id) FROM genealogy_hold h
                 WHERE h.node_id = l.id AND h.lifted_at IS NULL), '') AS why
FROM parts r JOIN genealogy_lot l ON l.id = r.lot_id JOIN items_item i ON i.id = l.item_id
JOIN genealogy_location p ON p.id = r.location_id
LEFT JOIN items_partner c ON c.id = l.customer_id
LEFT JOIN warehouse_container k ON k.id = r.container_id
WHERE l.item_id = %(item)s AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
  AND (%(location)s::bigint IS NULL OR r.location_id IN (SELECT id FROM under))
"""  # noqa: S608 - expressions of our own

ITEM: Final = """
SELECT id, code, unit, trim_scale(quantum) AS quantum FROM items_item
WHERE id = %(id)s AND (%(scope)s::bigint IS NULL OR customer_id = %(scope)s)
"""


class ItemFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What matters of the item that is picked."""

    id: ItemId
    code: str
    unit: str
    quantum: Decimal


@answers(SuggestPick)
def suggest_pick(query: SuggestPick, tx: Transaction) -> PickView:
    """Return every row of stock of an item in the order of picking, and how much each gives."""
    item = item_of(query, tx)
    if not query.quantity.is_finite() or query.quantity <= 0:
        raise ValueNotAllowed(value=str(query.quantity), rule=numbers.POSITIVE_RULE, field="quantity")
    if query.quantity % item.quantum:
        raise ValueNotAllowed(value=str(query.quantity), rule=numbers.QUANTUM_RULE, field="quantity")
    partners.require_customer(tx, query.customer_id)
    place = None if query.location_id is None else spots.get(tx, query.location_id).id
    stocks = tx.rows(Pickable, PICKABLE, item=item.id, location=place, scope=tx.actor.customer_id, **standing.clock(tx))
    demand = fefo.Demand(query.quantity, query.customer_id, query.days_left, query.for_shipment, tx.today)
    lines = fefo.suggested(stocks, demand)
    covered = sum((line.take for line in lines), Decimal(0))
    return PickView(
        item_id=item.id,
        item_code=item.code,
        unit=item.unit,
        wanted=query.quantity,
        covered=covered,
        missing=query.quantity - covered,
        lines=lines,
        at=tx.now,
    )


def item_of(query: SuggestPick, tx: Transaction) -> ItemFacts:
    """Return the item. Raises: RecordNotFound."""
    found = tx.one(ItemFacts, ITEM, id=query.item_id, scope=tx.actor.customer_id)
    if found is None:
        raise RecordNotFound(kind="item", key=str(query.item_id), field="item_id")
    return found
