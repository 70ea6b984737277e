"""What a table asks for: a window of a long list, in an order, through filters. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeAlias, TypeVar

Row = TypeVar("Row")

FilterValue: TypeAlias = str | frozenset[str]
"""What a person typed above a column, or which of its choices are ticked."""


class Sort(NamedTuple):
    """An order: by which column, and whether the largest comes first."""

    column: str
    descending: bool = False

    @property
    def text(self) -> str:
        """The order as queries take it: `-lot_no`."""
        return f"-{self.column}" if self.descending else self.column


class Window(NamedTuple):
    """Which rows are wanted. Filters that let everything through are not among `filters`."""

    offset: int
    limit: int
    sort: Sort | None
    filters: Mapping[str, FilterValue]

    def typed(self, column: str) -> str:
        """Return what was typed above a column, or nothing."""
        value = self.filters.get(column, "")
        return value if isinstance(value, str) else ""

    def ticked(self, column: str) -> frozenset[str]:
        """Return which choices of a column are ticked; none means all."""
        value = self.filters.get(column, frozenset())
        return frozenset() if isinstance(value, str) else value


class Slice(NamedTuple, Generic[Row]):
    """The rows of a window. `total` is how many there are in all; None where the server does not count them."""

    rows: Sequence[Row]
    total: int | None


Fetch: TypeAlias = Callable[[Window], Slice[Row]]
"""Gets a window. It blocks and runs in the background. Raises: CodedError."""
