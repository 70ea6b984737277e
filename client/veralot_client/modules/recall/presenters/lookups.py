"""Finding records for the forms of recalls: each search blocks and runs in the background. No Qt."""

from enum import StrEnum

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.form.spec import Choice, Search
from veralot_shared.contracts.gauges import ListGauges
from veralot_shared.contracts.genealogy import OUTSIDE, Find, ListLocations, ListLots, LotFilter
from veralot_shared.contracts.items import ListItems, ListPartners, PartnerKind
from veralot_shared.messages import Page

LISTED = 30
"""As many as one looks through before one types more."""
USER = "user"


def lots(services: Services) -> Search:
    """Return the search for lots by the beginning of their number."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListLots(filter=LotFilter(lot_no=text), sort="lot_no", page=Page(limit=LISTED)))
        return [
            Choice(lot.id, lot.lot_no, f"{lot.item_code} {words.name(lot.item_name, lot.item_name_zh)}", lot)
            for lot in found.rows
        ]

    return search


def items(services: Services) -> Search:
    """Return the search for items by code or name."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListItems(search=text, page=Page(limit=LISTED)))
        return [Choice(item.id, item.code, words.name(item.name, item.name_zh), item) for item in found]

    return search


def partners(services: Services, kind: PartnerKind) -> Search:
    """Return the search for partners of a kind by code or name."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListPartners(search=text, kind=kind, page=Page(limit=LISTED)))
        return [Choice(one.id, one.code, words.name(one.name, one.name_zh), one) for one in found]

    return search


def locations(services: Services) -> Search:
    """Return the search for locations inside the plant."""
    words = services.words

    def search(text: str) -> list[Choice]:
        wanted = text.casefold()
        return [
            Choice(place.id, place.code, words.name(place.name, place.name_zh), place)
            for place in services.server.call(ListLocations())
            if place.kind not in OUTSIDE and wanted in f"{place.code} {place.name} {place.name_zh}".casefold()
        ]

    return search


def gauges(services: Services) -> Search:
    """Return the search for gauges by a part of code, name or serial number."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListGauges(search=text.strip(), page=Page(limit=LISTED)))
        return [
            Choice(one.id, one.code, f"{words.name(one.name, one.name_zh)} · {words.label(one.status)}", one)
            for one in found
        ]

    return search


def people(services: Services) -> Search:
    """Return the search for people by the beginning of their user name or name."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(Find(text=text)) if text else []
        return [
            Choice(hit.id, hit.label, words.name(hit.detail, hit.detail_zh), hit) for hit in found if hit.kind == USER
        ]

    return search


def codes(kind: type[StrEnum], words: Words) -> tuple[Choice, ...]:
    """Return the values of an enumeration as choices."""
    return tuple(Choice(value, words.label(value)) for value in kind)


def key(choice: Choice | None) -> int | None:
    """Return the id of a chosen record."""
    return None if choice is None else int(str(choice.key))
