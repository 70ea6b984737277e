"""Carries out imports."""

from contextlib import ExitStack

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.plan import Plan
from veralot_server.modules.exchange.write import write
from veralot_shared.contracts.exchange import ImportDone, ImportFiles, ImportView
from veralot_shared.ids import ImportId


@handles(ImportFiles)
def import_files(command: ImportFiles, tx: Transaction) -> ImportView:
    """Check all files against each other and the database; write all of them, or with any error or on a dry run nothing."""
    with ExitStack() as stack:
        plan = Plan(tx, command.files, stack)
        if plan.errors or command.dry_run:
            return view(plan, None, tx, dry_run=command.dry_run)
        import_id = write(tx, plan, stack)
    tx.emit(ImportDone(import_id=import_id))
    return view(plan, import_id, tx, dry_run=False)


def view(plan: Plan, import_id: ImportId | None, tx: Transaction, *, dry_run: bool) -> ImportView:
    """Return what an import did or would do."""
    return ImportView(
        id=import_id, dry_run=dry_run, files=plan.counts, errors=plan.errors, at=tx.now, by=tx.actor.full_name
    )
