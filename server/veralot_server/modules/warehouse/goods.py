"""Lots as the rules of places see them, and what lies at places."""

from collections.abc import Iterable

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse.domain.facts import Goods
from veralot_server.modules.warehouse.standing import RETURNED, STATUS_NOW, clock
from veralot_shared.ids import LocationId, LotId

FACTS = f"""
SELECT l.id AS lot_id, l.lot_no, l.item_id, i.code AS item_code, {STATUS_NOW} AS status, {RETURNED} AS returned,
       l.customer_id, c.name AS customer, c.name_zh AS customer_zh, coalesce(a.apart, false) AS apart, s.condition_id,
       k.code AS condition
FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id
LEFT JOIN items_partner c ON c.id = l.customer_id
LEFT JOIN warehouse_agreement a ON a.customer_id = l.customer_id
LEFT JOIN warehouse_storage s ON s.item_id = l.item_id
LEFT JOIN warehouse_condition k ON k.id = s.condition_id
WHERE l.id = ANY(%(ids)s) ORDER BY l.id
"""  # noqa: S608 - expressions of our own

LYING = """
SELECT s.location_id, s.lot_id FROM genealogy_stock s
WHERE NOT s.outside AND s.quantity > 0::numeric AND (%(everywhere)s OR s.location_id = ANY(%(places)s))
ORDER BY s.location_id, s.lot_id
"""


class Lying(msgspec.Struct, frozen=True):
    """A lot of which something lies at a place."""

    location_id: LocationId
    lot_id: LotId


def facts(tx: Transaction, lot_ids: Iterable[LotId]) -> dict[LotId, Goods]:
    """Return lots by id; those that are not there are left out."""
    ids = sorted(set(lot_ids))
    found = tx.rows(Goods, FACTS, ids=ids, **clock(tx)) if ids else []
    return {one.lot_id: one for one in found}


def lying(tx: Transaction, location_ids: Iterable[LocationId] | None = None) -> dict[LocationId, list[Goods]]:
    """Return what lies at some places, or at all."""
    places = [] if location_ids is None else list(location_ids)
    rows = tx.rows(Lying, LYING, places=places, everywhere=location_ids is None)
    known = facts(tx, (row.lot_id for row in rows))
    found: dict[LocationId, list[Goods]] = {}
    for row in rows:
        found.setdefault(row.location_id, []).append(known[row.lot_id])
    return found
