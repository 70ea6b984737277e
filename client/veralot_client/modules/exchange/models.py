"""The columns of the tables of errors and of former imports. No Qt."""

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter
from veralot_shared.contracts.exchange import ImportView, RowError
from veralot_shared.errors import Problem, from_problem
from veralot_shared.i18n import N_


def what(error: RowError, words: Words) -> str:
    """Return what is wrong with a row, in words."""
    problem = Problem(type="", title="", status=422, code=error.code, data=error.data, field=error.column or None)
    return words.error(from_problem(problem))


def files_of(view: ImportView, words: Words) -> str:
    """Return what an import held."""
    return words.context("list", ", ").join(file.file for file in view.files)


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

IMPORTS: tuple[Column[ImportView], ...] = (
    Column(id="at", title=N_("At"), value=lambda view: view.at, filter=Filter.TEXT, chars=20),
    Column(id="by", title=N_("By"), value=lambda view: view.by, filter=Filter.TEXT, chars=14),
    Column(
        id="rows",
        title=N_("Rows"),
        value=lambda view: sum(file.rows for file in view.files),
        right=True,
        chars=9,
    ),
    Column(
        id="files", title=N_("Files"), value=lambda view: len(view.files), text=files_of, filter=Filter.TEXT, chars=70
    ),
)
