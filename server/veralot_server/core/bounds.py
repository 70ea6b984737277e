"""Refuses, before any handler sees them, values that no record can hold, naming the field and the rule.

The contract's types say that a field is a whole number, a text or a date; PostgreSQL says how large these may be. What lies
beyond is refused here for every field of every message at once, so that no handler and no later reader meets it.
"""

from collections.abc import Callable, Container, Mapping
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final

import msgspec
from msgspec import inspect as kinds

from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

DIGITS: Final = 18
"""Digits before the point that numeric(24, 6) has; a bigint has them all."""
LARGEST: Final = 10**DIGITS - 1
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
"""Enough for every expiry date, and no sum of a date and a shelf life leaves the calendar."""
SHOWN: Final = 60
"""So much of a refused value is sent back."""

WHOLE_RULE: Final = N_("Enter a whole number of at most 18 digits.")
NUMBER_RULE: Final = N_("Enter a number of at most 18 digits before its decimal point.")
NUL_RULE: Final = N_("The text contains a character that cannot be stored (NUL). Enter it again without it.")
DATE_RULE: Final = N_("Enter a date between the years 1900 and 2999.")
ZONE_RULE: Final = N_("Enter a time with its offset from UTC, such as 2026-05-31T08:00:00Z.")

Step = str | int
Check = Callable[[Any], "Fault | None"]


class Fault(msgspec.Struct, frozen=True):
    """A value that cannot be stored: where it is, innermost step first, how it is shown, and the rule that it breaks."""

    value: str
    rule: str
    path: tuple[Step, ...] = ()

    def within(self, step: Step) -> "Fault":
        """Return the same fault as the structure around it sees it."""
        return Fault(self.value, self.rule, (*self.path, step))

    @property
    def field(self) -> str:
        """Return the path as problem documents write it: `lines[3].quantity`."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in reversed(self.path))
        return "".join(steps).lstrip(".")


def require_storable(message: Message[Any]) -> None:
    """Refuse what no record can hold. Raises: ValueNotAllowed."""
    fault = fault_in(message)
    if fault is not None:
        raise ValueNotAllowed(field=fault.field, value=fault.value, rule=fault.rule)


def fault_in(message: Message[Any]) -> Fault | None:
    """Return the first value of a message that no record can hold; nothing where there is none."""
    return STORABLE.fault_in(message)


# --- single values ---------------------------------------------------------------------------------------------------


def _whole(value: int) -> Fault | None:
    return None if -LARGEST <= value <= LARGEST else Fault(_short(f"{Decimal(value):.3E}"), WHOLE_RULE)


def _decimal(value: Decimal) -> Fault | None:
    fits = value.is_finite() and (not value or value.adjusted() < DIGITS)
    return None if fits else Fault(_short(str(value)), NUMBER_RULE)


def _float(value: float) -> Fault | None:
    return None if isfinite(value) and abs(value) < 10**DIGITS else Fault(_short(str(value)), NUMBER_RULE)


def _text(value: str) -> Fault | None:
    return Fault(_short(value.replace("\0", "\N{SYMBOL FOR NULL}")), NUL_RULE) if "\0" in value else None


def _day(value: date) -> Fault | None:
    return None if FIRST_YEAR <= value.year <= LAST_YEAR else Fault(str(value), DATE_RULE)


def _moment(value: datetime) -> Fault | None:
    """Check a moment; one without an offset would be another moment in each zone, and cannot be compared with ours."""
    return Fault(value.isoformat(), ZONE_RULE) if value.tzinfo is None else _day(value)


def _short(shown: str) -> str:
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"


# --- what holds them -------------------------------------------------------------------------------------------------


class Walk:
    """Checks the values of messages, of each type by its own rule; a message's type is taken apart once.

    What the contract leaves open is checked by the type that the value turns out to have.
    """

    def __init__(self, rules: Mapping[type, Check], left_out: Container[str] = ()) -> None:
        """Check values of the types that have a rule, but for fields of the names that are left out."""
        self._rules = rules
        self._left_out = left_out
        self._plain = {kind: rules[of] for kind, of in PLAIN.items() if of in rules} | {kinds.AnyType: self._anything}
        self._structs: dict[type[msgspec.Struct], Check | None] = {}

    def fault_in(self, value: msgspec.Struct) -> Fault | None:
        """Return the first value within a message that breaks a rule; nothing where there is none."""
        check = self._of_struct(type(value))
        return check(value) if check else None

    def _of(self, kind: kinds.Type) -> Check | None:
        """Return what checks values of a type, or `None` where there is nothing to check."""
        if isinstance(kind, kinds.Metadata):
            return self._of(kind.type)
        if isinstance(kind, kinds.StructType):
            return self._of_struct(kind.cls)
        if isinstance(kind, kinds.UnionType):
            return self._of_union(kind)
        if isinstance(kind, kinds.ListType):
            inner = self._of(kind.item_type)
            return _list(inner) if inner else None
        if isinstance(kind, kinds.DictType):
            return self._of_dict(self._of(kind.value_type) or _nothing)
        return self._plain.get(type(kind))

    def _of_struct(self, cls: type[msgspec.Struct]) -> Check | None:
        if cls not in self._structs:
            fields = [one for one in kinds.type_info(cls).fields if one.name not in self._left_out]  # type: ignore[attr-defined]  # a struct's kind has fields
            found = tuple((one.name, check) for one in fields if (check := self._of(one.type)) is not None)
            self._structs[cls] = _struct(found) if found else None
        return self._structs[cls]

    def _of_union(self, kind: kinds.UnionType) -> Check | None:
        """Return what checks a value by the type that it turned out to have; `None` needs no check."""
        known = [(each, self._of(each)) for each in kind.types if not isinstance(each, kinds.NoneType)]
        structs = {each.cls: check for each, check in known if isinstance(each, kinds.StructType)}
        checks = [check for _each, check in known if check is not None]
        if not checks:
            return None
        if len(known) == 1:
            return _unless_none(checks[0])

        def each(value: object) -> Fault | None:
            check = structs.get(type(value)) if isinstance(value, msgspec.Struct) else self._anything
            return check(value) if check else None

        return each

    def _of_dict(self, check: Check) -> Check:
        of_key = self._rules.get(str, _nothing)

        def each(values: dict[Any, Any]) -> Fault | None:
            for key, value in values.items():
                fault = (of_key(key) if isinstance(key, str) else None) or check(value)
                if fault is not None:
                    return fault.within(_short(str(key).replace("\0", "")))
            return None

        return each

    def _anything(self, value: object) -> Fault | None:
        """Check a value whose type the contract leaves open."""
        if isinstance(value, list):
            return _list(self._anything)(value)
        if isinstance(value, dict):
            return self._of_dict(self._anything)(value)
        check = self._rules.get(type(value))
        return check(value) if check else None


def _list(check: Check) -> Check:
    def each(values: Any) -> Fault | None:  # noqa: ANN401 - whatever sequence the contract names
        for place, value in enumerate(values):
            fault = check(value)
            if fault is not None:
                return fault.within(place)
        return None

    return each


def _struct(fields: tuple[tuple[str, Check], ...]) -> Check:
    def each(value: msgspec.Struct) -> Fault | None:
        for name, check in fields:
            fault = check(getattr(value, name))
            if fault is not None:
                return fault.within(name)
        return None

    return each


def _unless_none(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _nothing(_value: object) -> Fault | None:
    return None


PLAIN: Final[Mapping[type[kinds.Type], type]] = {
    kinds.IntType: int,
    kinds.DecimalType: Decimal,
    kinds.FloatType: float,
    kinds.StrType: str,
    kinds.DateType: date,
    kinds.DateTimeType: datetime,
}
"""Which values a simple type has; an enumeration, a truth value, bytes and a UUID are always right."""

STORABLE: Final = Walk({int: _whole, Decimal: _decimal, float: _float, str: _text, date: _day, datetime: _moment})
"""What every message is checked by."""
