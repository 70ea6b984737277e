"""Says where a lot or a container may go, and why not; nothing is changed."""

from collections.abc import Sequence
from typing import NamedTuple

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import containers, contents, goods, spots
from veralot_server.modules.warehouse.domain import fit, numbers
from veralot_server.modules.warehouse.domain.facts import Goods, Spot
from veralot_shared.contracts.warehouse import SpotView, WhereMayItGo, WhereView
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ContainerId, LocationId, LotId

NAMES = """
SELECT l.lot_no, i.code || ' ' || i.name, i.code || ' ' || coalesce(nullif(i.name_zh, ''), i.name)
FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id
WHERE l.id = %(id)s AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
"""

LOT_PLACES = "SELECT location_id FROM genealogy_stock WHERE lot_id = %s AND NOT outside AND quantity > 0"


class Moved(NamedTuple):
    """What would be moved: its name, its lots, and where it is now."""

    label: str
    detail: str
    detail_zh: str
    lot_ids: list[LotId]
    here: list[LocationId]


@answers(WhereMayItGo)
def where_may_it_go(query: WhereMayItGo, tx: Transaction) -> WhereView:
    """Return every place of the plant with its answer, allowed ones first."""
    moved = subject(query, tx)
    coming = list(goods.facts(tx, moved.lot_ids).values())
    lying = goods.lying(tx)
    answers_ = [spot_view(spot, coming, lying.get(spot.id, []), here=spot.id in moved.here) for spot in spots.facts(tx)]
    ranked = sorted(answers_, key=lambda spot: (not spot.allowed, spot.here, -fit.weight(spot.advice), spot.code))
    owner = next((one for one in coming if one.customer), None)
    return WhereView(
        lot_id=query.lot_id,
        container_id=query.container_id,
        label=moved.label,
        detail=moved.detail,
        detail_zh=moved.detail_zh,
        statuses=sorted({one.status for one in coming}),
        conditions=sorted({one.condition for one in coming if one.condition is not None}),
        customer=owner.customer if owner else None,
        customer_zh=owner.customer_zh if owner else None,
        spots=ranked,
    )


def spot_view(spot: Spot, coming: Sequence[Goods], lying: Sequence[Goods], *, here: bool) -> SpotView:
    """Return the answer of one place."""
    found = fit.problems(coming, spot, spots.without(lying, coming), 0 if here else 1)
    return SpotView(
        id=spot.id,
        code=spot.code,
        name=spot.name,
        name_zh=spot.name_zh,
        kind=spot.kind,
        allowed=not found,
        here=here,
        problems=[problem.to_problem() for problem in found],
        advice=[] if found else fit.advice(coming, spot, lying),
        capacity=spot.capacity,
        taken=spot.taken,
    )


def subject(query: WhereMayItGo, tx: Transaction) -> Moved:
    """Return what would be moved. Raises: RecordNotFound, ValueNotAllowed."""
    if query.lot_id is not None and query.container_id is None:
        return lot_subject(query.lot_id, tx)
    if query.container_id is not None and query.lot_id is None:
        return container_subject(query.container_id, tx)
    raise ValueNotAllowed(value="", rule=numbers.SUBJECT_RULE, field="lot_id")


def lot_subject(lot_id: LotId, tx: Transaction) -> Moved:
    """Return a lot with its places."""
    row = tx.wire.execute(NAMES, {"id": lot_id, "scope": tx.actor.customer_id}).fetchone()
    if row is None:
        raise RecordNotFound(kind="lot", key=str(lot_id), field="lot_id")
    here = [found[0] for found in tx.wire.execute(LOT_PLACES, (lot_id,))]
    return Moved(row[0], row[1], row[2], [lot_id], here)


def container_subject(container_id: ContainerId, tx: Transaction) -> Moved:
    """Return a container with the lots in it at any depth."""
    one = containers.view(tx, container_id)
    everything = [row[0] for row in tx.wire.execute(containers.WITHIN, {"ids": [one.id]})]
    lot_ids = sorted({row.lot_id for row in contents.held(tx, everything)})
    return Moved(one.container_no, "", "", lot_ids, [] if one.location_id is None else [one.location_id])
