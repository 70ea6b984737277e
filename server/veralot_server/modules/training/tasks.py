"""What of qualifications waits for somebody: those that end or have ended, one's own too, and imported ones to be signed."""

from datetime import datetime, time
from typing import Final

from veralot_server.core.module import hears, tasks
from veralot_server.core.transaction import Transaction
from veralot_server.modules.training import records
from veralot_shared.contracts.tasks import TasksChanged, TaskView
from veralot_shared.contracts.training import GrantsChanged, GrantState, GrantView, Permission, QualificationsChanged
from veralot_shared.i18n import N_

RENEW: Final = N_("Renew the qualification")
OWN: Final = N_("Have your qualification renewed")
SIGN: Final = N_("Sign or decline the imported qualification")

ENDING: Final = frozenset({GrantState.EXPIRING, GrantState.EXPIRED})

OPEN: Final = " AND u.state IN ('active', 'locked') AND q.withdrawn_at IS NULL" + records.ORDER


@tasks("training.grants", Permission.READ)
def waiting(tx: Transaction) -> list[TaskView]:
    """Return everything of qualifications that waits; to a customer's user there is none."""
    if tx.actor.customer_id is not None:
        return []
    found = [(what_of(one, tx), one) for one in records.grants(tx, OPEN)]
    return [task(what, one, tx) for what, one in found if what]


def what_of(one: GrantView, tx: Transaction) -> str:
    """Return what is to be done about a grant, or nothing."""
    if one.proposed:
        return SIGN
    if one.state not in ENDING:
        return ""
    return OWN if one.user_id == tx.actor.user_id else RENEW


def task(what: str, one: GrantView, tx: Transaction) -> TaskView:
    """Return what waits as a task: to whoever signs grants of others, and to the person whose own it is."""
    until = one.held_until if what != SIGN else None
    own = one.user_id == tx.actor.user_id
    return TaskView(
        source="training.grant",
        kind="training_grant",
        id=one.id,
        label=one.code,
        what=what,
        about=f"{one.full_name} · {one.name}",
        about_zh=f"{one.full_name_zh or one.full_name} · {one.name_zh or one.name}",
        since=one.since or tx.now,
        due_at=None if until is None else datetime.combine(until, time(23, 59, 59), tx.zone),
        late=until is not None and until < tx.today,
        mine=what == OWN or (not own and Permission.SIGN in tx.actor.permissions),
        permission=Permission.SIGN,
    )


@hears(GrantsChanged)
def grants_changed(_event: GrantsChanged, tx: Transaction) -> None:
    """Tell that tasks may have changed."""
    tx.emit(TasksChanged())


@hears(QualificationsChanged)
def qualifications_changed(_event: QualificationsChanged, tx: Transaction) -> None:
    """Tell that tasks may have changed."""
    tx.emit(TasksChanged())
