"""XLSX for people who go on working with a table. Texts stay texts: nothing that was entered becomes a formula."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Final, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as Written
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from veralot_shared.rules.spreadsheets import is_formula

Cell: TypeAlias = str | int | Decimal | date | datetime | None

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORBIDDEN_IN_NAME: Final = str.maketrans("", "", "[]:*?/\\'")
LONGEST_NAME: Final = 31
NARROWEST: Final = 8
WIDEST: Final = 60
WIDE_FROM: Final = "\u1100"
"""From here on characters are about twice as wide."""


class Sheet(NamedTuple):
    """One worksheet: lines of text above a table with its head, and lines below."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    above: Sequence[str] = ()
    below: Sequence[str] = ()


def workbook(sheets: Sequence[Sheet], zone: ZoneInfo) -> bytes:
    """Return an XLSX file; moments are shown in a zone, since the format has none."""
    book = Workbook()
    book.remove(book.worksheets[0])
    names: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(free_name(sheet.name, names))
        fill(page, sheet, zone)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(page: Worksheet, sheet: Sheet, zone: ZoneInfo) -> None:
    """Write a sheet."""
    for text in sheet.above:
        put(page, [text], zone)
        page.cell(page.max_row, 1).font = Font(bold=page.max_row == 1)
    if sheet.above and sheet.head:
        page.append([])
    start = page.max_row + 1 if sheet.above else 1
    if sheet.head:
        put(page, sheet.head, zone, row=start)
        for column in range(1, len(sheet.head) + 1):
            page.cell(start, column).font = Font(bold=True)
        page.freeze_panes = f"A{start + 1}"
        for number, values in enumerate(sheet.rows, start=start + 1):
            put(page, values, zone, row=number)
        fit(page, sheet)
    last = start + len(sheet.rows) + 1
    for number, text in enumerate(sheet.below, start=last + 1):
        put(page, [text], zone, row=number)


def put(page: Worksheet, values: Sequence[Cell], zone: ZoneInfo, row: int | None = None) -> None:
    """Write a row of cells; without a number under the last one."""
    at = row or (page.max_row + 1 if page.max_row > 1 or page.cell(1, 1).value is not None else 1)
    for column, value in enumerate(values, start=1):
        place = page.cell(at, column)
        if not isinstance(place, Written):
            raise TypeError("a sheet of ours has no merged cells")
        write(place, value, zone)


def write(cell: Written, value: Cell, zone: ZoneInfo) -> None:
    """Write a value as what it is. A text is marked as one, so that it is no formula here, nor after it was edited."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text="\n" in value, vertical="top")
        if is_formula(value):
            cell.style = "Normal"
            cell.quotePrefix = True
    elif isinstance(value, datetime):
        cell.value = value.astimezone(zone).replace(tzinfo=None)
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    else:
        cell.value = value


def fit(page: Worksheet, sheet: Sheet) -> None:
    """Make columns as wide as what is in them."""
    for number, title in enumerate(sheet.head, start=1):
        texts = [title, *(str(row[number - 1] or "") for row in sheet.rows[:500] if len(row) >= number)]
        longest = max(max(map(width, text.split("\n"))) for text in texts)
        page.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, NARROWEST), WIDEST)


def width(text: str) -> int:
    """Return about how many figures wide a text is."""
    return sum(2 if sign >= WIDE_FROM else 1 for sign in text)


def free_name(wanted: str, names: set[str]) -> str:
    """Return a name that a worksheet may have and none has yet."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", wanted).translate(FORBIDDEN_IN_NAME).strip()[:LONGEST_NAME] or "1"
    name, count = plain, 1
    while name.casefold() in names:
        count += 1
        name = f"{plain[: LONGEST_NAME - len(str(count)) - 1]} {count}"
    names.add(name.casefold())
    return name
