"""Files as Veralot reads them: UTF-8, its own headings, cleaned, people masked where asked. Read again they say the same."""

import csv
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack
from io import BytesIO, TextIOWrapper
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.columns import COLUMNS
from veralot_server.modules.exchange.masking import Masker, load_key
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.readers import REFUSED, Desk, Sheet, open_one
from veralot_shared.contracts.exchange import ImportFile
from veralot_shared.rules.spreadsheets import harmless

MADE: Final = (2026, 1, 1, 0, 0, 0)
"""The time of every member, so that the same files make the same bytes."""


def as_zip(files: Sequence[ImportFile], tx: Transaction, *, mask: bool) -> bytes:
    """Return the files in one archive. Raises: FileUnreadable, FileKindUnknown, FileNotStaged."""
    out = BytesIO()
    with ExitStack() as stack, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        desk = Desk(tx, tx.zone, stack, Masker(load_key(tx.settings.keys)) if mask else None)
        folder = desk.folder()
        problems = Problems(stack, [file.name for file in files])
        for number, file in enumerate(files):
            sheet = open_one(file, folder / str(number), desk, problems)
            member = zipfile.ZipInfo(f"{number + 1:02}_{sheet.kind}.csv", MADE)
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w") as target, TextIOWrapper(target, "utf-8", newline="") as text:
                write(sheet, text)
    return out.getvalue()


def write(sheet: Sheet, text: TextIOWrapper) -> None:
    """Write a sheet's known columns in the order of its kind, rows in their own."""
    names = [column.name for column in COLUMNS[sheet.kind] if column.name in sheet.header]
    places = [sheet.header.index(name) for name in names]
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for _, record in sheet.records():
        writer.writerow([cell(record, place) for place in places])


def cell(record: Sequence[str], place: int) -> str:
    """Return a cell's text; one that is missing or was refused is empty."""
    found = record[place].strip() if place < len(record) else ""
    return "" if found == REFUSED else harmless(found)
