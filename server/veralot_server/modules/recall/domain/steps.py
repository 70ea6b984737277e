"""What is possible when, by `RECALL_TRANSITIONS` and by what was decided."""

from datetime import date, datetime

from veralot_server.modules.recall.domain import words
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.recall import (
    RECALL_TRANSITIONS,
    CheckLevel,
    Jurisdiction,
    RecallAction,
    RecallEvent,
    RecallStatus,
)
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed

MOST_PERCENT = 99


def step(number: str, status: RecallStatus, action: RecallAction | None, event: RecallEvent) -> RecallStatus:
    """Return the state that an event leads to.

    Whoever decided to do nothing closes; whoever decided to do something goes on.

    Raises: TransitionIllegal.
    """
    target = RECALL_TRANSITIONS.get((status, event))
    nothing = action is RecallAction.NO_ACTION
    decided = status is RecallStatus.DECISION and event in {RecallEvent.FREEZE, RecallEvent.CLOSE}
    if target is None or (decided and nothing is (event is RecallEvent.FREEZE)):
        raise TransitionIllegal(kind="recall", key=number, state=status, event=event)
    return target


def require_text(text: str, field: str) -> None:
    """Check that something was written. Raises: ReasonMissing."""
    if not text.strip():
        raise ReasonMissing(field=field)


def require_past(day: date, today: date, field: str) -> None:
    """Check that a day is not yet to come. Raises: ValueNotAllowed."""
    if day > today:
        raise ValueNotAllowed(value=day.isoformat(), rule=words.RULE_FUTURE, field=field)


def require_window(since: datetime, until: datetime) -> None:
    """Check the ends of a time. Raises: ValueNotAllowed."""
    if until < since:
        raise ValueNotAllowed(value=until.isoformat(), rule=words.RULE_TIMES, field="suspects")


def require_level(level: CheckLevel, percent: int | None) -> None:
    """Check that level B, and it alone, has a percentage (21 CFR 7.42(b)(3)). Raises: ValueNotAllowed."""
    fits = percent is not None and 1 <= percent <= MOST_PERCENT if level is CheckLevel.B else percent is None
    if not fits:
        raise ValueNotAllowed(value=str(percent or ""), rule=words.RULE_PERCENT, field="check_percent")


def require_jurisdictions(jurisdictions: list[Jurisdiction]) -> None:
    """Check that somebody's clocks run. Raises: ValueNotAllowed."""
    if not jurisdictions:
        raise ValueNotAllowed(value="", rule=words.RULE_JURISDICTION, field="jurisdictions")
