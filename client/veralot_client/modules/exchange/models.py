"""The columns of the tables of errors, changes, imports and their reconciliation. No Qt."""

from typing import NamedTuple

from veralot_client.core.words import Words
from veralot_client.modules.exchange.presenters.former import Former
from veralot_client.widgets.table.columns import Column, Filter
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.exchange import (
    CellChange,
    CountLine,
    ImportState,
    RowError,
    RunState,
    SumLine,
)
from veralot_shared.contracts.genealogy import MovementKind
from veralot_shared.errors import Problem, from_problem
from veralot_shared.i18n import N_


class Compared(NamedTuple):
    """A line of a reconciliation: how much by the files, how much by the database."""

    what: str
    kind: str
    unit: str
    line: CountLine | SumLine


def what(error: RowError, words: Words) -> str:
    """Return what is wrong with a row, in words."""
    problem = Problem(type="", title="", status=422, code=error.code, data=error.data, field=error.column or None)
    return words.error(from_problem(problem))


def files_of(former: Former, words: Words) -> str:
    """Return what an import held."""
    names = [file.file for file in former.view.files] if former.view else []
    names = names or ([file.name for file in former.run.files] if former.run else [])
    return words.listed(names)


def state_of(former: Former) -> ImportState | RunState | None:
    """Return where an import or run stands."""
    return former.view.state if former.view else former.run.state if former.run else None


def tone_of(former: Former) -> Tone | None:
    """Return how that looks."""
    tones = {
        ImportState.DONE: Tone.GOOD,
        ImportState.UNDONE: Tone.NEUTRAL,
        RunState.RUNNING: Tone.INFO,
        RunState.INTERRUPTED: Tone.WARNING,
        RunState.CANCELLED: Tone.NEUTRAL,
    }
    state = state_of(former)
    return tones.get(state) if state else None


def agreement(compared: Compared, words: Words) -> str:
    """Return whether two figures agree."""
    return words.text("Agrees") if compared.line.agrees else words.text("DIFFERS")


def name_of(compared: Compared, words: Words) -> str:
    """Return what is counted: a kind of record, or an item."""
    return compared.what if compared.kind else words.context("table", compared.what)


def movement_of(compared: Compared, words: Words) -> str:
    """Return which kind of movement moved it."""
    return words.label(MovementKind(compared.kind)) if compared.kind in set(MovementKind) else compared.kind


ERRORS: tuple[Column[RowError], ...] = (
    Column(id="file", title=N_("File"), value=lambda error: error.file, filter=Filter.TEXT, chars=20),
    Column(id="sheet", title=N_("Sheet"), value=lambda error: error.sheet, chars=10, hidden=True),
    Column(id="row", title=N_("Row"), value=lambda error: error.row, filter=Filter.TEXT, right=True, chars=7),
    Column(id="column", title=N_("Column"), value=lambda error: error.column, filter=Filter.TEXT, chars=16),
    Column(id="value", title=N_("Value"), value=lambda error: error.value, filter=Filter.TEXT, chars=22),
    Column(
        id="what", title=N_("What is wrong"), value=lambda error: error.code, text=what, filter=Filter.TEXT, chars=70
    ),
)

CHANGES: tuple[Column[CellChange], ...] = (
    Column(id="row", title=N_("Row"), value=lambda change: change.row, right=True, chars=7),
    Column(id="column", title=N_("Column"), value=lambda change: change.column, chars=16),
    Column(id="before", title=N_("As it stands"), value=lambda change: shown(change.before), chars=30),
    Column(id="after", title=N_("Cleaned"), value=lambda change: shown(change.after), chars=30),
)


def imported_by(row: Former, words: Words) -> str:
    """Return whose import it is."""
    shown = row.view or row.run
    return words.name(shown.by, shown.by_zh) if shown else ""


IMPORTS: tuple[Column[Former], ...] = (
    Column(id="number", title=N_("No."), value=lambda row: row.view.id if row.view else None, right=True, chars=6),
    Column(
        id="at",
        title=N_("At"),
        value=lambda row: row.view.at if row.view else row.run.started_at if row.run else None,
        filter=Filter.TEXT,
        chars=20,
    ),
    Column(
        id="by",
        title=N_("By"),
        value=lambda row: row.view.by if row.view else row.run.by if row.run else "",
        text=imported_by,
        filter=Filter.TEXT,
        chars=14,
    ),
    Column(id="state", title=N_("State"), value=state_of, tone=tone_of, chars=13),
    Column(
        id="rows",
        title=N_("Rows"),
        value=lambda row: sum(file.rows for file in row.view.files) if row.view else None,
        right=True,
        chars=9,
    ),
    Column(
        id="agrees",
        title=N_("Agrees"),
        value=lambda row: row.view.reconciliation.agrees if row.view and row.view.reconciliation else None,
        chars=8,
    ),
    Column(
        id="signatures",
        title=N_("Signatures"),
        value=lambda row: row.view.signatures if row.view else None,
        right=True,
        chars=10,
    ),
    Column(id="test", title=N_("Test"), value=lambda row: row.view.test if row.view else None, chars=6, hidden=True),
    Column(id="files", title=N_("Files"), value=lambda row: row.key, text=files_of, filter=Filter.TEXT, chars=60),
)

COMPARED: tuple[Column[Compared], ...] = (
    Column(id="what", title=N_("What"), value=lambda row: row.what, text=name_of, chars=22),
    Column(id="kind", title=N_("Movement"), value=lambda row: row.kind, text=movement_of, chars=14),
    Column(id="wanted", title=N_("By the files"), value=lambda row: row.line.wanted, right=True, chars=14),
    Column(id="written", title=N_("In the database"), value=lambda row: row.line.written, right=True, chars=14),
    Column(id="unit", title=N_("Unit"), value=lambda row: row.unit, chars=6),
    Column(
        id="agrees",
        title=N_("Comparison"),
        value=lambda row: row.line.agrees,
        text=agreement,
        tone=lambda row: Tone.GOOD if row.line.agrees else Tone.BAD,
        chars=12,
    ),
)


def shown(text: str) -> str:
    """Return a cell in which spaces at the ends, and what has no look of its own, can be seen."""
    marked = text.replace("\u3000", "␣␣").replace("\t", "⇥").replace("\u00a0", "␣")
    inner = marked.strip(" ")
    start = len(marked) - len(marked.lstrip(" "))
    return "␣" * start + inner + "␣" * (len(marked) - start - len(inner)) if inner else "␣" * len(marked)


def compared_of(former: Former | None) -> list[Compared]:
    """Return the lines of an import's reconciliation: records first, then quantities."""
    found = former.view.reconciliation if former and former.view else None
    if found is None:
        return []
    counts = [
        Compared(line.table.partition("_")[2].replace("_", " ").capitalize(), "", "", line) for line in found.counts
    ]
    return counts + [Compared(line.item, line.movement, line.unit, line) for line in found.sums]
