"""Makes fields of a form from a message's own fields, and the message from what was entered. No Qt.

A message already says what it takes: its types tell which editor fits, its defaults what may stay empty, and every field's
name has its words in both languages. So a form cannot drift from its message.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.quality.presenters.lookups import RECORDS
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

GIVEN: Final = frozenset({"case_id", "signature", "source_id"})
"""Fields that nobody enters."""

SHORT: Final = frozenset(
    {
        "title",
        "place",
        "hazard",
        "source_label",
        "instruction",
        "adverse_effects",
        "regulatory_check",
        "outside_party",
        "metric",
        "method",
        "cause",
        "what",
        "contact",
        "reference",
        "channel",
        "device_name",
        "udi",
        "complainant",
        "phone",
        "requirement",
        "sent_to",
        "samples",
    }
)
"""Texts of one line; all others may have several."""
OWN_WORDS: Final[Mapping[str, str]] = {
    "severity": N_("Seriousness"),
    "source_kind": N_("Source"),
    "source_label": N_("Source number"),
    "reach": N_("Suspected with them"),
    "from_id": N_("Comes from record"),
}
"""What people call fields that have but a bare word of their own, or share it with other modules: an inspection's severity is
how strict it is."""
SINGLE: Final = "value"
"""The one column of a list of plain values."""


def fields_of(services: Services, kind: type[msgspec.Struct], special: Mapping[str, Field]) -> tuple[Field, ...]:
    """Return the fields of a form for a message, in the message's order; `special` ones take the place of derived ones."""
    return tuple(_fields(services, kind, special))


def _fields(services: Services, kind: type[msgspec.Struct], special: Mapping[str, Field]) -> Iterator[Field]:
    hints = get_type_hints(kind)
    for spec in msgspec.structs.fields(kind):
        if spec.name in special:
            # A special field may also stand for the record itself, to show something first.
            yield special[spec.name]
        elif spec.name not in GIVEN:
            yield derived(services, spec.name, hints[spec.name], required=spec.required)


def defaults_of(kind: type[msgspec.Struct]) -> Values:
    """Return the codes that a message takes where nobody chooses others: a form shows them from the start."""
    found = {spec.name: spec.default for spec in msgspec.structs.fields(kind)}
    return {name: value for name, value in found.items() if isinstance(value, StrEnum)}


def derived(services: Services, name: str, hint: Any, *, required: bool) -> Field:  # noqa: ANN401 - any annotation
    """Return the field that fits a name and its type."""
    label = called(services.words, name)
    plain = without_none(hint)
    if get_origin(plain) is list:
        return list_field(services, name, get_args(plain)[0], required=required)
    if name in RECORDS:
        return Field(name=name, label=label, kind=FieldKind.RECORD, search=RECORDS[name](services), required=required)
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        choices = tuple(Choice(value, services.words.label(value)) for value in plain)
        return Field(name=name, label=label, kind=FieldKind.CHOICE, choices=choices, required=required)
    kind = KINDS.get(plain, FieldKind.TEXT if name in SHORT else FieldKind.NOTE)
    return Field(name=name, label=label, kind=kind, required=required and kind is not FieldKind.FLAG)


def called(words: Words, name: str) -> str:
    """Return what a field of a quality record is called."""
    return words.text(OWN_WORDS[name]) if name in OWN_WORDS else words.field(name)


KINDS: Final[Mapping[Any, FieldKind]] = {
    bool: FieldKind.FLAG,
    int: FieldKind.WHOLE,
    Decimal: FieldKind.QUANTITY,
    date: FieldKind.DATE,
}


def list_field(services: Services, name: str, inner: Any, *, required: bool) -> Field:  # noqa: ANN401 - any annotation
    """Return the field of a list: choices of codes, or lines."""
    label = services.words.field(name.replace("_ids", "s"))
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        choices = tuple(Choice(value, services.words.label(value)) for value in inner)
        return Field(name=name, label=label, kind=FieldKind.CHOICES, choices=choices, required=False)
    if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
        columns = tuple(compact(field) for field in _fields(services, inner, {}))
    else:
        single = name.removesuffix("s") if name.endswith("_ids") else SINGLE
        column = derived(services, single, inner, required=False)
        columns = (compact(Field(**{**column.__dict__, "name": single, "label": label})),)
    return Field(name=name, label=label, kind=FieldKind.LINES, columns=columns, required=required)


def compact(field: Field) -> Field:
    """Return a field as it stands in a line: texts on one line."""
    kind = FieldKind.TEXT if field.kind is FieldKind.NOTE else field.kind
    return Field(**{**field.__dict__, "kind": kind, "hint": ""})


def without_none(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    """Return a type without the None that it may be instead."""
    if get_origin(hint) not in {Union, UnionType}:
        return hint
    parts = [part for part in get_args(hint) if part is not NoneType]
    return parts[0] if len(parts) == 1 else hint


# --- back to the message ---------------------------------------------------------------------------------------------


def message_of(kind: type[Message[Any]], values: Values, **given: object) -> Message[Any]:
    """Return the message that was entered; what was left empty keeps the message's own default."""
    return kind(**structured(kind, values), **given)


def structured(kind: type[msgspec.Struct], values: Values) -> dict[str, Any]:
    """Return what was entered as the fields of a struct."""
    hints = get_type_hints(kind)
    known = {spec.name for spec in msgspec.structs.fields(kind)} & set(values)
    read = {name: entered(values[name], without_none(hints[name])) for name in known}
    return {name: value for name, value in read.items() if value not in (None, "") or not optional(kind, name)}


def optional(kind: type[msgspec.Struct], name: str) -> bool:
    """Return whether a field of a struct has a default."""
    return not next(spec.required for spec in msgspec.structs.fields(kind) if spec.name == name)


def entered(value: Any, hint: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Return what a field holds as the message has it."""
    if isinstance(value, Choice):
        return value.key
    if get_origin(hint) is list:
        inner = get_args(hint)[0]
        if isinstance(value, str):
            return re.findall(r"[^\s,;，；]+", value)
        return [element(each, inner) for each in value or []]
    return value


def element(value: Any, inner: Any) -> Any:  # noqa: ANN401 - whatever a line holds
    """Return a line as the message has it."""
    if isinstance(value, dict) and isinstance(inner, type) and issubclass(inner, msgspec.Struct):
        return inner(**structured(inner, value))
    if isinstance(value, dict):
        return entered(next(iter(value.values())), inner)
    return entered(value, inner)


def lot_choice(lot: LotView) -> Choice:
    """Return a lot as a chosen record."""
    return Choice(lot.id, lot.lot_no, lot.item_code, lot)
