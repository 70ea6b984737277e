"""A sheet's rows of text → typed rows; every cell's error is noted, and the rest of its row still read."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeVar

from veralot_server.modules.exchange.columns import COLUMNS
from veralot_server.modules.exchange.problems import Place, Problems
from veralot_server.modules.exchange.readers import REFUSED, Sheet
from veralot_server.modules.exchange.rows import Row
from veralot_shared.contracts.exchange import CellEmpty, CellInvalid
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

R = TypeVar("R", bound=Row)

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
        self._read = [(index, name, columns[name].read) for index, name in enumerate(sheet.header) if name in columns]
        self._nameless = [index for index, name in enumerate(sheet.header) if not name and index not in sheet.ignored]
        self._required = [column.name for column in columns.values() if column.required]

    def __iter__(self) -> Iterator[Reading[R]]:
        """Return each row that is not empty."""
        for row, record in self._sheet.records():
            yield self._reading(self._sheet.place(row), record)

    def _reading(self, place: Place, record: Sequence[str]) -> Reading[R]:
        values: dict[str, Any] = {}
        refused: set[str] = set()
        width = len(record)
        for index, name, read in self._read:
            text = record[index].strip() if index < width else ""
            if not text:
                continue
            if text == REFUSED:
                refused.add(name)
                continue
            try:
                values[name] = read(text)
            except CodedError as error:
                refused.add(name)
                self._problems.add(place, error, name, text)
        if width > len(self._sheet.header) or self._nameless:
            self._strays(place, record)
        refused.update(self._missing(place, values, refused))
        return Reading(place, values, None if refused else self._kind(place=place, **values))

    def _missing(self, place: Place, values: dict[str, Any], refused: set[str]) -> Iterator[str]:
        """Note required cells that are empty, unless the whole column is missing, which was said once."""
        for name in self._required:
            if name not in values and name not in refused:
                if name in self._sheet.header:
                    self._problems.add(place, CellEmpty(), name)
                yield name

    def _strays(self, place: Place, record: Sequence[str]) -> None:
        """Note cells outside all columns: what they say would be lost."""
        outside = [*self._nameless, *range(len(self._sheet.header), len(record))]
        for index in outside:
            if index < len(record) and record[index].strip():
                self._problems.add(place, CellInvalid(value=record[index], expected=UNDER_HEADING), "", record[index])
