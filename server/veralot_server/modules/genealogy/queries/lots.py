"""Lists and shows lots. A list of millions is read no further than its window, and counted no further than `COUNTED`."""

import re
from typing import Any, Final, NamedTuple

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import lots, policy
from veralot_server.modules.genealogy.domain import words
from veralot_server.modules.genealogy.queries.lots_sql import (
    COUNT,
    IN_STOCK,
    JOINS,
    MAYBE_EMPTY,
    ON_HAND_WINDOW,
    SORTS,
    TEXTS,
    WINDOW,
    of_status,
)
from veralot_shared.contracts.genealogy import GetLot, ListLots, LotFilter, LotPage, LotView
from veralot_shared.errors import ValueNotAllowed

PAGE_LIMIT: Final = 1000
COUNTED: Final = 10_000
"""So many lots are counted; that there are more is all that is said of more."""


@answers(GetLot)
def get_lot(query: GetLot, tx: Transaction) -> LotView:
    """Return one lot."""
    if tx.actor.customer_id is not None:
        policy.require_lot(tx, query.id, "id")
    return lots.view(tx, query.id)


@answers(ListLots)
def list_lots(query: ListLots, tx: Transaction) -> LotPage:
    """Return a window of the lots that the actor may see, and how many there are if they are not too many to count."""
    asked = statements(query, tx)
    row = tx.wire.execute(asked.counting.encode(), asked.values).fetchone()
    total = row[0] if row else 0
    return LotPage(total=total if total <= COUNTED else None, rows=tx.rows(LotView, asked.window, **asked.values))


class Statements(NamedTuple):
    """What a list asks of the database: how many there are, which are in the window, and the parameters of both."""

    counting: str
    window: str
    values: dict[str, Any]


def statements(query: ListLots, tx: Transaction) -> Statements:
    """Return the statements of a list. Raises: ValueNotAllowed."""
    where, values = conditions(query.filter, tx)
    field, way = ordering(query.sort)
    values |= {"limit": min(query.page.limit, PAGE_LIMIT), "offset": query.page.offset, "counted": COUNTED + 1}
    count = COUNT.format(tables=tables(where), where=where)
    if field == "on_hand":
        first, second = ("live", "empty") if way == "DESC" else ("empty", "live")
        wanted = "false" if query.filter.in_stock else "true"
        parts = {
            "first": first,
            "second": second,
            "wanted": wanted,
            "way": way,
            "tables": tables(where),
            "where": where,
        }
        return Statements(count, ON_HAND_WINDOW.format(view=lots.VIEW, **parts), values)
    last = " NULLS LAST" if field in MAYBE_EMPTY else ""
    order = f"l.id {way}" if field == "id" else f"{SORTS[field]} {way}{last}, l.id {way}"
    return Statements(
        count, WINDOW.format(tables=tables(where, order), where=where, order=order, view=lots.VIEW), values
    )


def tables(*expressions: str) -> str:
    """Return the FROM clause with the joins that expressions need."""
    needed = {name for name in JOINS for text in expressions if re.search(rf"\b{name}\.", text)}
    return " ".join(["FROM genealogy_lot l", *(JOINS[name] for name in JOINS if name in needed)])


def ordering(sort: str) -> tuple[str, str]:
    """Return the field and the direction of a sort; what is empty comes last, what is equal in the order of entry.

    Raises:
        ValueNotAllowed: a list cannot be sorted by this.
    """
    field = sort.removeprefix("-")
    if field not in SORTS:
        raise ValueNotAllowed(value=sort, rule=words.RULE_SORT, field="sort")
    return field, "DESC" if sort.startswith("-") else "ASC"


def conditions(chosen: LotFilter, tx: Transaction) -> tuple[str, dict[str, Any]]:
    """Return the condition that a filter means, and its parameters."""
    values: dict[str, Any] = {"scope": tx.actor.customer_id, **lots.clock(tx)}
    parts = [] if tx.actor.customer_id is None else ["l.customer_id = %(scope)s"]
    for name, columns in TEXTS.items():
        text = getattr(chosen, name).strip()
        if text:
            parts.append(f"({' OR '.join(lots.beginning(column, name) for column in columns)})")
            values |= lots.span(name, text)
    for name, sign in (("expires_from", ">="), ("expires_until", "<=")):
        if getattr(chosen, name) is not None:
            parts.append(f"l.expiry {sign} %({name})s")
            values[name] = getattr(chosen, name)
    if chosen.statuses:
        condition, told = of_status(chosen.statuses)
        parts.append(condition)
        values |= told
    if chosen.customer_id is not None:
        parts.append("l.customer_id = %(customer)s")
        values["customer"] = chosen.customer_id
    if chosen.in_stock:
        parts.append(IN_STOCK)
    return " AND ".join(parts) or "true", values
