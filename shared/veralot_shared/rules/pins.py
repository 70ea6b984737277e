"""What a PIN must not be: too short, or one of those that are tried first.

A PIN counts only together with its owner's badge, at an enrolled computer, with few attempts; so figures are enough.
"""

from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from veralot_shared.i18n import N_

MINIMUM_LENGTH: Final = 6
MAXIMUM_LENGTH: Final = 12
FEWEST_FIGURES: Final = 3
FIRST_YEAR, LAST_YEAR = 1920, 2099


class PinRule(StrEnum):
    """The rules, each of which a PIN can break."""

    NOT_FIGURES = "not_figures"
    LENGTH = "length"
    FEW_FIGURES = "few_figures"
    RUN = "run"
    REPEATED = "repeated"
    DATE = "date"


WORDING: Final = MappingProxyType(
    {
        PinRule.NOT_FIGURES: N_("it has something else in it than the figures 0 to 9"),
        PinRule.LENGTH: N_("it has fewer than 6 or more than 12 figures"),
        PinRule.FEW_FIGURES: N_("it has fewer than 3 different figures"),
        PinRule.RUN: N_("it counts up or down"),
        PinRule.REPEATED: N_("it repeats itself"),
        PinRule.DATE: N_("it reads as a date"),
    }
)
"""What to tell a person, in English: reasons that follow a colon."""


def broken_rules(pin: str) -> list[PinRule]:
    """Return the rules that a PIN breaks, in their order; an empty list if it is good."""
    if not (pin.isascii() and pin.isdecimal()):
        return [PinRule.NOT_FIGURES]
    broken = {
        PinRule.LENGTH: not MINIMUM_LENGTH <= len(pin) <= MAXIMUM_LENGTH,
        PinRule.FEW_FIGURES: len(set(pin)) < FEWEST_FIGURES,
        PinRule.RUN: is_run(pin),
        PinRule.REPEATED: is_repeated(pin),
        PinRule.DATE: is_date(pin),
    }
    return [rule for rule in PinRule if broken.get(rule)]


def is_run(pin: str) -> bool:
    """Tell whether every figure is one more, or one less, than the one before; 0 comes after 9."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({1}, {9})


def is_repeated(pin: str) -> bool:
    """Tell whether a PIN is a shorter one said several times."""
    return any(len(pin) % size == 0 and pin == pin[:size] * (len(pin) // size) for size in range(1, len(pin) // 2 + 1))


def is_date(pin: str) -> bool:
    """Tell whether six or eight figures are a day, in whichever order people write them."""
    if len(pin) == len("19800131"):
        return _day(pin[4:6], pin[6:], pin[:4]) or _day(pin[2:4], pin[:2], pin[4:]) or _day(pin[:2], pin[2:4], pin[4:])
    if len(pin) == len("800131"):
        return _day(pin[2:4], pin[4:]) or _day(pin[2:4], pin[:2]) or _day(pin[:2], pin[2:4])
    return False


def _day(month: str, day: str, year: str = "2000") -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and FIRST_YEAR <= int(year) <= LAST_YEAR  # noqa: PLR2004 - a calendar's own numbers
