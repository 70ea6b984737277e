"""The one search box: asks every module, and knows when a single exact answer is to be opened at once. No Qt."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Protocol

from veralot_client.core.background import Job
from veralot_client.core.module import Find
from veralot_client.core.navigation import Found
from veralot_client.core.services import Services
from veralot_shared.errors import CodedError
from veralot_shared.rules.scans import ScanControlCharacter, read_scan

SHORTEST = 2
"""Letters from which typing alone searches; a scan or Enter searches whatever is there."""


class SearchView(Protocol):
    """The search box."""

    def show_found(self, found: list[Found]) -> None:
        """Show the answers; an empty list says that there are none."""
        ...

    def show_problem(self, error: CodedError) -> None:
        """Show why the search did not work."""
        ...

    def clear(self) -> None:
        """Empty the box and hide the answers: one was opened."""
        ...


class Searching:
    """Searches for one box. A newer question makes the older one's answer unwanted."""

    def __init__(self, services: Services, finds: Sequence[Find]) -> None:
        self.view: SearchView | None = None
        self._services = services
        self._finds = finds
        self._job: Job | None = None

    def typed(self, text: str) -> None:
        """The person types: show what fits so far."""
        if len(text.strip()) >= SHORTEST:
            self._search(text, self._show)

    def entered(self, text: str) -> None:
        """The person pressed Enter, or a scanner did: a single exact answer is opened at once."""
        if text.strip():
            self._search(text, self._open_or_show)

    def open(self, found: Found) -> None:
        """Open an answer."""
        if self.view is not None:
            self.view.clear()
        self._services.navigator.open(*found.place)

    def _search(self, text: str, show: Callable[[list[Found]], None]) -> None:
        if self._job is not None:
            self._job.cancel()
        try:
            wanted = read_scan(text)
        except ScanControlCharacter as error:
            self._failed(error)
            return
        self._job = self._services.background.start(lambda job: self._ask(wanted, job), show, self._failed)

    def _ask(self, text: str, job: Job) -> list[Found]:
        def one(find: Find) -> list[Found]:
            job.check()
            return find(self._services, text)

        answers = chain.from_iterable(one(find) for find in self._finds)
        return sorted(answers, key=lambda found: not found.exact)

    def _show(self, found: list[Found]) -> None:
        if self.view is not None:
            self.view.show_found(found)

    def _open_or_show(self, found: list[Found]) -> None:
        places = {one.place for one in found if one.exact} or {one.place for one in found}
        if len(places) == 1:
            self.open(next(one for one in found if one.place in places))
        else:
            self._show(found)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CodedError) and self.view is not None:
            self.view.show_problem(error)
        else:
            self._services.notices.error(error)
