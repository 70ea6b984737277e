"""Reads a row as PostgreSQL writes one down: a composite literal, `(17,P-26030017,"with, comma",,t)`.

The columns are told beside it, as `id bigint, lot_no text, …`. The server's database reads the same with `audit.fields`;
here it is read where there is no database.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

Row: TypeAlias = dict[str, Any]

PART: Final = re.compile(r',(?:"((?:[^"]|"")*)"|([^,"]*))')
"""A value with the comma before it: quoted, with quotes and backslashes doubled, or bare. A bare one that is empty is NULL."""
ELEMENT: Final = re.compile(r'[{,](?:"((?:[^"\\]|\\.)*)"|([^,{}"]*))')
MASK: Final = "***"


class RowUnreadable(ValueError):
    """A text is no row of these columns."""

    def __init__(self, line: str) -> None:
        super().__init__(f"not a row of the audit log: {line[:60]}")


def fields(columns: str, line: str) -> Row:
    """Return a row by the names of its columns, as JSON has it; numbers keep their exact value. Raises RowUnreadable."""
    return dict(zip(names(columns), typed(columns, line), strict=True))


def changed(columns: str, before: str, after: str) -> Row:
    """Return the old values of the columns that an update changed. Raises RowUnreadable."""
    told = zip(names(columns), typed(columns, before), values(before), values(after), strict=True)
    return {name: value for name, value, old, new in told if old != new}


def names(columns: str) -> list[str]:
    """Return the columns' names."""
    return [column.partition(" ")[0] for column in columns.split(", ")]


def typed(columns: str, line: str) -> list[Any]:
    """Return a row's values by their columns' types. Raises RowUnreadable."""
    kinds = [column.partition(" ")[2] for column in columns.split(", ")]
    parts = values(line)
    if len(kinds) != len(parts):
        raise RowUnreadable(line)
    try:
        return [None if part is None else reader(kind)(part) for kind, part in zip(kinds, parts, strict=True)]
    except (InvalidOperation, KeyError, RecursionError, ValueError) as problem:
        raise RowUnreadable(line) from problem


def values(line: str) -> list[str | None]:
    """Return a row's values as text. Raises RowUnreadable."""
    if not (line.startswith("(") and line.endswith(")")):
        raise RowUnreadable(line)
    return list(parts(f",{line[1:-1]}", line))


def parts(text: str, line: str) -> Iterator[str | None]:
    """Yield the values of a text in which a comma stands before each. Raises RowUnreadable."""
    end = 0
    while end < len(text):
        found = PART.match(text, end)
        if found is None:
            raise RowUnreadable(line)
        quoted, bare = found.groups()
        yield bare or None if quoted is None else quoted.replace('""', '"').replace("\\\\", "\\")
        end = found.end()


def elements(text: str) -> list[str | None]:
    """Return the elements of an array's text, `{1,NULL,"a b"}`; arrays of arrays are not kept."""
    found = ELEMENT.findall(text) if text != "{}" else []
    return [
        re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL) if quoted or not bare else None if bare == "NULL" else bare
        for quoted, bare in found
    ]


def moment(text: str) -> str:
    """Return a time in UTC as JSON has it: 2026-03-02T00:30:15.123456+00:00."""
    return f"{text.replace(' ', 'T')}:00"


READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "bigint": int,
    "integer": int,
    "smallint": int,
    "numeric": Decimal,
    "double precision": Decimal,
    "boolean": {"t": True, "f": False}.__getitem__,
    "timestamp with time zone": moment,
    "json": lambda text: json.loads(text, parse_float=Decimal),
    "jsonb": lambda text: json.loads(text, parse_float=Decimal),
    "secret": lambda _: MASK,
}
"""How a value of a type is read; one of any other type is its text."""


def reader(kind: str) -> Callable[[str], Any]:
    """Return the function that reads values of a type."""
    if not kind.endswith("[]"):
        return READERS.get(kind, str)
    single = READERS.get(kind[:-2], str)
    return lambda text: [None if element is None else single(element) for element in elements(text)]
