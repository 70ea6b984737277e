"""Lists stock by any cut, now or at a past moment, with its totals by item and unit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import containers, spots, standing
from veralot_server.modules.warehouse.domain import numbers
from veralot_shared.contracts.warehouse import ListStock, StockCut, StockPage, StockRow, StockTotal
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.messages import Page

PAGE_LIMIT: Final = 1000
LAST_CHARACTER: Final = "\U0010ffff"

SHOWN: Final = """
r.lot_id, l.lot_no, l.item_id, i.code AS item_code, i.name AS item_name, i.name_zh AS item_name_zh, {status} AS status,
l.expiry, s.name AS supplier, s.name_zh AS supplier_zh, l.supplier_lot_no, c.name AS customer, c.name_zh AS customer_zh,
r.location_id, p.code AS location, p.name AS location_name, p.name_zh AS location_name_zh, r.container_id, k.container_no,
trim_scale(r.quantity) AS quantity, i.unit
"""

TABLES: Final = """
FROM parts r
JOIN genealogy_lot l ON l.id = r.lot_id
JOIN items_item i ON i.id = l.item_id
JOIN genealogy_location p ON p.id = r.location_id
LEFT JOIN items_partner s ON s.id = l.supplier_id
LEFT JOIN items_partner c ON c.id = l.customer_id
LEFT JOIN warehouse_container k ON k.id = r.container_id
"""

INSIDE: Final = """
inside(id) AS (
    SELECT %(container)s::bigint
    UNION
    SELECT b.id FROM inside n JOIN stood b ON b.inside_id = n.id
)"""

SORTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lot_no": "lot_no",
        "item_code": "item_code",
        "item_name": "item_name",
        "item_name_zh": "item_name_zh",
        "status": "status",
        "expiry": "expiry",
        "supplier": "supplier",
        "supplier_zh": "coalesce(nullif(supplier_zh, ''), supplier)",
        "supplier_lot_no": "supplier_lot_no",
        "customer": "customer",
        "customer_zh": "coalesce(nullif(customer_zh, ''), customer)",
        "location": "location",
        "container_no": "container_no",
        "quantity": "quantity",
        "unit": "unit",
    }
)
"""What a list can be sorted by: fields of `StockRow`."""

TEXTS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "item_code": ("i.code",),
        "lot_no": ("l.lot_no",),
        "location": ("p.code",),
        "container_no": ("k.container_no",),
        "customer": ("c.name", "c.name_zh"),
        "supplier": ("s.name", "s.name_zh"),
    }
)
"""What a cut compares by the beginning."""

IDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "item_id": "l.item_id",
        "lot_id": "l.id",
        "customer_id": "l.customer_id",
        "supplier_id": "l.supplier_id",
    }
)


class Counted(msgspec.Struct, frozen=True):
    """How many rows a cut has."""

    total: int


@answers(ListStock)
def list_stock(query: ListStock, tx: Transaction) -> StockPage:
    """Return a window of the stock that the actor may see."""
    at = moment(query.at, tx)
    cut, values = statement(query.cut, at, tx)
    window = window_of(query.page)
    order = ordering(query.sort)
    rows = tx.rows(StockRow, cut + ROWS.format(order=order), **values, **window)
    counted = tx.one(Counted, cut + COUNT, **values)
    totals = tx.rows(StockTotal, cut + TOTALS, **values)
    return StockPage(total=counted.total if counted else 0, rows=rows, totals=totals, at=at or tx.now)


ROWS: Final = " SELECT * FROM cut ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s"
COUNT: Final = " SELECT count(*) AS total FROM cut"

TOTALS: Final = """
SELECT item_id, item_code, item_name, item_name_zh, unit, trim_scale(sum(quantity)) AS quantity,
       count(DISTINCT lot_id) AS lots
FROM cut GROUP BY item_id, item_code, item_name, item_name_zh, unit ORDER BY item_code, unit
"""


def moment(at: datetime | None, tx: Transaction) -> datetime | None:
    """Return a past moment; none means now. Raises: ValueNotAllowed: it lies ahead, or says no zone."""
    if at is not None and (at.tzinfo is None or at > tx.now):
        raise ValueNotAllowed(value=str(at), rule=numbers.FUTURE_RULE, field="at")
    return at


def statement(cut: StockCut, at: datetime | None, tx: Transaction) -> tuple[str, dict[str, Any]]:
    """Return the common table expressions whose last, `cut`, are the rows, and their parameters. Raises: RecordNotFound."""
    where, values = conditions(cut, tx)
    values |= standing.clock(tx, at)
    parts = [standing.lying(at)]
    if cut.location_id is not None:
        values["location"] = spots.get(tx, cut.location_id, "cut.location_id").id
        parts.append(standing.UNDER)
    if cut.container_id is not None:
        values["container"] = containers.view(tx, cut.container_id).id
        parts.append(INSIDE)
    status = standing.status(at)
    inner = f"SELECT {SHOWN.format(status=status)} {TABLES} WHERE {where}"
    chosen = "WHERE status = ANY(%(statuses)s)" if cut.statuses else ""
    parts.append(f"cut AS (SELECT * FROM ({inner}) AS every {chosen})")  # noqa: S608 - as above
    return f"WITH RECURSIVE {', '.join(parts)}", values


def conditions(cut: StockCut, tx: Transaction) -> tuple[str, dict[str, Any]]:
    """Return the condition that a cut means, and its parameters."""
    parts = ["(%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)"]
    values: dict[str, Any] = {"scope": tx.actor.customer_id, "statuses": list(cut.statuses)}
    for name, column in IDS.items():
        if getattr(cut, name) is not None:
            parts.append(f"{column} = %({name})s")
            values[name] = getattr(cut, name)
    for name, columns in TEXTS.items():
        text = getattr(cut, name).strip()
        if text:
            parts.append(f"({' OR '.join(begins(column, name) for column in columns)})")
            values |= {f"{name}_text": text, f"{name}_end": text + LAST_CHARACTER}
    for name, sign in (("expires_from", ">="), ("expires_until", "<=")):
        if getattr(cut, name) is not None:
            parts.append(f"l.expiry {sign} %({name})s")
            values[name] = getattr(cut, name)
    if cut.location_id is not None:
        parts.append("r.location_id IN (SELECT id FROM under)")
    if cut.container_id is not None:
        parts.append("r.container_id IN (SELECT id FROM inside)")
    return " AND ".join(parts), values


def begins(column: str, name: str) -> str:
    """Return the condition that a column begins with what was typed for a field."""
    return f"upper({column}) ~>=~ upper(%({name}_text)s) AND upper({column}) ~<~ upper(%({name}_end)s)"


def ordering(sort: str) -> str:
    """Return the ORDER BY of a sort; what is empty comes last, what is equal by item, lot, place and container.

    Raises:
        ValueNotAllowed: a list cannot be sorted by this.
    """
    field = sort.removeprefix("-")
    if field not in SORTS:
        raise ValueNotAllowed(value=sort, rule=numbers.SORT_RULE, field="sort")
    way = "DESC" if sort.startswith("-") else "ASC"
    return f"{SORTS[field]} {way} NULLS LAST, item_code, lot_no, lot_id, location, container_no NULLS FIRST"


def window_of(page: Page) -> dict[str, int]:
    """Return the parameters of `LIMIT` and `OFFSET`."""
    return {"limit": min(page.limit, PAGE_LIMIT), "offset": max(page.offset, 0)}
