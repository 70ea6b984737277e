"""Lists and shows lots."""

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
        "on_hand": lots.ON_HAND,
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


@answers(ListLots)
def list_lots(query: ListLots, tx: Transaction) -> LotPage:
    """Return a window of the lots that the actor may see, and how many there are."""
    where, values = conditions(query.filter, tx)
    order = ordering(query.sort)
    count = f"SELECT count(*) {lots.TABLES} WHERE {where}"
    values |= {"limit": min(query.page.limit, PAGE_LIMIT), "offset": query.page.offset}
    window = f"""{lots.VIEW} WHERE l.id IN (
        SELECT l.id {lots.TABLES} WHERE {where} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s) ORDER BY {order}"""
    row = tx.wire.execute(count.encode(), values).fetchone()
    return LotPage(total=row[0] if row else 0, rows=tx.rows(LotView, window, **values))


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
        parts.append(f"{lots.ON_HAND} > 0")
    return " AND ".join(parts), values
