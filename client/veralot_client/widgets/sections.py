"""Any section of a dossier as a table: the columns say what they hold, so that a new module's section needs no page."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from veralot_client.core.navigation import Place
from veralot_client.core.services import Services
from veralot_client.widgets.table.columns import Column, Filter
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import tone_of
from veralot_client.widgets.values import CODES, number, of_kind
from veralot_shared.contracts.genealogy import ColumnView, SectionView
from veralot_shared.i18n import N_

Cells = Sequence[Any]
CHARS = {"number": 11, "date": 15, "time": 22}
STATES = {
    "LotStatus",
    "UnitStatus",
    "AccountState",
    "RecallStatus",
    "QualityStatus",
    "Severity",
    "Verdict",
    "CheckResult",
}
"""Codes that are drawn as chips."""
WIDEST = {"sentence": 76}
"""Characters that a column is given at most at first; a sentence is read whole."""
CHIP = 6
"""Characters that the ends of a chip take."""


def columns_of(section: SectionView) -> list[Column[Cells]]:
    """Return the columns of a section."""
    return [column_of(place, view, section) for place, view in enumerate(section.columns)]


def column_of(place: int, view: ColumnView, section: SectionView) -> Column[Cells]:
    """Return one column."""
    head, _, name = view.kind.partition(":")
    longest = max((len(shown(row[place], head)) for row in section.rows[:50]), default=0)
    return Column(
        id=view.id,
        title=view.title,
        value=lambda row: sortable(row[place], head, name),
        text=lambda row, words: of_kind(row[place], view.kind, words),
        tone=(lambda row: tone_of(CODES[name](row[place])) if row[place] else None) if name in STATES else None,
        link=(lambda row: leads(row[place], head, name)) if head in {"link", "place"} else None,
        filter=Filter.TEXT,
        chars=max(len(view.title) + 2, CHARS[head])
        if head in CHARS
        else (min(max(longest, len(view.title), 8) + (CHIP if name in STATES else 3), WIDEST.get(head, 36))),
        right=head == "number",
    )


def leads(cell: Any, head: str, name: str) -> Place | None:  # noqa: ANN401 - a cell may hold anything
    """Return where a cell leads."""
    if not cell:
        return None
    return Place(name, cell[0]) if head == "link" else Place(cell[0], cell[1])


def shown(cell: Any, head: str) -> str:  # noqa: ANN401 - a cell may hold anything
    """Return about what a cell says, for the width of its column."""
    if cell and head == "name":
        return max(map(str, cell), key=len)
    if cell and head == "sentence" and not isinstance(cell, str):
        return str(cell["text"]).format_map(cell["values"])
    if cell and head == "codes":
        return ", ".join(cell)
    return str(cell[-1] if cell and head in {"link", "place"} else cell or "")


def sortable(value: Any, head: str, name: str) -> object:  # noqa: ANN401 - a cell may hold anything
    """Return a cell's value as its kind sorts and is exported."""
    if value is None:
        return None
    match head:
        case "name":
            return str(value[0])
        case "number":
            return number(value)
        case "date" | "time":
            return moment(value)
        case "code" if name in CODES and value in CODES[name].__members__.values():
            return CODES[name](value)
        case _:
            return shown(value, head)


def moment(value: object) -> object:
    """Return a date or moment that may have come as text; what is neither stays as it is."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return value


class SectionTable(DataTable[Cells]):
    """Shows one section."""

    def __init__(self, services: Services, section: SectionView, *, compact: bool = False) -> None:
        columns = columns_of(section)
        says = TableWords(id=f"section.{section.id}", name=section.title, empty=N_("Nothing is recorded here."))
        rows = ListRows(columns, services.words, section.rows)
        super().__init__(services, columns, rows, says, compact=compact)
        self.list_rows = rows

    def show_section(self, section: SectionView) -> None:
        """Show the section as it is now."""
        self.list_rows.replace(section.rows)
