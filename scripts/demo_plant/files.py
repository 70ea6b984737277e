"""Tables as files: CSV and XLSX, the same bytes on every run."""

import csv
import io
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from scripts.demo_plant.tables import Table

_WRITTEN = datetime(2026, 11, 20, 18, 0)  # noqa: DTZ001 - the format keeps its times without a zone
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def csv_bytes(table: Table) -> bytes:
    """Return a table as CSV in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return text.getvalue().encode()


def xlsx_bytes(table: Table, title: str) -> bytes:
    """Return a table as a workbook with one sheet. Texts are text cells, whatever they look like; numbers are numbers."""
    workbook = Workbook()
    workbook.properties.creator = "Veralot"
    workbook.properties.created = workbook.properties.modified = _WRITTEN
    sheet = workbook.worksheets[0]
    sheet.title = title
    sheet.freeze_panes = "A2"
    sheet.append(table.columns)
    for row in table.rows:
        sheet.append([None if cell == "" else cell for cell in row])
    for column, cells in enumerate(zip(table.columns, *table.rows, strict=True), start=1):
        sheet.cell(1, column).font = Font(bold=True)
        width = max(len(str(cell)) + sum(ord(sign) > 0x2E7F for sign in str(cell)) for cell in cells)
        sheet.column_dimensions[get_column_letter(column)].width = width + 2
    return _settled(_saved(workbook))


def _saved(workbook: Workbook) -> bytes:
    """Save without `Workbook.save`, which writes the present time into the file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        ExcelWriter(workbook, archive).write_data()
    return buffer.getvalue()


def _settled(archive: bytes) -> bytes:
    """Return the archive with fixed dates, one origin and no compression, whose result depends on the library's version."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.create_system = _UNIX
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
