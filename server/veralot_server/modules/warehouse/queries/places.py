"""Lists places, storage conditions, what items need and what is agreed with customers."""

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import numbering, places
from veralot_server.modules.warehouse.queries.stock import window_of
from veralot_shared.contracts.warehouse import (
    AgreementView,
    ConditionView,
    GetNumbering,
    ListAgreements,
    ListConditions,
    ListPlaces,
    ListStorage,
    NumberingView,
    PlaceView,
    StorageView,
)

MATCHING = """
AND (position(upper(%(search)s) IN upper(i.code)) > 0 OR position(upper(%(search)s) IN upper(i.name)) > 0
     OR position(upper(%(search)s) IN upper(i.name_zh)) > 0)
ORDER BY i.code LIMIT %(limit)s OFFSET %(offset)s
"""


@answers(ListPlaces)
def list_places(_query: ListPlaces, tx: Transaction) -> list[PlaceView]:
    """Return the places of the plant that the actor may see."""
    return places.views(tx)


@answers(ListConditions)
def list_conditions(_query: ListConditions, tx: Transaction) -> list[ConditionView]:
    """Return storage conditions."""
    return places.conditions(tx)


@answers(ListStorage)
def list_storage(query: ListStorage, tx: Transaction) -> list[StorageView]:
    """Return a window of items with the storage condition that each needs."""
    values = {"search": query.search.strip(), "scope": tx.actor.customer_id, **window_of(query.page)}
    return tx.rows(StorageView, places.STORAGE + MATCHING, **values)


@answers(ListAgreements)
def list_agreements(_query: ListAgreements, tx: Transaction) -> list[AgreementView]:
    """Return customers with what is agreed about their goods."""
    return places.agreements(tx)


@answers(GetNumbering)
def get_numbering(_query: GetNumbering, tx: Transaction) -> NumberingView:
    """Return how SSCCs are made."""
    return numbering.view(numbering.facts(tx))
