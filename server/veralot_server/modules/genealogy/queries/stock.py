"""Says where a lot lies, which units and packages it has, which locations there are, and what is on hold."""

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import holding, locations, packages, policy
from veralot_server.modules.genealogy.domain.unit_runs import unit_runs
from veralot_shared.contracts.genealogy import (
    HoldView,
    ListHolds,
    ListLocations,
    ListPackages,
    ListUnitRuns,
    ListUnits,
    LocationView,
    PackageView,
    StockOf,
    StockView,
    UnitRunView,
    UnitView,
)
from veralot_shared.ids import LotId
from veralot_shared.messages import Page

PAGE_LIMIT = 1000

STOCK = """
SELECT s.lot_id, l.lot_no, s.location_id, p.code AS location, p.name AS location_name, p.name_zh AS location_name_zh,
       trim_scale(s.quantity) AS quantity, i.unit
FROM genealogy_stock s
JOIN genealogy_lot l ON l.id = s.lot_id
JOIN items_item i ON i.id = l.item_id
JOIN genealogy_location p ON p.id = s.location_id
WHERE s.lot_id = %(lot)s AND NOT s.outside AND s.quantity > 0
ORDER BY p.code
"""

UNITS = """
SELECT u.id, u.serial_no, u.lot_id, l.lot_no, u.item_id, u.status,
       (SELECT count(*) FROM genealogy_hold h WHERE h.node_id = u.id AND h.lifted_at IS NULL) AS holds,
       p.package_no, holder.name AS customer, holder.name_zh AS customer_zh
FROM genealogy_unit u
JOIN genealogy_lot l ON l.id = u.lot_id
LEFT JOIN genealogy_package p ON p.id = u.package_id
LEFT JOIN LATERAL (
    WITH RECURSIVE around(id) AS (
        SELECT u.id WHERE u.status = 'shipped'
        UNION
        SELECT e.child_id FROM around a JOIN genealogy_edge e
            ON e.parent_id = a.id AND e.scope IN ('U', 'B') AND e.kind IN ('packed', 'shipped'))
    SELECT c.name, c.name_zh
    FROM around a JOIN genealogy_shipment s ON s.id = a.id JOIN items_partner c ON c.id = s.customer_id
    ORDER BY s.shipped_at DESC, s.id DESC LIMIT 1
) AS holder ON true
"""

MEMBERS = """
WHERE u.id IN (SELECT e.child_id FROM genealogy_edge e WHERE e.parent_id = %(lot)s AND e.scope = 'U'
               AND e.kind IN ('made', 'drawn', 'split', 'merged', 'returned')
               UNION SELECT n.id FROM genealogy_unit n WHERE n.lot_id = %(lot)s)
ORDER BY u.serial_no, u.id
"""
"""The units that are or were in a lot."""

WINDOW = "LIMIT %(limit)s OFFSET %(offset)s"

HOLDS = """
WHERE (%(all_nodes)s OR h.node_id = ANY(%(nodes)s)) AND (NOT %(open_only)s OR h.lifted_at IS NULL)
  AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
ORDER BY h.lifted_at IS NOT NULL, h.id DESC
"""


def window(page: Page) -> dict[str, int]:
    """Return the parameters of `WINDOW`."""
    return {"limit": min(page.limit, PAGE_LIMIT), "offset": page.offset}


def stock_rows(tx: Transaction, lot_id: LotId) -> list[StockView]:
    """Return where a lot lies, by location."""
    return tx.rows(StockView, STOCK, lot=lot_id)


def unit_rows(tx: Transaction, lot_id: LotId) -> list[UnitView]:
    """Return all units that are or were in a lot, each with the lot that it is in now."""
    return tx.rows(UnitView, UNITS + MEMBERS, lot=lot_id)


@answers(StockOf)
def stock_of(query: StockOf, tx: Transaction) -> list[StockView]:
    """Return where a lot lies."""
    policy.require_lot(tx, query.lot_id)
    return stock_rows(tx, query.lot_id)


@answers(ListUnits)
def list_units(query: ListUnits, tx: Transaction) -> list[UnitView]:
    """Return a window of a lot's units, each with its package and with who has it."""
    policy.require_lot(tx, query.lot_id)
    tail = f"WHERE u.lot_id = %(lot)s ORDER BY u.serial_no, u.id {WINDOW}"
    return tx.rows(UnitView, UNITS + tail, lot=query.lot_id, **window(query.page))


@answers(ListUnitRuns)
def list_unit_runs(query: ListUnitRuns, tx: Transaction) -> list[UnitRunView]:
    """Return a window of the ranges of serial numbers of a lot's units."""
    policy.require_lot(tx, query.lot_id)
    first = query.page.offset
    return unit_runs(unit_rows(tx, query.lot_id))[first : first + min(query.page.limit, PAGE_LIMIT)]


@answers(ListPackages)
def list_packages(query: ListPackages, tx: Transaction) -> list[PackageView]:
    """Return a window of a lot's packages, the largest first."""
    policy.require_lot(tx, query.lot_id)
    tail = f"WHERE p.lot_id = %(lot)s ORDER BY p.level DESC, p.package_no {WINDOW}"
    return packages.views(tx, tail, lot=query.lot_id, **window(query.page))


@answers(ListLocations)
def list_locations(query: ListLocations, tx: Transaction) -> list[LocationView]:  # noqa: ARG001 - asks nothing else
    """Return the locations that the actor may see."""
    return locations.views(tx)


@answers(ListHolds)
def list_holds(query: ListHolds, tx: Transaction) -> list[HoldView]:
    """Return a window of holds, open ones first, then the newest."""
    return tx.rows(
        HoldView,
        f"{holding.VIEW} {HOLDS} {WINDOW}",
        nodes=list(query.node_ids),
        all_nodes=not query.node_ids,
        open_only=query.open_only,
        scope=tx.actor.customer_id,
        **window(query.page),
    )
