"""Builds messages from their contracts: every field filled, and each id in them in turn that of somebody else."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from veralot_shared import ids
from veralot_shared.messages import Message, SignatureEntry

NOBODYS = 10**15 + 7
"""An id that no record has."""
ID_NAMES = {name for name in vars(ids) if name.endswith("Id") and name != "CommandId"}
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
PLAIN: Mapping[Any, Any] = {
    bool: True,
    int: 1,
    Decimal: Decimal(1),
    float: 1.0,
    bytes: b"x",
    date: MOMENT.date(),
    datetime: MOMENT,
    UUID: UUID(int=7),
}
BY_NAME: Mapping[tuple[str, Any], Any] = {
    ("until", datetime): datetime(2026, 4, 1, tzinfo=UTC),
    ("first", str): "1",
    ("last", str): "2",
}
"""Values of which a message would otherwise be refused before it looks at its ids."""
Place = tuple[str | int, ...]


class Named(NamedTuple):
    """An id within a message: where it stands and of which kind it is."""

    place: Place
    kind: str


class Variant(NamedTuple):
    """A message as builtins, and one id in it."""

    body: dict[str, Any]
    named: Named

    def naming(self, number: int) -> dict[str, Any]:
        """Return the body with this id instead."""
        return dict(replaced(self.body, self.named.place, number))


class Filler:
    """Fills messages with the ids and texts of one customer."""

    def __init__(self, own: Mapping[str, int], texts: Mapping[str, str]) -> None:
        self.own, self.texts = own, texts

    def variants(self, message: type[Message[Any]]) -> list[Variant]:
        """Return the message once for each place where it can name an id, all other ids being the customer's own."""
        every = (Variant(body, named) for body in self.bodies(message) for named in found(message, body))
        return list({variant.named: variant for variant in every}.values())

    def bodies(self, message: type[msgspec.Struct]) -> Iterator[dict[str, Any]]:
        """Yield the message with what it needs alone, and once with each thing more that can hold an id."""
        least = {field.name: self.value(_hint(message, field.name), field.name) for field in _required(message)}
        yield least
        for field in msgspec.structs.fields(message):
            if not field.required and _names_any(_hint(message, field.name)):
                for value in self._choices(_hint(message, field.name), field.name):
                    yield {**least, field.name: value}
        for field in _required(message):
            for value in list(self._choices(_hint(message, field.name), field.name))[1:]:
                yield {**least, field.name: value}

    def value(self, hint: Any, name: str) -> Any:
        """Return a value of a type."""
        return next(iter(self._choices(hint, name)))

    def _choices(self, hint: Any, name: str) -> Iterator[Any]:
        """Yield a value of a type for each way in which it can hold ids."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            yield from self._choices(arguments[0], name)
        elif origin in (Union, UnionType):
            yield from (value for one in arguments if one is not NoneType for value in self._choices(one, name))
        elif origin in (list, Sequence):
            yield from ([value] for value in self._choices(arguments[0], name))
        elif origin is dict:
            yield {}
        elif getattr(hint, "__name__", "") in ID_NAMES:
            yield self.own.get(hint.__name__, 1)
        else:
            yield from self._simple(hint, name)

    def _simple(self, hint: Any, name: str) -> Iterator[Any]:
        if isinstance(hint, type) and issubclass(hint, Enum):
            yield next(iter(hint)).value
        elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            tag = hint.__struct_config__.tag
            for body in self.bodies(hint):
                yield {"kind": tag, **body} if tag else body
        elif (name, hint) in BY_NAME:
            yield BY_NAME[name, hint]
        elif hint is str:
            yield self.texts.get(name, "x")
        else:
            yield PLAIN[hint]


def found(kind: Any, body: Any, place: Place = ()) -> Iterator[Named]:
    """Yield the ids that a filled message names."""
    hint = kind
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if getattr(hint, "__name__", "") in ID_NAMES and isinstance(body, int):
        yield Named(place, hint.__name__)
    elif isinstance(body, list):
        for number, value in enumerate(body):
            yield from found((*get_args(hint), Any)[0], value, (*place, number))
    elif isinstance(body, dict):
        for struct in _structs(hint, body):
            for name, value in body.items():
                if name in struct.__struct_fields__:
                    yield from found(_hint(struct, name), value, (*place, name))
    elif get_origin(hint) in (Union, UnionType) and body is not None:
        yield from (one for option in get_args(hint) for one in found(option, body, place))


def _structs(hint: Any, body: Mapping[str, Any]) -> list[type[msgspec.Struct]]:
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    structs = [one for one in options if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    return [one for one in structs if one.__struct_config__.tag in (None, body.get("kind"))]


def replaced(body: Any, place: Place, value: int) -> Any:
    """Return a copy with another value at a place."""
    if not place:
        return value
    step, *rest = place
    if isinstance(body, list):
        return [replaced(one, tuple(rest), value) if n == step else one for n, one in enumerate(body)]
    return {name: replaced(one, tuple(rest), value) if name == step else one for name, one in body.items()}


@cache
def _hints(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _hint(kind: type[msgspec.Struct], name: str) -> Any:
    return _hints(kind)[name]


def _required(kind: type[msgspec.Struct]) -> list[msgspec.structs.FieldInfo]:
    return [field for field in msgspec.structs.fields(kind) if field.required]


def _names_any(hint: Any) -> bool:
    """Tell whether values of a type can hold ids."""
    if getattr(hint, "__name__", "") in ID_NAMES:
        return True
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint is not SignatureEntry and any(map(_names_any, _hints(hint).values()))
    return any(map(_names_any, get_args(hint)))
