"""What is wrong in an import: every error with its file, sheet, row and column, collected and never raised."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Final, NamedTuple

import msgspec

from veralot_server.modules.exchange.spool import Spool
from veralot_shared.contracts.exchange import CellInvalid, RowError
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

SHOWN: Final = 200
"""So many characters of a wrong value are shown."""
NO_FORMULA: Final = N_("a value; formulas are not evaluated. Paste it as a value")
IN_MEMORY: Final = 10_000
"""So many errors are kept in memory; all of them wait on disk, for a file of two million wrong rows is a file too."""


class Place(NamedTuple):
    """Where a row stands. Row 1 is the header; row 0 means the file as a whole."""

    file: str
    sheet: str
    row: int


class CellUnread(LookupError):
    """A rule asked for a cell that could not be read, which was noted: whether the rule is kept cannot be known."""


class Problems:
    """Collects the errors of one import.

    Attributes:
        spool: all of them, for the table in which they are looked up.
    """

    def __init__(self, stack: ExitStack, files: Sequence[str], run: str = "") -> None:
        """Begin with none; `files` are the names in the order in which errors are listed."""
        self.spool = Spool(stack)
        self._run = run
        self._order = {file: number for number, file in enumerate(files)}
        self._found: list[RowError] = []

    def add(self, place: Place, error: CodedError, column: str = "", value: object = "") -> None:
        """Note an error at a cell, or with no column at a row, or at row 0 at a file."""
        shown = legible("" if value is None else str(value))
        found = RowError(
            file=legible(place.file),
            sheet=legible(place.sheet),
            row=place.row,
            column=legible(column),
            value=shown,
            code=error.code,
            data=error.data(),
        )
        order = self._order.get(place.file, len(self._order))
        data = msgspec.json.encode(found.data).decode().replace("\\u0000", "\\ufffd")
        cells = (found.file, found.sheet, found.row, found.column, found.value, found.code, data)
        self.spool.add(self._run, self.spool.rows + 1, order, *cells)
        if len(self._found) < IN_MEMORY:
            self._found.append(found)

    def formula(self, place: Place, column: str, text: str) -> None:
        """Note a cell that is a formula, or the error that one left."""
        self.add(place, CellInvalid(value=text, expected=NO_FORMULA), column, text)

    def obey(self, place: Place, *rules: Callable[[], object]) -> bool:
        """Ask every rule, note what each refuses at the column that it names, and tell whether none did.

        A rule that asks for a cell that could not be read is passed over; the others are asked all the same.
        """
        before = len(self)
        for rule in rules:
            try:
                rule()
            except CellUnread:
                continue
            except CodedError as error:
                column = (getattr(error, "field", None) or "").rpartition(".")[2]
                self.add(place, error, column, error.data().get("value", ""))
        return len(self) == before

    def __len__(self) -> int:
        """Return how many there are."""
        return self.spool.rows

    @property
    def whole(self) -> bool:
        """Tell whether all of them are in memory."""
        return len(self) == len(self._found)

    def sorted(self) -> list[RowError]:
        """Return the errors in memory by file, then by row, then as they were found."""
        last = len(self._order)
        return sorted(self._found, key=lambda error: (self._order.get(error.file, last), error.row))


def legible(text: str, most: int = SHOWN) -> str:
    """Return the beginning of a text, with a mark for each sign that no file or table could show."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text[:most])
