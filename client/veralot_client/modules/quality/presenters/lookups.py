"""Finding records for the forms of quality records: each search blocks and runs in the background. No Qt."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from veralot_client.core.services import Services
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Search, Values
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.contracts.quality import CaseKind, DefectView, ListCases, ListDefects
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
        "lot_id": records.lots,
        "defect": defects,
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
"""How the records are found that fields of messages stand for, by an id or, a defect, by its code."""
