"""What of recalls waits for somebody: the next step of each, and the days that the law sets."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Final

from veralot_server.core.module import hears, tasks
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls
from veralot_server.modules.recall.queries.consignees import consignees
from veralot_server.modules.recall.queries.recalls import NOTICES, running
from veralot_shared.contracts.recall import (
    NoticeView,
    Permission,
    RecallAction,
    RecallsChanged,
    RecallStatus,
    RecallView,
)
from veralot_shared.contracts.tasks import TasksChanged, TaskView
from veralot_shared.i18n import N_

S: Final = RecallStatus
KIND: Final = "recall"
MEET: Final = N_("Meet the clock")
CLOSE: Final = (N_("Close the recall"), Permission.CLOSE)

NEXT: Final[Mapping[RecallStatus, tuple[str, Permission]]] = MappingProxyType(
    {
        S.SIGNAL: (N_("Evaluate the health hazard"), Permission.EVALUATE),
        S.HEALTH_HAZARD_EVALUATION: (N_("Decide on the recall"), Permission.DECIDE),
        S.DECISION: (N_("Freeze what is affected"), Permission.RUN),
        S.SCOPE_FROZEN: (N_("Notify the authority"), Permission.RUN),
        S.AUTHORITY_NOTIFIED: (N_("Notify the consignees"), Permission.RUN),
        S.CUSTOMERS_NOTIFIED: (N_("Record what the consignees answer"), Permission.RUN),
        S.EXECUTION: (N_("Check that the recall works"), Permission.RUN),
        S.EFFECTIVENESS_CHECKS: (N_("Account for everything that is affected"), Permission.RUN),
        S.RECONCILED: (N_("Close the recall with the authority"), Permission.CLOSE),
        S.AUTHORITY_CLOSE: CLOSE,
        S.MOCK: (N_("Finish the mock recall"), Permission.CLOSE),
    }
)
"""What each state waits for, and the right that it needs."""

UNDER_WAY: Final = f"{recalls.VIEW} AND r.ended_at IS NULL ORDER BY r.id"


def not_raised(_task: TaskView, _tx: Transaction) -> list[str]:
    """Return that a step is passed to nobody: it takes as long as it takes, and its clocks say what is late."""
    return []


@tasks("recall.recalls", Permission.READ, roles=not_raised)
def waiting(tx: Transaction) -> list[TaskView]:
    """Return the next steps of recalls."""
    return [task for recall in under_way(tx) for task in step(recall, tx)]


@tasks("recall.clocks", Permission.READ)
def running_out(tx: Transaction) -> list[TaskView]:
    """Return the clocks of recalls that run."""
    return [task for recall in under_way(tx) for task in clocks(recall, tx)]


def under_way(tx: Transaction) -> list[RecallView]:
    """Return the recalls that are not ended, as far as the actor may see them."""
    return tx.rows(RecallView, UNDER_WAY, scope=tx.actor.customer_id)


def step(recall: RecallView, tx: Transaction) -> Iterator[TaskView]:
    """Yield the next step of a recall, for whoever has the right to do it."""
    following = NEXT.get(recall.status)
    if recall.status is S.DECISION and recall.action is RecallAction.NO_ACTION:
        following = CLOSE
    if following is not None:
        what, permission = following
        yield task(recall, "recall.step", what, None, permission, tx)


def clocks(recall: RecallView, tx: Transaction) -> Iterator[TaskView]:
    """Yield the clocks of a recall that run, for whoever runs recalls."""
    if recall.decided_at is None or recall.mock:
        return
    notices = tx.rows(NoticeView, NOTICES, recall=recall.id)
    for clock in running(tx, recall, notices, consignees(tx, recall)):
        if clock.met is None:
            due = moment(clock.due, tx)
            yield task(recall, "recall.clock", MEET, due, Permission.RUN, tx, clock=clock.kind, late=clock.late)


def task(  # noqa: PLR0913 - what a task says, and whose it is
    recall: RecallView,
    source: str,
    what: str,
    due: datetime | None,
    permission: Permission,
    tx: Transaction,
    *,
    clock: str = "",
    late: bool = False,
) -> TaskView:
    """Return a task of a recall."""
    return TaskView(
        source=source,
        kind=KIND,
        id=recall.id,
        label=recall.number,
        what=what,
        about=recall.reason,
        since=recall.decided_at if clock and recall.decided_at else recall.started_at,
        due_at=due,
        clock=clock,
        late=late,
        mine=permission in tx.actor.permissions,
        permission=permission,
        customer_id=recall.customer_id,
    )


def moment(day: date, tx: Transaction) -> datetime:
    """Return the last moment of a day in the plant."""
    return datetime.combine(day, time(23, 59, 59), tx.zone)


@hears(RecallsChanged)
def recalls_changed(_event: RecallsChanged, tx: Transaction) -> None:
    """Tell that other tasks may wait."""
    tx.emit(TasksChanged())
