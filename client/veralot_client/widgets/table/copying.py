"""Rows as text for other programs: plain cells, TSV for the clipboard. No Qt."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column
from veralot_shared.rules.spreadsheets import harmless

Row = TypeVar("Row")

BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def cells(rows: Iterable[Row], columns: Sequence[Column[Row]], words: Words) -> Iterable[list[str]]:
    """Yield each row as harmless plain cells."""
    for row in rows:
        yield [harmless(column.plain(row, words)) for column in columns]


def headings(columns: Sequence[Column[Any]], words: Words) -> list[str]:
    """Return the titles of the columns."""
    return [words.text(column.title) for column in columns]


def tsv(rows: Iterable[Row], columns: Sequence[Column[Row]], words: Words, *, titled: bool) -> str:
    """Return rows as tab-separated lines, with the headings before them if `titled`."""
    lines = [headings(columns, words)] if titled else []
    lines.extend(cells(rows, columns, words))
    return "".join("\t".join(BREAKS.sub(" ", cell) for cell in line) + "\n" for line in lines)
