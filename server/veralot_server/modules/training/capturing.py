"""Qualifications while the server is away: one's own, told ahead, and those that lapsed, found out after (OFF-02, OFF-06)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec

from veralot_server.core.capturing import Attempt, Verdict, captures, snapshots
from veralot_server.core.transaction import Transaction
from veralot_server.modules.training import records
from veralot_shared.contracts.capture import Difference
from veralot_shared.contracts.inspection import RecordResults
from veralot_shared.contracts.training import (
    HOLDING,
    GrantEvent,
    GrantView,
    MyQualifications,
    Permission,
    QualificationName,
    by_qualification,
    why_not,
)
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_
from veralot_shared.ids import GrantId, InspectionId, QualificationId, UserId
from veralot_shared.messages import Query

ASKED: Final = """
SELECT i.id AS inspection_id, 0 AS characteristic_id, q.id, q.code, q.name, q.name_zh
FROM inspection_inspection i JOIN inspection_revision r ON r.id = i.revision_id
JOIN training_qualification q ON q.id = ANY(r.qualification_ids) WHERE i.id = ANY(%(ids)s)
UNION ALL
SELECT i.id, c.id, q.id, q.code, q.name, q.name_zh
FROM inspection_inspection i JOIN inspection_characteristic c ON c.revision_id = i.revision_id
JOIN training_qualification q ON q.id = ANY(c.qualification_ids) WHERE i.id = ANY(%(ids)s)
ORDER BY 1, 2, 4
"""
"""What inspections ask for: of everybody, and for single characteristics."""

OF_PEOPLE: Final = " AND g.user_id = ANY(%(people)s) AND g.qualification_id = ANY(%(qualifications)s)"

STEPS: Final = """
SELECT v.grant_id, v.event, v.level, v.held_from, v.held_until, v.reason, v.at
FROM training_version v WHERE v.grant_id = ANY(%(grants)s) AND v.event = ANY(%(signed)s) ORDER BY v.grant_id, v.number
"""

HELD: Final = N_("The work list says that {code} {name} is held until {until}.")
NOT_HELD: Final = N_("The work list says that {code} {name} is not held.")
NOT_LISTED: Final = N_("The work list says nothing of {code} {name}.")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A qualification that an inspection asks for; of one characteristic, or with 0 of all."""

    inspection_id: InspectionId
    characteristic_id: int
    id: QualificationId
    code: str
    name: str
    name_zh: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A signed step of a grant."""

    grant_id: GrantId
    event: GrantEvent
    level: int | None
    held_from: date
    held_until: date
    reason: str
    at: datetime


@snapshots("training")
def own(tx: Transaction) -> list[Query[Any]]:
    """Return the question for one's own qualifications: the computer refuses what is entered under one that has ended."""
    return [MyQualifications()] if Permission.READ in tx.actor.permissions else []


@captures(RecordResults)
def judged(attempts: Sequence[Attempt], tx: Transaction) -> list[Verdict]:
    """Judge results: whether who entered them was qualified then, and still is."""
    asked = tx.rows(Asked, ASKED, ids=sorted({attempt.command.inspection_id for attempt in attempts}))
    if not asked:
        return [Verdict() for _ in attempts]
    people = sorted({attempt.user_id for attempt in attempts})
    grants = records.grants(tx, OF_PEOPLE, people=people, qualifications=sorted({one.id for one in asked}))
    steps = tx.rows(Step, STEPS, grants=[one.id for one in grants], signed=records.EFFECTIVE)
    history = History(tx, grants, steps)
    return [Verdict(differences=list(differences(attempt, wanted(attempt, asked), history))) for attempt in attempts]


def wanted(attempt: Attempt, asked: Sequence[Asked]) -> list[QualificationName]:
    """Return what the inspection asks for of whoever records these results, each once."""
    command: RecordResults = attempt.command
    named = {0, *(entry.characteristic_id for entry in command.results)}
    found = {
        one.id: QualificationName(id=one.id, code=one.code, name=one.name, name_zh=one.name_zh)
        for one in asked
        if one.inspection_id == command.inspection_id and one.characteristic_id in named
    }
    return list(found.values())


class History:
    """Who held what at which moment, by all signed steps."""

    def __init__(self, tx: Transaction, grants: Sequence[GrantView], steps: Sequence[Step]) -> None:
        """Keep what was read."""
        self.now, self.zone = tx.now, tx.zone
        self._grants = {(one.user_id, one.qualification_id): one for one in grants}
        self._steps: dict[GrantId, list[Step]] = {}
        for step in steps:
            self._steps.setdefault(step.grant_id, []).append(step)

    def why_not(self, user_id: UserId, asked: QualificationName, at: datetime) -> Sentence | None:
        """Return why a person did not hold a qualification at a moment; nothing where they did."""
        grant = self._grants.get((user_id, asked.id))
        then = None if grant is None else self._at(grant, at)
        return why_not(asked, then, at.astimezone(self.zone).date(), self.zone)

    def _at(self, grant: GrantView, at: datetime) -> GrantView | None:
        """Return a grant as its last step before a moment left it."""
        before = [step for step in self._steps.get(grant.id, ()) if step.at <= at]
        if not before:
            return None
        last = before[-1]
        return msgspec.structs.replace(
            grant,
            event=last.event,
            level=last.level,
            held_from=last.held_from,
            held_until=last.held_until,
            reason=last.reason,
            since=last.at,
        )


def differences(attempt: Attempt, asked: Sequence[QualificationName], history: History) -> Iterator[Difference]:
    """Yield what was not held when it was entered, or is not held any more now that it is handed in."""
    listed: list[GrantView] | None = attempt.basis(MyQualifications())
    known = by_qualification(listed or [])
    for one in asked:
        then = history.why_not(attempt.user_id, one, attempt.entered_at)
        now = then or history.why_not(attempt.user_id, one, history.now)
        if now is not None:
            yield Difference(what=Sentence(N_("Qualification")), then=said(one, known.get(one.id)), now=now)


def said(asked: QualificationName, listed: GrantView | None) -> Sentence:
    """Return what the work list said of a qualification."""
    names = {"code": asked.code, "name": asked.name, "name_zh": asked.name_zh}
    if listed is None or listed.held_until is None:
        return Sentence(NOT_LISTED, names)
    if listed.state not in HOLDING:
        return Sentence(NOT_HELD, names)
    return Sentence(HELD, names | {"until": listed.held_until.isoformat()})
