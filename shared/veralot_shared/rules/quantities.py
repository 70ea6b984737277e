"""Exact quantities: a decimal and its unit, with one rounding boundary at which nothing is lost.

Adding, subtracting, comparing and converting are exact or refused; only `to_quantum` rounds, and it gives the residue
back to be posted. A quantity has at most 12 digits before the decimal point and 6 after it: `numeric(18, 6)`.
"""

from collections.abc import Iterable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from veralot_shared.errors import CodedError

DIGITS_BEFORE_POINT: Final = 12
DIGITS_AFTER_POINT: Final = 6
EXACT: Final = Context(prec=60, traps=[DivisionByZero, Inexact, InvalidOperation, Overflow])
"""Never rounds: what has no exact result raises. Nothing reads its flags."""


class QuantityError(CodedError, ValueError, abstract=True, status=422):
    """Base of what can be wrong with a quantity. It is a ValueError so that msgspec names the field while decoding."""


class UnitUnknown(QuantityError):
    """There is no such unit of measure."""

    text = "“{unit}” is not a unit of measure."
    unit: str


class DimensionsDiffer(QuantityError):
    """Two units measure different things, so no factor leads from one to the other."""

    text = "{unit} cannot be converted to {other}."
    unit: str
    other: str


class QuantityNotFinite(QuantityError):
    """The value is not a number, or is infinite."""

    text = "“{value}” is not a number."
    value: str


class QuantityOutOfRange(QuantityError):
    """The value has more digits than a quantity may have, before the decimal point or after it."""

    text = "{value} has too many digits: at most 12 before the decimal point and 6 after it."
    value: str


class QuantumInvalid(QuantityError):
    """The smallest step of a quantity must be a number above zero."""

    text = "“{quantum}” cannot be the smallest step of a quantity."
    quantum: str


class QuantityNotMultiple(QuantityError):
    """The total is not a whole number of steps, so it cannot be divided into steps."""

    text = "{value} is not a multiple of {quantum}."
    value: str
    quantum: str


class PartsInvalid(QuantityError):
    """A total is divided into one part or more."""

    text = "A quantity cannot be divided into {parts} parts."
    parts: int


class Unit(msgspec.Struct, frozen=True):
    """A unit of measure: `factor` is its size in the first unit of its dimension."""

    code: str
    dimension: str
    factor: Decimal


FACTORS: Final = {
    "count": {"pcs": "1", "pair": "2"},
    "mass": {"g": "1", "ug": "0.000001", "mg": "0.001", "kg": "1000", "t": "1000000"},
    "volume": {"mL": "1", "uL": "0.001", "L": "1000", "m3": "1000000"},
    "length": {"mm": "1", "um": "0.001", "cm": "10", "m": "1000", "km": "1000000"},
    "area": {"mm2": "1", "cm2": "100", "m2": "1000000"},
}
PACKAGES: Final = (
    *("bag", "bottle", "box", "carton", "drum", "kit", "pallet"),
    *("pouch", "reel", "roll", "set", "sheet", "spool", "tray"),
)
"""Units of their own dimension: how much a box or a roll holds is said by the item, not by the unit."""
UNITS: Final = MappingProxyType(
    {
        code: Unit(code, dimension, Decimal(factor))
        for dimension, units in (FACTORS | {package: {package: "1"} for package in PACKAGES}).items()
        for code, factor in units.items()
    }
)
"""Every unit by its code."""


class Rounding(StrEnum):
    """How `to_quantum` rounds; the names are those of the `decimal` module."""

    DOWN = ROUND_DOWN
    UP = ROUND_UP
    FLOOR = ROUND_FLOOR
    CEILING = ROUND_CEILING
    HALF_UP = ROUND_HALF_UP
    HALF_EVEN = ROUND_HALF_EVEN


def plain_text(value: Decimal) -> str:
    """Return a decimal in plain notation without trailing zeros; equal numbers give equal texts.

    Raises QuantityNotFinite.
    """
    if not value.is_finite():
        raise QuantityNotFinite(value=str(value))
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if value else "0"


def shown(value: Decimal) -> str:
    """Return a refused number shortened for the message about it."""
    return f"{value:.20g}"


def checked(value: Decimal) -> Decimal:
    """Return the value in its one form, without trailing zeros or exponent.

    Raises QuantityNotFinite, QuantityOutOfRange.
    """
    if not value.is_finite():
        raise QuantityNotFinite(value=str(value))
    # Zero first: its exponent may be anything. Then the exponent, before anything writes the digits out.
    if value and value.adjusted() >= DIGITS_BEFORE_POINT:
        raise QuantityOutOfRange(value=shown(value))
    try:
        # Quantising pads with zeros and is inexact only if digits other than zero would be lost.
        fixed = EXACT.quantize(value, Decimal(1).scaleb(-DIGITS_AFTER_POINT))
    except Inexact as error:
        raise QuantityOutOfRange(value=shown(value)) from error
    return Decimal(plain_text(fixed))


class Quantity(msgspec.Struct, frozen=True, eq=False):
    """So much of something, exactly. In JSON the value is a string.

    Quantities of one dimension can be added, subtracted and compared, whatever their units; 1 kg equals 1000 g.

    Raises UnitUnknown, QuantityNotFinite, QuantityOutOfRange when it is made or decoded.
    """

    value: Decimal
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise UnitUnknown(unit=self.unit)
        msgspec.structs.force_setattr(self, "value", checked(self.value))

    @property
    def in_base_unit(self) -> Decimal:
        """The value in the first unit of the dimension."""
        return EXACT.multiply(self.value, UNITS[self.unit].factor)

    def convert(self, unit: str) -> "Quantity":
        """Return the same quantity in another unit. Raises UnitUnknown, DimensionsDiffer, QuantityOutOfRange."""
        require_same_dimension(self.unit, unit)
        try:
            value = EXACT.divide(self.in_base_unit, UNITS[unit].factor)
        except Inexact as error:
            raise QuantityOutOfRange(value=f"{self} / {unit}") from error
        return Quantity(value, unit)

    def __add__(self, other: "Quantity") -> "Quantity":
        """Return the sum, in this quantity's unit. Raises as `convert`."""
        return Quantity(EXACT.add(self.value, other.convert(self.unit).value), self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        """Return the difference, in this quantity's unit. Raises as `convert`."""
        return self + -other

    def __neg__(self) -> "Quantity":
        return Quantity(self.value.copy_negate(), self.unit)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        same = UNITS[self.unit].dimension == UNITS[other.unit].dimension
        return same and self.in_base_unit == other.in_base_unit

    def __ne__(self, other: object) -> bool:
        # Struct has its own, which would answer instead of the opposite of the above.
        return not self == other

    def __hash__(self) -> int:
        return hash((UNITS[self.unit].dimension, self.in_base_unit))

    def __lt__(self, other: "Quantity") -> bool:
        return self.compare(other) < 0

    def __le__(self, other: "Quantity") -> bool:
        return self.compare(other) <= 0

    def __gt__(self, other: "Quantity") -> bool:
        return self.compare(other) > 0

    def __ge__(self, other: "Quantity") -> bool:
        return self.compare(other) >= 0

    def compare(self, other: "Quantity") -> int:
        """Return -1, 0 or 1 as this is less than, equal to or more than the other. Raises DimensionsDiffer."""
        require_same_dimension(self.unit, other.unit)
        return int(EXACT.compare(self.in_base_unit, other.in_base_unit))

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"


def require_same_dimension(unit: str, other: str) -> None:
    """Raise UnitUnknown or DimensionsDiffer unless both are units of one dimension."""
    for code in (unit, other):
        if code not in UNITS:
            raise UnitUnknown(unit=code)
    if UNITS[unit].dimension != UNITS[other].dimension:
        raise DimensionsDiffer(unit=unit, other=other)


def total(quantities: Iterable[Quantity], unit: str) -> Quantity:
    """Return the sum of quantities in a unit; of none, zero. Raises as `Quantity.convert`."""
    return sum(quantities, start=Quantity(Decimal(0), unit))


def to_quantum(value: Decimal, quantum: Decimal, rounding: Rounding) -> tuple[Decimal, Decimal]:
    """Round to a multiple of `quantum` and return it with the residue: `value == rounded + residue`, exactly.

    This is the only place where a quantity is rounded; who calls it posts the residue.

    Raises QuantumInvalid, QuantityNotFinite, QuantityOutOfRange.
    """
    if not quantum.is_finite() or quantum <= 0:
        raise QuantumInvalid(quantum=str(quantum))
    if not value.is_finite():
        raise QuantityNotFinite(value=str(value))
    try:
        steps, rest = EXACT.divmod(value, quantum)
        steps = EXACT.add(steps, part_of_step(rest, quantum)).to_integral_value(rounding)
        rounded = EXACT.multiply(steps, quantum)
        residue = EXACT.subtract(value, rounded)
    except (Inexact, InvalidOperation) as error:
        raise QuantityOutOfRange(value=shown(value)) from error
    return Decimal(plain_text(rounded)), Decimal(plain_text(residue))


def part_of_step(rest: Decimal, quantum: Decimal) -> Decimal:
    """Return 0, ±¼, ±½ or ±¾: how the rest compares with half a step, which is all that any way of rounding asks."""
    if not rest:
        return Decimal(0)
    size = rest.copy_abs()
    quarters = 2 + int(EXACT.add(size, size).compare(quantum))
    return (Decimal("0.25") * quarters).copy_sign(rest)


def split_evenly(whole: Decimal, parts: int, quantum: Decimal) -> list[Decimal]:
    """Divide into multiples of `quantum` that differ by one of it at most, the larger first, and add up to `whole`.

    Raises PartsInvalid, QuantityNotMultiple (round with `to_quantum` first), and what that raises.
    """
    if parts < 1:
        raise PartsInvalid(parts=parts)
    rounded, residue = to_quantum(whole, quantum, Rounding.DOWN)
    if residue:
        raise QuantityNotMultiple(value=str(whole), quantum=str(quantum))
    steps, larger = divmod(int(EXACT.divide(rounded, quantum)), parts)
    return [EXACT.multiply(Decimal(steps + (part < larger)), quantum) for part in range(parts)]
