"""Behind the tree of locations: what is under what, its rules in words, and what lies there. No Qt."""

from collections import defaultdict
from collections.abc import Sequence

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_shared.contracts.genealogy import LotsChanged
from veralot_shared.contracts.warehouse import (
    ConditionView,
    ContainersChanged,
    ListConditions,
    ListPlaces,
    ListStock,
    PlaceView,
    RulesChanged,
    StockCut,
    StockPage,
    StockRow,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import LocationId
from veralot_shared.messages import Page

MOST = 1000
"""As many rows of stock as are shown of a location; the stock page shows any number."""
ANYTHING = N_("No rules beyond those of its kind.")


class PlacesPresenter(Presenter):
    """Holds the places of the plant and what lies at the chosen one.

    Attributes:
        places: every place; None before they were read.
        error: why they could not be read.
        rows: what lies at the chosen place and everywhere under it; `total` counts it all.
        shown: told when the places have changed.
        listed: told when the rows have changed.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.places: list[PlaceView] | None = None
        self.conditions: dict[int, ConditionView] = {}
        self.error: CodedError | None = None
        self.chosen: PlaceView | None = None
        self.rows: list[StockRow] = []
        self.total = 0
        self.shown: Observers[[]] = Observers()
        self.listed: Observers[[]] = Observers()
        for event in (LotsChanged, ContainersChanged, RulesChanged):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the places, now or again."""
        self.ask(ListConditions(), self._take_conditions, self._fail)

    def choose(self, place: PlaceView | None) -> None:
        """Show what lies at a place."""
        self.chosen = place
        if place is not None:
            query = ListStock(cut=StockCut(location_id=place.id), sort="location", page=Page(limit=MOST))
            self.ask(query, self._take_rows, self._fail)

    def children(self) -> dict[LocationId | None, list[PlaceView]]:
        """Return the places right under each place; those under none, or under one that is not seen, under None."""
        places = self.places or []
        known = {place.id for place in places}
        found: defaultdict[LocationId | None, list[PlaceView]] = defaultdict(list)
        for place in places:
            found[place.parent_id if place.parent_id in known else None].append(place)
        return found

    def rules(self, place: PlaceView) -> Sequence[str]:
        """Return the rules of a place, each in words."""
        words, found = self.words, list[str]()
        if place.customer is not None:
            found.append(words.text("Kept for {customer}.", customer=words.name(place.customer, place.customer_zh)))
        offered = [self.conditions[number].code for number in place.condition_ids if number in self.conditions]
        if offered:
            found.append(words.text("Offers {conditions}.", conditions=words.listed(offered)))
        if place.statuses:
            labels = words.listed(words.label(status) for status in place.statuses)
            found.append(words.text("Takes only {statuses}.", statuses=labels))
        if place.one_customer:
            found.append(words.text("One customer's goods at a time."))
        if place.one_lot:
            found.append(words.text("One lot at a time."))
        if place.capacity is not None:
            counts = {"taken": words.number(place.taken), "capacity": words.number(place.capacity)}
            found.append(words.text("{taken} of {capacity} positions are taken.", **counts))
        return found or [words.text(ANYTHING)]

    def _take_conditions(self, found: list[ConditionView]) -> None:
        self.conditions = {one.id: one for one in found}
        self.ask(ListPlaces(), self._take_places, self._fail)

    def _take_places(self, places: list[PlaceView]) -> None:
        self.places, self.error = places, None
        self.shown.tell()

    def _take_rows(self, page: StockPage) -> None:
        self.rows, self.total = page.rows, page.total
        self.listed.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()
