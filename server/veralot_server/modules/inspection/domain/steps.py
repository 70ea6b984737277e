"""What is possible when, by `INSPECTION_TRANSITIONS` and `REVISION_TRANSITIONS`."""

from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.inspection import (
    DECISIONS,
    INSPECTION_TRANSITIONS,
    REVISION_TRANSITIONS,
    DecisionForbidden,
    InspectionEvent,
    InspectionStatus,
    RevisionEvent,
    RevisionStatus,
    UsageDecision,
    Verdict,
)
from veralot_shared.errors import TransitionIllegal

BY_PEOPLE = frozenset(InspectionEvent) - {
    InspectionEvent.CREATE,
    InspectionEvent.EVALUATE,
    InspectionEvent.DRAW_NEXT_SAMPLE,
}
"""Events that a person can ask for; the others follow from results."""


def step(number: str, status: InspectionStatus, event: InspectionEvent) -> InspectionStatus:
    """Return the status that an event leads an inspection to. Raises: TransitionIllegal."""
    target = INSPECTION_TRANSITIONS.get((status, event))
    if target is None:
        raise TransitionIllegal(kind="inspection", key=number, state=status, event=event)
    return target


def revision_step(label: str, status: RevisionStatus, event: RevisionEvent) -> RevisionStatus:
    """Return the status that an event leads a plan's revision to. Raises: TransitionIllegal."""
    target = REVISION_TRANSITIONS.get((status, event))
    if target is None:
        raise TransitionIllegal(kind="inspection plan", key=label, state=status, event=event)
    return target


def possible(status: InspectionStatus, verdict: Verdict) -> list[InspectionEvent]:
    """Return what people can do with an inspection now."""
    found = [event for state, event in INSPECTION_TRANSITIONS if state is status and event in BY_PEOPLE]
    if verdict is not Verdict.NOT_ACCEPTED:
        return [event for event in found if event is not InspectionEvent.OPEN_INVESTIGATION]
    return found


def require_decision(number: str, verdict: Verdict, decision: UsageDecision) -> None:
    """Check that a decision fits what was computed; no spelling and no right changes that (AQL-13).

    Raises: DecisionForbidden.
    """
    if decision not in DECISIONS[verdict]:
        raise DecisionForbidden(number=number, verdict=verdict, decision=decision)


def require_text(text: str, field: str = "reason") -> None:
    """Check that something was written. Raises: ReasonMissing."""
    if not text.strip():
        raise ReasonMissing(field=field)
