"""How a single result is judged against its limits: the server decides by it, the entry screen colours by it."""

from decimal import Decimal
from enum import StrEnum
from typing import Final

NEAR: Final = Decimal("0.1")
"""Within this part of the tolerance from a limit a value is in specification, but shown as near it."""


class Judgement(StrEnum):
    """What one result says: green, amber, red, or nothing at all."""

    CONFORMING = "conforming"
    NEAR_LIMIT = "near_limit"
    NONCONFORMING = "nonconforming"
    RECORDED = "recorded"


FAILED: Final = frozenset({Judgement.NONCONFORMING})


def judge_value(value: Decimal, lower: Decimal | None, upper: Decimal | None) -> Judgement:
    """Return how a number stands to its limits; a limit itself is in specification.

    Amber needs both limits: without a tolerance there is no part of it.
    """
    if lower is None and upper is None:
        return Judgement.RECORDED
    if (lower is not None and value < lower) or (upper is not None and value > upper):
        return Judgement.NONCONFORMING
    if lower is not None and upper is not None:
        margin = (upper - lower) * NEAR
        if value < lower + margin or value > upper - margin:
            return Judgement.NEAR_LIMIT
    return Judgement.CONFORMING


def judge_attribute(*, conforming: bool) -> Judgement:
    """Return how a result that is good or bad is judged; it is a truth value, so that no spelling decides."""
    return Judgement.CONFORMING if conforming else Judgement.NONCONFORMING


def judge_count(nonconforming: int) -> Judgement:
    """Return how a counted result is judged: so many of those inspected do not conform."""
    return Judgement.NONCONFORMING if nonconforming else Judgement.CONFORMING


def fits_precision(value: Decimal, precision: int) -> bool:
    """Say whether a number has no more decimal places than its characteristic has; trailing zeros do not count (DI-05)."""
    if not value.is_finite():
        return False
    exponent = value.normalize().as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= precision
