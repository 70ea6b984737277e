"""Behind the page of the log's head. No Qt."""

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_shared.contracts.audit import HeadView, LogHead, LogSealed, Seal
from veralot_shared.errors import CodedError


class HeadPresenter(Presenter):
    """Reads the newest signed head.

    Attributes:
        head: the head; None until the first answer.
        error: why it could not be read.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.head: HeadView | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(LogSealed, lambda _event: self.load())

    def load(self) -> None:
        """Read the head."""
        self.ask(LogHead(), self._take, self._fail)

    def seal(self) -> None:
        """Have everything sealed that is committed now."""
        self.send(Seal(), self._take, self._fail)

    def _take(self, head: HeadView) -> None:
        self.head, self.error = head, None
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()
