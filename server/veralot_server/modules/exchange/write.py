"""Writes an import: rows are copied into temporary tables, and from there each table is written by one statement.

The number of statements does not hang on the number of rows. New nodes get their ids from the sequence in one statement;
stock follows from the movement lines by their trigger, the audit log from every statement by its own.
"""

from contextlib import ExitStack
from typing import Final, NamedTuple

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import statements
from veralot_server.modules.exchange.inspection_plans import entry_of, rule_of
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.plan import Plan
from veralot_server.modules.exchange.reconcile import reconciled
from veralot_server.modules.exchange.spool import NULL, Spool
from veralot_server.modules.exchange.watching import Watch
from veralot_server.modules.identity.domain import user_key
from veralot_server.modules.inspection.domain import content
from veralot_shared.contracts.exchange import Phase
from veralot_shared.contracts.genealogy import OUTSIDE
from veralot_shared.contracts.identity import AccountState
from veralot_shared.ids import ImportId

MASTERS: Final = (
    "import_partner",
    "import_location",
    "import_user",
    "import_role",
    "import_item",
    "import_level",
    "import_bom",
    "import_bom_line",
    "import_gauge",
    "import_plan",
    "import_characteristic",
)
"""The temporary tables of what is no history."""


class Record(NamedTuple):
    """What is written of an import beside its files: what its sender called it, and whether people were masked."""

    run: str
    test: bool


def write(tx: Transaction, plan: Plan, stack: ExitStack, watch: Watch, record: Record) -> ImportId:
    """Write what a plan found, compare it with what was wanted, and return the import's number. Raises: ImportCancelled."""
    output = plan.output
    output.nodes(plan.known.world)
    spools = master_spools(plan, stack) | {
        "import_lot": output.lots,
        "import_package": output.packages,
        "import_unit": output.units,
        "import_shipment": output.shipments,
        "import_movement": output.movements,
        "import_line": output.lines,
        "import_edge": output.edges,
        "import_change": output.changes,
        "import_hold": output.holds,
    }
    run = (*statements.MASTERS, *statements.NODES, *statements.HISTORY, *statements.CHANGED)
    watch.enter(Phase.WRITING, len(spools) + len(run) + 2)
    import_id = enter(tx, plan, record)
    tx.wire.execute(statements.CREATE.encode())
    for table, spool in spools.items():
        copy(tx, table, spool)
        watch.step()
    values = {"nodes": plan.known.world.nodes, "by": tx.actor.user_id, "now": tx.now, "import": import_id}
    for statement in (statements.NODE_IDS, statements.ANALYZE, *run):
        tx.wire.execute(statement.encode(), values)
        watch.step()
    tx.wire.execute(statements.DROP.encode())
    watch.enter(Phase.COMPARING)
    found = msgspec.json.encode(reconciled(tx, plan, import_id)).decode()
    tx.wire.execute(statements.COMPARED.encode(), {"import": import_id, "found": found})
    return import_id


def enter(tx: Transaction, plan: Plan, record: Record) -> ImportId:
    """Write that this is imported: which files, how many rows of what, and their SHA-256."""
    files = msgspec.json.encode({"files": plan.counts}).decode()
    values = {"by": tx.actor.user_id, "files": files, "run": record.run, "test": record.test}
    row = tx.wire.execute(statements.RECORD.encode(), values).fetchone()
    if row is None:
        raise RuntimeError("the import was not recorded")
    return ImportId(row[0])


def copy(tx: Transaction, table: str, spool: Spool) -> None:
    """Copy the rows of a spool into a temporary table."""
    copy_into(tx, table, ", ".join(column.split()[0] for column in statements.TABLES[table].split(", ")), spool)


def copy_into(tx: Transaction, table: str, columns: str, spool: Spool) -> None:
    """Copy the rows of a spool into the named columns of a table."""
    statement = f"COPY {table} ({columns}) FROM STDIN (NULL '{NULL}')"
    with tx.wire.cursor() as cursor, cursor.copy(statement.encode()) as target:
        for block in spool.blocks():
            target.write(block)


def master_spools(plan: Plan, stack: ExitStack) -> dict[str, Spool]:
    """Return the rows of partners, locations, people, items and pack levels by their temporary tables."""
    spools = {name: Spool(stack) for name in MASTERS}
    masters = plan.masters
    for partner in masters.new_partners:
        spools["import_partner"].add(*msgspec.structs.astuple(partner)[1:])
    add_locations(masters, spools["import_location"])
    add_people(masters, spools["import_user"], spools["import_role"])
    for item in masters.new_items:
        spools["import_item"].add(*msgspec.structs.astuple(item)[1:])
    for level in plan.levels.new:
        spools["import_level"].add(level.item, level.level, level.name, level.name_zh, level.gtin, level.contains)
    for bom in plan.boms.revisions:
        spools["import_bom"].add(bom.item, bom.revision, bom.per)
    for row, position, quantity in plan.boms.new:
        spools["import_bom_line"].add(row.item, row.revision, position, row.component, quantity)
    for gauge in plan.gauges.new:
        spools["import_gauge"].add(*msgspec.structs.astuple(gauge)[1:])
    add_inspection_plans(plan, spools["import_plan"], spools["import_characteristic"])
    return spools


def add_inspection_plans(plan: Plan, plans: Spool, characteristics: Spool) -> None:
    """Add inspection plans with their rules as they are kept, and their characteristics."""
    for found in plan.inspection_plans.new:
        head, rules = found.row, [content.kept(rule_of(row)) for row in found.rules]
        of = (head.item, head.stage, head.operation, head.supplier, head.customer, head.due_hours)
        plans.add(found.code, *of, msgspec.json.encode(rules).decode(), found.number)
        for place, row in enumerate(found.characteristics, start=1):
            entry = entry_of(row)
            balloon = None if entry.balloon is None else msgspec.json.encode(entry.balloon).decode()
            characteristics.add(found.code, place, *msgspec.structs.astuple(entry)[:-1], balloon)


def add_locations(masters: Masters, spool: Spool) -> None:
    """Add locations, told apart from the plant's outsides."""
    for row in masters.new_locations:
        spool.add(row.code, row.name, row.name_zh, row.kind, row.kind in OUTSIDE, row.customer)


def add_people(masters: Masters, people: Spool, roles: Spool) -> None:
    """Add people. Whose identity was checked by a document is active; nobody has a password, so nobody can sign in yet."""
    for row in masters.new_users:
        key = user_key(row.user_name)
        document = row.identity_document or None
        state = AccountState.ACTIVE if document else AccountState.REQUESTED
        people.add(key, row.user_name, row.full_name, row.full_name_zh, state, row.language, row.customer, document)
        for role in row.roles:
            roles.add(key, role)
