"""What is possible with a record as it stands, and who may not sign it."""

from collections.abc import Iterable
from datetime import date

from veralot_server.modules.quality.domain import words
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.quality import (
    FOUR_EYES,
    MACHINES,
    PERMIT_CLOCK,
    CaseKind,
    QualityEvent,
    QualityStatus,
)
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import UserId


def counts_as(
    kind: CaseKind, status: QualityStatus, valid: tuple[date | None, date | None], today: date
) -> QualityStatus:
    """Return what a record counts as: an approved permit is active on the days of its validity, and expired after them."""
    before, on, after = PERMIT_CLOCK
    since, until = valid
    if kind is not CaseKind.PERMIT or status is not before or since is None or until is None or today < since:
        return status
    return on if today <= until else after


def kept(kind: CaseKind, status: QualityStatus) -> QualityStatus:
    """Return as what a state is kept: what a permit counts as by the clock is never written down, so that the clock goes on."""
    return PERMIT_CLOCK[0] if kind is CaseKind.PERMIT and status in PERMIT_CLOCK else status


def step(number: str, kind: CaseKind, status: QualityStatus, event: QualityEvent) -> QualityStatus:
    """Return the state that an event leads to. Raises: TransitionIllegal."""
    target = MACHINES[kind].get((status, event))
    if target is None:
        raise TransitionIllegal(kind=words.NAMES[kind], key=number, state=status, event=event)
    return target


def barred(kind: CaseKind, event: QualityEvent, done: Iterable[tuple[QualityEvent, UserId]]) -> frozenset[int]:
    """Return who may not sign an event, by what they did in the present cycle."""
    events = FOUR_EYES.get((kind, event), frozenset())
    return frozenset(int(by) for what, by in done if what in events)


def require_text(text: str, field: str) -> str:
    """Return a text without the spaces around it, if it says something. Raises: ReasonMissing."""
    if not text.strip():
        raise ReasonMissing(field=field)
    return text.strip()


def require_past(day: date, today: date, field: str) -> None:
    """Check that a day is not yet to come. Raises: ValueNotAllowed."""
    if day > today:
        raise ValueNotAllowed(value=day.isoformat(), rule=words.RULE_FUTURE, field=field)


def require_coming(day: date, today: date, field: str) -> None:
    """Check that a day has not passed. Raises: ValueNotAllowed."""
    if day < today:
        raise ValueNotAllowed(value=day.isoformat(), rule=words.RULE_PAST, field=field)
