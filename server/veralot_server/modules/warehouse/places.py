"""Places, storage conditions and agreements as they are shown."""

from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse.spots import TAKEN
from veralot_shared.contracts.warehouse import AgreementView, ConditionView, PlaceView, StorageView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import ItemId, LocationId, PartnerId

VIEW = f"""
SELECT p.id, p.code, p.name, p.name_zh, p.kind, p.customer_id, c.name AS customer, c.name_zh AS customer_zh, p.active,
       coalesce(r.version, 0) AS version, r.parent_id, coalesce(r.condition_ids, '{{}}') AS condition_ids,
       coalesce(r.statuses, '{{}}') AS statuses, coalesce(r.one_customer, false) AS one_customer,
       coalesce(r.one_lot, false) AS one_lot, r.capacity, {TAKEN} AS taken,
       (SELECT count(*) FROM genealogy_stock s WHERE s.location_id = p.id AND NOT s.outside AND s.quantity > 0::numeric
       ) AS lots,
       (SELECT count(*) FROM warehouse_container k WHERE k.location_id = p.id) AS containers
FROM genealogy_location p LEFT JOIN warehouse_place_rule r ON r.location_id = p.id
LEFT JOIN items_partner c ON c.id = p.customer_id
WHERE NOT p.outside AND (%(scope)s::bigint IS NULL OR p.customer_id = %(scope)s)
"""  # noqa: S608 - expressions of our own

CONDITIONS = """
SELECT id, code, name, name_zh, trim_scale(lowest) AS lowest, trim_scale(highest) AS highest
FROM warehouse_condition ORDER BY code
"""

STORAGE = """
SELECT i.id AS item_id, i.code AS item_code, i.name AS item_name, i.name_zh AS item_name_zh,
       coalesce(s.version, 0) AS version, s.condition_id
FROM items_item i LEFT JOIN warehouse_storage s ON s.item_id = i.id
WHERE (%(scope)s::bigint IS NULL OR i.customer_id = %(scope)s)
"""

AGREEMENTS = """
SELECT c.id AS customer_id, c.code AS customer, c.name, c.name_zh, coalesce(a.version, 0) AS version,
       coalesce(a.apart, false) AS apart, coalesce(a.note, '') AS note
FROM items_partner c LEFT JOIN warehouse_agreement a ON a.customer_id = c.id
WHERE c.kind = 'customer' AND (%(scope)s::bigint IS NULL OR c.id = %(scope)s)
  AND (%(id)s::bigint IS NULL OR c.id = %(id)s) ORDER BY c.code
"""


def views(tx: Transaction) -> list[PlaceView]:
    """Return the places of the plant that the actor may see, by code."""
    return tx.rows(PlaceView, f"{VIEW} ORDER BY p.code", scope=tx.actor.customer_id)


def view(tx: Transaction, location_id: LocationId) -> PlaceView:
    """Return one place. Raises: RecordNotFound."""
    found = tx.one(PlaceView, f"{VIEW} AND p.id = %(id)s", scope=tx.actor.customer_id, id=location_id)
    return tx.found(found, "location", location_id)


def conditions(tx: Transaction) -> list[ConditionView]:
    """Return storage conditions by code."""
    return tx.rows(ConditionView, CONDITIONS)


def storage(tx: Transaction, item_id: ItemId) -> StorageView:
    """Return the storage condition that an item needs. Raises: RecordNotFound."""
    found = tx.one(StorageView, f"{STORAGE} AND i.id = %(id)s", scope=tx.actor.customer_id, id=item_id)
    if found is None:
        raise RecordNotFound(kind="item", key=str(item_id), field="item_id")
    return found


def agreements(tx: Transaction, customer_id: PartnerId | None = None) -> list[AgreementView]:
    """Return customers by code, or one, with what is agreed about their goods."""
    return tx.rows(AgreementView, AGREEMENTS, scope=tx.actor.customer_id, id=customer_id)
