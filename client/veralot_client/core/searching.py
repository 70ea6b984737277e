"""The one search box: asks every module, and knows when a single exact answer is to be opened at once. No Qt."""

from collections.abc import Callable
from typing import Protocol

from veralot_client.core.background import Job
from veralot_client.core.navigation import Answered, Found
from veralot_client.core.services import Services
from veralot_shared.errors import CodedError
from veralot_shared.rules.scans import ScanControlCharacter, read_scan

SHORTEST = 2
"""Letters from which typing alone searches; a scan or Enter searches whatever is there."""
ENOUGH = 50
"""Answers of each module that the box asks for; the page of all answers asks for more."""


class SearchView(Protocol):
    """The search box."""

    def show_found(self, found: list[Found], total: int, *, whole: bool) -> None:
        """Show the answers that can be opened, of so many in all; `whole`: there are no more."""
        ...

    def show_problem(self, error: CodedError) -> None:
        """Show why the search did not work."""
        ...

    def clear(self) -> None:
        """Empty the box and hide the answers: one was opened."""
        ...


class Searching:
    """Searches for one box. A newer question makes the older one's answer unwanted."""

    def __init__(self, services: Services, panel: str = "") -> None:
        """Search by what the modules answer; `panel` lists all answers, if there is such a one."""
        self.view: SearchView | None = None
        self._services = services
        self._panel = panel
        self._text = ""
        self._job: Job | None = None

    @property
    def can_show_all(self) -> bool:
        """Whether there is a page of all answers."""
        return bool(self._panel)

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

    def show_all(self) -> None:
        """Open the page of all answers to what was asked last."""
        if self.view is not None:
            self.view.clear()
        self._services.navigator.show(self._panel, self._text)

    def _search(self, text: str, show: Callable[[Answered], None]) -> None:
        if self._job is not None:
            self._job.cancel()
        try:
            wanted = read_scan(text)
        except ScanControlCharacter as error:
            self._failed(error)
            return
        self._text = wanted
        answers = self._services.answers
        self._job = self._services.background.start(
            lambda job: answers.ask(wanted, ENOUGH, job.check), show, self._failed
        )

    def _show(self, answered: Answered) -> None:
        if self.view is not None:
            found, whole = answered
            self.view.show_found(self._openable(found), len(found), whole=whole)

    def _openable(self, found: list[Found]) -> list[Found]:
        return [one for one in found if self._services.navigator.can_open(one.place.kind)]

    def _open_or_show(self, answered: Answered) -> None:
        known = self._openable(answered.found)
        places = {one.place for one in known if one.exact} or {one.place for one in known}
        if len(places) == 1:
            self.open(next(one for one in known if one.place in places))
        else:
            self._show(answered)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CodedError) and self.view is not None:
            self.view.show_problem(error)
        else:
            self._services.notices.error(error)
