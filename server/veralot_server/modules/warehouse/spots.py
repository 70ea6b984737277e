"""Places as the rules see them: their own rules and how many of their positions are taken."""

from collections.abc import Iterable, Sequence

from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import goods
from veralot_server.modules.warehouse.domain import fit
from veralot_server.modules.warehouse.domain.facts import Goods, Spot
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LocationId, LotId

TAKEN = """
(SELECT count(*) FROM warehouse_container k WHERE k.location_id = p.id AND k.inside_id IS NULL)
+ (SELECT count(*) FROM genealogy_stock s WHERE s.location_id = p.id AND NOT s.outside AND s.quantity > 0::numeric
   AND s.quantity > coalesce((SELECT sum(c.quantity) FROM warehouse_content c JOIN warehouse_container k
                              ON k.id = c.container_id AND k.location_id = s.location_id
                              WHERE c.lot_id = s.lot_id), 0))"""
"""Positions: each outermost container takes one, and each lot of which something lies loose."""

FACTS = f"""
SELECT p.id, p.code, p.name, p.name_zh, p.kind, p.active, p.customer_id, c.name AS customer, c.name_zh AS customer_zh,
       coalesce(r.condition_ids, '{{}}') AS condition_ids,
       ARRAY(SELECT k.code FROM warehouse_condition k WHERE k.id = ANY(r.condition_ids) ORDER BY k.code) AS conditions,
       coalesce(r.statuses, '{{}}') AS statuses, coalesce(r.one_customer, false) AS one_customer,
       coalesce(r.one_lot, false) AS one_lot, r.capacity, {TAKEN} AS taken
FROM genealogy_location p LEFT JOIN warehouse_place_rule r ON r.location_id = p.id
LEFT JOIN items_partner c ON c.id = p.customer_id
WHERE NOT p.outside AND (%(everywhere)s OR p.id = ANY(%(ids)s))
  AND (%(scope)s::bigint IS NULL OR p.customer_id = %(scope)s)
ORDER BY p.code
"""  # noqa: S608 - expressions of our own


def facts(tx: Transaction, location_ids: Iterable[LocationId] | None = None) -> list[Spot]:
    """Return some places of the plant, or all that the actor may see, by code."""
    ids = [] if location_ids is None else list(location_ids)
    return tx.rows(Spot, FACTS, ids=ids, everywhere=location_ids is None, scope=tx.actor.customer_id)


def get(tx: Transaction, location_id: LocationId, field: str = "location_id") -> Spot:
    """Return one place of the plant. Raises: RecordNotFound."""
    found = facts(tx, [location_id])
    if not found:
        raise RecordNotFound(kind="location", key=str(location_id), field=field)
    return found[0]


def require_fit(tx: Transaction, coming: Sequence[Goods], spot: Spot, positions: int) -> None:
    """Check that goods may go to a place.

    Raises:
        CodedError: the first rule that keeps them away.
    """
    beside = goods.lying(tx, [spot.id]).get(spot.id, [])
    found = fit.problems(coming, spot, without(beside, coming), positions)
    if found:
        raise found[0]


def without(lying: Sequence[Goods], coming: Sequence[Goods]) -> list[Goods]:
    """Return what lies somewhere without the lots that come themselves."""
    own: set[LotId] = {one.lot_id for one in coming}
    return [one for one in lying if one.lot_id not in own]
