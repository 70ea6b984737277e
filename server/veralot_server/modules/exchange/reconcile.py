"""Compares what an import was to write with what the database has of it, read back row by row after it was written."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.plan import Plan
from veralot_shared.contracts.exchange import CountLine, ReconciliationView, SumLine
from veralot_shared.ids import ImportId

COUNTED: Final = """
SELECT count(*) FROM exchange_import_made m
CROSS JOIN LATERAL unnest(m.keys) AS span
JOIN {table} t ON t.id >= lower(span) AND t.id < upper(span)
WHERE m.import_id = %(import)s AND m.table_name = %(table)s
"""
SUMMED: Final = """
SELECT i.code AS item, v.kind AS movement, i.unit, trim_scale(sum(n.quantity)) AS quantity
FROM exchange_import_made m
CROSS JOIN LATERAL unnest(m.keys) AS span
JOIN genealogy_movement_line n ON n.id >= lower(span) AND n.id < upper(span)
JOIN genealogy_movement v ON v.id = n.movement_id
JOIN genealogy_lot l ON l.id = n.lot_id
JOIN items_item i ON i.id = l.item_id
WHERE m.import_id = %(import)s AND m.table_name = 'genealogy_movement_line'
GROUP BY i.code, v.kind, i.unit
"""


class Sum(msgspec.Struct, frozen=True):
    """How much of an item a kind of movement moved, by the database."""

    item: str
    movement: str
    unit: str
    quantity: Decimal


def reconciled(tx: Transaction, plan: Plan, import_id: ImportId) -> ReconciliationView:
    """Return the comparison; whatever neither side has is left out."""
    counts = [
        CountLine(table=table, wanted=number, written=written)
        for table, number in wanted(plan).items()
        if (written := count(tx, table, import_id)) or number
    ]
    return ReconciliationView(counts=counts, sums=sums(tx, plan, import_id))


def wanted(plan: Plan) -> dict[str, int]:
    """Return how many rows of each table the files ask for."""
    masters, output, world = plan.masters, plan.output, plan.known.world
    return {
        "items_partner": len(masters.new_partners),
        "genealogy_location": len(masters.new_locations),
        "identity_user": len(masters.new_users),
        "items_item": len(masters.new_items),
        "items_pack_level": len(plan.levels.new),
        "items_bom": len(plan.boms.revisions),
        "items_bom_line": len(plan.boms.new),
        "gauges_gauge": len(plan.gauges.new),
        "gauges_calibration": len(plan.gauges.calibrated),
        "inspection_plan": plan.inspection_plans.made,
        "inspection_revision": len(plan.inspection_plans.new),
        "inspection_characteristic": sum(len(one.characteristics) for one in plan.inspection_plans.new),
        "genealogy_lot": new(lot.node for lot in world.lots.values()),
        "genealogy_unit": new(unit.node for units in world.units.values() for unit in units.values()),
        "genealogy_package": new(package.node for package in world.packages.values()),
        "genealogy_shipment": new(shipment.node for shipment in world.shipments.values()),
        "genealogy_movement": output.movements.rows,
        "genealogy_movement_line": output.lines.rows,
        "genealogy_edge": output.edges.rows,
        "genealogy_status_change": output.changes.rows,
        "genealogy_hold": output.holds.rows,
    }


def new(nodes: Iterable[int]) -> int:
    """Return how many nodes an import makes; those of the database have negative numbers."""
    return sum(node > 0 for node in nodes)


def count(tx: Transaction, table: str, import_id: ImportId) -> int:
    """Return how many rows of a table that the import made the database has."""
    values = {"import": import_id, "table": table}
    row = tx.wire.execute(COUNTED.format(table=table).encode(), values).fetchone()
    return row[0] if row else 0


def sums(tx: Transaction, plan: Plan, import_id: ImportId) -> list[SumLine]:
    """Return how much of what each kind of movement moved, by the files and by the database."""
    found = {(row.item, row.movement): row for row in tx.rows(Sum, SUMMED, **{"import": import_id})}
    files = plan.output.sums
    return [
        SumLine(
            item=key[0],
            movement=key[1],
            unit=found[key].unit if key in found else unit_of(plan, key[0]),
            wanted=files.get(key, Decimal(0)).normalize() + 0,
            written=found[key].quantity if key in found else Decimal(0),
        )
        for key in sorted(found.keys() | files.keys())
    ]


def unit_of(plan: Plan, code: str) -> str:
    """Return the unit of an item of which the database has nothing."""
    item = plan.masters.items.found.get(code)
    return item.unit if item else ""
