"""Writes an import: rows are copied into temporary tables, and from there each table is written by one statement.

The number of statements does not hang on the number of rows. New nodes get their ids from the sequence in one statement;
stock follows from the movement lines by their trigger, the audit log from every statement by its own.
"""

from typing import NamedTuple

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import statements, temporary
from veralot_server.modules.exchange.copying import copy_into
from veralot_server.modules.exchange.plan import Plan
from veralot_server.modules.exchange.reconcile import reconciled
from veralot_server.modules.exchange.spool import Spool
from veralot_server.modules.exchange.watching import Watch
from veralot_shared.contracts.exchange import Phase
from veralot_shared.ids import ImportId


class Record(NamedTuple):
    """What is written of an import beside its files: what its sender called it, and whether people were masked."""

    run: str
    test: bool


def write(tx: Transaction, plan: Plan, watch: Watch, record: Record) -> ImportId:
    """Write what a plan found, compare it with what was wanted, and return the import's number. Raises: ImportCancelled."""
    plan.output.nodes(plan.known.world)
    spools = spools_of(plan)
    run = [statement for statement in statements.RUN if statement.source in spools]
    watch.enter(Phase.WRITING, len(spools) + len(run) + 2)
    import_id = enter(tx, plan, record)
    tx.wire.execute(temporary.create(spools).encode())
    for table, spool in spools.items():
        copy(tx, table, spool)
        watch.step()
    values = {"nodes": plan.known.world.nodes, "by": tx.actor.user_id, "now": tx.now, "import": import_id}
    for text in (statements.NODE_IDS, temporary.analyze(spools), *(statement.text for statement in run)):
        tx.wire.execute(text.encode(), values)
        watch.step()
    tx.wire.execute(temporary.drop(spools).encode())
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
    copy_into(tx, table, ", ".join(column.split()[0] for column in temporary.TABLES[table].split(", ")), spool)


def spools_of(plan: Plan) -> dict[str, Spool]:
    """Return what there is to write by the temporary tables into which it is copied; of what is not there nothing."""
    output = plan.output
    spools = plan.master_output.spools | {
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
    return {table: spool for table, spool in spools.items() if spool.rows}
