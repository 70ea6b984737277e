"""Whether somebody holds a qualification on a day: one rule, by which the server refuses and the client warns beforehand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from typing import Protocol

from veralot_shared.contracts.training.states import HOLDING, GrantEvent, GrantState
from veralot_shared.contracts.training.views import GrantView, QualificationName
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_
from veralot_shared.ids import QualificationId


class Step(Protocol):
    """What holds of a person's qualification from its last signed step on; nothing where there is none."""

    @property
    def event(self) -> GrantEvent | None:
        """What was done last."""

    @property
    def level(self) -> int | None:
        """How well the person masters it, where levels are kept."""

    @property
    def held_from(self) -> date | None:
        """The first day."""

    @property
    def held_until(self) -> date | None:
        """The last day."""

    @property
    def least_level(self) -> int | None:
        """The level from which one may work under it."""

    @property
    def warning_days(self) -> int:
        """So many days before its end it is said to end."""


NEVER = N_("{code} {name} was never granted.")
WHY = {
    GrantState.NOT_GRANTED: NEVER,
    GrantState.NOT_YET: N_("{code} {name} holds from {from} on."),
    GrantState.LEARNING: N_("{code} {name} needs level {least}; level {level} was granted on {since}."),
    GrantState.EXPIRED: N_("{code} {name} ended on {until}."),
    GrantState.SUSPENDED: N_("{code} {name} is suspended since {since} ({reason})."),
}
"""Why somebody does not hold a qualification."""


def state_of(step: Step, day: date) -> GrantState:
    """Return where a person stands with a qualification on a day of the plant; on its last day it still holds."""
    if step.event is None or step.held_from is None or step.held_until is None:
        return GrantState.NOT_GRANTED
    if step.event is GrantEvent.SUSPENDED:
        return GrantState.SUSPENDED
    if day > step.held_until:
        return GrantState.EXPIRED
    if day < step.held_from:
        return GrantState.NOT_YET
    if step.least_level is not None and (step.level or 0) < step.least_level:
        return GrantState.LEARNING
    soon = (step.held_until - day).days <= step.warning_days
    return GrantState.EXPIRING if soon else GrantState.QUALIFIED


def why_not(asked: QualificationName, held: GrantView | None, day: date, zone: tzinfo) -> Sentence | None:
    """Return why somebody does not hold a qualification on a day of the plant, and since when; nothing where they do."""
    names = {"code": asked.code, "name": asked.name, "name_zh": asked.name_zh}
    if held is None:
        return Sentence(NEVER, names)
    state = state_of(held, day)
    if state in HOLDING:
        return None
    values = {
        "from": str(held.held_from or ""),
        "until": str(held.held_until or ""),
        "since": "" if held.since is None else held.since.astimezone(zone).date().isoformat(),
        "reason": held.reason,
        "level": str(held.level or 0),
        "least": str(held.least_level or 0),
    }
    return Sentence(
        WHY[state], names | {name: value for name, value in values.items() if "{" + name + "}" in WHY[state]}
    )


def lacking(
    asked: Sequence[QualificationName], held: Mapping[QualificationId, GrantView], day: date, zone: tzinfo
) -> list[Sentence]:
    """Return why somebody may not work where these qualifications are asked for; nothing where they may."""
    found = (why_not(one, held.get(one.id), day, zone) for one in asked)
    return [one for one in found if one is not None]


def by_qualification(grants: Iterable[GrantView]) -> dict[QualificationId, GrantView]:
    """Return one person's grants by what they are about."""
    return {grant.qualification_id: grant for grant in grants}
