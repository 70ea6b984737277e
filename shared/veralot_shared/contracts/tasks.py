"""The one inbox: what waits for a person, from whatever module, with when it is due.

A module adds tasks by a function under `@tasks(…)`; see `docs/modules/tasks.md`.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from veralot_shared.messages import Event, Query


class Permission(StrEnum):
    """Rights, as scope:resource:action."""

    READ = "tasks:inbox:read"


class TaskScope(StrEnum):
    """Whose tasks are listed."""

    MINE = "mine"
    EVERYBODYS = "everybodys"


class TaskView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits to be done.

    `kind` and `id` name the record that it opens, `label` is how people call that. `what` says what is to be done and reads as
    `what_kind` says, as in a section of a dossier (`sentence`, `code:QualityEvent`); `about` says what it is about.
    `escalation` counts how often it was passed upwards for being late.
    """

    source: str
    kind: str
    id: int
    label: str
    what: str
    what_kind: str = "sentence"
    about: str
    owner: str = ""
    owner_zh: str = ""
    since: datetime
    due_at: datetime | None
    clock: str = ""
    late: bool
    escalation: int = 0
    mine: bool = True


class ListTasks(Query[list[TaskView]], permission=Permission.READ):
    """List what waits, the most urgent first: one's own, or with the right to see them everybody's."""

    scope: TaskScope = TaskScope.MINE


class TasksChanged(Event):
    """Something waits that did not, or waits no more. A module whose tasks changed tells it."""
