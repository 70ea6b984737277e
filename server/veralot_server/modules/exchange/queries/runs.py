"""Tells where runs stand, and what was wrong in them."""

from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import error_list, records, template
from veralot_shared.contracts.exchange import (
    ExportErrors,
    ExportTemplate,
    GetRun,
    ListErrors,
    ListFormat,
    ListRuns,
    RowError,
    RunState,
    RunView,
)
from veralot_shared.contracts.genealogy import FileView

PAGE_LIMIT: Final = 1000
OPEN: Final = frozenset({RunState.RUNNING, RunState.INTERRUPTED, RunState.CANCELLED})
RECENT: Final = """
WHERE o.run IS NULL AND NOT EXISTS (SELECT FROM exchange_import i WHERE i.run = r.run)
ORDER BY r.started_at DESC LIMIT 50
"""


@answers(GetRun)
def get_run(query: GetRun, tx: Transaction) -> RunView:
    """Tell where a run stands.

    Raises:
        RecordNotFound: there is none, or the actor is a customer's.
    """
    return records.run(tx, query.run)


@answers(ListRuns)
def list_runs(_: ListRuns, tx: Transaction) -> list[RunView]:
    """List the runs that have not come to an end."""
    return [run for run in records.runs(tx, RECENT) if run.state in OPEN]


@answers(ListErrors)
def list_errors(query: ListErrors, tx: Transaction) -> list[RowError]:
    """List the errors of a run.

    Raises:
        RecordNotFound: there is no such run, or the actor is a customer's.
    """
    records.run(tx, query.run)
    return records.errors(tx, query.run, query.page.offset, min(query.page.limit, PAGE_LIMIT))


@answers(ExportErrors)
def export_errors(query: ExportErrors, tx: Transaction) -> FileView:
    """Return all errors of a run as a file, in both languages.

    Raises:
        RecordNotFound: there is no such run, or the actor is a customer's.
    """
    run = records.run(tx, query.run)
    content = error_list.as_csv(tx, run.run) if query.format is ListFormat.CSV else error_list.as_xlsx(tx, run.run)
    name = f"import-errors-{run.started_at.astimezone(tx.zone):%Y%m%d-%H%M%S}.{query.format}"
    return FileView.made(name, query.format.media_type, content)


@answers(ExportTemplate)
def export_template(query: ExportTemplate, tx: Transaction) -> FileView:
    """Return an empty file of a kind."""
    records.require_plant(tx)
    content = template.template(query.kind, query.format)
    name = f"{query.kind.value}.{query.format}"
    return FileView.made(name, query.format.media_type, content)
