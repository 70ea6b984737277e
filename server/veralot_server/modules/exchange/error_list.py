"""All errors of a run as a file that a spreadsheet program opens: in both languages, and with nothing that it would run."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import records
from veralot_server.modules.exchange.problems import legible
from veralot_shared.contracts.exchange import RowError
from veralot_shared.errors import Problem, from_problem
from veralot_shared.i18n import LANGUAGES, N_, Translator
from veralot_shared.rules.spreadsheets import harmless

WINDOW: Final = 5000
MOST_IN_SHEET: Final = 1_000_000
"""Below what a worksheet can hold; what is more goes on in a further one."""
LONGEST: Final = 8000
"""So many characters of what is wrong are written; a cell of a worksheet holds 32,767."""
HEADS: Final = (N_("File"), N_("Sheet"), N_("Row"), N_("Column"), N_("Value"), N_("What is wrong"))
TITLE: Final = N_("Import errors")


def all_errors(tx: Transaction, run: str) -> Iterator[RowError]:
    """Return the errors of a run by file and row, a window in memory at a time."""
    offset = 0
    while found := records.errors(tx, run, offset, WINDOW):
        yield from found
        offset += len(found)


def heads() -> list[str]:
    """Return the headings, each in both languages; what is wrong has a column for each."""
    translators = [Translator(language) for language in LANGUAGES]
    first = [" / ".join(translator.text(head) for translator in translators) for head in HEADS[:-1]]
    return [*first, *(translator.text(HEADS[-1]) for translator in translators)]


def cells(error: RowError, translators: list[Translator]) -> list[str]:
    """Return an error as a row."""
    problem = Problem(type="", title="", status=422, code=error.code, data=error.data, field=error.column or None)
    said = [legible(translator.error(from_problem(problem)), LONGEST) for translator in translators]
    return [error.file, error.sheet, str(error.row or ""), error.column, error.value, *said]


def as_csv(tx: Transaction, run: str) -> bytes:
    """Return the errors as CSV in UTF-8, with the mark by which spreadsheet programs know it."""
    translators = [Translator(language) for language in LANGUAGES]
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads())
    writer.writerows([harmless(cell) for cell in cells(error, translators)] for error in all_errors(tx, run))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(tx: Transaction, run: str) -> bytes:
    """Return the errors as a workbook in which every cell is a text: what looks like a formula stays one."""
    translators = [Translator(language) for language in LANGUAGES]
    book = Workbook(write_only=True)
    sheet = None
    for number, error in enumerate(all_errors(tx, run)):
        if sheet is None or number % MOST_IN_SHEET == 0:
            sheet = book.create_sheet(translators[0].text(TITLE))
            sheet.freeze_panes = "A2"
            sheet.append(heads())
        row = []
        for text in cells(error, translators):
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"
            row.append(cell)
        sheet.append(row)
    if sheet is None:
        book.create_sheet(translators[0].text(TITLE)).append(heads())
    out = BytesIO()
    book.save(out)
    return out.getvalue()
