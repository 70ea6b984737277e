"""Expressions for what a lot counts as and where things stand, now or at a past moment. Lots are `l`.

Statements that use them take the parameters of `clock`: `at` is the moment (none means now), `day` the plant's day then.
"""

from datetime import datetime
from typing import Any, Final

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import LOT_TRANSITIONS, USABLE, LotEvent

EXPIRING: Final = [state for state, event in LOT_TRANSITIONS if event is LotEvent.EXPIRE]

STATUS_NOW: Final = """
CASE WHEN EXISTS (SELECT FROM genealogy_hold h WHERE h.node_id = l.id AND h.lifted_at IS NULL) THEN 'hold'
     WHEN l.expiry < %(day)s AND l.status = ANY(%(expiring)s) THEN 'expired' ELSE l.status END"""

STATUS_THEN: Final = """
CASE WHEN EXISTS (SELECT FROM genealogy_hold h WHERE h.node_id = l.id AND h.placed_at <= %(at)s
                  AND (h.lifted_at IS NULL OR h.lifted_at > %(at)s)) THEN 'hold'
     ELSE (SELECT CASE WHEN l.expiry < %(day)s AND g.to_status = ANY(%(expiring)s) THEN 'expired' ELSE g.to_status END
           FROM genealogy_status_change g WHERE g.lot_id = l.id AND g.at <= %(at)s
           ORDER BY g.at DESC, g.id DESC LIMIT 1) END"""
"""What the record says the lot was then; nothing where it says nothing."""

RETURNED: Final = """
l.status <> ALL(%(usable)s) AND EXISTS (
    SELECT FROM genealogy_status_change r WHERE r.lot_id = l.id AND r.event = 'return_from_customer')"""

RECEIVED: Final = """
(SELECT m.at FROM genealogy_movement_line x JOIN genealogy_movement m ON m.id = x.movement_id
 WHERE x.lot_id = l.id OR (x.target_lot_id = l.id AND x.target_lot_id <> x.lot_id) ORDER BY m.at LIMIT 1)"""
"""When the lot was first moved: received, made or divided off."""

STOCK_NOW: Final = """
SELECT s.lot_id, s.location_id, s.quantity FROM genealogy_stock s WHERE NOT s.outside AND s.quantity > 0"""

STOCK_THEN: Final = """
SELECT b.lot_id, b.location_id, sum(b.quantity) AS quantity FROM (
    SELECT s.lot_id, s.location_id, s.quantity FROM genealogy_stock s WHERE NOT s.outside
    UNION ALL
    SELECT x.target_lot_id, x.target_id, -x.quantity FROM genealogy_movement m
    JOIN genealogy_movement_line x ON x.movement_id = m.id WHERE m.at > %(at)s
    UNION ALL
    SELECT x.lot_id, x.source_id, x.quantity FROM genealogy_movement m
    JOIN genealogy_movement_line x ON x.movement_id = m.id WHERE m.at > %(at)s) AS b
JOIN genealogy_location p ON p.id = b.location_id AND NOT p.outside
GROUP BY b.lot_id, b.location_id HAVING sum(b.quantity) > 0"""
"""Stock less what moved since: it costs as much as has moved since, however old the plant is."""

CONTAINERS_NOW: Final = """
SELECT k.id, k.location_id, k.inside_id FROM warehouse_container k WHERE k.state = 'open'"""

CONTAINERS_THEN: Final = """
SELECT DISTINCT ON (t.container_id) t.container_id AS id, t.location_id, t.inside_id
FROM warehouse_step t JOIN warehouse_handling h ON h.id = t.handling_id WHERE h.at <= %(at)s
ORDER BY t.container_id, h.at DESC, t.id DESC"""

CONTENTS_NOW: Final = """
SELECT c.container_id, c.lot_id, c.quantity FROM warehouse_content c WHERE c.quantity > 0"""

CONTENTS_THEN: Final = """
SELECT b.container_id, b.lot_id, sum(b.quantity) AS quantity FROM (
    SELECT c.container_id, c.lot_id, c.quantity FROM warehouse_content c
    UNION ALL
    SELECT x.target_id, x.lot_id, -x.quantity FROM warehouse_handling h
    JOIN warehouse_content_line x ON x.handling_id = h.id WHERE h.at > %(at)s AND x.target_id IS NOT NULL
    UNION ALL
    SELECT x.source_id, x.lot_id, x.quantity FROM warehouse_handling h
    JOIN warehouse_content_line x ON x.handling_id = h.id WHERE h.at > %(at)s AND x.source_id IS NOT NULL) AS b
GROUP BY b.container_id, b.lot_id HAVING sum(b.quantity) > 0"""

LYING_NOW: Final = f"""
stood AS ({CONTAINERS_NOW}), held AS ({CONTENTS_NOW}), stock AS ({STOCK_NOW})"""
LYING_THEN: Final = f"""
stood AS ({CONTAINERS_THEN}), held AS ({CONTENTS_THEN}), stock AS ({STOCK_THEN})"""

PARTS: Final = """
parts AS (
    SELECT h.lot_id, k.location_id, h.container_id, h.quantity
    FROM held h JOIN stood k ON k.id = h.container_id WHERE k.location_id IS NOT NULL
    UNION ALL
    SELECT s.lot_id, s.location_id, NULL, s.quantity - coalesce(i.quantity, 0)
    FROM stock s LEFT JOIN (
        SELECT h.lot_id, k.location_id, sum(h.quantity) AS quantity FROM held h JOIN stood k ON k.id = h.container_id
        GROUP BY h.lot_id, k.location_id) AS i ON i.lot_id = s.lot_id AND i.location_id = s.location_id
    WHERE s.quantity > coalesce(i.quantity, 0)
)"""
"""Stock in parts: what is in each container, and what of it lies loose. Together they are the stock, by construction."""

UNDER: Final = """
under(id) AS (
    SELECT %(location)s::bigint
    UNION
    SELECT r.location_id FROM under u JOIN warehouse_place_rule r ON r.parent_id = u.id
)"""
"""A location and everything under it in the tree."""


def clock(tx: Transaction, at: datetime | None = None) -> dict[str, Any]:
    """Return the parameters of the expressions for a moment; none means now."""
    day = (at or tx.now).astimezone(tx.zone).date()
    return {"at": at, "day": day, "expiring": EXPIRING, "usable": list(USABLE)}


def status(at: datetime | None) -> str:
    """Return the expression for what lots count as at a moment."""
    return STATUS_NOW if at is None else STATUS_THEN


def lying(at: datetime | None) -> str:
    """Return the common table expressions whose `parts` are all stock at a moment."""
    return f"{LYING_NOW if at is None else LYING_THEN}, {PARTS}"
