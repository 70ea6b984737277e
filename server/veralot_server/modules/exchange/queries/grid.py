"""Reads a small file as lines of text, for whoever takes a sheet whole."""

from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import csv_text
from veralot_server.modules.exchange.headings import form_of
from veralot_server.modules.exchange.workbook import Cell, Formula, OpenBook
from veralot_shared.contracts.exchange import LARGEST_GRID, FileUnreadable, ReadGrid
from veralot_shared.i18n import N_

MOST_LINES: Final = 2000
TOO_LARGE: Final = N_("It is larger than 2 MiB or longer than 2,000 lines. A printed page is far smaller.")


@answers(ReadGrid)
def read_grid(query: ReadGrid, tx: Transaction) -> list[list[str]]:
    """Return the cells of a small file."""
    form = form_of(query.name)
    if len(query.content) > LARGEST_GRID:
        raise FileUnreadable(file=query.name, problem=TOO_LARGE)
    with ExitStack() as stack:
        folder: str = stack.enter_context(TemporaryDirectory(prefix="veralot-grid-"))
        path = Path(folder) / f"grid.{form}"
        path.write_bytes(query.content)
        if form == "xlsx":
            book = OpenBook(path, query.name, tx.zone, stack)
            lines = [[text(cell) for cell in record] for record in islice(book.records(), MOST_LINES + 1)]
        else:
            encoding = csv_text.encoding_of(path, query.name)
            source = csv_text.source(path, query.name, encoding, csv_text.delimiter_of(path, encoding))
            lines = list(islice(source(), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        raise FileUnreadable(file=query.name, problem=TOO_LARGE)
    return lines


def text(cell: Cell) -> str:
    """Return what a cell says; a formula stands as it is, since nothing is evaluated."""
    return cell.text if isinstance(cell, Formula) else cell
