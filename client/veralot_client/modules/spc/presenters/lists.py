"""Behind the lists of charts, exceptions and studies. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.spc import (
    ControlFilter,
    ControlsChanged,
    ControlView,
    ExceptionClosed,
    ExceptionOpened,
    ExceptionView,
    ListControls,
    ListExceptions,
    ListStudies,
    SamplesMissed,
    StudiesChanged,
    StudyView,
    SubgroupsRecorded,
)
from veralot_shared.messages import Page


class ControlsPresenter(WholeList[ControlView]):
    """Reads the list of charts, and again whenever one changes or a sample may have become due."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, self._page)
        self.with_ended = False
        for event in (ControlsChanged, SubgroupsRecorded, ExceptionOpened, ExceptionClosed, SamplesMissed):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)

    def summary(self) -> str:
        """Return the alarms in words."""
        words = self.words
        broken = sum(one.exception_id is not None for one in self.rows)
        late = sum(one.missed > 0 for one in self.rows)
        parts = []
        if broken:
            parts.append(words.plural("{count} exception open", "{count} exceptions open", broken))
        if late:
            parts.append(words.plural("{count} chart waits for a sample", "{count} charts wait for a sample", late))
        return " · ".join(parts) or words.text("No alarm")

    def _page(self, page: Page) -> list[ControlView]:
        wanted = ControlFilter(with_ended=self.with_ended)
        return self.services.server.call(ListControls(filter=wanted, page=page))


class ExceptionsPresenter(WholeList[ExceptionView]):
    """Reads the list of exceptions."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListExceptions(page=page)))
        for event in (ExceptionOpened, ExceptionClosed):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)


class StudiesPresenter(WholeList[StudyView]):
    """Reads the list of studies."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListStudies(page=page)))
        self.follow(StudiesChanged, lambda _event: self.load())
        self.follow_resync(self.load)
