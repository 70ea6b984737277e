"""Holds stock against its movements, and contents of containers against stock."""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import standing
from veralot_server.modules.warehouse.queries.stock import moment
from veralot_shared.contracts.warehouse import ReconcileStock, ReconciliationView, StockDifference

BOTH: Final = """
WITH RECURSIVE {lying}, replayed AS (
    SELECT e.lot_id, e.location_id, sum(e.quantity) AS quantity FROM (
        SELECT x.target_lot_id AS lot_id, x.target_id AS location_id, x.quantity
        FROM genealogy_movement_line x JOIN genealogy_movement m ON m.id = x.movement_id
        WHERE %(at)s::timestamptz IS NULL OR m.at <= %(at)s
        UNION ALL
        SELECT x.lot_id, x.source_id, -x.quantity
        FROM genealogy_movement_line x JOIN genealogy_movement m ON m.id = x.movement_id
        WHERE %(at)s::timestamptz IS NULL OR m.at <= %(at)s) AS e
    JOIN genealogy_location p ON p.id = e.location_id AND NOT p.outside
    GROUP BY e.lot_id, e.location_id HAVING sum(e.quantity) <> 0
), contained AS (
    SELECT h.lot_id, k.location_id, sum(h.quantity) AS quantity FROM held h JOIN stood k ON k.id = h.container_id
    GROUP BY h.lot_id, k.location_id
), compared AS (
    SELECT coalesce(s.lot_id, r.lot_id, c.lot_id) AS lot_id,
           coalesce(s.location_id, r.location_id, c.location_id) AS location_id,
           coalesce(s.quantity, 0) AS stock, coalesce(r.quantity, 0) AS movements, coalesce(c.quantity, 0) AS contained
    FROM stock s FULL JOIN replayed r ON r.lot_id = s.lot_id AND r.location_id = s.location_id
    FULL JOIN contained c ON c.lot_id = coalesce(s.lot_id, r.lot_id)
                         AND c.location_id = coalesce(s.location_id, r.location_id)
)
"""
"""Every movement is added up anew here, from the first: what the stock says was reached another way."""

COUNTED: Final = """
SELECT (SELECT count(*) FROM compared) AS rows, (
    SELECT count(*) FROM genealogy_movement m WHERE %(at)s::timestamptz IS NULL OR m.at <= %(at)s) AS movements
"""

DIFFERENT: Final = """
SELECT l.lot_no, coalesce(p.code, '-') AS location, trim_scale(c.stock) AS stock, trim_scale(c.movements) AS movements,
       trim_scale(c.contained) AS contained, i.unit
FROM compared c JOIN genealogy_lot l ON l.id = c.lot_id JOIN items_item i ON i.id = l.item_id
LEFT JOIN genealogy_location p ON p.id = c.location_id
WHERE (c.stock <> c.movements OR c.contained > c.stock) AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
ORDER BY l.lot_no, p.code LIMIT 1000
"""


class Counted(msgspec.Struct, frozen=True):
    """How much was compared."""

    rows: int
    movements: int


@answers(ReconcileStock)
def reconcile_stock(query: ReconcileStock, tx: Transaction) -> ReconciliationView:
    """Return whether stock and movements agree, and wherever they do not."""
    at: datetime | None = moment(query.at, tx)
    values = {"scope": tx.actor.customer_id, **standing.clock(tx, at)}
    both = BOTH.format(lying=standing.lying(at))
    counted = tx.one(Counted, both + COUNTED, **values)
    found = tx.rows(StockDifference, both + DIFFERENT, **values)
    return ReconciliationView(
        at=at or tx.now,
        rows=counted.rows if counted else 0,
        movements=counted.movements if counted else 0,
        differences=found,
    )
