"""A sheet's rows of text → typed rows; every cell's error is noted, and the rest of its row still read."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeVar

from veralot_server.modules.exchange.columns import COLUMNS, Column
from veralot_server.modules.exchange.problems import Place, Problems
from veralot_server.modules.exchange.readers import REFUSED, Sheet
from veralot_server.modules.exchange.rows import Row
from veralot_shared.contracts.exchange import CellInvalid
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

R = TypeVar("R", bound=Row)

FILLED: Final = N_("a value; this cell must be filled")
UNDER_HEADING: Final = N_("a cell under a heading")


class Reading(NamedTuple, Generic[R]):
    """A row as read: its values by column, and the row itself if every cell was sound."""

    place: Place
    values: dict[str, Any]
    row: R | None


class Table(Generic[R]):
    """The typed rows of a sheet."""

    def __init__(self, sheet: Sheet, kind: type[R], problems: Problems) -> None:
        """Match the header with the columns."""
        columns = {column.name: column for column in COLUMNS[sheet.kind]}
        self._sheet, self._kind, self._problems = sheet, kind, problems
        self._read = {index: columns[name] for index, name in enumerate(sheet.header) if name in columns}
        self._nameless = [index for index, name in enumerate(sheet.header) if not name]
        self._required = [column.name for column in columns.values() if column.required]

    def __iter__(self) -> Iterator[Reading[R]]:
        """Return each row that is not empty."""
        for row, record in self._sheet.records():
            yield self._reading(self._sheet.place(row), record)

    def _reading(self, place: Place, record: Sequence[str]) -> Reading[R]:
        values: dict[str, Any] = {}
        refused = {
            name for index, column in self._read.items() if (name := self._cell(place, record, index, column, values))
        }
        refused.update(self._missing(place, values, refused))
        self._strays(place, record)
        return Reading(place, values, None if refused else self._kind(place=place, **values))

    def _cell(
        self, place: Place, record: Sequence[str], index: int, column: Column, values: dict[str, Any]
    ) -> str | None:
        """Read one cell and return its column's name if it was refused."""
        text = record[index].strip() if index < len(record) else ""
        if not text:
            return None
        try:
            if text != REFUSED:
                values[column.name] = column.read(text)
                return None
        except CodedError as error:
            self._problems.add(place, error, column.name, text)
        return column.name

    def _missing(self, place: Place, values: dict[str, Any], refused: set[str]) -> Iterator[str]:
        """Note required cells that are empty, unless the whole column is missing, which was said once."""
        for name in self._required:
            if name not in values and name not in refused:
                if name in self._sheet.header:
                    self._problems.add(place, CellInvalid(value="", expected=FILLED), name)
                yield name

    def _strays(self, place: Place, record: Sequence[str]) -> None:
        """Note cells outside all columns: what they say would be lost."""
        outside = [*self._nameless, *range(len(self._sheet.header), len(record))]
        for index in outside:
            if index < len(record) and record[index].strip():
                self._problems.add(place, CellInvalid(value=record[index], expected=UNDER_HEADING), "", record[index])
