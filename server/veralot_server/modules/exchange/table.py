"""A sheet's rows of text → typed rows; every cell's error is noted, and the rest of its row still read."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast

import msgspec

from veralot_server.modules.exchange.columns import COLUMNS
from veralot_server.modules.exchange.problems import CellUnread, Place, Problems
from veralot_server.modules.exchange.readers import REFUSED, Sheet
from veralot_server.modules.exchange.rows import Row
from veralot_shared.contracts.exchange import CellEmpty, CellInvalid
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

R = TypeVar("R", bound=Row)
S = TypeVar("S", bound=msgspec.Struct)

UNDER_HEADING: Final = N_("a cell under a heading")


class Reading(NamedTuple, Generic[R]):
    """A row as read.

    Attributes:
        values: what could be read, by column.
        row: the row itself if every cell was sound.
        seen: the row as far as it could be read, for rules to be asked of. To ask it for any other cell raises `CellUnread`,
            which `Problems.obey` passes over: what is known of a row is judged, whatever else is wrong in it.
    """

    place: Place
    values: dict[str, Any]
    row: R | None
    seen: R


class Seen:
    """Stands for a struct of which not every field is known; to ask for one that is not raises `CellUnread`."""

    def __init__(self, fields: Mapping[str, Any], unknown: Collection[str]) -> None:
        """Begin with the known fields, and the names of the others."""
        self._fields, self._unknown = fields, unknown

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of whatever type the struct's field is
        """Return a field."""
        if name in self._unknown:
            raise CellUnread(name)
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(name) from None


def gathered(kind: type[S], row: Row, names: Mapping[str, str], **others: Callable[[], object]) -> S:
    """Return a struct made of a row's cells, by the names of its fields; what could not be read is unknown in it too.

    `others` are fields that are made of several cells.
    """
    fields: dict[str, Any] = {}
    unknown: set[str] = set()
    made = {name: partial(getattr, row, column) for name, column in names.items()} | others
    for name, make in made.items():
        try:
            fields[name] = make()
        except CellUnread:
            unknown.add(name)
    return cast("S", Seen(defaults(kind) | fields, unknown)) if unknown else kind(**fields)


def defaults(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return what the fields of a struct are where nothing is said."""
    return {spec.name: spec.default for spec in msgspec.structs.fields(kind) if not spec.required}


class Table(Generic[R]):
    """The typed rows of a sheet."""

    def __init__(self, sheet: Sheet, kind: type[R], problems: Problems) -> None:
        """Match the header with the columns."""
        columns = {column.name: column for column in COLUMNS[sheet.kind]}
        self._sheet, self._kind, self._problems = sheet, kind, problems
        self._read = [(index, name, columns[name].read) for index, name in enumerate(sheet.header) if name in columns]
        self._nameless = [index for index, name in enumerate(sheet.header) if not name and index not in sheet.ignored]
        self._defaults = MappingProxyType(defaults(kind))
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
        if refused:
            fields = {"place": place, **self._defaults, **values}
            return Reading(place, values, None, cast("R", Seen(fields, refused)))
        row = self._kind(place=place, **values)
        return Reading(place, values, row, row)

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
