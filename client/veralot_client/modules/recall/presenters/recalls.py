"""Behind the list of recalls. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.recall import ListRecalls, RecallsChanged, RecallView


class RecallsPresenter(WholeList[RecallView]):
    """Reads the recalls and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListRecalls(page=page)))
        self.follow(RecallsChanged, lambda _event: self.load())
        self.follow_resync(self.load)
