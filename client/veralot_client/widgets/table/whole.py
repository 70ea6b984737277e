"""Behind a table that holds a whole list of the server: reads it in the background, the newest answer wins. No Qt."""

from collections.abc import Callable
from typing import Generic, TypeVar

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.table.paging import every_page
from veralot_shared.errors import CodedError
from veralot_shared.messages import Page

T = TypeVar("T")


class WholeList(Presenter, Generic[T]):
    """Reads a list page by page until it is whole.

    Attributes:
        rows: the list as it was read last.
        shown: told when it was read.
        failed: told why it could not be read.
    """

    def __init__(self, services: Services, ask: Callable[[Page], list[T]]) -> None:
        """Read with `ask`, which blocks and runs in the background."""
        super().__init__(services)
        self.rows: list[T] = []
        self.shown: Observers[[]] = Observers()
        self.failed: Observers[[CodedError]] = Observers()
        self._ask_page = ask
        self._job: Job | None = None

    def load(self) -> None:
        """Read the list, now or again."""
        if self._job is not None:
            self._job.cancel()
        self._job = self.services.background.start(lambda job: every_page(self._ask_page, job), self._take, self._fail)

    def close(self) -> None:
        """The page is gone."""
        if self._job is not None:
            self._job.cancel()
        super().close()

    def _take(self, rows: list[T]) -> None:
        self.rows = rows
        self.shown.tell()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CodedError):
            self.failed.tell(error)
        else:
            self.services.notices.error(error)
