"""What a form asks for, as data. No Qt."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

Values: TypeAlias = dict[str, Any]
"""What a form holds, by the names of its fields; see `FieldKind` for the types."""


class FieldKind(Enum):
    """Kinds of field, with the type of what they hold. An empty one holds None, a text nothing, a list no items."""

    TEXT = "text"
    """str, without spaces around it."""
    NOTE = "note"
    """str of several lines."""
    SECRET = "secret"  # noqa: S105 - a kind of field
    """str, as typed, never shown."""
    QUANTITY = "quantity"
    """Decimal."""
    WHOLE = "whole"
    """int."""
    DATE = "date"
    """date."""
    CHOICE = "choice"
    """The key of one of a few choices."""
    CHOICES = "choices"
    """list of keys."""
    RECORD = "record"
    """The `Choice` of a record that was searched for."""
    FLAG = "flag"
    """bool."""
    SERIALS = "serials"
    """str: serial numbers and ranges of them, as typed."""
    LINES = "lines"
    """list of `Values`."""
    FIXED = "fixed"
    """str that is only shown."""


class Choice(NamedTuple):
    """Something that can be chosen.

    Attributes:
        key: what is chosen: an id, a code.
        label: what is shown and typed: a record's number, a code's label.
        detail: what tells it from others: a name.
        record: the record itself, for the presenter.
    """

    key: Hashable
    label: str
    detail: str = ""
    record: Any = None

    @property
    def text(self) -> str:
        """The choice on one line."""
        return f"{self.label}  ·  {self.detail}" if self.detail else self.label


Search: TypeAlias = Callable[[str], list[Choice]]
"""Finds records by the beginning of what is typed; nothing typed asks for the first. Blocks. Raises: CodedError."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field.

    Attributes:
        name: the field of the message, so that an error's path finds it.
        label: what it is called, marked with `N_`; `&` before a letter makes Alt and that letter lead there.
        kind: what it holds.
        required: whether it may not stay empty.
        hint: one line of help under it, marked with `N_`.
        unit: the unit that stands behind a quantity.
        quantum: the smallest step of a quantity.
        choices: what can be chosen.
        search: finds records.
        columns: the fields of each line.
        asked: of a field of a line, another field of it and with which choices there this one is asked for at all.
        chars: how wide it is, in characters; 0 as wide as there is room.
        ais: which of a GS1 code's elements it takes when one is scanned into it: `10` of a lot number.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    hint: str = ""
    unit: str = ""
    quantum: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    search: Search | None = None
    columns: tuple["Field", ...] = ()
    asked: tuple[str, frozenset[Hashable]] | None = None
    chars: int = 0
    ais: tuple[str, ...] = ()


class Flaw(NamedTuple):
    """What is wrong with a field, found before anything was sent.

    Attributes:
        field: its path: `quantity`, `lines[2].lot_id`.
        text: what is wrong, marked with `N_`.
        values: what fills the text's placeholders.
    """

    field: str
    text: str
    values: Mapping[str, object] = {}


class Wrong(Exception):
    """The form cannot be sent as it is; every flaw at once."""

    def __init__(self, *flaws: Flaw | CodedError) -> None:
        super().__init__(*flaws)
        self.flaws = flaws


MISSING = N_("Please fill this in.")
NOT_A_NUMBER = N_("This is not a number.")
NOT_A_DATE = N_("This is not a date. Type it as 2026-05-31.")
NOT_FOUND = N_("Choose one from the list.")
NOT_A_STEP = N_("The smallest step is {quantum}.")


def nothing(kind: FieldKind) -> str | None:
    """Return what an empty field of a line holds."""
    return "" if kind in {FieldKind.TEXT, FieldKind.NOTE, FieldKind.SERIALS} else None


def is_empty(value: object) -> bool:
    """Return whether a field holds nothing."""
    return value is None or value in ("", [])


def missing(fields: tuple[Field, ...], values: Values, prefix: str = "") -> list[Flaw]:
    """Return a flaw for every required field that is empty, also in lines."""
    flaws = list[Flaw]()
    for field in fields:
        value = values.get(field.name)
        if field.kind is FieldKind.LINES:
            for place, line in enumerate(value or []):
                flaws += missing(field.columns, line, f"{prefix}{field.name}[{place}].")
        if field.required and field.kind not in {FieldKind.FLAG, FieldKind.FIXED} and is_empty(value):
            flaws.append(Flaw(prefix + field.name, MISSING))
    return flaws
