"""Imports, runs and errors as they are kept, shown as the contract's views."""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import watching
from veralot_shared.contracts.exchange import (
    FileCount,
    ImportFile,
    ImportState,
    ImportView,
    Phase,
    ReconciliationView,
    RowError,
    RunState,
    RunView,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import ImportId

IMPORTS: Final = """
SELECT i.id, i.run, i.test, i.at, u.full_name AS by, u.full_name_zh AS by_zh, i.files, i.reconciliation, i.undone_at,
       w.full_name AS undone_by, w.full_name_zh AS undone_by_zh,
       i.undo_reason,
       (SELECT count(*) FROM identity_signature_record s WHERE s.kind = 'import' AND s.key = i.id::text) AS signatures
FROM exchange_import i
JOIN identity_user u ON u.id = i.by_id
LEFT JOIN identity_user w ON w.id = i.undone_by_id
"""
RUNS: Final = """
SELECT r.run, r.phase, r.done, r.total, r.dry_run, r.test, r.files, r.started_at, coalesce(u.full_name, '') AS by,
       coalesce(u.full_name_zh, '') AS by_zh,
       r.cancelled, o.view
FROM staging.run r
LEFT JOIN identity_user u ON u.id = r.by_id
LEFT JOIN staging.outcome o ON o.run = r.run AND o.at >= r.started_at
"""
ERRORS: Final = """
SELECT file, sheet, row, "column", value, code, data FROM staging.problem WHERE run = %(run)s
ORDER BY place, row, seq LIMIT %(limit)s OFFSET %(offset)s
"""


class Files(msgspec.Struct, frozen=True):
    """The files of an import, as they are kept."""

    files: list[FileCount]


class ImportRow(msgspec.Struct, frozen=True):
    """An import."""

    id: ImportId
    run: str | None
    test: bool
    at: datetime
    by: str
    by_zh: str
    files: Files
    reconciliation: ReconciliationView | None
    undone_at: datetime | None
    undone_by: str | None
    undone_by_zh: str | None
    undo_reason: str
    signatures: int


class RunRow(msgspec.Struct, frozen=True):
    """A run."""

    run: str
    phase: Phase
    done: int
    total: int
    dry_run: bool
    test: bool
    files: list[ImportFile]
    started_at: datetime
    by: str
    by_zh: str
    cancelled: bool
    view: ImportView | None


def chinese_name(tx: Transaction) -> str:
    """Return the actor's Chinese name; of whoever has none, nothing."""
    row = tx.wire.execute("SELECT full_name_zh FROM identity_user WHERE id = %s", (tx.actor.user_id,)).fetchone()
    return row[0] if row else ""


def require_plant(tx: Transaction) -> None:
    """Refuse a customer's user: an import is of the whole plant, so to a customer there is none. Raises: RecordNotFound."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind="import", key="")


def imports(tx: Transaction, tail: str, **values: object) -> list[ImportView]:
    """Return the imports that `tail` (conditions and order) selects; to a customer there are none."""
    if tx.actor.customer_id is not None:
        return []
    return [shown(row) for row in tx.rows(ImportRow, IMPORTS + tail, **values)]


def shown(row: ImportRow) -> ImportView:
    """Return an import as it is shown."""
    return ImportView(
        id=row.id,
        run=row.run or "",
        state=ImportState.UNDONE if row.undone_at else ImportState.DONE,
        dry_run=False,
        test=row.test,
        files=row.files.files,
        errors=[],
        reconciliation=row.reconciliation,
        at=row.at,
        by=row.by,
        by_zh=row.by_zh,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
        undone_by_zh=row.undone_by_zh,
        undo_reason=row.undo_reason,
        signatures=row.signatures,
    )


def one(tx: Transaction, import_id: ImportId) -> ImportView:
    """Return one import. Raises: RecordNotFound."""
    found = imports(tx, "WHERE i.id = %(id)s", id=import_id)
    return tx.found(found[0] if found else None, "import", import_id)


def of_run(tx: Transaction, run_: str) -> ImportView | None:
    """Return the import that a run has written, if it has."""
    found = imports(tx, "WHERE i.run = %(run)s", run=run_)
    return found[0] if found else None


def errors(tx: Transaction, run_: str, offset: int, limit: int) -> list[RowError]:
    """Return a window of the errors of a run, by file and row."""
    return tx.rows(RowError, ERRORS, run=run_, offset=offset, limit=limit)


def run(tx: Transaction, name: str) -> RunView:
    """Return one run as it stands now. Raises: RecordNotFound."""
    found = runs(tx, "WHERE r.run = %(run)s", run=name)
    return tx.found(found[0] if found else None, "run", name)


def runs(tx: Transaction, tail: str, **values: object) -> list[RunView]:
    """Return the runs that `tail` selects, as they stand at this moment and not at the transaction's beginning.

    Who is alive is asked first: one that ends in between has its outcome by the time that is read.
    """
    if tx.actor.customer_id is not None:
        return []
    with tx.aside() as wire:
        names = [row[0] for row in wire.execute((RUNS + tail).encode(), values)]
        alive = {name for name in names if watching.alive(wire, name)}
        cursor = wire.execute((RUNS + tail).encode(), values)
        heads = [column.name for column in cursor.description or ()]
        rows = [dict(zip(heads, row, strict=True)) for row in cursor]
    return [as_shown(msgspec.convert(row, RunRow, strict=False), row["run"] in alive) for row in rows]


def as_shown(row: RunRow, alive: bool) -> RunView:  # noqa: FBT001 - one of the two facts that tell the state
    """Return a run as it is shown."""
    return RunView(
        run=row.run,
        state=state_of(row, alive),
        phase=row.phase,
        done=row.done,
        total=row.total,
        dry_run=row.dry_run,
        test=row.test,
        files=row.files,
        started_at=row.started_at,
        by=row.by,
        by_zh=row.by_zh,
        result=row.view,
    )


def state_of(row: RunRow, alive: bool) -> RunState:  # noqa: FBT001 - as above
    """Return where a run stands."""
    if row.view is not None:
        if row.view.error_count:
            return RunState.REFUSED
        return RunState.CHECKED if row.view.dry_run else RunState.DONE
    if row.cancelled:
        return RunState.CANCELLED
    return RunState.RUNNING if alive else RunState.INTERRUPTED
