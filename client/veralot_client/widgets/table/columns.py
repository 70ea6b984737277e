"""What a column shows and how it reads, sorts and is filtered. No Qt."""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from typing import Any, Generic, NamedTuple, TypeAlias

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.widgets.table.window import FilterValue, Row
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.i18n import N_
from veralot_shared.rules.quantities import plain_text

COMPARISON = re.compile(r"(<=|>=|<|>|=)\s*(.+)")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
YES, NO = N_("Yes"), N_("No")


class Option(NamedTuple):
    """A choice that no enumeration of the contract names: its value, and what it is called, marked with `N_`."""

    value: str
    text: str


Choosable: TypeAlias = StrEnum | Option


def option_label(choice: Choosable, words: Words) -> str:
    """Return what a choice is called."""
    return words.text(choice.text) if isinstance(choice, Option) else words.label(choice)


class Filter(Enum):
    """What stands above a column to filter by it."""

    NONE = "none"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """One column.

    Attributes:
        id: names the column in sorts, filters and what is remembered; for lists of the server the field's name.
        title: its heading, marked with `N_`.
        value: what it holds; its type says how it reads and sorts.
        text: how it reads, where the value's type does not say so.
        tone: draws the text as a coloured chip.
        link: where a click on the text leads.
        filter: how one filters by it.
        choices: what a choice filter offers.
        sortable: whether a click on the heading sorts by it.
        chars: its first width, in characters.
        hidden: whether it is hidden until somebody asks for it.
        right: whether it stands at the right, as numbers do.
        hint: what the filter field says while it is empty, marked with `N_`.
    """

    id: str
    title: str
    value: Callable[[Row], object]
    text: Callable[[Row, Words], str] | None = None
    tone: Callable[[Row], Tone | None] | None = None
    link: Callable[[Row], Place | None] | None = None
    filter: Filter = Filter.NONE
    choices: tuple[Choosable, ...] = ()
    sortable: bool = True
    chars: int = 14
    hidden: bool = False
    right: bool = False
    hint: str = ""

    def read(self, row: Row, words: Words) -> str:
        """Return what a person reads in this column."""
        return self.text(row, words) if self.text else wording(self.value(row), words)

    def plain(self, row: Row, words: Words) -> str:
        """Return what another program reads in this column: numbers ungrouped, dates as ISO 8601."""
        value = self.value(row)
        if (
            type(value) is str and self.text is None
        ):  # by far the most cells: an export of a large list is spared the rest
            return value
        if isinstance(value, Decimal):
            return plain_text(value)
        if isinstance(value, datetime):
            return value.astimezone(words.zone).isoformat(sep=" ", timespec="seconds")
        if isinstance(value, int | date) and not isinstance(value, bool):
            return str(value)
        return self.read(row, words)

    def order(self, row: Row, words: Words) -> tuple[int, Any]:
        """Return what rows sort by: values of one kind among themselves, nothing last."""
        value = self.value(row)
        if value is None or value == "":
            return 2, ""
        if isinstance(value, StrEnum) or not isinstance(value, int | Decimal | date | str):
            return 1, natural(self.read(row, words))
        if isinstance(value, str):
            return 1, natural(value if self.text is None else self.read(row, words))
        return 0, value

    def lets(self, row: Row, wanted: FilterValue, words: Words) -> bool:
        """Return whether a row passes what was entered above this column."""
        if isinstance(wanted, frozenset):
            return str(self.value(row)) in wanted
        compared = compare(self.value(row), wanted)
        if compared is not None:
            return compared
        needle = wanted.casefold()
        return needle in self.read(row, words).casefold() or needle in self.plain(row, words).casefold()


READINGS: tuple[tuple[type | tuple[type, ...], Callable[[Any, Words], str]], ...] = (
    (type(None), lambda _value, _words: ""),
    (bool, lambda value, words: words.text(YES if value else NO)),
    (StrEnum, lambda value, words: words.label(value)),
    ((int, Decimal), lambda value, words: words.number(value)),
    (datetime, lambda value, words: words.moment(value)),
    (date, lambda value, words: words.date(value)),
    ((list, tuple), lambda value, words: words.listed(wording(item, words) for item in value)),
    (object, lambda value, _words: str(value)),
)
"""How values of each type read; the first that fits holds, so that a subclass stands before its base."""


def filtering(columns: Sequence[Column[Row]]) -> tuple[Column[Row], ...]:
    """Return columns of rows that are all here: each can be filtered by, for those that say nothing by what they read."""
    return tuple(replace(column, filter=Filter.TEXT) if column.filter is Filter.NONE else column for column in columns)


def plain(field: str, title: str, chars: int = 14, **options: Any) -> Column[Any]:  # noqa: ANN401 - fields of `Column`
    """Return a column of a field that reads by its type."""
    return Column(id=field, title=title, value=lambda row: getattr(row, field), chars=chars, **options)


def named(field: str, title: str, chars: int = 14, **options: Any) -> Column[Any]:  # noqa: ANN401 - as plain
    """Return a column of a name that a record has in both languages, in `field` and in `<field>_zh`, or has not."""

    def text(row: Any, words: Words) -> str:  # noqa: ANN401 - any row with the two fields
        return words.name(getattr(row, field), getattr(row, f"{field}_zh"))

    return plain(field, title, chars, text=text, **options)


def coded(
    field: str,
    title: str,
    chars: int = 14,
    *,
    tones: Callable[[object], Tone] = tone_of,
    **options: Any,  # noqa: ANN401 - as plain
) -> Column[Any]:
    """Return a column of a code, drawn as a chip in the tone that `tones` gives it; there is none where it is missing."""

    def tone(row: Any) -> Tone | None:  # noqa: ANN401 - any row with the field
        value = getattr(row, field)
        return None if value is None else tones(value)

    return plain(field, title, chars, tone=tone, **options)


def lot(chars: int = 18, *, key: Callable[[Any], int] = lambda row: row.lot_id, **options: Any) -> Column[Any]:  # noqa: ANN401 - as plain
    """Return the column of a lot's number, which leads to its dossier; `key` finds the lot's id in a row."""
    return plain("lot_no", N_("Lot"), chars, link=lambda row: Place("lot", key(row)), **options)


def wording(value: object, words: Words) -> str:
    """Return how a value reads by its type: codes by their labels, numbers and dates as the language has them."""
    if type(value) is str:
        return value
    return next(read(value, words) for kind, read in READINGS if isinstance(value, kind))


def natural(text: str) -> list[tuple[int, int, str]]:
    """Return a sort key by which `A9` comes before `A10`, whatever the case."""
    parts = re.split(r"(\d+)", text.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def compare(value: object, wanted: str) -> bool | None:
    """Return whether a number or date fits `>100` or `<= 2026-05-31`; None if that is not what was typed."""
    typed = COMPARISON.fullmatch(wanted.strip())
    if typed is None:
        return None
    limit = comparable(typed[2], value)
    if limit is None or value is None:
        return False
    held = value.date() if isinstance(value, datetime) else value
    return COMPARE[typed[1]](held, limit)


def comparable(text: str, like: object) -> Decimal | date | None:
    """Return typed text as the type that it is compared with, or None if it cannot be read so."""
    try:
        if isinstance(like, date):
            return date.fromisoformat(text.strip())
        return Decimal(text.strip()) if isinstance(like, int | Decimal) else None
    except (ValueError, InvalidOperation):
        return None
