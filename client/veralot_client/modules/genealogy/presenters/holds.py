"""Behind the list of holds. No Qt."""

from collections.abc import Sequence

from veralot_client.core.services import Services
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.genealogy import HoldView, ListHolds, LotsChanged
from veralot_shared.messages import Page


class HoldsPresenter(WholeList[HoldView]):
    """Reads the holds, open ones or all, and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, self._page)
        self.open_only = True
        self.follow(LotsChanged, lambda _event: self.load())

    def show_all(self, *, lifted: bool) -> None:
        """Show lifted holds too, or only open ones."""
        self.open_only = not lifted
        self.load()

    def can_lift(self, holds: Sequence[HoldView]) -> bool:
        """Return whether holds are selected and all of them are open."""
        return bool(holds) and all(hold.lifted_at is None for hold in holds)

    def _page(self, page: Page) -> list[HoldView]:
        return self.services.server.call(ListHolds(open_only=self.open_only, page=page))
