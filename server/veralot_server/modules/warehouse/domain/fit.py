"""Where goods may lie, and which place suits them best (ISO 13485 6.4.2, 7.5.11; I-20, I-40, I-44).

The answer to “may this lie there?” is the list of errors that a move there would be refused with, so that the dry answer and
the refusal are the same words.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from veralot_server.modules.warehouse.domain.facts import Goods, Spot
from veralot_shared.contracts.genealogy import USABLE, LocationForbidden, LocationKind, allowed
from veralot_shared.contracts.warehouse import (
    Advice,
    ConditionNotOffered,
    CustomersApart,
    PlaceClosed,
    PlaceFull,
    PlaceOfCustomer,
    PlaceOneLot,
    PlaceTakesOther,
    ReturnedBeside,
)
from veralot_shared.errors import CodedError

WEIGHT: Final = {
    Advice.KEPT_FOR_THIS_CUSTOMER: 16,
    Advice.SAME_LOT_LIES_HERE: 8,
    Advice.STORE: 6,
    Advice.OFFERS_ITS_CONDITION: 4,
    Advice.SAME_ITEM_LIES_HERE: 2,
    Advice.EMPTY: 1,
    Advice.KEPT_FREE_FOR_OTHER_CONDITIONS: -8,
    Advice.KEPT_FOR_ANOTHER: -16,
}
"""How much each reason counts; a store that is kept for other goods is filled last."""


def problems(goods: Sequence[Goods], spot: Spot, lying: Sequence[Goods], positions: int) -> list[CodedError]:
    """Return everything that keeps goods away from a place; nothing means that they may go there.

    Args:
        goods: what would go there together.
        spot: the place.
        lying: what lies there already, without the goods themselves.
        positions: how many positions of the place the goods would take.
    """
    found: list[CodedError] = [] if spot.active else [PlaceClosed(location=spot.code)]
    for one in goods:
        found += kind_problems(one, spot) + rule_problems(one, spot)
        found += beside_problems(one, spot, [*lying, *(other for other in goods if other.lot_id != one.lot_id)])
    if spot.capacity is not None and spot.taken + positions > spot.capacity:
        found.append(PlaceFull(location=spot.code, capacity=spot.capacity, taken=spot.taken, wanted=positions))
    return found


def kind_problems(one: Goods, spot: Spot) -> list[CodedError]:
    """Return whether the kind of place takes goods of this status, and whose place it is."""
    found: list[CodedError] = []
    if spot.kind not in allowed(one.status, returned=one.returned):
        found.append(LocationForbidden(lot_no=one.lot_no, status=one.status, location=spot.code, kind=spot.kind))
    if None not in (spot.customer_id, one.customer_id) and spot.customer_id != one.customer_id:
        found.append(
            PlaceOfCustomer(
                lot_no=one.lot_no,
                location=spot.code,
                customer=spot.customer or "",
                customer_zh=spot.customer_zh or "",
                owner=one.customer or "",
                owner_zh=one.customer_zh or "",
            )
        )
    return found


def rule_problems(one: Goods, spot: Spot) -> list[CodedError]:
    """Return what the place's own rules say of a lot by itself."""
    found: list[CodedError] = []
    if spot.statuses and one.status not in spot.statuses:
        found.append(
            PlaceTakesOther(lot_no=one.lot_no, status=one.status, location=spot.code, allowed=list(spot.statuses))
        )
    if one.condition_id is not None and one.condition_id not in spot.condition_ids:
        found.append(
            ConditionNotOffered(
                lot_no=one.lot_no, location=spot.code, needed=one.condition or "", offered=spot.conditions or ["-"]
            )
        )
    return found


def beside_problems(one: Goods, spot: Spot, others: Sequence[Goods]) -> list[CodedError]:
    """Return what keeps a lot from lying beside others; of each rule the first lot that it concerns."""
    found: list[CodedError] = []
    strange = next((other for other in others if strangers(one, other, spot)), None)
    if strange is not None:
        found.append(
            CustomersApart(
                lot_no=one.lot_no,
                customer=one.customer or "",
                customer_zh=one.customer_zh or "",
                other_lot=strange.lot_no,
                other_customer=strange.customer or "",
                other_customer_zh=strange.customer_zh or "",
                location=spot.code,
            )
        )
    second = next((other for other in others if spot.one_lot and other.lot_id != one.lot_id), None)
    if second is not None:
        found.append(PlaceOneLot(lot_no=one.lot_no, location=spot.code, other_lot=second.lot_no))
    mixed = next((other for other in others if returned_beside_good(one, other)), None)
    if mixed is not None:
        found.append(ReturnedBeside(lot_no=one.lot_no, location=spot.code, other_lot=mixed.lot_no))
    return found


def strangers(one: Goods, other: Goods, spot: Spot) -> bool:
    """Tell whether two lots belong to customers whose goods are kept apart; goods of nobody lie beside anybody's."""
    if None in (one.customer_id, other.customer_id) or one.customer_id == other.customer_id:
        return False
    return spot.one_customer or one.apart or other.apart


def returned_beside_good(one: Goods, other: Goods) -> bool:
    """Tell whether one of two lots was returned and the other may be used (I-20)."""
    return (one.returned and other.status in USABLE) or (other.returned and one.status in USABLE)


def advice(goods: Sequence[Goods], spot: Spot, lying: Sequence[Goods]) -> list[Advice]:
    """Return what speaks for a place, the weightiest first, and what speaks against it."""
    lots, items = {one.lot_id for one in goods}, {one.item_id for one in goods}
    needed = {one.condition_id for one in goods if one.condition_id is not None}
    own = all(one.customer_id == spot.customer_id for one in goods)
    said = {
        Advice.KEPT_FOR_THIS_CUSTOMER: spot.customer_id is not None and own,
        Advice.SAME_LOT_LIES_HERE: any(other.lot_id in lots for other in lying),
        Advice.STORE: spot.kind is LocationKind.WAREHOUSE,
        Advice.OFFERS_ITS_CONDITION: bool(needed),
        Advice.SAME_ITEM_LIES_HERE: any(other.item_id in items and other.lot_id not in lots for other in lying),
        Advice.EMPTY: not lying,
        Advice.KEPT_FREE_FOR_OTHER_CONDITIONS: bool(set(spot.condition_ids) - needed),
        Advice.KEPT_FOR_ANOTHER: spot.customer_id is not None and not own,
    }
    return [reason for reason, holds in said.items() if holds]


def weight(reasons: Iterable[Advice]) -> int:
    """Return how well a place suits."""
    return sum(WEIGHT[reason] for reason in reasons)
