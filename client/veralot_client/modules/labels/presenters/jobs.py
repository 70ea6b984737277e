"""Behind the print queue. No Qt."""

from collections.abc import Callable

from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.table.window import Slice, Window
from veralot_shared.contracts.labels import JobsChanged, JobState, JobView, ListJobs
from veralot_shared.messages import Page


class JobsPresenter(Presenter):
    """Fetches windows of the queue, and has them read anew when labels move."""

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        super().__init__(services)
        self.follow(JobsChanged, lambda _event: changed())
        self.follow_resync(changed)

    def fetch(self, window: Window) -> Slice[JobView]:
        """Return a window of the queue; blocks, so it runs in the background. Raises: CodedError."""
        page = Page(offset=window.offset, limit=window.limit)
        states = [state for state in JobState if state.value in window.ticked("state")]
        asked = ListJobs(
            states=states,
            job_no=window.typed("job_no"),
            subjects=window.typed("subjects"),
            template=window.typed("template"),
            printer=window.typed("printer"),
            requested_by=window.typed("requested_by"),
            page=page,
        )
        found = self.services.server.call(asked)
        return Slice(found.rows, found.total)
