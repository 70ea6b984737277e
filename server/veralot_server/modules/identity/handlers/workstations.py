"""Enrols computers that several people share, and withdraws them."""

from typing import Final

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import floor, sessions
from veralot_server.modules.identity.domain import WORKSTATION_RULE, check_reason
from veralot_server.modules.identity.secrets import new_token, token_hash
from veralot_server.modules.identity.tables import Workstation
from veralot_shared.contracts.identity import (
    EndReason,
    EnrolmentView,
    EnrolWorkstation,
    FloorChanged,
    WithdrawWorkstation,
    WorkstationView,
)
from veralot_shared.errors import RecordExists, TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import WorkstationId

LONGEST_NAME: Final = 100


@handles(EnrolWorkstation)
def enrol_workstation(command: EnrolWorkstation, tx: Transaction) -> EnrolmentView:
    """Give a computer a key of its own; it is told once."""
    name = command.name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueNotAllowed(field="name", value=name, rule=WORKSTATION_RULE)
    token = new_token()
    values = {
        "name": name,
        "token_hash": token_hash(token),
        "idle_seconds": command.idle_seconds,
        "enrolled_at": tx.now,
        "enrolled_by": tx.actor.user_id,
    }
    statement = upsert(Workstation).values(values).on_conflict_do_nothing(index_elements=[Workstation.name])
    number: WorkstationId | None = tx.execute(statement.returning(Workstation.id)).scalar()
    if number is None:
        raise RecordExists(kind="workstation", key=name, field="name")
    tx.emit(FloorChanged(badge_ids=[]))
    return EnrolmentView(workstation=floor.station(tx, number), token=token)


@handles(WithdrawWorkstation)
def withdraw_workstation(command: WithdrawWorkstation, tx: Transaction) -> WorkstationView:
    """Let a computer take no more badges; whoever is signed in there is signed out."""
    check_reason(command.reason)
    view = floor.station(tx, command.id)
    if view.withdrawn_at is not None:
        raise TransitionIllegal(kind="workstation", key=view.name, state="withdrawn", event="withdraw")
    tx.because(command.reason)
    values = {Workstation.withdrawn_at: tx.now, Workstation.withdrawn_reason: command.reason.strip()}
    tx.execute(update(Workstation).where(Workstation.id == view.id).values(values))
    sessions.end_at(tx, view.id, EndReason.WORKSTATION_WITHDRAWN)
    tx.emit(FloorChanged(badge_ids=[]))
    return floor.station(tx, view.id)
