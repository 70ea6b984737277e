"""What an assessor who grants, renews, suspends or reinstates a qualification sees and binds (11.50, 11.70).

A step is known by whose it is, of what, and its place among the steps. The files that are attached to a grant when a step of
it is signed are bound too, each as a record of its own: one that is withdrawn afterwards voids it (P11-18).
"""

from datetime import date
from typing import Any, Final

import msgspec

from veralot_server.core.module import SUBJECTS, Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.training import records
from veralot_server.modules.training.domain import entries, steps
from veralot_shared.contracts.attachments import FileTarget, FileTargetKind, ListAttachments
from veralot_shared.contracts.training import (
    SIGNED,
    ConfirmGrants,
    GrantEvent,
    GrantQualification,
    GrantView,
    ReinstateGrant,
    RenewGrant,
    SuspendGrant,
    VersionView,
)
from veralot_shared.ids import GrantId

KIND: Final = "training_version"

AGAIN: Final = """
SELECT u.full_name AS person, u.user_name, q.code AS qualification, q.name, v.event, v.level, v.held_from, v.held_until,
       v.evidence, v.reason
FROM training_version v JOIN training_grant g ON g.id = v.grant_id JOIN identity_user u ON u.id = g.user_id
JOIN training_qualification q ON q.id = g.qualification_id
WHERE g.user_id = %(user)s AND g.qualification_id = %(qualification)s AND v.number = %(number)s
  AND %(scope)s::bigint IS NULL
"""

OF_BOTH: Final = " AND g.user_id = %(user)s AND g.qualification_id = %(qualification)s"


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature on a step binds."""

    user_name: str
    qualification: str
    event: GrantEvent
    level: int | None
    held_from: date
    held_until: date
    evidence: str
    reason: str


class Again(Content, frozen=True, kw_only=True):
    """A step read again, with how its person and qualification are called now."""

    person: str
    name: str


def step(key: str, person: str, content: Content, doers: frozenset[int] = frozenset()) -> Subject:
    """Return a step as it is signed."""
    bound: dict[str, Any] = {name: getattr(content, name) for name in Content.__struct_fields__}
    label = f"{person} · {content.qualification}"
    return Subject(kind=KIND, key=key, label=label, content=bound, doers=doers)


def key_of(user_id: int, qualification_id: int, number: int) -> str:
    """Return by what a step is known; when it is signed first, the grant that it begins has no number yet."""
    return f"u{user_id}.q{qualification_id}/version/{number}"


# --- granting --------------------------------------------------------------------------------------------------------


@signs(GrantQualification)
def granted(command: GrantQualification, tx: Transaction) -> list[Subject]:
    """Return what is granted; nobody grants it to themselves."""
    asked = records.qualification(tx, command.qualification_id)
    person = records.person(tx, command.user_id)
    former = records.grants(tx, OF_BOTH, user=person.id, qualification=asked.id)
    content = Content(
        user_name=person.user_name,
        qualification=asked.code,
        event=GrantEvent.GRANTED,
        level=command.level,
        held_from=command.held_from,
        held_until=entries.last_day(command.held_from, command.held_until, asked, tx.today),
        evidence=command.evidence.strip(),
        reason="",
    )
    key = key_of(person.id, asked.id, former[0].number + 1 if former else 1)
    files = certificates(former[0].id, tx) if former else []
    return [step(key, person.full_name, content, frozenset({int(person.id)})), *files]


@signs(RenewGrant)
def renewed(command: RenewGrant, tx: Transaction) -> list[Subject]:
    """Return what is renewed, with its files; nobody renews their own."""
    found = records.grant(tx, command.id)
    steps.require(records.label(found), found.event, GrantEvent.RENEWED, found.state)
    asked = records.qualification(tx, found.qualification_id)
    content = Content(
        user_name=found.user_name,
        qualification=found.code,
        event=GrantEvent.RENEWED,
        level=command.level,
        held_from=command.held_from,
        held_until=entries.last_day(command.held_from, command.held_until, asked, tx.today),
        evidence=command.evidence.strip(),
        reason="",
    )
    return [next_step(found, content, frozenset({int(found.user_id)})), *certificates(found.id, tx)]


@signs(SuspendGrant)
def suspended(command: SuspendGrant, tx: Transaction) -> list[Subject]:
    """Return what is suspended; whoever notices that they are not up to it may suspend their own."""
    return [following(tx, command.id, GrantEvent.SUSPENDED, command.reason)]


@signs(ReinstateGrant)
def reinstated(command: ReinstateGrant, tx: Transaction) -> list[Subject]:
    """Return what is reinstated, with its files; nobody reinstates their own."""
    found = records.grant(tx, command.id)
    doers = frozenset({int(found.user_id)})
    return [following(tx, command.id, GrantEvent.REINSTATED, command.reason, doers), *certificates(command.id, tx)]


@signs(ConfirmGrants)
def confirmed(command: ConfirmGrants, tx: Transaction) -> list[Subject]:
    """Return everything that was imported and is granted now, with its files; none of it is the signer's own."""
    subjects = []
    for found, like in records.newest(tx, records.several(tx, command.ids)):
        event = steps.confirmed(found.event)
        steps.require_proposed(records.label(found), proposed=found.proposed, event=event, state=found.state)
        subjects.append(next_step(found, alike(found, event, like), frozenset({int(found.user_id)})))
        subjects += certificates(found.id, tx) if found.files else []
    return subjects


def following(
    tx: Transaction, grant_id: GrantId, event: GrantEvent, reason: str, doers: frozenset[int] = frozenset()
) -> Subject:
    """Return a step that keeps days and level of the one before. Raises: RecordNotFound, TransitionIllegal."""
    found = records.grant(tx, grant_id)
    steps.require(records.label(found), found.event, event, found.state)
    like = next(one for one in records.versions(tx, found.id) if one.event in SIGNED)
    return next_step(found, alike(found, event, like, reason.strip()), doers)


def alike(found: GrantView, event: GrantEvent, like: VersionView, reason: str = "") -> Content:
    """Return a step with the days, level and evidence of another."""
    return Content(
        user_name=found.user_name,
        qualification=found.code,
        event=event,
        level=like.level,
        held_from=like.held_from,
        held_until=like.held_until,
        evidence=like.evidence,
        reason=reason,
    )


def next_step(found: GrantView, content: Content, doers: frozenset[int]) -> Subject:
    """Return the next step of a grant as it is signed."""
    return step(key_of(found.user_id, found.qualification_id, found.number + 1), found.full_name, content, doers)


def certificates(grant_id: GrantId, tx: Transaction) -> list[Subject]:
    """Return the files that are attached to a grant, each as it is signed."""
    target = FileTarget(kind=FileTargetKind.GRANT, id=grant_id)
    found = [one for one in tx.call(ListAttachments(target=target)) if one.withdrawn_at is None]
    read = [SUBJECTS["attachment"](str(one.id), tx) for one in sorted(found, key=lambda one: one.id)]
    return [one for one in read if one is not None]


@subject(KIND)
def step_again(key: str, tx: Transaction) -> Subject | None:
    """Read a step again."""
    whose, _, number = key.partition("/version/")
    user, _, qualification = whose.removeprefix("u").partition(".q")
    values = {"user": int(user), "qualification": int(qualification), "number": int(number)}
    found = tx.one(Again, AGAIN, scope=tx.actor.customer_id, **values)
    return None if found is None else step(key, found.person, found)
