"""Empty files of a kind, to be filled in: its headings, and in a workbook what each column takes, in both languages."""

import csv
from io import BytesIO, StringIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from veralot_server.modules.exchange.columns import COLUMNS, Column
from veralot_server.modules.exchange.titles import TITLES
from veralot_shared.contracts.exchange import Kind, ListFormat
from veralot_shared.i18n import LANGUAGES, N_, Translator

HEADS: Final = (N_("Column"), N_("What it is called"), N_("Needed"), N_("What it takes"))
NEEDED: Final = N_("yes")
EXPLAINED: Final = N_("Columns")
NARROW: Final = 10
WIDE: Final = 60


def template(kind: Kind, form: ListFormat) -> bytes:
    """Return an empty file of a kind: filled in, it is imported as it is."""
    return as_csv(kind) if form is ListFormat.CSV else as_xlsx(kind)


def as_csv(kind: Kind) -> bytes:
    """Return the headings as CSV in UTF-8, with the mark by which spreadsheet programs know it."""
    text = StringIO(newline="")
    csv.writer(text).writerow(column.name for column in COLUMNS[kind])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(kind: Kind) -> bytes:
    """Return a workbook: a sheet to fill in, which is the one that is read, and one that explains its columns."""
    book = Workbook()
    filled = book.worksheets[0]
    filled.title = kind.value
    filled.append([column.name for column in COLUMNS[kind]])
    for place, column in enumerate(COLUMNS[kind], start=1):
        filled.cell(1, place).font = Font(bold=column.required)
        filled.column_dimensions[get_column_letter(place)].width = max(NARROW, len(column.name) + 2)
    filled.freeze_panes = "A2"
    explain(book.create_sheet(Translator(next(iter(LANGUAGES))).text(EXPLAINED)), kind)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def explain(sheet: Worksheet, kind: Kind) -> None:
    """Write what each column is called, whether it is needed, and what it takes."""
    translators = [Translator(language) for language in LANGUAGES]
    sheet.append([" / ".join(one.text(head) for one in translators) for head in HEADS])
    for column in COLUMNS[kind]:
        sheet.append([column.name, *explained(column, translators)])
    for letter in "ABCD":
        sheet.column_dimensions[letter].width = WIDE if letter == "D" else WIDE // 2


def explained(column: Column, translators: list[Translator]) -> list[str]:
    """Return what a column is called, whether it is needed, and what it takes, each in every language."""

    def said(text: str) -> str:
        return " / ".join(dict.fromkeys(one.text(text) for one in translators)) if text else ""

    return [said(TITLES[column.name]), said(NEEDED) if column.required else "", said(column.expects)]
