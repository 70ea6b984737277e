"""Finding records for forms: each search blocks and runs in the background. No Qt."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.form.spec import Choice, Search
from veralot_shared.contracts.genealogy import (
    OUTSIDE,
    Find,
    ListLots,
    LocationKind,
    LocationView,
    LotFilter,
    LotStatus,
    LotView,
    NodeKind,
    StockView,
)
from veralot_shared.contracts.items import ItemView, ListItems, ListPartners, PackLevelView, PartnerKind, PartnerView
from veralot_shared.messages import Page

LISTED = 30
"""As many as one looks through before one types more."""


def items(services: Services) -> Search:
    """Return the search for items by code or name."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListItems(search=text, page=Page(limit=LISTED)))
        return [item_choice(item, words) for item in found if item.active]

    return search


def partners(services: Services, kind: PartnerKind) -> Search:
    """Return the search for suppliers, customers or sterilizers by code or name."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListPartners(search=text, kind=kind, page=Page(limit=LISTED)))
        return [partner_choice(partner, words) for partner in found if partner.active]

    return search


def lots(services: Services, statuses: Iterable[LotStatus] = (), *, in_stock: bool = False) -> Search:
    """Return the search for lots by the beginning of their number."""
    words, wanted = services.words, list(statuses)

    def search(text: str) -> list[Choice]:
        chosen = LotFilter(lot_no=text, statuses=wanted, in_stock=in_stock)
        found = services.server.call(ListLots(filter=chosen, sort="lot_no", page=Page(limit=LISTED)))
        return [lot_choice(lot, words) for lot in found.rows]

    return search


def item_choice(item: ItemView, words: Words) -> Choice:
    """Return an item as a choice."""
    return Choice(item.id, item.code, words.name(item.name, item.name_zh), item)


def partner_choice(partner: PartnerView, words: Words) -> Choice:
    """Return a partner as a choice."""
    return Choice(partner.id, partner.code, words.name(partner.name, partner.name_zh), partner)


def lot_choice(lot: LotView, words: Words) -> Choice:
    """Return a lot as a choice."""
    name = words.name(lot.item_name, lot.item_name_zh)
    return Choice(lot.id, lot.lot_no, words.beside(f"{lot.item_code} {name}", words.label(lot.status)), lot)


def location_choices(
    locations: Sequence[LocationView], words: Words, kinds: frozenset[LocationKind] | None = None
) -> tuple[Choice, ...]:
    """Return the locations inside the plant, or those of some kinds, as choices."""
    return tuple(
        Choice(place.id, place.code, words.name(place.name, place.name_zh), place)
        for place in locations
        if place.active and (place.kind in kinds if kinds else place.kind not in OUTSIDE)
    )


def stock_choices(stock: Sequence[StockView], words: Words) -> tuple[Choice, ...]:
    """Return where something of a lot lies, and how much, as choices."""
    return tuple(
        Choice(
            each.location_id,
            each.location,
            words.beside(
                words.name(each.location_name, each.location_name_zh), words.quantity(each.quantity, each.unit)
            ),
            each,
        )
        for each in stock
        if each.quantity > 0
    )


def codes(kind: type[StrEnum], words: Words) -> tuple[Choice, ...]:
    """Return the values of an enumeration as choices."""
    return tuple(Choice(value, words.label(value)) for value in kind)


def shipments(services: Services) -> Search:
    """Return the search for shipments by the beginning of their number."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(Find(text=text)) if text else []
        return [
            Choice(hit.id, hit.label, words.name(hit.detail, hit.detail_zh), hit)
            for hit in found
            if hit.kind == NodeKind.SHIPMENT
        ]

    return search


def level_choice(level: PackLevelView, words: Words) -> Choice:
    """Return a pack level as a choice."""
    name = words.name(level.name, level.name_zh)
    return Choice(level.level, f"{level.level}", words.beside(name, words.number(level.contains)), level)


def required(item: ItemView | None) -> ItemView:
    """Return the item that a required field holds."""
    if item is None:
        raise LookupError("a required field is empty")
    return item
