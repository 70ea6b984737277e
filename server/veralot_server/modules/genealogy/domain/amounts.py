"""What a quantity may be: positive, in the item's unit, a multiple of its smallest quantity; shared out without a residue."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.genealogy import QuantityInvalid
from veralot_shared.rules.quantities import (
    DIGITS_AFTER_POINT,
    DimensionsDiffer,
    Quantity,
    QuantityError,
    Rounding,
    UnitUnknown,
    split_evenly,
    to_quantum,
)

FINEST = Decimal(1).scaleb(-DIGITS_AFTER_POINT)


class Measured(Protocol):
    """Anything that is measured in one unit, in steps: an item, or a lot of it."""

    @property
    def unit(self) -> str:
        """Return the unit of measure."""

    @property
    def quantum(self) -> Decimal:
        """Return the smallest quantity."""


def checked(value: Decimal, of: Measured, *, unit: str | None = None, field: str = "quantity") -> Decimal:
    """Return a quantity in the item's own unit.

    Raises:
        QuantityInvalid: it is not above zero, not a multiple of the quantum, or of another dimension.
    """
    quantity = not_negative(value, of, unit=unit, field=field)
    if not quantity:
        raise QuantityInvalid(quantity=quantity, unit=unit or of.unit, rule=words.RULE_POSITIVE, field=field)
    return quantity


def not_negative(value: Decimal, of: Measured, *, unit: str | None = None, field: str = "quantity") -> Decimal:
    """Return a quantity in the item's own unit; it may be zero. Raises as `checked`."""
    given = unit or of.unit
    quantity = _converted(value, given, of.unit, field)
    _, residue = to_quantum(quantity, of.quantum, Rounding.DOWN)
    rule = words.RULE_NOT_NEGATIVE if quantity < 0 else words.RULE_QUANTUM if residue else ""
    if rule:
        raise QuantityInvalid(quantity=quantity, unit=of.unit, rule=rule, field=field)
    return quantity


def _converted(value: Decimal, unit: str, to: str, field: str) -> Decimal:
    try:
        return Quantity(value, unit).convert(to).value
    except (DimensionsDiffer, UnitUnknown) as error:
        raise QuantityInvalid(quantity=value, unit=unit, rule=words.RULE_UNIT, field=field) from error
    except QuantityError as error:
        raise QuantityInvalid(quantity=value, unit=unit, rule=words.RULE_DIGITS, field=field) from error


def shares(quantity: Decimal, parts: int, quantum: Decimal) -> list[Decimal]:
    """Share a quantity evenly among so many units; the shares add up to it exactly.

    Where there are more units than quanta, each unit's share is finer than the quantum: 10 g of adhesive in 40 units are
    0.25 g each, and nothing of it is dropped.
    """
    step = quantum
    while quantity / step < parts and step / 10 >= FINEST:
        step /= 10
    return split_evenly(quantity, parts, step)


def require_sum(parts: Sequence[Decimal], whole: Decimal, unit: str) -> None:
    """Check that parts add up to what is divided. Raises: QuantityInvalid."""
    if sum(parts) != whole:
        raise QuantityInvalid(quantity=sum(parts, Decimal(0)), unit=unit, rule=words.RULE_PARTS, field="parts")


def require_count(quantity: Decimal, count: int, unit: str, field: str = "quantity") -> None:
    """Check that a quantity of serialised goods is the number of units named. Raises: QuantityInvalid."""
    if quantity != count:
        raise QuantityInvalid(quantity=quantity, unit=unit, rule=words.RULE_UNITS_NAMED, field=field)
