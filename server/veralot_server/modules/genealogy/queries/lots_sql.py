"""The statements behind lists of lots: written so that an index leads to the window, however many lots there are."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from veralot_server.modules.genealogy import lots
from veralot_shared.contracts.genealogy import LotStatus

JOINS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "i": "JOIN items_item i ON i.id = l.item_id",
        "s": "LEFT JOIN items_partner s ON s.id = l.supplier_id",
        "c": "LEFT JOIN items_partner c ON c.id = l.customer_id",
        "u": "LEFT JOIN identity_user u ON u.id = l.created_by",
    }
)
"""What stands beside a lot, by its short name in `SORTS` and `TEXTS`: joined only where it is asked for."""

SORTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "l.id",
        "lot_no": "l.lot_no",
        "item_code": "i.code",
        "item_name": "i.name",
        "item_name_zh": "i.name_zh",
        "status": lots.STATUS,
        "status_beneath": lots.BENEATH,
        "holds": lots.HOLDS,
        "cycle": "l.cycle",
        "supplier": "s.name",
        "supplier_lot_no": "l.supplier_lot_no",
        "customer": "c.name",
        "order_no": "l.order_no",
        "manufactured": "l.manufactured",
        "expiry": "l.expiry",
        "quantity_made": "l.quantity_made",
        "on_hand": "on_hand",
        "unit": "i.unit",
        "created_at": "l.created_at",
        "created_by": "u.full_name",
    }
)
"""What a list can be sorted by: fields of `LotView`, each with its expression."""

MAYBE_EMPTY: Final = frozenset(
    {"supplier", "supplier_lot_no", "customer", "order_no", "manufactured", "expiry", "created_by"}
)
"""Fields that a lot may not have. Of the others nothing is said of NULLs, so that an index is read in either direction."""

TEXTS: Final = MappingProxyType(
    {
        "lot_no": ("l.lot_no",),
        "item_code": ("i.code",),
        "item_name": ("i.name", "i.name_zh"),
        "supplier": ("s.name", "s.name_zh"),
        "supplier_lot_no": ("l.supplier_lot_no",),
        "customer": ("c.name", "c.name_zh"),
        "order_no": ("l.order_no",),
    }
)
"""What a list can be filtered by the beginning of: any of the columns."""

LYING: Final = "NOT k.outside AND k.quantity > 0"
"""As the partial index of stock says it: what lies in the plant is a small part of what ever did."""

IN_STOCK: Final = f"l.id IN (SELECT k.lot_id FROM genealogy_stock k WHERE {LYING})"  # noqa: S608 - our own

COUNT: Final = "SELECT count(*) FROM (SELECT {tables} WHERE {where} LIMIT %(counted)s) AS found"

WINDOW: Final = """
WITH page AS MATERIALIZED (
    SELECT l.id {tables} WHERE {where} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
), placed AS (
    SELECT id, row_number() OVER () AS place FROM page
)
{view} JOIN placed ON placed.id = l.id ORDER BY placed.place
"""
"""First which lots, with no more tables than that needs, then what is shown of those few."""

ON_HAND_WINDOW: Final = f"""
WITH stock AS MATERIALIZED (
    SELECT k.lot_id, sum(k.quantity) AS on_hand FROM genealogy_stock k WHERE {LYING} GROUP BY k.lot_id
), live AS MATERIALIZED (
    SELECT l.id, row_number() OVER (ORDER BY stock.on_hand {{way}}, l.id {{way}}) AS place
    {{tables}} JOIN stock ON stock.lot_id = l.id WHERE {{where}}
), empty AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY id {{way}}) AS place FROM (
        SELECT l.id {{tables}}
        WHERE {{wanted}} AND ({{where}}) AND NOT EXISTS (SELECT FROM genealogy_stock k WHERE k.lot_id = l.id AND {LYING})
        ORDER BY l.id {{way}} LIMIT %(limit)s::bigint + %(offset)s::bigint) AS found
), placed AS (
    SELECT id, place FROM {{first}}
    UNION ALL
    SELECT id, (SELECT count(*) FROM {{first}}) + place FROM {{second}}
    ORDER BY place LIMIT %(limit)s OFFSET %(offset)s
)
{{view}} JOIN placed ON placed.id = l.id ORDER BY placed.place
"""  # noqa: S608 - expressions of our own
"""Lots of which something is there are few, and sorted; of the many others no more are read than the window can reach, and
none where none is `wanted`."""

PAST: Final = "(l.status = ANY(%(expiring)s) AND l.expiry < %(today)s)"
"""By the clock, what was usable has expired."""


def of_status(statuses: Collection[LotStatus]) -> tuple[str, dict[str, Any]]:
    """Return the condition that a lot counts as one of these, and its parameters: what `lots.STATUS` says, but indexed.

    One status alone is compared with `=`: only then does the index give its lots in the order of entry.
    """
    plain = [status for status in statuses if status not in (LotStatus.HOLD, LotStatus.EXPIRED)]
    beneath = []
    if plain:
        those = "l.status = %(status)s" if len(plain) == 1 else "l.status = ANY(%(statuses)s)"
        beneath.append(f"{those} AND {PAST} IS NOT TRUE")
    if LotStatus.EXPIRED in statuses:
        beneath.append(f"l.status = 'expired' OR {PAST}")
    parts = [f"({part}) AND NOT {lots.HELD}" for part in beneath]
    if LotStatus.HOLD in statuses:
        parts.append("l.id = ANY(ARRAY(SELECT h.node_id FROM genealogy_hold h WHERE h.lifted_at IS NULL))")
    return f"({' OR '.join(f'({part})' for part in parts)})", {"statuses": plain, "status": plain[0] if plain else None}
