"""By when the next step of a record is due, and when that is passed upwards: the plant's own rules, as data."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final, TypeAlias

from veralot_server.modules.quality.domain import words
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality import (
    WORKING_DAYS,
    CaseKind,
    LateKind,
    QualityClock,
    QualityStatus,
    TermEntry,
)
from veralot_shared.contracts.quality.kinds import REPORT_DAYS
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.rules import lateness
from veralot_shared.rules.dates import NO_CALENDAR, add_working_days
from veralot_shared.rules.lateness import Level

_K, _S = CaseKind, QualityStatus

STEP_DAYS: Final[Mapping[tuple[CaseKind, QualityStatus], int]] = MappingProxyType(
    {
        (_K.NCR, _S.OPEN): 1,
        (_K.NCR, _S.CONTAINED): 3,
        (_K.NCR, _S.UNDER_EVALUATION): 5,
        (_K.NCR, _S.DISPOSITIONED): 5,
        (_K.NCR, _S.EXECUTING): 10,
        (_K.NCR, _S.VERIFIED): 5,
        (_K.CAPA, _S.REQUESTED): 5,
        (_K.CAPA, _S.ACCEPTED): 10,
        (_K.CAPA, _S.INVESTIGATION): 20,
        (_K.CAPA, _S.ROOT_CAUSE): 10,
        (_K.CAPA, _S.PLAN): 5,
        (_K.CAPA, _S.PLAN_APPROVED): 5,
        (_K.CAPA, _S.IMPLEMENTATION): 40,
        (_K.CAPA, _S.IMPLEMENTED): 60,
        (_K.CAPA, _S.EFFECTIVENESS): 5,
        (_K.DEVIATION, _S.REPORTED): 1,
        (_K.DEVIATION, _S.CLASSIFIED): 2,
        (_K.DEVIATION, _S.IMPACT_ASSESSED): 5,
        (_K.DEVIATION, _S.INVESTIGATION): 10,
        (_K.DEVIATION, _S.ACTIONS): 10,
        (_K.DEVIATION, _S.QA_APPROVED): 3,
        (_K.PERMIT, _S.DRAFT): 3,
        (_K.PERMIT, _S.ASSESSED): 3,
        (_K.COMPLAINT, _S.RECEIVED): 1,
        (_K.COMPLAINT, _S.LOGGED): 1,
        (_K.COMPLAINT, _S.TRIAGED): 2,
        (_K.COMPLAINT, _S.REPORTABILITY_DECIDED): 5,
        (_K.COMPLAINT, _S.SAMPLE_REQUESTED): 20,
        (_K.COMPLAINT, _S.SAMPLE_RECEIVED): 5,
        (_K.COMPLAINT, _S.INVESTIGATION): 20,
        (_K.COMPLAINT, _S.CONCLUSION): 3,
        (_K.COMPLAINT, _S.RESPONSE_SENT): 3,
        (_K.COMPLAINT, _S.QA_REVIEW): 3,
        (_K.COMPLAINT, _S.REOPENED): 2,
        (_K.SCAR, _S.DRAFT): 2,
        (_K.SCAR, _S.ISSUED): 20,
        (_K.SCAR, _S.ANSWERED): 5,
        (_K.SCAR, _S.REVIEWED): 60,
        (_K.SCAR, _S.VERIFIED): 5,
        (_K.QCT, _S.PLANNED): 5,
        (_K.QCT, _S.SAMPLED): 5,
        (_K.QCT, _S.TESTED): 3,
        (_K.QCT, _S.PASSED): 3,
    }
)
"""Working days for what is to be done next in a state, until the plant says otherwise."""

CLOSING_DAYS: Final[Mapping[CaseKind, int]] = MappingProxyType(
    {_K.NCR: 30, _K.CAPA: 180, _K.DEVIATION: 30, _K.COMPLAINT: 60, _K.SCAR: 90}
)
"""Days until a record of a kind is to be closed, until the plant says otherwise."""

Terms: TypeAlias = Mapping[tuple[CaseKind, QualityStatus | None], int]
"""Days by kind and state; with no state, those until a record is closed."""

TERMS: Final[Terms] = MappingProxyType(
    {(kind, status): days for (kind, status), days in STEP_DAYS.items()}
    | {(kind, None): days for kind, days in CLOSING_DAYS.items()}
)
"""What a plant begins with."""

MOST_DAYS: Final = 3650

NOTICE_HOURS: Final = 24
"""Hours within which a customer is told where nothing else was agreed (CN-41), until the plant says otherwise."""

MOST_HOURS: Final = 8760


ESCALATIONS: Final = (Level(1, Role.QUALITY_HEAD), Level(5, Role.MANAGER))
"""What a plant begins with, until it says otherwise."""


def step_due(
    kind: CaseKind,
    status: QualityStatus,
    today: date,
    calendar: Mapping[date, bool] = NO_CALENDAR,
    terms: Terms = TERMS,
) -> date | None:
    """Return by when what follows on a state is due, by the days that the plant works."""
    days = terms.get((kind, status))
    return None if days is None else add_working_days(today, days, calendar)


def report_due(clock: QualityClock, aware_on: date, calendar: Mapping[date, bool] = NO_CALENDAR) -> date:
    """Return the last day of a report to an authority, counted from the day of awareness (QMSR-10).

    Only a clock in working days asks the calendar of its country; the law counts all others in days of whatever kind.
    """
    days = REPORT_DAYS[clock]
    return add_working_days(aware_on, days, calendar) if clock in WORKING_DAYS else aware_on + timedelta(days=days)


def escalation(
    due: date | None,
    today: date,
    levels: Sequence[Level] = ESCALATIONS,
    calendar: Mapping[date, bool] | None = None,
) -> int:
    """Return how often a task that was due was passed upwards, by the levels that a plant begins with or others."""
    return lateness.passed(due, today, levels, calendar)


def counted(source: LateKind, calendar: Mapping[date, bool]) -> Mapping[date, bool] | None:
    """Return by what calendar the delay of something counts: a clock's in days of whatever kind, all else by days worked."""
    return None if source is LateKind.CLOCK else calendar


def raised_to(level: int, levels: Sequence[Level] = ESCALATIONS) -> frozenset[str]:
    """Return the roles that a task was passed to."""
    return lateness.raised_to(level, levels)


def require_levels(days: Sequence[int]) -> None:
    """Check that there is a level, and that each comes later than the one before. Raises: ValueNotAllowed."""
    if not days:
        raise ValueNotAllowed(value="", rule=words.RULE_ONE, field="levels")
    for place, (before, after) in enumerate(pairwise((0, *days))):
        if after <= before:
            raise ValueNotAllowed(value=str(after), rule=words.RULE_LEVELS, field=f"levels[{place}].after_days")


def require_hours(hours: int) -> None:
    """Check within how many hours a customer is told. Raises: ValueNotAllowed."""
    if not 1 <= hours <= MOST_HOURS:
        raise ValueNotAllowed(value=str(hours), rule=words.RULE_HOURS, field="notice_hours")


def require_terms(entries: Sequence[TermEntry]) -> None:
    """Check that there is such a step, and that its days are days. Raises: ValueNotAllowed."""
    if not entries:
        raise ValueNotAllowed(value="", rule=words.RULE_ONE, field="terms")
    for place, entry in enumerate(entries):
        require_term(entry, f"terms[{place}].")


def require_term(entry: TermEntry, prefix: str = "") -> None:
    """Check one term. Raises: ValueNotAllowed."""
    require_step(entry.kind, entry.status, prefix)
    require_days(entry.days, prefix)


def require_step(kind: CaseKind, status: QualityStatus | None, prefix: str = "") -> None:
    """Check that there is such a step. Raises: ValueNotAllowed."""
    if (kind, status) not in TERMS:
        raise ValueNotAllowed(value=status or "", rule=words.RULE_NO_TERM, field=f"{prefix}status")


def require_days(days: int, prefix: str = "") -> None:
    """Check that a term's days are days. Raises: ValueNotAllowed."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueNotAllowed(value=str(days), rule=words.RULE_TERM, field=f"{prefix}days")
