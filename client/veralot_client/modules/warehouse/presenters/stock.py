"""Behind the page of stock: any cut, now or at a past moment, its totals, and whether it agrees with the movements. No Qt."""

from collections.abc import Callable
from datetime import datetime

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.form.spec import Choice
from veralot_client.widgets.table.days import bounds
from veralot_client.widgets.table.window import Slice, Window
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import LotsChanged, LotStatus
from veralot_shared.contracts.warehouse import (
    ContainersChanged,
    ListPlaces,
    ListStock,
    PlaceView,
    ReconcileStock,
    ReconciliationView,
    StockCut,
    StockDifference,
    StockRow,
    StockTotal,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import LocationId
from veralot_shared.messages import Page

BY_ITEM = "item_code"
NAMED = frozenset({"item_name", "customer", "supplier"})
EVERYWHERE = N_("Everywhere")


class StockPresenter(Presenter):
    """Fetches windows of a cut.

    Attributes:
        at: the past moment that is shown; None shows the present.
        location_id: the location with everything under it that is shown; None shows all.
        totals: the totals of what is shown; `summed` is told when they are others.
        places: told the choices of locations.
        answered: told in words, with a tone, how stock and movements compare, and where they differ.
    """

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        """Call `changed` when the stock that is shown has changed."""
        super().__init__(services)
        self.at: datetime | None = None
        self.location_id: LocationId | None = None
        self.totals: list[StockTotal] = []
        self.summed: Observers[[]] = Observers()
        self.places: Observers[[tuple[Choice, ...]]] = Observers()
        self.answered: Observers[[str, Tone, list[StockDifference]]] = Observers()
        self._changed = changed
        self.follow(LotsChanged, lambda _event: self._on_change())
        self.follow(ContainersChanged, lambda _event: self._on_change())
        self.follow_resync(self._on_change)

    def begin(self) -> None:
        """Read the places to choose from."""
        self.ask(ListPlaces(), lambda places: self.places.tell(self._choices(places)), lambda _error: None)

    def fetch(self, window: Window) -> Slice[StockRow]:
        """Return a window of the stock. Blocks. Raises: CodedError."""
        page = Page(offset=window.offset, limit=window.limit)
        sort = self.sort_of(window)
        cut = cut_of(window, self.location_id)
        found = self.services.server.call(ListStock(cut=cut, at=self.at, sort=sort, page=page))
        if not window.offset:
            self.totals = found.totals
        return Slice(found.rows, found.total)

    def sort_of(self, window: Window) -> str:
        """Return what to sort by, names in the language in which they are shown."""
        if window.sort is None:
            return BY_ITEM
        chinese = window.sort.column in NAMED and self.words.language.startswith("zh")
        return f"{window.sort.text}_zh" if chinese else window.sort.text

    def go_to(self, at: datetime | None) -> None:
        """Show a moment; None shows the present, and so does one that has not come."""
        self.at = at
        self._changed()

    def choose_place(self, location_id: LocationId | None) -> None:
        """Show one location with everything under it; None shows all."""
        self.location_id = location_id
        self._changed()

    def reconcile(self) -> None:
        """Hold what is shown against the movements."""
        self.ask(ReconcileStock(at=self.at), self._take_reconciliation)

    def banner(self) -> str:
        """Say that the past is shown; nothing while the present is."""
        if self.at is None:
            return ""
        moment = self.words.moment(self.at)
        return self.words.text(
            "You are looking at the past: stock, containers and status as they were on {moment}.", moment=moment
        )

    def _on_change(self) -> None:
        # What has happened stays as it was.
        if self.at is None:
            self._changed()

    def _take_reconciliation(self, found: ReconciliationView) -> None:
        words = self.words
        counted = {"rows": words.number(found.rows), "movements": words.number(found.movements)}
        if not found.differences:
            text = words.text(
                "Stock and movements agree: {rows} rows were compared with the sums of {movements} movements.",
                **counted,
            )
            self.answered.tell(text, Tone.GOOD, [])
            return
        count = len(found.differences)
        text = words.plural(
            "{count} row differs from its movements. Report it to the administrator; nothing was changed.",
            "{count} rows differ from their movements. Report them to the administrator; nothing was changed.",
            count,
        )
        self.answered.tell(text, Tone.BAD, found.differences)

    def _choices(self, places: list[PlaceView]) -> tuple[Choice, ...]:
        everywhere = Choice(None, self.words.text(EVERYWHERE))
        return (everywhere, *(Choice(each.id, each.code, self.words.name(each.name, each.name_zh)) for each in places))


def cut_of(window: Window, location_id: LocationId | None) -> StockCut:
    """Return what is entered above the columns as the query takes it."""
    earliest, latest = bounds(window.typed("expiry"))
    return StockCut(
        location_id=location_id,
        item_code=window.typed("item_code"),
        lot_no=window.typed("lot_no"),
        location=window.typed("location"),
        container_no=window.typed("container_no"),
        customer=window.typed("customer"),
        supplier=window.typed("supplier"),
        statuses=[status for status in LotStatus if status.value in window.ticked("status")],
        expires_from=earliest,
        expires_until=latest,
    )
