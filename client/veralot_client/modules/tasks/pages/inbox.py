"""The inbox."""

from PySide6.QtCore import QTimer

from veralot_client.core.services import Services
from veralot_client.modules.tasks.presenters.inbox import COLUMNS, InboxPresenter
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.tasks import TaskScope, TaskView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="tasks.inbox",
    name=N_("My tasks"),
    empty=N_("Nothing waits for you."),
    hint=N_("What you own, and what your rights let you do next, appears here by itself."),
    none_match=N_("No task matches these filters."),
)

AGAIN_MS = 5 * 60 * 1000
"""After so long the inbox is read again, whatever happened."""


class InboxPage(ListPage[TaskView]):
    """Lists what waits, the most urgent first; Enter opens the record."""

    def __init__(self, services: Services) -> None:
        self.inbox = InboxPresenter(services)
        super().__init__(
            services,
            self.inbox,
            self.inbox,
            COLUMNS,
            WORDS,
            lambda task: (task.source, task.id, task.about, task.clock),
        )
        self.add_buttons(["tasks.open", "tasks.everybodys"])
        self.sort_by(Sort("due_at"))
        self.table.chosen.connect(self._open)
        self.inbox.keep(self.inbox.shown.subscribe(self.title_changed.emit))
        self.retranslate()
        self.inbox.load()
        # What becomes late is told by no event: time alone passes it upwards.
        self._clock = QTimer(self, interval=AGAIN_MS)
        self._clock.timeout.connect(self.inbox.load)
        self._clock.start()

    def end(self) -> None:
        """The page is closed for good."""
        self._clock.stop()
        super().end()

    def title(self) -> str:
        """Return what the tab says: whose tasks, and how many."""
        mine = self.inbox.scope is TaskScope.MINE
        name = self.words.text("My tasks") if mine else self.words.text("Everybody's tasks")
        return f"{name}  {self.words.number(len(self.inbox.rows))}" if self.inbox.rows else name

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether a task is chosen; whose tasks are shown can always be changed."""
        return action_id == "tasks.everybodys" or (action_id == "tasks.open" and self.table.current() is not None)

    def perform(self, action_id: str) -> None:
        """Open the record of the chosen task, or show whose tasks there are."""
        if action_id == "tasks.everybodys":
            self.inbox.toggle()
            return
        task = self.table.current()
        if task is not None:
            self._open(task)

    def _open(self, task: TaskView) -> None:
        self.services.navigator.open(task.kind, task.id)
