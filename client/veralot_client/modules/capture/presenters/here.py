"""Behind the page of this computer: what waits here, whether one could go on without the server, and wiping. No Qt."""

from collections.abc import Callable

from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.capture.models import aged
from veralot_shared.contracts.capture import EntriesWaiting, JournalRefused


class HerePresenter(Presenter):
    """Says how this computer stands."""

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        super().__init__(services)
        self.capture = services.capture
        self.keep(services.capture.changed.subscribe(changed))
        self.keep(services.connection.changed.subscribe(lambda _state: changed()))

    def waiting(self) -> str:
        """Return what waits, in words."""
        waiting = self.capture.waiting()
        if not waiting.count:
            return self.words.text("Nothing waits.")
        return self.words.plural("{count} entry", "{count} entries", waiting.count)

    def oldest(self) -> str:
        """Return since when the oldest entry waits; nothing where none does."""
        oldest = self.capture.waiting().oldest_at
        return aged(oldest, self.words) if oldest else ""

    def readiness(self) -> str:
        """Return whether one could go on without the server, in words."""
        problem = self.capture.why_not()
        if problem is None and self.capture.alone:
            return self.words.text("Yes: you came back without it, and are asked for your password when it is back")
        if problem is None:
            return self.words.text("Yes")
        return self.words.text("No")

    def good_until(self) -> str:
        """Return until when the work list is good; nothing where there is none."""
        until = self.capture.good_until
        return self.words.moment(until) if until else ""

    def send_now(self) -> None:
        """Hand in what waits."""
        self.capture.hurry.tell()

    def wipe(self) -> None:
        """Sign out and remove all that is kept here, after asking; not while anything waits (OFF-08)."""
        services, words = self.services, self.words
        waiting = self.capture.waiting()
        if waiting.count:
            services.notices.error(EntriesWaiting(count=waiting.count, oldest_at=waiting.oldest_at))
            return
        services.notices.confirm(
            words.text("Wipe this computer?"),
            words.text(
                "You are signed out, and everything that this computer keeps for this server is removed for good: its "
                "journal and the key to it. Nothing waits here, so nothing is lost."
            ),
            words.text("Sign out and wipe"),
            self._wipe_if,
        )

    def _wipe_if(self, yes: bool) -> None:  # noqa: FBT001 - the answer itself
        if not yes:
            return
        try:
            self.capture.wipe()
        except (EntriesWaiting, JournalRefused) as refused:
            self.services.notices.error(refused)
            return
        self.services.actions.run("shell.sign_out")
