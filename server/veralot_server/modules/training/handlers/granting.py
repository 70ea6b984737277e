"""Grants qualifications to people, renews, suspends and reinstates them; each step is signed, and nothing is overwritten."""

from collections.abc import Sequence

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.training import records, workflow
from veralot_server.modules.training.domain import entries, steps
from veralot_server.modules.training.handlers.defining import standing
from veralot_shared.contracts.training import (
    SIGNED,
    ConfirmGrants,
    DeclineGrants,
    GetGrant,
    GrantDetail,
    GrantEvent,
    GrantExists,
    GrantQualification,
    GrantView,
    ReinstateGrant,
    RenewGrant,
    SuspendGrant,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import GrantId

GRANT = N_("Grant")
OF_BOTH = " AND g.user_id = %(user)s AND g.qualification_id = %(qualification)s"


@handles(GrantQualification)
def grant_qualification(command: GrantQualification, tx: Transaction) -> GrantDetail:
    """Grant a person a qualification for the first time; what an import proposed of it is superseded."""
    asked = standing(tx, command.qualification_id, GRANT)
    person = records.person(tx, command.user_id)
    entries.require_level(command.level, asked)
    entries.require_evidence(command.evidence)
    until = entries.last_day(command.held_from, command.held_until, asked, tx.today)
    former = records.grants(tx, OF_BOTH, user=person.id, qualification=asked.id)
    if former and former[0].event is not None:
        raise GrantExists(person=person.full_name, person_zh=person.full_name_zh, qualification=asked.code)
    grant_id = former[0].id if former else workflow.begin(tx, person.id, asked.id)
    workflow.write(
        tx,
        grant_id,
        former[0].number + 1 if former else 1,
        GrantEvent.GRANTED,
        held=(command.held_from, until),
        level=command.level,
        evidence=command.evidence,
    )
    return done(tx, grant_id)


@handles(RenewGrant)
def renew_grant(command: RenewGrant, tx: Transaction) -> GrantDetail:
    """Renew a person's qualification; what was granted before stays on record."""
    found = stepped(tx, command.id, GrantEvent.RENEWED)
    asked = standing(tx, found.qualification_id, GRANT)
    entries.require_level(command.level, asked)
    entries.require_evidence(command.evidence)
    entries.require_begun(command.held_from, tx.today)
    held = (command.held_from, entries.last_day(command.held_from, command.held_until, asked, tx.today))
    workflow.write(
        tx,
        found.id,
        found.number + 1,
        GrantEvent.RENEWED,
        held=held,
        level=command.level,
        evidence=command.evidence,
    )
    return done(tx, found.id)


@handles(SuspendGrant)
def suspend_grant(command: SuspendGrant, tx: Transaction) -> GrantDetail:
    """Suspend a person's qualification."""
    return followed(tx, command.id, GrantEvent.SUSPENDED, command.reason)


@handles(ReinstateGrant)
def reinstate_grant(command: ReinstateGrant, tx: Transaction) -> GrantDetail:
    """Reinstate a suspended qualification; its days stay as they were."""
    return followed(tx, command.id, GrantEvent.REINSTATED, command.reason)


def followed(tx: Transaction, grant_id: GrantId, event: GrantEvent, reason: str) -> GrantDetail:
    """Take a step that keeps days and level. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""
    why = entries.require_reason(reason)
    found = stepped(tx, grant_id, event)
    tx.because(why)
    last = next(one for one in records.versions(tx, found.id) if one.event in SIGNED)
    workflow.follow(tx, found, event, last, why)
    return done(tx, found.id)


def stepped(tx: Transaction, grant_id: GrantId, event: GrantEvent) -> GrantView:
    """Lock a grant of which a step may be taken, and return it. Raises: RecordNotFound, TransitionIllegal."""
    (found,) = records.locked(tx, [grant_id])
    steps.require(records.label(found), found.event, event, found.state)
    return found


@handles(ConfirmGrants)
def confirm_grants(command: ConfirmGrants, tx: Transaction) -> list[GrantView]:
    """Grant what was imported, as it was proposed; to whom and what nothing is granted by hand, nothing is so either."""
    found = proposed(tx, command.ids, GrantEvent.GRANTED)
    for qualification_id in sorted({one.qualification_id for one in found}):
        standing(tx, qualification_id, GRANT)
    records.require_people(tx, [one.user_id for one in found])
    for one, like in records.newest(tx, found):
        workflow.follow(tx, one, steps.confirmed(one.event), like)
    return all_done(tx, found)


@handles(DeclineGrants)
def decline_grants(command: DeclineGrants, tx: Transaction) -> list[GrantView]:
    """Decline what was imported; what was granted before holds on."""
    why = entries.require_reason(command.reason)
    found = proposed(tx, command.ids, GrantEvent.DECLINED)
    tx.because(why)
    for one, like in records.newest(tx, found):
        workflow.follow(tx, one, GrantEvent.DECLINED, like, why)
    return all_done(tx, found)


def proposed(tx: Transaction, ids: Sequence[GrantId], event: GrantEvent) -> list[GrantView]:
    """Lock grants that wait for a signature, and return them. Raises: RecordNotFound, TransitionIllegal."""
    found = records.locked(tx, ids)
    for one in found:
        steps.require_proposed(records.label(one), proposed=one.proposed, event=event, state=one.state)
    return found


def done(tx: Transaction, grant_id: GrantId) -> GrantDetail:
    """Tell, and return a grant as it is now."""
    detail = tx.call(GetGrant(id=grant_id))
    records.tell(tx, [detail.grant])
    return detail


def all_done(tx: Transaction, found: Sequence[GrantView]) -> list[GrantView]:
    """Tell, and return grants as they are now."""
    after = records.several(tx, [one.id for one in found])
    records.tell(tx, after)
    return after
