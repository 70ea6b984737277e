"""Finding records for forms: each search blocks and runs in the background. No Qt."""

from collections.abc import Iterable, Sequence

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.form import records
from veralot_client.widgets.form.spec import Choice, Search
from veralot_shared.contracts.genealogy import (
    OUTSIDE,
    ListLots,
    LocationKind,
    LocationView,
    LotFilter,
    LotStatus,
    LotView,
    StockView,
)
from veralot_shared.contracts.items import ItemView, PackLevelView
from veralot_shared.messages import Page


def lots(services: Services, statuses: Iterable[LotStatus] = (), *, in_stock: bool = False) -> Search:
    """Return the search for lots by the beginning of their number."""
    words, wanted = services.words, list(statuses)

    def search(text: str) -> list[Choice]:
        chosen = LotFilter(lot_no=text, statuses=wanted, in_stock=in_stock)
        found = services.server.call(ListLots(filter=chosen, sort="lot_no", page=Page(limit=records.LISTED)))
        return [lot_choice(lot, words) for lot in found.rows]

    return search


def lot_choice(lot: LotView, words: Words) -> Choice:
    """Return a lot as a choice."""
    name = words.name(lot.item_name, lot.item_name_zh)
    return Choice(lot.id, lot.lot_no, f"{lot.item_code} {name}, {words.label(lot.status)}", lot)


def location_choices(
    locations: Sequence[LocationView], words: Words, kinds: frozenset[LocationKind] | None = None
) -> tuple[Choice, ...]:
    """Return the locations inside the plant, or those of some kinds, as choices."""
    return tuple(
        records.named(place, words)
        for place in locations
        if place.active and (place.kind in kinds if kinds else place.kind not in OUTSIDE)
    )


def stock_choices(stock: Sequence[StockView], words: Words) -> tuple[Choice, ...]:
    """Return where something of a lot lies, and how much, as choices."""
    return tuple(
        Choice(
            each.location_id,
            each.location,
            f"{words.name(each.location_name, each.location_name_zh)}, {words.quantity(each.quantity, each.unit)}",
            each,
        )
        for each in stock
        if each.quantity > 0
    )


def level_choice(level: PackLevelView, words: Words) -> Choice:
    """Return a pack level as a choice."""
    name = words.name(level.name, level.name_zh)
    return Choice(level.level, f"{level.level}", f"{name}, {words.number(level.contains)}", level)


def required(item: ItemView | None) -> ItemView:
    """Return the item that a required field holds."""
    if item is None:
        raise LookupError("a required field is empty")
    return item
