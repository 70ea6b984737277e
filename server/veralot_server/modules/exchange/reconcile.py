"""Compares what an import was to write with what the database has of it, read back row by row after it was written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.plan import Plan
from veralot_shared.contracts.exchange import CountLine, ReconciliationView, SumLine
from veralot_shared.ids import ImportId

MADE: Final = "SELECT table_name AS name FROM exchange_import_made WHERE import_id = %(import)s"
COUNTED: Final = """
SELECT '{table}' AS name, count(*) AS rows FROM exchange_import_made m
CROSS JOIN LATERAL unnest(m.keys) AS span
JOIN {table} t ON t.id >= lower(span) AND t.id < upper(span)
WHERE m.import_id = %(import)s AND m.table_name = '{table}'
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


NODES: Final = ("genealogy_lot", "genealogy_unit", "genealogy_package", "genealogy_shipment")


class Table(msgspec.Struct, frozen=True):
    """A table of which an import made rows."""

    name: str


class Count(msgspec.Struct, frozen=True):
    """How many rows of a table there are."""

    name: str
    rows: int


class Sum(msgspec.Struct, frozen=True):
    """How much of an item a kind of movement moved, by the database."""

    item: str
    movement: str
    unit: str
    quantity: Decimal


def reconciled(tx: Transaction, plan: Plan, import_id: ImportId) -> ReconciliationView:
    """Return the comparison; whatever neither side has is left out."""
    asked = wanted(plan)
    written = counted(tx, asked, import_id)
    counts = [
        CountLine(table=table, wanted=number, written=written.get(table, 0))
        for table, number in asked.items()
        if number or written.get(table)
    ]
    return ReconciliationView(counts=counts, sums=sums(tx, plan, import_id))


def wanted(plan: Plan) -> dict[str, int]:
    """Return how many rows of each table the files ask for."""
    spools, output = plan.master_output.spools, plan.output
    return {
        "items_partner": spools["import_partner"].rows,
        "genealogy_location": spools["import_location"].rows,
        "identity_user": spools["import_user"].rows,
        "items_item": spools["import_item"].rows,
        "items_pack_level": spools["import_level"].rows,
        "items_bom": spools["import_bom"].rows,
        "items_bom_line": spools["import_bom_line"].rows,
        "gauges_gauge": spools["import_gauge"].rows,
        "gauges_calibration": plan.master_output.calibrations,
        "training_qualification": spools["import_qualification"].rows,
        "training_grant": spools["import_grant"].rows,
        "training_version": spools["import_grant"].rows,
        "inspection_plan": plan.master_output.plans,
        "inspection_revision": spools["import_plan"].rows,
        "inspection_characteristic": spools["import_characteristic"].rows,
        "quality_defect": spools["import_defect"].rows,
        "quality_term": spools["import_term"].rows,
        "quality_escalation": spools["import_escalation"].rows,
        "quality_agreement": spools["import_agreement"].rows,
        **{table: output.made[table] for table in NODES},
        "genealogy_movement": output.movements.rows,
        "genealogy_movement_line": output.lines.rows,
        "genealogy_edge": output.edges.rows,
        "genealogy_status_change": output.changes.rows,
        "genealogy_hold": output.holds.rows,
    }


def counted(tx: Transaction, asked: Mapping[str, int], import_id: ImportId) -> dict[str, int]:
    """Return how many rows of each table that the import made the database has, by one question for all of them."""
    values = {"import": import_id}
    made = {row.name for row in tx.rows(Table, MADE, **values)}
    tables = [table for table, number in asked.items() if number or table in made]
    if not tables:
        return {}
    question = " UNION ALL ".join(COUNTED.format(table=table) for table in tables)
    return {row.name: row.rows for row in tx.rows(Count, question, **values)}


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
    item = plan.masters.items.get(code)
    return item.unit if item else ""
