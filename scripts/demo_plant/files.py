"""Tables as files: CSV and XLSX, the same bytes on every run."""

import csv
import io
import zipfile
from datetime import datetime
from unicodedata import east_asian_width
from xml.etree.ElementTree import canonicalize

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from scripts.demo_plant.tables import Cell, Table

_WRITTEN = datetime(2026, 11, 20, 18, 0)  # noqa: DTZ001 - the format keeps its times without a zone
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def csv_bytes(table: Table) -> bytes:
    """Return a table as CSV in UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode()


def xlsx_bytes(table: Table, title: str) -> bytes:
    """Return a table as a workbook of one sheet. A text is a text cell even if it looks like a number."""
    workbook = Workbook()
    workbook.properties.creator = "Veralot"
    workbook.properties.created = workbook.properties.modified = _WRITTEN
    sheet = workbook.worksheets[0]
    sheet.title = title
    sheet.freeze_panes = "A2"
    sheet.append(list(table[0]))
    for row in table:
        sheet.append([None if cell == "" else cell for cell in row.values()])
    for number, column in enumerate(table[0], start=1):
        sheet.cell(1, number).font = Font(bold=True)
        widest = max(_width(cell) for cell in (column, *(row[column] for row in table)))
        sheet.column_dimensions[get_column_letter(number)].width = widest + 2
    return _settled(_saved(workbook))


def _width(cell: Cell) -> int:
    """Return how many columns of a screen a cell takes; a Chinese sign takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in str(cell))


def _saved(workbook: Workbook) -> bytes:
    """Save without `Workbook.save`, which writes the present time into the file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        ExcelWriter(workbook, archive).write_data()
    return buffer.getvalue()


def _settled(archive: bytes) -> bytes:
    """Return the archive without what differs from one machine to another.

    Fixed dates, canonical XML (its attributes come in another order where lxml is installed), and no compression, whose
    result depends on the version of zlib.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.create_system = _UNIX
            target.writestr(entry, _DECLARATION + canonicalize(source.read(name).decode()))
    return buffer.getvalue()
