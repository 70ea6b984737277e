"""Takes what a spreadsheet copied: one column, or one row, each value in its own place. No Qt."""

from collections.abc import Callable
from itertools import islice

from veralot_client.core.words import Words
from veralot_client.modules.inspection.presenters.entry.phrases import (
    ALREADY_THERE,
    PASTED_WRONG,
    TOO_MANY,
    TWO_WAYS,
)
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, Entry, Sheet
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood, Typed, understood


def pasted(text: str, sheet: Sheet, at: Cell, words: Words, make: Callable[[Cell, Typed], Entry]) -> list[Entry]:
    """Return pasted values as entries of a cell and those that follow along. Raises: NotUnderstood, and takes none then."""
    values = column_of(text)
    places = [at, *islice(sheet.along(at), len(values) - 1)]
    if len(values) > len(places):
        raise NotUnderstood(TOO_MANY, count=len(values), left=len(places))
    made = []
    for number, (value, cell) in enumerate(zip(values, places, strict=False), 1):
        if not value.strip():
            continue
        try:
            require_free(sheet, cell)
            made.append(make(cell, understood(value, sheet.rows[cell.row])))
        except NotUnderstood as wrong:
            problem = words.text(wrong.flaw.text, **wrong.flaw.values)
            raise NotUnderstood(PASTED_WRONG, number=number, problem=problem) from wrong
    return made


def require_free(sheet: Sheet, cell: Cell) -> None:
    """Check that a result may be typed into a cell. Raises: NotUnderstood."""
    if not sheet.takes(cell):
        raise NotUnderstood(ALREADY_THERE)


def column_of(text: str) -> list[str]:
    """Return the values of a pasted column, or row, without the blanks at its end. Raises: NotUnderstood."""
    lines = text.rstrip().splitlines()
    if len(lines) == 1:
        return lines[0].split("\t")
    if any("\t" in line.strip() for line in lines):
        raise NotUnderstood(TWO_WAYS)
    return lines
