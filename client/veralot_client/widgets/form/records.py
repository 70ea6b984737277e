"""What fields of forms offer in every module: records found as one types, and codes. Searches block. No Qt."""

from enum import StrEnum
from typing import Final, Protocol

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.form.spec import Choice, Search
from veralot_shared.contracts.genealogy import OUTSIDE, Find, ListLocations, ListLots, LotFilter
from veralot_shared.contracts.items import ListItems, ListPartners, PartnerKind
from veralot_shared.messages import Page

LISTED: Final = 30
"""As many as one looks through before one types more."""
USER: Final = "user"


class Named(Protocol):
    """A record with a code, and a name in both languages."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def code(self) -> str:
        """What it is called in the plant."""

    @property
    def name(self) -> str:
        """Its English name."""

    @property
    def name_zh(self) -> str:
        """Its Chinese name."""


def named(record: Named, words: Words) -> Choice:
    """Return a record as a choice: its code, and what tells it from others its name."""
    return Choice(record.id, record.code, words.name(record.name, record.name_zh), record)


def items(services: Services, *, in_use: bool = False) -> Search:
    """Return the search for items by code or name, or for those alone that are `in_use`."""

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListItems(search=text, page=Page(limit=LISTED)))
        return [named(item, services.words) for item in found if item.active or not in_use]

    return search


def partners(services: Services, kind: PartnerKind, *, in_use: bool = False) -> Search:
    """Return the search for partners of a kind by code or name, or for those alone that are `in_use`."""

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListPartners(search=text, kind=kind, page=Page(limit=LISTED)))
        return [named(partner, services.words) for partner in found if partner.active or not in_use]

    return search


def lots(services: Services) -> Search:
    """Return the search for lots by the beginning of their number."""

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListLots(filter=LotFilter(lot_no=text), sort="lot_no", page=Page(limit=LISTED)))
        name = services.words.name
        return [
            Choice(lot.id, lot.lot_no, f"{lot.item_code} {name(lot.item_name, lot.item_name_zh)}", lot)
            for lot in found.rows
        ]

    return search


def locations(services: Services) -> Search:
    """Return the search for locations inside the plant by a part of code or name."""

    def search(text: str) -> list[Choice]:
        wanted = text.casefold()
        return [
            named(place, services.words)
            for place in services.server.call(ListLocations())
            if place.kind not in OUTSIDE and wanted in f"{place.code} {place.name} {place.name_zh}".casefold()
        ]

    return search


def people(services: Services) -> Search:
    """Return the search for people by the beginning of their user name or name."""
    return hits(services, USER)


def hits(services: Services, kind: str) -> Search:
    """Return the search for records of a kind as the search box finds them; nothing typed finds nothing."""

    def search(text: str) -> list[Choice]:
        found = services.server.call(Find(text=text)) if text else []
        name = services.words.name
        return [Choice(hit.id, hit.label, name(hit.detail, hit.detail_zh), hit) for hit in found if hit.kind == kind]

    return search


def codes(kind: type[StrEnum], words: Words) -> tuple[Choice, ...]:
    """Return the values of an enumeration as choices."""
    return tuple(Choice(value, words.label(value)) for value in kind)


def key(choice: Choice | None) -> int | None:
    """Return the id of a chosen record."""
    return None if choice is None else int(str(choice.key))
