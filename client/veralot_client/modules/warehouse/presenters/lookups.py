"""Finding records for forms: each search blocks and runs in the background. No Qt."""

from collections.abc import Sequence

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.form import records
from veralot_client.widgets.form.spec import Choice, Search
from veralot_shared.contracts.warehouse import (
    ContainerFilter,
    ContainerState,
    ContainerView,
    ListContainers,
    ListStock,
    PlaceView,
    StockCut,
    StockRow,
)
from veralot_shared.ids import LocationId
from veralot_shared.messages import Page


def containers(services: Services) -> Search:
    """Return the search for open containers by the beginning of their number."""
    words = services.words

    def search(text: str) -> list[Choice]:
        chosen = ContainerFilter(container_no=text, states=[ContainerState.OPEN])
        found = services.server.call(ListContainers(filter=chosen, page=Page(limit=records.LISTED)))
        return [container_choice(one, words) for one in found]

    return search


def container_choice(one: ContainerView, words: Words) -> Choice:
    """Return a container as a choice."""
    return Choice(one.id, one.container_no, f"{words.label(one.kind)}, {one.location or ''}", one)


def loose_stock(services: Services, location_id: LocationId | None) -> Search:
    """Return the search for loose stock by the beginning of its lot number, at one place or anywhere."""
    words = services.words

    def search(text: str) -> list[Choice]:
        cut = StockCut(lot_no=text, location_id=location_id)
        found = services.server.call(ListStock(cut=cut, sort="lot_no", page=Page(limit=records.LISTED * 3)))
        return [stock_choice(row, words) for row in found.rows if row.container_id is None][: records.LISTED]

    return search


def stock_choice(row: StockRow, words: Words) -> Choice:
    """Return a row of stock as a choice: the same lot at two places is two choices."""
    name = words.name(row.item_name, row.item_name_zh)
    detail = f"{row.item_code} {name}, {words.quantity(row.quantity, row.unit)}, {row.location}"
    return Choice((row.lot_id, row.location_id), row.lot_no, detail, row)


def place_choices(places: Sequence[PlaceView], words: Words) -> tuple[Choice, ...]:
    """Return locations as choices."""
    return tuple(records.named(place, words) for place in places if place.active)
