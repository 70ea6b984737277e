"""Lists what waits, from all modules together."""

from datetime import UTC, datetime
from typing import Final

from veralot_server.core.module import TASKS, answers
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.tasks import ListTasks, TaskScope, TaskView

NEVER: Final = datetime.max.replace(tzinfo=UTC)


@answers(ListTasks)
def list_tasks(query: ListTasks, tx: Transaction) -> list[TaskView]:
    """List tasks by when they are due; what has no due date comes last."""
    found = [task for _, tasking in sorted(TASKS.items()) for task in tasking(tx)]
    wanted = [task for task in found if task.mine or query.scope is TaskScope.EVERYBODYS]
    return sorted(wanted, key=lambda task: (task.due_at or NEVER, task.since, task.label))
