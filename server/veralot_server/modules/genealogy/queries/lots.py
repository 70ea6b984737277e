"""Lists and shows lots."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import lots, policy
from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.genealogy import GetLot, ListLots, LotFilter, LotPage, LotView
from veralot_shared.errors import ValueNotAllowed

PAGE_LIMIT = 1000

JOINS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "i": "JOIN items_item i ON i.id = l.item_id",
        "s": "LEFT JOIN items_partner s ON s.id = l.supplier_id",
        "c": "LEFT JOIN items_partner c ON c.id = l.customer_id",
        "u": "LEFT JOIN identity_user u ON u.id = l.created_by",
        "k": "LEFT JOIN (SELECT lot_id, sum(quantity) AS on_hand FROM genealogy_stock WHERE NOT outside GROUP BY lot_id) k "
        "ON k.lot_id = l.id",
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
        "on_hand": "coalesce(k.on_hand, 0)",
        "unit": "i.unit",
        "created_at": "l.created_at",
        "created_by": "u.full_name",
    }
)
"""What a list can be sorted by: fields of `LotView`, each with its expression."""

TEXTS: Final = {
    "lot_no": "l.lot_no",
    "item_code": "i.code",
    "supplier_lot_no": "l.supplier_lot_no",
    "order_no": "l.order_no",
}
"""What a list can be filtered by the beginning of."""


@answers(GetLot)
def get_lot(query: GetLot, tx: Transaction) -> LotView:
    """Return one lot."""
    if tx.actor.customer_id is not None:
        policy.require_lot(tx, query.id, "id")
    return lots.view(tx, query.id)


IN_STOCK: Final = "l.id IN (SELECT lot_id FROM genealogy_stock WHERE NOT outside AND quantity > 0)"

WINDOW: Final = """
WITH page AS MATERIALIZED (
    SELECT l.id {tables} WHERE {where} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
), placed AS (
    SELECT id, row_number() OVER () AS place FROM page
)
{view} JOIN placed ON placed.id = l.id ORDER BY placed.place
"""
"""First which lots, with no more tables than that needs, then what is shown of those few."""


@answers(ListLots)
def list_lots(query: ListLots, tx: Transaction) -> LotPage:
    """Return a window of the lots that the actor may see, and how many there are."""
    where, values = conditions(query.filter, tx)
    order = ordering(query.sort)
    count = f"SELECT count(*) {tables(where)} WHERE {where}"
    values |= {"limit": min(query.page.limit, PAGE_LIMIT), "offset": query.page.offset}
    window = WINDOW.format(tables=tables(where, order), where=where, order=order, view=lots.VIEW)
    row = tx.wire.execute(count.encode(), values).fetchone()
    return LotPage(total=row[0] if row else 0, rows=tx.rows(LotView, window, **values))


def tables(*expressions: str) -> str:
    """Return the FROM clause with the joins that expressions need."""
    needed = {name for name in JOINS for text in expressions if re.search(rf"\b{name}\.", text)}
    return " ".join(["FROM genealogy_lot l", *(JOINS[name] for name in JOINS if name in needed)])


def ordering(sort: str) -> str:
    """Return the ORDER BY of a sort; what is empty comes last, what is equal in the order of entry.

    Raises:
        ValueNotAllowed: a list cannot be sorted by this.
    """
    field = sort.removeprefix("-")
    if field not in SORTS:
        raise ValueNotAllowed(value=sort, rule=words.RULE_SORT, field="sort")
    way = "DESC" if sort.startswith("-") else "ASC"
    return f"{SORTS[field]} {way} NULLS LAST, l.id {way}"


def conditions(chosen: LotFilter, tx: Transaction) -> tuple[str, dict[str, Any]]:
    """Return the condition that a filter means, and its parameters."""
    parts = ["(%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)"]
    values: dict[str, Any] = {"scope": tx.actor.customer_id, **lots.clock(tx)}
    for name, column in TEXTS.items():
        text = getattr(chosen, name).strip()
        if text:
            parts.append(lots.beginning(column, name))
            values |= lots.span(name, text)
    if chosen.statuses:
        parts.append(f"{lots.STATUS} = ANY(%(statuses)s)")
        values["statuses"] = list(chosen.statuses)
    if chosen.customer_id is not None:
        parts.append("l.customer_id = %(customer)s")
        values["customer"] = chosen.customer_id
    if chosen.in_stock:
        parts.append(IN_STOCK)
    return " AND ".join(parts), values
