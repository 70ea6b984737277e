"""Writes an import: rows are copied into temporary tables, and from there each table is written by one statement.

The number of statements does not hang on the number of rows. New nodes get their ids from the sequence in one statement;
stock follows from the movement lines by their trigger, the audit log from every statement by its own.
"""

from contextlib import ExitStack

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import statements
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.plan import Plan
from veralot_server.modules.exchange.spool import NULL, Spool
from veralot_server.modules.identity.domain import user_key
from veralot_shared.contracts.genealogy import OUTSIDE
from veralot_shared.contracts.identity import AccountState
from veralot_shared.ids import ImportId


def write(tx: Transaction, plan: Plan, stack: ExitStack) -> ImportId:
    """Write what a plan found, and that it was imported; return the import's number."""
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
    tx.wire.execute(statements.CREATE.encode())
    for table, spool in spools.items():
        copy(tx, table, spool)
    values = {"nodes": plan.known.world.nodes, "by": tx.actor.user_id, "now": tx.now}
    tx.wire.execute(statements.NODE_IDS.encode(), values)
    tx.wire.execute(statements.ANALYZE.encode())
    for statement in (*statements.MASTERS, *statements.NODES, *statements.HISTORY):
        tx.wire.execute(statement.encode(), values)
    tx.wire.execute(statements.DROP.encode())
    return record(tx, plan)


def copy(tx: Transaction, table: str, spool: Spool) -> None:
    """Copy the rows of a spool into a temporary table."""
    columns = ", ".join(column.split()[0] for column in statements.TABLES[table].split(", "))
    statement = f"COPY {table} ({columns}) FROM STDIN (NULL '{NULL}')"
    with tx.wire.cursor() as cursor, cursor.copy(statement.encode()) as target:
        for block in spool.blocks():
            target.write(block)


def master_spools(plan: Plan, stack: ExitStack) -> dict[str, Spool]:
    """Return the rows of partners, locations, people, items and pack levels by their temporary tables."""
    names = ("import_partner", "import_location", "import_user", "import_role", "import_item", "import_level")
    spools = {name: Spool(stack) for name in names}
    masters = plan.masters
    for partner in masters.new_partners:
        spools["import_partner"].add(*msgspec.structs.astuple(partner)[1:])
    add_locations(masters, spools["import_location"])
    add_people(masters, spools["import_user"], spools["import_role"])
    for item in masters.new_items:
        spools["import_item"].add(*msgspec.structs.astuple(item)[1:])
    for level in plan.levels.new:
        spools["import_level"].add(level.item, level.level, level.name, level.name_zh, level.gtin, level.contains)
    return spools


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


def record(tx: Transaction, plan: Plan) -> ImportId:
    """Write that this was imported: which files, how many rows of what, and their SHA-256."""
    files = msgspec.json.encode({"files": plan.counts}).decode()
    row = tx.wire.execute(statements.RECORD.encode(), {"by": tx.actor.user_id, "files": files}).fetchone()
    if row is None:
        raise RuntimeError("the import was not recorded")
    return ImportId(row[0])
