"""What may be entered of a qualification, and of a person's."""

from datetime import date
from typing import Final, Protocol

from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.training import ChangeQualification, DefineQualification
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.rules.dates import add_months

MOST_MONTHS: Final = 120
MOST_DAYS: Final = 365
LONGEST_CODE: Final = 40
HIGHEST_LEVEL: Final = 4

CODE_RULE: Final = N_("A code has 1 to 40 characters, without spaces at its ends and without control characters.")
NAME_RULE: Final = N_("Write a name.")
MONTHS_RULE: Final = N_("A qualification holds for 1 to 120 months.")
WARNING_RULE: Final = N_("It is said to end 0 to 365 days before its last day.")
LEAST_RULE: Final = N_("The level of skill that is needed is 1 to 4.")
LEVEL_RULE: Final = N_("Say how well the person masters it: a level of skill from 0 to 4.")
NO_LEVEL_RULE: Final = N_("No levels of skill are kept of this qualification.")
DATES_RULE: Final = N_("The last day comes after the first.")
PAST_RULE: Final = N_("It has ended already: choose a last day that is not over.")
FUTURE_RULE: Final = N_("A renewal begins today or earlier: until then, what was granted before would not hold.")
LONG_RULE: Final = N_("It ends no later than so many months after its first day as the qualification holds.")
EVIDENCE_RULE: Final = N_("Say on what the assessment rests: the course, the test, the observation.")


class Term(Protocol):
    """How long a qualification holds, and whether levels are kept of it."""

    @property
    def months(self) -> int:
        """So long it holds."""

    @property
    def least_level(self) -> int | None:
        """The level of skill that is needed."""


def refuse(value: object, rule: str, field: str) -> ValueNotAllowed:
    """Return the error of a value that a rule refuses."""
    return ValueNotAllowed(value=str(value), rule=rule, field=field)


def require_new(entered: DefineQualification) -> None:
    """Check a new qualification. Raises: ValueNotAllowed."""
    require_code(entered.code)
    require_least(entered.least_level)
    require_named(entered)


def require_code(code: str) -> None:
    """Check a qualification's code. Raises: ValueNotAllowed."""
    if not code or code != code.strip() or len(code) > LONGEST_CODE or not code.isprintable():
        raise refuse(code, CODE_RULE, "code")


def require_least(level: int | None) -> None:
    """Check the level of skill that is needed. Raises: ValueNotAllowed."""
    if level is not None and not 1 <= level <= HIGHEST_LEVEL:
        raise refuse(level, LEAST_RULE, "least_level")


def require_named(entered: DefineQualification | ChangeQualification) -> None:
    """Check what may change of a qualification. Raises: ValueNotAllowed."""
    require_name(entered.name)
    require_months(entered.months)
    require_warning(entered.warning_days)


def require_name(name: str) -> None:
    """Check a qualification's name. Raises: ValueNotAllowed."""
    if not name.strip():
        raise refuse("", NAME_RULE, "name")


def require_months(months: int) -> None:
    """Check how long a qualification holds. Raises: ValueNotAllowed."""
    if not 1 <= months <= MOST_MONTHS:
        raise refuse(months, MONTHS_RULE, "months")


def require_warning(days: int) -> None:
    """Check how early the end is announced. Raises: ValueNotAllowed."""
    if not 0 <= days <= MOST_DAYS:
        raise refuse(days, WARNING_RULE, "warning_days")


def require_reason(reason: str) -> str:
    """Return a reason without spaces around it. Raises: ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return reason.strip()


def require_level(level: int | None, term: Term) -> None:
    """Check a level of skill: it is entered exactly where levels are kept. Raises: ValueNotAllowed."""
    if term.least_level is None:
        if level is not None:
            raise refuse(level, NO_LEVEL_RULE, "level")
    elif level is None or not 0 <= level <= HIGHEST_LEVEL:
        raise refuse("" if level is None else level, LEVEL_RULE, "level")


def require_evidence(evidence: str) -> None:
    """Check that it is said on what an assessment rests. Raises: ValueNotAllowed."""
    if not evidence.strip():
        raise refuse("", EVIDENCE_RULE, "evidence")


def last_day(held_from: date, held_until: date | None, term: Term, today: date) -> date:
    """Return the last day of what is granted. Raises: ValueNotAllowed."""
    latest = add_months(held_from, term.months)
    until = latest if held_until is None else held_until
    if until < held_from:
        raise refuse(until, DATES_RULE, "held_until")
    if until > latest:
        raise refuse(until, LONG_RULE, "held_until")
    if until < today:
        raise refuse(until, PAST_RULE, "held_until")
    return until


def require_begun(held_from: date, today: date) -> None:
    """Check that a renewal leaves no gap behind what it takes the place of. Raises: ValueNotAllowed."""
    if held_from > today:
        raise refuse(held_from, FUTURE_RULE, "held_from")
