"""Finding records for the forms of quality records: each search blocks and runs in the background. No Qt."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Search, Values
from veralot_shared.contracts.genealogy import OUTSIDE, Find, ListLocations, ListLots, LotFilter
from veralot_shared.contracts.items import ListItems, ListPartners, PartnerKind
from veralot_shared.contracts.quality import CaseKind, DefectView, ListCases, ListDefects
from veralot_shared.messages import Page

LISTED: Final = 30
USER: Final = "user"


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


def items(services: Services) -> Search:
    """Return the search for items by code or name."""

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListItems(search=text, page=Page(limit=LISTED)))
        return [Choice(item.id, item.code, services.words.name(item.name, item.name_zh), item) for item in found]

    return search


def partners(kind: PartnerKind) -> Callable[[Services], Search]:
    """Return what makes the search for partners of a kind by code or name."""

    def make(services: Services) -> Search:
        def search(text: str) -> list[Choice]:
            found = services.server.call(ListPartners(search=text, kind=kind, page=Page(limit=LISTED)))
            return [Choice(one.id, one.code, services.words.name(one.name, one.name_zh), one) for one in found]

        return search

    return make


def locations(services: Services) -> Search:
    """Return the search for locations inside the plant."""

    def search(text: str) -> list[Choice]:
        wanted = text.casefold()
        return [
            Choice(place.id, place.code, services.words.name(place.name, place.name_zh), place)
            for place in services.server.call(ListLocations())
            if place.kind not in OUTSIDE and wanted in f"{place.code} {place.name} {place.name_zh}".casefold()
        ]

    return search


def people(services: Services) -> Search:
    """Return the search for people by the beginning of their user name."""

    def search(text: str) -> list[Choice]:
        found = services.server.call(Find(text=text)) if text else []
        name = services.words.name
        return [Choice(hit.id, hit.label, name(hit.detail, hit.detail_zh), hit) for hit in found if hit.kind == USER]

    return search


def cases(*kinds: CaseKind) -> Callable[[Services], Search]:
    """Return what makes the search for quality records of some kinds by number or title."""

    def make(services: Services) -> Search:
        def search(text: str) -> list[Choice]:
            found = services.server.call(ListCases(kinds=list(kinds), search=text, page=Page(limit=LISTED)))
            return [Choice(one.id, one.number, one.title, one) for one in found]

        return search

    return make


def defects(services: Services) -> Search:
    """Return the search for the plant's defect codes by code or name."""

    def search(text: str) -> list[Choice]:
        return [defect(services, one) for one in services.server.call(ListDefects(search=text))]

    return search


def defect(services: Services, one: DefectView) -> Choice:
    """Return a defect code as a choice: people know it by its name."""
    return Choice(one.code, services.words.name(one.name, one.name_zh), one.code, one)


def propose_severity(form: FormPresenter[Any], path: str, values: Values) -> None:
    """Propose how grave a defect that was just chosen usually is, where the form asks that and nobody has said it."""
    chosen = values.get("defect")
    if path != "defect" or not isinstance(chosen, Choice) or form.field_at("severity") is None:
        return
    if isinstance(chosen.record, DefectView) and chosen.record.severity is not None:
        form.proposed.tell("severity", chosen.record.severity)


RECORDS: Final[Mapping[str, Callable[[Services], Search]]] = MappingProxyType(
    {
        "lot_id": lots,
        "defect": defects,
        "item_id": items,
        "owner_id": people,
        "location_id": locations,
        "customer_id": partners(PartnerKind.CUSTOMER),
        "supplier_id": partners(PartnerKind.SUPPLIER),
        "other_id": cases(),
        "from_id": cases(),
        "similar_id": cases(CaseKind.COMPLAINT),
        "of_id": cases(CaseKind.NCR, CaseKind.CAPA),
    }
)
"""How the records are found that fields of messages stand for, by an id or, a defect, by its code."""
