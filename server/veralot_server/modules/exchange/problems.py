"""What is wrong in an import: every error with its file, sheet, row and column, collected and never raised."""

from collections.abc import Callable
from typing import NamedTuple

from veralot_shared.contracts.exchange import RowError
from veralot_shared.errors import CodedError

SHOWN = 200
"""So many characters of a wrong value are shown."""


class Place(NamedTuple):
    """Where a row stands. Row 1 is the header; row 0 means the file as a whole."""

    file: str
    sheet: str
    row: int


class Problems:
    """Collects the errors of one import."""

    def __init__(self) -> None:
        self._found: list[RowError] = []

    def add(self, place: Place, error: CodedError, column: str = "", value: object = "") -> None:
        """Note an error at a cell, or with no column at a row, or at row 0 at a file."""
        shown = "" if value is None else str(value)[:SHOWN]
        self._found.append(
            RowError(
                file=place.file,
                sheet=place.sheet,
                row=place.row,
                column=column,
                value=shown,
                code=error.code,
                data=error.data(),
            )
        )

    def obey(self, place: Place, *rules: Callable[[], object]) -> bool:
        """Ask every rule, note what each refuses at the column that it names, and tell whether none did."""
        before = len(self)
        for rule in rules:
            try:
                rule()
            except CodedError as error:
                column = (getattr(error, "field", None) or "").rpartition(".")[2]
                self.add(place, error, column, error.data().get("value", ""))
        return len(self) == before

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found)

    def sorted(self, files: list[str]) -> list[RowError]:
        """Return all errors by file, in the order of `files`, then by row, then as they were found."""
        order = {file: number for number, file in enumerate(files)}
        return sorted(self._found, key=lambda error: (order[error.file], error.row))
