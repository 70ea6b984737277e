"""Takes files, and imports them."""

from contextlib import ExitStack
from typing import Final
from uuid import uuid4

import msgspec
from psycopg.errors import QueryCanceled

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import records, staging, watching
from veralot_server.modules.exchange.copying import copy_into
from veralot_server.modules.exchange.masking import Masker, load_key
from veralot_server.modules.exchange.plan import Plan
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.readers import Desk
from veralot_server.modules.exchange.watching import Watch
from veralot_server.modules.exchange.write import Record, write
from veralot_shared.contracts.exchange import (
    LARGEST_PIECE,
    CancelImport,
    FileAltered,
    ImportCancelled,
    ImportDone,
    ImportFiles,
    ImportView,
    PieceMisplaced,
    RowError,
    RunView,
    StagedView,
    StageFile,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

LISTED: Final = 1000
"""So many errors travel with an answer; all of them are listed and exported by their run."""
LONGEST_RUN: Final = 64

PIECE_RULE: Final = N_("A piece of a file has 1 byte to 8 MiB, and none beyond its end.")
RUN_RULE: Final = N_("A run's name has at most 64 printable characters.")

BEGIN_FILE: Final = """
INSERT INTO staging.file (sha256, size) VALUES (%(sha256)s, %(size)s)
ON CONFLICT (sha256) DO UPDATE SET at = clock_timestamp()
RETURNING size, received
"""
PIECE: Final = """
INSERT INTO staging.piece (sha256, start, content)
SELECT %(sha256)s, %(offset)s::bigint + step, substr(%(content)s::bytea, step + 1, %(slice)s)
FROM generate_series(0, length(%(content)s::bytea) - 1, %(slice)s) AS step
"""
SLICE: Final = 1 << 19
"""So many bytes are kept in one row, and so many an import has in memory while it takes the file together again."""
RECEIVED: Final = "UPDATE staging.file SET received = %(received)s WHERE sha256 = %(sha256)s"
FORGET: Final = "DELETE FROM staging.file WHERE sha256 = %(sha256)s"
OUTCOME: Final = """
INSERT INTO staging.outcome (run, view) VALUES (%(run)s, %(view)s::jsonb)
ON CONFLICT (run) DO UPDATE SET view = excluded.view, at = clock_timestamp()
"""
PROBLEM_COLUMNS: Final = 'run, seq, place, file, sheet, row, "column", value, code, data'


@handles(StageFile)
def stage_file(command: StageFile, tx: Transaction) -> StagedView:
    """Keep a piece of a file; with the last one, check that it is the file that was announced.

    Raises:
        ValueNotAllowed: no SHA-256, or a size or piece beyond the bounds.
        PieceMisplaced: it does not go on where the file stands.
        FileAltered: it is whole but another; what came of it is discarded.
    """
    records.require_plant(tx)
    staging.require_announced(command.sha256, command.size)
    end = command.offset + len(command.content)
    if not 0 < len(command.content) <= LARGEST_PIECE or command.offset < 0 or end > command.size:
        raise ValueNotAllowed(value=str(len(command.content)), rule=PIECE_RULE, field="content")
    staging.discard_old(tx)
    values = msgspec.structs.asdict(command)
    row = tx.wire.execute(BEGIN_FILE.encode(), values).fetchone()
    size, received = row or (command.size, 0)
    if end <= received:
        return StagedView(sha256=command.sha256, size=size, received=received)
    if command.offset != received or command.size != size:
        raise PieceMisplaced(received=received, offset=command.offset)
    tx.wire.execute(PIECE.encode(), values | {"slice": SLICE})
    tx.wire.execute(RECEIVED.encode(), values | {"received": end})
    if end == size and staging.hash_of(tx, command.sha256) != command.sha256:
        tx.wire.execute(FORGET.encode(), values)
        tx.refuse(FileAltered(sha256=command.sha256))
    return StagedView(sha256=command.sha256, size=size, received=end)


@handles(ImportFiles)
def import_files(command: ImportFiles, tx: Transaction) -> ImportView:
    """Check all files against each other and the database; write all of them, or with any error or on a dry run nothing.

    Raises:
        ImportRunning: another import is running.
        ImportCancelled: somebody cancelled it.
        ValueNotAllowed: a run's name is too long.
    """
    records.require_plant(tx)
    run = command.run or (uuid4().hex if tx.command_id is None else tx.command_id.hex)
    if len(run) > LONGEST_RUN or not run.isprintable():
        raise ValueNotAllowed(value=run[:LONGEST_RUN], rule=RUN_RULE, field="run")
    former = records.of_run(tx, run)
    if former is not None:
        return former
    watch = watching.begin(tx, command, run)
    try:
        return carry_out(command, tx, watch, run)
    except QueryCanceled as stopped:
        raise ImportCancelled from stopped


def carry_out(command: ImportFiles, tx: Transaction, watch: Watch, run: str) -> ImportView:
    """Check, and write what is sound. Raises: ImportCancelled."""
    import_id = None
    with ExitStack() as stack:
        masker = Masker(load_key(tx.settings.keys)) if command.test else None
        plan = Plan(Desk(tx, tx.zone, stack, masker), command.files, watch, tx, run)
        if not len(plan.problems) and not command.dry_run:
            import_id = write(tx, plan, watch, Record(run, command.test))
        errors = listed(tx, plan.problems, run)
        found = ImportView(
            id=import_id,
            run=run,
            dry_run=command.dry_run,
            test=command.test,
            files=plan.counts,
            errors=errors,
            error_count=len(plan.problems),
            at=tx.now,
            by=tx.actor.full_name,
            by_zh=records.chinese_name(tx),
        )
    view = found if import_id is None else records.one(tx, import_id)
    if import_id is not None:
        for file in command.files:
            tx.wire.execute(FORGET.encode(), {"sha256": file.sha256})
        tx.emit(ImportDone(import_id=import_id))
    tx.wire.execute(OUTCOME.encode(), {"run": run, "view": stored(view)})
    return view


def stored(view: ImportView) -> str:
    """Return an answer as it is kept for whoever asks for its run; its errors are kept apart."""
    return msgspec.json.encode(msgspec.structs.replace(view, errors=[])).decode()


def listed(tx: Transaction, problems: Problems, run: str) -> list[RowError]:
    """Keep all errors where they are looked up, instead of those of an earlier try, and return the first of them."""
    tx.wire.execute(b"DELETE FROM staging.problem WHERE run = %s", (run,))
    if not len(problems):
        return []
    copy_into(tx, "staging.problem", PROBLEM_COLUMNS, problems.spool)
    return problems.sorted()[:LISTED] if problems.whole else records.errors(tx, run, 0, LISTED)


@handles(CancelImport)
def cancel_import(command: CancelImport, tx: Transaction) -> RunView:
    """Stop a run.

    Raises:
        RecordNotFound: there is no such run.
    """
    records.require_plant(tx)
    with tx.aside() as wire:
        watching.stop(wire, command.run)
    return records.run(tx, command.run)
