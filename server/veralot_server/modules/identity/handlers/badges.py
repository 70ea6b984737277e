"""Gives badges out, blocks lost ones, takes them back, and records that they were tested (P11-25, P11-27)."""

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import accounts, floor, sessions
from veralot_server.modules.identity.domain import BADGE_LABEL_RULE, check_reason, next_badge_state
from veralot_server.modules.identity.tables import Badge, User
from veralot_shared.contracts.identity import (
    AccountState,
    AssignBadge,
    BadgeEvent,
    BadgeOther,
    BadgeState,
    BadgeUsedBefore,
    BadgeView,
    BlockBadge,
    CheckBadge,
    EndReason,
    ReturnBadge,
    UnblockBadge,
)
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.ids import BadgeId, UserId

ONE_BADGE_RULE = N_("This person has a badge already. Replace it, or take it back first.")
OTHER_PERSON_RULE = N_("The badge that is replaced belongs to another person.")
REPLACED = N_("Replaced by another badge.")


@handles(AssignBadge)
def assign_badge(command: AssignBadge, tx: Transaction) -> BadgeView:
    """Give a badge out that nobody ever had; what it replaces is out of use from now on."""
    if not command.label.strip():
        raise ValueNotAllowed(field="label", value="", rule=BADGE_LABEL_RULE)
    account = accounts.locked(tx, command.user_id)
    if account.state is AccountState.DISABLED:
        raise TransitionIllegal(kind="user", key=account.user_name, state=account.state, event="assign a badge")
    hashed = floor.code_hash(tx, command.code)
    refuse_used(tx, hashed)
    if command.replaces is not None:
        replace(tx, command.replaces, account.id)
    if has_badge(tx, account.id):
        raise ValueNotAllowed(field="user_id", value=account.user_name, rule=ONE_BADGE_RULE)
    values = {
        "user_id": account.id,
        "code_hash": hashed,
        "label": command.label.strip(),
        "state": BadgeState.ASSIGNED,
        "assigned_at": tx.now,
        "assigned_by": tx.actor.user_id,
        "changed_at": tx.now,
        "tested_at": tx.now,
        "replaces_id": command.replaces,
    }
    number: BadgeId = tx.execute(insert(Badge).values(values).returning(Badge.id)).scalar_one()
    return floor.told(tx, floor.badge(tx, number))


def refuse_used(tx: Transaction, hashed: bytes) -> None:
    """Refuse a badge that anybody ever had. Raises BadgeUsedBefore."""
    whose = select(User.user_name).join(Badge, Badge.user_id == User.id).where(Badge.code_hash == hashed)
    used = tx.execute(whose).scalar()
    if used is not None:
        raise BadgeUsedBefore(user_name=used)


def replace(tx: Transaction, badge_id: BadgeId, user_id: UserId) -> None:
    """Take the badge that is replaced out of use. Raises RecordNotFound, TransitionIllegal, ValueNotAllowed."""
    view = floor.badge(tx, badge_id)
    if view.user_id != user_id:
        raise ValueNotAllowed(field="replaces", value=view.label, rule=OTHER_PERSON_RULE)
    move(tx, view, BadgeEvent.RETURN, REPLACED)


def has_badge(tx: Transaction, user_id: UserId) -> bool:
    """Tell whether a person has a badge that may be used."""
    mine = select(Badge.id).where(Badge.user_id == user_id, Badge.state == BadgeState.ASSIGNED)
    return tx.execute(mine).scalar() is not None


@handles(BlockBadge)
def block_badge(command: BlockBadge, tx: Transaction) -> BadgeView:
    """Block a lost badge; what it began ends at once."""
    check_reason(command.reason)
    return floor.told(tx, move(tx, floor.badge(tx, command.id), BadgeEvent.BLOCK, command.reason))


@handles(UnblockBadge)
def unblock_badge(command: UnblockBadge, tx: Transaction) -> BadgeView:
    """Let a badge count again, unless its person was given another meanwhile."""
    check_reason(command.reason)
    view = floor.badge(tx, command.id)
    if view.state is BadgeState.BLOCKED and has_badge(tx, view.user_id):
        raise ValueNotAllowed(field="id", value=view.label, rule=ONE_BADGE_RULE)
    return floor.told(tx, move(tx, view, BadgeEvent.UNBLOCK, command.reason))


@handles(ReturnBadge)
def return_badge(command: ReturnBadge, tx: Transaction) -> BadgeView:
    """Take a badge back for good."""
    check_reason(command.reason)
    return floor.told(tx, move(tx, floor.badge(tx, command.id), BadgeEvent.RETURN, command.reason))


@handles(CheckBadge)
def check_badge(command: CheckBadge, tx: Transaction) -> BadgeView:
    """Record that a badge was read again and is the one it should be."""
    view = floor.badge(tx, command.id)
    next_badge_state(view.label, view.state, BadgeEvent.TEST)
    stored = tx.execute(select(Badge.code_hash).where(Badge.id == view.id)).scalar_one()
    if floor.code_hash(tx, command.code) != bytes(stored):
        raise BadgeOther(label=view.label)
    write(tx, view.id, {Badge.tested_at: tx.now})
    return floor.told(tx, floor.badge(tx, view.id))


def move(tx: Transaction, view: BadgeView, event: BadgeEvent, reason: str) -> BadgeView:
    """Move a badge to its next state; what leaves use ends the sessions that it began. Raises TransitionIllegal."""
    state = next_badge_state(view.label, view.state, event)
    tx.because(reason)
    write(tx, view.id, {Badge.state: state, Badge.changed_at: tx.now, Badge.reason: reason.strip()})
    if state is not BadgeState.ASSIGNED:
        sessions.end_by(tx, view.id, EndReason.BADGE_WITHDRAWN)
    return floor.badge(tx, view.id)


def write(tx: Transaction, badge_id: BadgeId, values: dict[InstrumentedAttribute[Any], object]) -> None:
    """Change fields of a badge."""
    tx.execute(update(Badge).where(Badge.id == badge_id).values(values))
