"""Behind the inbox. No Qt."""

from typing import Final

from veralot_client.core.navigation import Place
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_client.widgets.table.whole import WholeList
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import CODES, coded, of_kind
from veralot_shared.contracts.tasks import ListTasks, TasksChanged, TaskScope, TaskView
from veralot_shared.i18n import N_

CLOCKS: Final = ("QualityClock", "ClockKind")
"""The enumerations of clocks, by the names that dossier columns use."""


class InboxPresenter(WholeList[TaskView]):
    """Reads what waits and keeps it fresh.

    Attributes:
        scope: whose tasks are shown.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else self._ask())
        self.scope = TaskScope.MINE
        self.follow(TasksChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    def _ask(self) -> list[TaskView]:
        return self.services.server.call(ListTasks(scope=self.scope))

    def toggle(self) -> None:
        """Show everybody's tasks, or only one's own."""
        mine = self.scope is TaskScope.MINE
        self.scope = TaskScope.EVERYBODYS if mine else TaskScope.MINE
        self.load()


def what(task: TaskView, words: Words) -> str:
    """Return what is to be done; of a clock which one it is."""
    if not task.clock:
        return of_kind(task.what, task.what_kind, words)
    clock = coded(task.clock, tuple(CODES[name] for name in CLOCKS), words) or task.clock
    return words.text("{what}: {clock}", what=words.text(task.what), clock=clock)


def urgency(task: TaskView) -> Tone | None:
    """Return how urgent a task looks."""
    if task.escalation:
        return Tone.BAD
    return Tone.WARNING if task.late else None


COLUMNS: Final[tuple[Column[TaskView], ...]] = (
    Column(
        id="label",
        title=N_("Record"),
        value=lambda task: task.label,
        link=lambda task: Place(task.kind, task.id),
        filter=Filter.TEXT,
        chars=16,
    ),
    Column(
        id="what", title=N_("What is to be done"), value=lambda task: task.what, text=what, filter=Filter.TEXT, chars=28
    ),
    Column(
        id="due_at",
        title=N_("Due"),
        value=lambda task: task.due_at,
        tone=urgency,
        filter=Filter.TEXT,
        chars=20,
    ),
    Column(
        id="about",
        title=N_("About"),
        value=lambda task: task.about,
        text=lambda task, words: words.name(task.about, task.about_zh),
        filter=Filter.TEXT,
        chars=40,
    ),
    Column(
        id="escalation",
        title=N_("Passed upwards"),
        value=lambda task: task.escalation,
        text=lambda task, words: words.number(task.escalation) if task.escalation else "",
        chars=16,
        right=True,
    ),
    named("owner", N_("Owner"), filter=Filter.TEXT, chars=14),
    Column(id="since", title=N_("Waits since"), value=lambda task: task.since, chars=20),
)
