"""Rows as a file for other programs, row by row as they come: CSV, or a workbook. No Qt."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.copying import cells, headings

Row = TypeVar("Row")


class FileForm(StrEnum):
    """In which form rows can be exported; the value is how the file's name ends."""

    XLSX = "xlsx"
    CSV = "csv"


class Export(NamedTuple):
    """What is exported: what the rows are, their columns, and in which language."""

    title: str
    columns: Sequence[Column[Any]]
    words: Words


def write(file: Path, rows: Iterable[Any], export: Export) -> int:
    """Write rows in the form that the file's name says, CSV where it says none, and return how many they were.

    The file is there whole or not at all. Raises: OSError, and whatever the rows raise.
    """
    with unfinished(file) as draft:
        if file.suffix.casefold() == f".{FileForm.XLSX}":
            return write_workbook(draft, rows, export)
        return write_csv(draft, rows, export)


@contextmanager
def unfinished(file: Path) -> Iterator[Path]:
    """Give a place beside a file, and put what stands there in its place when all went well. Raises: OSError."""
    with TemporaryDirectory(prefix=".veralot-", dir=file.parent) as folder:
        draft = Path(folder) / file.name
        yield draft
        draft.replace(file)


def write_csv(file: Path, rows: Iterable[Row], export: Export) -> int:
    """Write a CSV file with headings: RFC 4180, UTF-8 with the mark by which spreadsheets know it. Raises: OSError."""
    written = 0
    with file.open("w", encoding="utf-8-sig", newline="", errors="replace") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings(export.columns, export.words))
        for line in cells(rows, export.columns, export.words):
            writer.writerow(line)
            written += 1
    return written


def write_workbook(file: Path, rows: Iterable[Row], export: Export) -> int:
    """Write a workbook. Raises: OSError."""
    from veralot_client.widgets.table.workbook import Book  # noqa: PLC0415 - loaded when somebody wants a workbook

    with Book(file, export.title, export.columns, export.words, file.parent) as book:
        return book.add(rows)
