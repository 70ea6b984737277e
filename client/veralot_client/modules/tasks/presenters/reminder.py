"""Behind the reminder of what is overdue: it is there without the inbox being open. No Qt."""

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.tasks.presenters.inbox import what
from veralot_shared.contracts.tasks import ListTasks, TasksChanged, TasksLate, TaskView
from veralot_shared.errors import CodedError

INBOX = "tasks.inbox"


class LateReminder(Presenter):
    """Knows what of one's own is overdue, and says in passing what has just become so.

    Attributes:
        late: what is overdue, as it was read last.
        changed: told when that was read.
    """

    def __init__(self, services: Services) -> None:
        """Read it, now and whenever the server tells that something of this person is late."""
        super().__init__(services)
        self.late: list[TaskView] = []
        self.changed: Observers[[]] = Observers()
        self.follow(TasksLate, self._on_late)
        self.follow(TasksChanged, lambda _event: self.load() if self.late else None)
        self.follow_resync(self.load)
        self.load()

    def load(self) -> None:
        """Read what is overdue."""
        self.ask(ListTasks(), self._take, self._fail)

    def said(self) -> str:
        """Return how much is overdue, in words."""
        count = len(self.late)
        return self.words.plural("{count} task is overdue", "{count} tasks are overdue", count) if count else ""

    def hint(self) -> str:
        """Return in words where a click leads."""
        return self.words.text("Open my tasks")

    def go(self) -> None:
        """Open the inbox."""
        self.services.navigator.show(INBOX)

    def _on_late(self, event: TasksLate) -> None:
        user = self.services.session.user
        if user is not None and user.id in event.user_ids:
            self.ask(ListTasks(), self._take_new, self._fail)

    def _take(self, tasks: list[TaskView]) -> None:
        self.late = [task for task in tasks if task.late]
        self.changed.tell()

    def _take_new(self, tasks: list[TaskView]) -> None:
        known = {key(task) for task in self.late}
        self._take(tasks)
        new = [task for task in self.late if key(task) not in known]
        if new:
            self.services.notices.done(self._worded(new))

    def _worded(self, new: list[TaskView]) -> str:
        """Return what has just become late: one task by its name, more by their number."""
        first = new[0]
        if len(new) > 1:
            return self.words.plural("{count} task has become overdue", "{count} tasks have become overdue", len(new))
        return self.words.text("{label} is overdue: {what}", label=first.label, what=what(first, self.words))

    def _fail(self, _error: CodedError) -> None:
        """Whoever could not be asked is asked again with the next event; nobody asked for this."""


def key(task: TaskView) -> tuple[object, ...]:
    """Return by what a task is known, and how far it was passed upwards."""
    return task.source, task.id, task.about, task.clock, task.escalation
