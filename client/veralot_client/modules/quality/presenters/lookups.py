"""Finding records for the forms of quality records: each search blocks and runs in the background. No Qt."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from veralot_client.core.services import Services
from veralot_client.widgets.form import records
from veralot_client.widgets.form.spec import Choice, Search
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.contracts.quality import CaseKind, ListCases
from veralot_shared.messages import Page


def of_kind(kind: PartnerKind) -> Callable[[Services], Search]:
    """Return what makes the search for partners of a kind."""
    return lambda services: records.partners(services, kind)


def cases(*kinds: CaseKind) -> Callable[[Services], Search]:
    """Return what makes the search for quality records of some kinds by number or title."""

    def make(services: Services) -> Search:
        def search(text: str) -> list[Choice]:
            found = services.server.call(ListCases(kinds=list(kinds), search=text, page=Page(limit=records.LISTED)))
            return [Choice(one.id, one.number, one.title, one) for one in found]

        return search

    return make


RECORDS: Final[Mapping[str, Callable[[Services], Search]]] = MappingProxyType(
    {
        "lot_id": records.lots,
        "item_id": records.items,
        "owner_id": records.people,
        "location_id": records.locations,
        "customer_id": of_kind(PartnerKind.CUSTOMER),
        "supplier_id": of_kind(PartnerKind.SUPPLIER),
        "other_id": cases(),
        "from_id": cases(),
        "similar_id": cases(CaseKind.COMPLAINT),
        "of_id": cases(CaseKind.NCR, CaseKind.CAPA),
    }
)
"""How the records are found that fields of messages stand for."""
