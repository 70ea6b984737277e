"""Behind the list of lots. No Qt."""

from collections.abc import Callable, Sequence

from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.columns import IN_STOCK
from veralot_client.modules.genealogy.presenters.possibilities import possible
from veralot_client.widgets.table.days import bounds
from veralot_client.widgets.table.window import Slice, Window
from veralot_shared.contracts.genealogy import ListLots, LotFilter, LotsChanged, LotStatus, LotView
from veralot_shared.messages import Page

NEWEST_FIRST = "-id"
LIST_ACTIONS = {
    "genealogy.hold_selected": "genealogy.hold",
    "genealogy.merge_selected": "genealogy.merge",
    "genealogy.consume_selected": "genealogy.consume",
    "genealogy.ship_selected": "genealogy.ship",
    "genealogy.recall_selected": "genealogy.recall",
}
"""What can be done with several selected lots, and the condition that each of them must meet."""


class LotsPresenter(Presenter):
    """Fetches windows of the list, and says what can be done with what is selected."""

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        """Call `changed` when lots have changed."""
        super().__init__(services)
        self.follow(LotsChanged, lambda _event: changed())

    def fetch(self, window: Window) -> Slice[LotView]:
        """Return a window of the list. Blocks. Raises: CodedError."""
        page = Page(offset=window.offset, limit=window.limit)
        sort = window.sort.text if window.sort else NEWEST_FIRST
        found = self.services.server.call(ListLots(filter=lot_filter(window), sort=sort, page=page))
        return Slice(found.rows, found.total)

    def can(self, action_id: str, lots: Sequence[LotView]) -> bool:
        """Return whether something can be done with the selected lots."""
        condition = LIST_ACTIONS.get(action_id)
        if condition is None or not lots:
            return False
        if condition == "genealogy.merge" and len({lot.item_id for lot in lots}) > 1:
            return False
        return all(possible(condition, lot, None) for lot in lots)


def lot_filter(window: Window) -> LotFilter:
    """Return what is entered above the columns as the query takes it."""
    earliest, latest = bounds(window.typed("expiry"))
    return LotFilter(
        lot_no=window.typed("lot_no"),
        item_code=window.typed("item_code"),
        item_name=window.typed("item_name"),
        supplier=window.typed("supplier"),
        customer=window.typed("customer"),
        expires_from=earliest,
        expires_until=latest,
        supplier_lot_no=window.typed("supplier_lot_no"),
        order_no=window.typed("order_no"),
        statuses=[status for status in LotStatus if status.value in window.ticked("status")],
        in_stock=IN_STOCK.value in window.ticked("on_hand"),
    )
