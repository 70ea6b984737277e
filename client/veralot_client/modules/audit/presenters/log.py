"""Behind the search through the audit log. No Qt."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.table.window import Slice, Window
from veralot_shared.contracts.audit import EntryView, Inclusion, InclusionView, LogSealed, SearchLog
from veralot_shared.messages import Page


class LogPresenter(Presenter):
    """Fetches entries, newest first, between two days of the plant.

    Attributes:
        since, until: the first and the last day that are searched; None for no end.
    """

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        """Call `changed` when the log has grown."""
        super().__init__(services)
        self.since: date | None = None
        self.until: date | None = None
        self._waiting = False
        self.follow(LogSealed, lambda _event: changed() if self._waiting else None)

    def fetch(self, window: Window) -> Slice[EntryView]:
        """Return a window of the entries. Blocks. Raises: CodedError."""
        found = self.services.server.call(self.query(window))
        if window.offset == 0:
            self._waiting = any(entry.index is None for entry in found)
        return Slice(found, None)

    def query(self, window: Window) -> SearchLog:
        """Return the question for a window."""
        return SearchLog(
            user_name=window.typed("user_name") or None,
            message=window.typed("message") or None,
            table=window.typed("table") or None,
            since=None if self.since is None else self._midnight(self.since),
            until=None if self.until is None else self._midnight(self.until + timedelta(days=1)),
            page=Page(offset=window.offset, limit=window.limit),
        )

    def prove(self, entry: EntryView, done: Callable[[InclusionView], None]) -> None:
        """Ask for the proof that an entry is in the sealed log."""
        self.ask(Inclusion(entry_id=entry.id), done)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.words.zone)
