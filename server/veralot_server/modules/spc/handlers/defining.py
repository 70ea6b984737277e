"""Puts characteristics under control, switches their rules, pauses, resumes and ends them."""

from typing import Any

from sqlalchemy import insert, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import Stored, check_version
from veralot_server.modules.spc import controls, missing
from veralot_server.modules.spc.domain import defining, words
from veralot_server.modules.spc.tables import Control, ControlStep
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.inspection import GetPlan, GetRevision, PlanView
from veralot_shared.contracts.items import GetItem
from veralot_shared.contracts.spc import (
    CONTROL_TRANSITIONS,
    ChangeControl,
    ControlEvent,
    ControlStatus,
    ControlView,
    DefineControl,
    MissedEnd,
    MoveControl,
)
from veralot_shared.errors import RecordExists, Sentence, TransitionIllegal
from veralot_shared.i18n import N_
from veralot_shared.ids import ControlId

TAKEN = "SELECT FROM spc_control WHERE upper(code) = upper(%s)"
ENTERED = ("chart", "subgroup_size", "interval_minutes", "plan_id", "precision", "weight", "width", "slack")
TEXTS = ("code", "name", "name_zh", "unit", "characteristic")
LIMITS = ("nominal", "lower", "upper")


@handles(DefineControl)
def define_control(command: DefineControl, tx: Transaction) -> ControlView:
    """Put a characteristic under control."""
    defining.require(list(defining.problems(command)))
    if tx.wire.execute(TAKEN, (command.code.strip(),)).fetchone():
        raise RecordExists(kind="characteristic under control", key=command.code, field="code")
    plan = None if command.plan_id is None else checked_plan(command, tx)
    item_id = command.item_id if plan is None else plan.item_id
    item = None if item_id is None else tx.call(GetItem(id=item_id))
    values: dict[str, Any] = {name: getattr(command, name) for name in ENTERED}
    values |= {name: getattr(command, name).strip() for name in TEXTS}
    values |= {name: getattr(command, name) if plan is None else None for name in LIMITS}
    values |= {
        "decision_interval": command.interval,
        "rules": sorted(set(command.rules)),
        "status": ControlStatus.RUNNING,
        "item_id": item_id,
        "customer_id": item.customer_id if item else None,
        "clock_from": tx.now if command.interval_minutes else None,
        "made_at": tx.now,
        "made_by": tx.actor.user_id,
    }
    control_id = ControlId(tx.execute(insert(Control).values(values).returning(Control.id)).scalar_one())
    controls.tell(tx, control_id)
    return controls.view(tx, control_id)


def checked_plan(command: DefineControl, tx: Transaction) -> PlanView:
    """Return the plan whose characteristic is put under control. Raises: RecordNotFound, ControlInvalid."""
    if command.plan_id is None:
        raise ValueError("no plan is named")
    plan = tx.call(GetPlan(id=command.plan_id)).plan
    if plan.released_id is None:
        defining.require([Sentence(words.NO_PLAN, {"plan": plan.code})])
    else:
        found = tx.call(GetRevision(id=plan.released_id)).characteristics
        one = next((each for each in found if each.code == command.characteristic), None)
        if one is None:
            named = {"plan": plan.code, "code": command.characteristic}
            defining.require([Sentence(words.NO_CHARACTERISTIC, named)])
        elif not defining.fits(command.chart, one.kind):
            defining.require([Sentence(words.KIND, {"chart": words.SYMBOLS[command.chart], "code": one.code})])
    return plan


@handles(ChangeControl)
def change_control(command: ChangeControl, tx: Transaction) -> ControlView:
    """Switch rules, or change the interval."""
    found = controls.lock(tx, command.control_id)
    require_not_ended(found.label, found.status, N_("change"))
    yours = {"rules": sorted(set(command.rules)), "interval_minutes": command.interval_minutes}
    theirs = {"rules": found.rules, "interval_minutes": found.interval_minutes}
    stored = Stored("characteristic under control", "spc_control", found.id, found.label, found.version)
    check_version(tx, stored, command.version, theirs=theirs, yours=yours)
    defining.require(list(defining.switched(found.chart, command.rules, command.interval_minutes)))
    values: dict[str, Any] = yours | {"version": found.version + 1}
    if command.interval_minutes != found.interval_minutes:
        values["clock_from"] = tx.now if command.interval_minutes else None
        missing.end(tx, found.id, MissedEnd.CHANGED)
    tx.execute(update(Control).where(Control.id == found.id).values(values))
    controls.tell(tx, found.id)
    return controls.view(tx, found.id)


@handles(MoveControl)
def move_control(command: MoveControl, tx: Transaction) -> ControlView:
    """Pause, resume or end; from resuming on, timed samples are due again."""
    if not command.reason.strip():
        raise ReasonMissing(field="reason")
    found = controls.lock(tx, command.control_id)
    target = stepped(found.label, found.status, command.event)
    row = {"control_id": found.id, "event": command.event, "from_status": found.status, "to_status": target}
    tx.insert(ControlStep, row | {"at": tx.now, "by_id": tx.actor.user_id, "reason": command.reason.strip()})
    values: dict[str, Any] = {"status": target, "version": found.version + 1}
    if command.event is ControlEvent.RESUME and found.interval_minutes is not None:
        values["clock_from"] = tx.now
    missing.end(tx, found.id, MissedEnd.MOVED, command.reason.strip())
    tx.because(command.reason)
    tx.execute(update(Control).where(Control.id == found.id).values(values))
    controls.tell(tx, found.id)
    return controls.view(tx, found.id)


def stepped(label: str, status: ControlStatus, event: ControlEvent) -> ControlStatus:
    """Return where an event leads. Raises: TransitionIllegal."""
    target = CONTROL_TRANSITIONS.get((status, event))
    if target is None:
        raise TransitionIllegal(kind="characteristic under control", key=label, state=status, event=event)
    return target


def require_not_ended(label: str, status: ControlStatus, event: str) -> None:
    """Check that a characteristic is still under control. Raises: TransitionIllegal."""
    if status is ControlStatus.ENDED:
        raise TransitionIllegal(kind="characteristic under control", key=label, state=status, event=event)
