"""Rows as a workbook (XLSX): numbers stay numbers, dates dates, and no text becomes a formula. No Qt.

Rows go to the disk one by one, so that a workbook of a million rows takes no more memory than one of ten.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column
from veralot_shared.rules.spreadsheets import is_formula

MOST_ROWS: Final = 1_048_576
"""So many rows has a sheet of the format; what is more goes on in the next sheet."""
MOST_SIGNS: Final = 32_767
"""So much text has a cell of the format."""
EXACT_DIGITS: Final = 15
"""Spreadsheets reckon in binary numbers of so many digits; a number with more is written as text, whole."""
NARROWEST, WIDEST = 8, 60
LONGEST_NAME: Final = 31
FORBIDDEN_IN_NAME: Final = re.compile(r"[\[\]:*?/\\']")
UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
FIGURES: Final = re.compile(r"[+-]?[\d.,]+")
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


class Book:
    """A workbook on its way to a file; within `with` rows are added, at its end the file is written."""

    def __init__(self, file: Path, title: str, columns: Sequence[Column[Any]], words: Words, scratch: Path) -> None:
        """Write columns into `file`, with what is not finished yet in the folder `scratch`."""
        self._columns = columns
        self._words = words
        self._title = FORBIDDEN_IN_NAME.sub(" ", title).strip()[: LONGEST_NAME - 4] or "1"
        self._book = Workbook(str(file), {"constant_memory": True, "tmpdir": str(scratch)})
        self._formats: dict[str, Format] = {}
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._sheets: list[Worksheet] = []
        self._row = 0

    def __enter__(self) -> Self:
        self._begin_sheet()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._end_sheet()
            self._book.close()
            return
        for sheet in self._sheets:  # what is given up keeps no file open: such a folder cannot be removed everywhere
            sheet.row_data_fh.close()

    def add(self, rows: Iterable[Any]) -> int:
        """Add rows, and return how many they were."""
        added = 0
        for row in rows:
            if self._row == MOST_ROWS:
                self._end_sheet()
                self._begin_sheet()
            for place, column in enumerate(self._columns):
                self._write(place, column, row)
            self._row += 1
            added += 1
        return added

    def _begin_sheet(self) -> None:
        number = len(self._sheets) + 1
        sheet = self._book.add_worksheet(self._title if number == 1 else f"{self._title} {number}")
        self._sheets.append(sheet)
        titles = [self._words.text(column.title) for column in self._columns]
        for place, (title, column) in enumerate(zip(titles, self._columns, strict=True)):
            sheet.set_column(place, place, min(max(column.chars, 2 * len(title), NARROWEST), WIDEST))
            sheet.write_string(0, place, title, self._head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        self._row = 1

    def _end_sheet(self) -> None:
        self._sheets[-1].autofilter(0, 0, self._row - 1, len(self._columns) - 1)

    def _write(self, place: int, column: Column[Any], row: Any) -> None:  # noqa: ANN401 - a row of any table
        sheet, value = self._sheets[-1], column.value(row)
        if isinstance(value, datetime):
            local = value.astimezone(self._words.zone).replace(tzinfo=None, microsecond=0)
            sheet.write_datetime(self._row, place, local, self._shown_as(MOMENT))
        elif isinstance(value, date):
            sheet.write_datetime(self._row, place, value, self._shown_as(DAY))
        elif isinstance(value, int | Decimal) and not isinstance(value, bool) and is_exact(value):
            unit = unit_of(column, row, self._words)
            sheet.write_number(self._row, place, value, self._shown_as(f'General" {unit}"') if unit else None)
        else:
            self._write_text(place, column.plain(row, self._words))

    def _write_text(self, place: int, text: str) -> None:
        """Write a text as one, whatever it looks like, also to whoever edits it later."""
        if text:
            said = UNPRINTABLE.sub("", text)[:MOST_SIGNS]
            self._sheets[-1].write_string(self._row, place, said, self._quoted if is_formula(said) else None)

    def _shown_as(self, pattern: str) -> Format:
        if pattern not in self._formats:
            self._formats[pattern] = self._book.add_format({"num_format": pattern})
        return self._formats[pattern]


def is_exact(value: int | Decimal) -> bool:
    """Tell whether a spreadsheet keeps every digit of a number."""
    return len(Decimal(value).normalize().as_tuple().digits) <= EXACT_DIGITS


def unit_of(column: Column[Any], row: Any, words: Words) -> str:  # noqa: ANN401 - as above
    """Return the unit with which a column shows a number, if it does."""
    if column.text is None:
        return ""
    number, blank, unit = column.read(row, words).partition("\N{NO-BREAK SPACE}")
    return unit if blank and '"' not in unit and FIGURES.fullmatch(number) else ""
