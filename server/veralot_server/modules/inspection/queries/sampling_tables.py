"""Lists what inspection has of each page, and returns the plant's own tables with their readings."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import sampling_tables
from veralot_server.modules.inspection.domain import own_tables, words
from veralot_server.modules.inspection.sampling_tables import StoredReading, StoredTable
from veralot_server.modules.inspection.sorting import PAGE_LIMIT
from veralot_shared.contracts.exchange import ListFormat
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.inspection import (
    PAGES,
    ExportSamplingTable,
    GetSamplingTable,
    ListSamplingPages,
    ListSamplingTables,
    Permission,
    SamplingPageView,
    SamplingTableDetail,
    SamplingTableView,
    TableReadingView,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import SamplingTableId
from veralot_shared.rules.sampling.own import comparing, grids
from veralot_shared.rules.sampling.own.pages import PageContent, TablePage
from veralot_shared.rules.spreadsheets import harmless

EVERY: Final = 100_000

READINGS: Final = """
SELECT r.id, r.reader, r.number, u.full_name AS by, u.full_name_zh AS by_zh, r.at, r.file,
       coalesce(nullif(r.document, ''), t.document) AS document, coalesce(nullif(r.copy_no, ''), t.copy_no) AS copy_no,
       r.number = max(r.number) OVER (PARTITION BY r.reader) AS counts
FROM inspection_sampling_reading r JOIN inspection_sampling_table t ON t.id = r.table_id
JOIN identity_user u ON u.id = r.by_id WHERE r.table_id = %(id)s ORDER BY r.id DESC
"""
AS_TEXT: Final = "@"
"""Cells in this format stay what is typed: a spreadsheet would make a date of 2/3."""
SPARE_LINES: Final = 150


@answers(ListSamplingPages)
def list_sampling_pages(_: ListSamplingPages, tx: Transaction) -> list[SamplingPageView]:
    """List every page of every edition."""
    if tx.actor.customer_id is not None:
        return []
    begun = {one.page: one for one in sampling_tables.listed(tx, None, EVERY, 0) if one.begun}
    own = {one.page: one for one in sampling_tables.in_force(tx).facts}
    found = []
    for page in PAGES:
        mine, started = own.get(page), begun.get(page)
        confirmed, added = own_tables.counted(page, None if mine is None else mine.content)
        found.append(
            SamplingPageView(
                page=page,
                scheme=page.scheme,
                kind=page.kind,
                severity=page.severity,
                state=own_tables.page_state(page, added),
                confirmed=confirmed,
                own=added,
                table_id=None if mine is None else mine.id,
                begun_id=None if started is None else started.id,
                begun=None if started is None else started.status,
            )
        )
    return found


@answers(ListSamplingTables)
def list_sampling_tables(query: ListSamplingTables, tx: Transaction) -> list[SamplingTableView]:
    """List the plant's own tables, the newest first."""
    if tx.actor.customer_id is not None:
        return []
    limit = min(query.page.limit, PAGE_LIMIT)
    return [one.view() for one in sampling_tables.listed(tx, query.of_page, limit, query.page.offset)]


@answers(GetSamplingTable)
def get_sampling_table(query: GetSamplingTable, tx: Transaction) -> SamplingTableDetail:
    """Return a table with its readings, and of these what the actor may see."""
    found = sampling_tables.get(tx, query.id)
    made = sampling_tables.read_by(tx, found.id)
    known = {one.reader: one.content for one in made}
    seen = visible(tx, found, made)
    assessed = own_tables.NOTHING_SAID
    if found.begun and seen is not None:
        others = sampling_tables.in_force(tx, [found.scheme]).tables
        assessed = own_tables.assessed(found.page, known, others)
    manages = Permission.TABLE_MANAGE in tx.actor.permissions
    return SamplingTableDetail(
        table=found.view(),
        readings=tx.rows(TableReadingView, READINGS, id=found.id),
        reader=sampling_tables.next_reader(tx, found) if manages else 0,
        grid=[] if seen is None else grids.written(found.page, seen),
        differences=assessed.differences,
        problems=assessed.problems,
        doubts=assessed.doubts,
    )


def visible(tx: Transaction, found: StoredTable, made: Sequence[StoredReading]) -> PageContent | None:
    """Return what the actor may see: a table that is settled; of one that is not their own reading, and without one nothing."""
    if found.settled:
        return comparing.settled([one.content for one in made])
    return next((one.content for one in made if one.by_id == tx.actor.user_id), None)


@answers(ExportSamplingTable)
def export_sampling_table(query: ExportSamplingTable, tx: Transaction) -> FileView:
    """Return an empty file of a page, or what may be seen of a table."""
    sampling_tables.require_plant(tx)
    if (query.page is None) == (query.table_id is None):
        raise ValueNotAllowed(value="", rule=words.RULE_TABLE_FILE, field="page")
    page, grid = asked(query.page, query.table_id, tx)
    content = as_csv(grid) if query.format is ListFormat.CSV else as_xlsx(grid)
    name = "-".join(part for part in sampling_tables.keys(page) if part).replace("/", "-").replace(":", "-")
    return FileView.made(f"{name}.{query.format.value}", query.format.media_type, content)


def asked(
    page: TablePage | None, table_id: SamplingTableId | None, tx: Transaction
) -> tuple[TablePage, list[list[str]]]:
    """Return what is exported. Raises: RecordNotFound, ValueNotAllowed."""
    if table_id is not None:
        detail = get_sampling_table(GetSamplingTable(id=table_id), tx)
        return detail.table.page, detail.grid
    if page not in PAGES:
        raise ValueNotAllowed(value="", rule=words.RULE_PAGE, field="page")
    return page, grids.template(page)


def as_csv(grid: list[list[str]]) -> bytes:
    """Return lines as CSV in UTF-8, with the mark by which spreadsheet programs know it."""
    text = StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in line] for line in grid)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(grid: list[list[str]]) -> bytes:
    """Return lines as a workbook in which every cell is text."""
    book = Workbook()
    sheet = book.worksheets[0]
    width = max((len(line) for line in grid), default=1)
    for number in range(1, len(grid) + SPARE_LINES):
        for column in range(1, width + 1):
            cell = sheet.cell(number, column)
            cell.number_format = AS_TEXT
            if number <= len(grid):
                cell.value = grid[number - 1][column - 1] or None
                cell.data_type = "s" if cell.value else "n"
            cell.font = Font(bold=number == 1)
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 8
    sheet.freeze_panes = "C2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
