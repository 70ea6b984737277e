"""Items and partners in the database: read, and shown as `ItemView` and `PartnerView`."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.items import BomLineView, BomView, ItemView, PackLevelView, PartnerView
from veralot_shared.ids import ItemId, PartnerId

ITEMS = """
SELECT i.id, i.version, i.code, i.name, i.name_zh, i.kind, i.tracking, i.unit, trim_scale(i.quantum) AS quantum,
       i.shelf_life_months, i.implantable, i.customer_id, c.name AS customer, c.name_zh AS customer_zh,
       i.device_class, i.active, i.created_at,
       '{}'::text[] AS pack_levels
FROM items_item i LEFT JOIN items_partner c ON c.id = i.customer_id
WHERE (%(scope)s::bigint IS NULL OR i.customer_id = %(scope)s OR (%(shared)s AND i.customer_id IS NULL))
"""

LEVELS = """
SELECT item_id, level, name, name_zh, gtin, contains FROM items_pack_level
WHERE item_id = ANY(%(items)s) ORDER BY item_id, level
"""

PARTNERS = """
SELECT p.id, p.version, p.code, p.kind, p.name, p.name_zh, p.address, p.country, p.gln, p.active
FROM items_partner p
WHERE (%(scope)s::bigint IS NULL OR p.id = %(scope)s)
"""


PARTNER = b"""
SELECT row_to_json(v) FROM (
    SELECT p.id, p.version, p.code, p.kind, p.name, p.name_zh, p.address, p.country, p.gln, p.active
    FROM items_partner p WHERE p.id = $1::bigint AND ($2::bigint IS NULL OR p.id = $2::bigint)
) AS v
"""


BOMS = """
SELECT b.id, b.revision, trim_scale(b.per) AS per, l.position, l.component_id, c.code AS component,
       c.name AS component_name, c.name_zh AS component_name_zh, trim_scale(l.quantity) AS quantity, c.unit
FROM items_bom b JOIN items_bom_line l ON l.bom_id = b.id JOIN items_item c ON c.id = l.component_id
WHERE b.item_id = %(item)s ORDER BY b.revision, b.id, l.position
"""


class Line(BomLineView, frozen=True, kw_only=True):
    """A line with the bill of materials that it belongs to."""

    id: int
    revision: str
    per: Decimal


class Level(PackLevelView, frozen=True, kw_only=True):
    """A pack level with the item that it belongs to."""

    item_id: ItemId


def items(tx: Transaction, tail: str, *, shared: bool = False, **values: object) -> list[ItemView]:
    """Return the items that `tail` (conditions and what follows them) selects of those that the actor may see.

    With `shared`, a customer's user also sees items that are no customer's: materials that stand behind its lots.
    """
    found = tx.rows(ItemView, ITEMS + tail, scope=tx.actor.customer_id, shared=shared, **values)
    levels = levels_of(tx, (item.id for item in found))
    return [msgspec.structs.replace(item, pack_levels=levels[item.id]) for item in found]


def levels_of(tx: Transaction, item_ids: Iterable[ItemId]) -> defaultdict[ItemId, list[PackLevelView]]:
    """Return the pack levels of items, from the smallest."""
    levels: defaultdict[ItemId, list[PackLevelView]] = defaultdict(list)
    for row in tx.rows(Level, LEVELS, items=list(item_ids)):
        view = PackLevelView(level=row.level, name=row.name, name_zh=row.name_zh, gtin=row.gtin, contains=row.contains)
        levels[row.item_id].append(view)
    return levels


def item(tx: Transaction, item_id: ItemId) -> ItemView:
    """Return one item.

    Raises:
        RecordNotFound: there is none, or none that the actor may see.
    """
    found = items(tx, "AND i.id = %(id)s", shared=True, id=item_id)
    return tx.found(found[0] if found else None, "item", item_id)


def boms(tx: Transaction, of: ItemView) -> list[BomView]:
    """Return the bills of materials of an item by revision."""
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    for line in tx.rows(Line, BOMS, item=of.id):
        lines[line.id].append(line)
    names = BomLineView.__struct_fields__
    return [
        BomView(
            id=number,
            item_id=of.id,
            revision=found[0].revision,
            per=found[0].per,
            unit=of.unit,
            lines=[BomLineView(**{name: getattr(line, name) for name in names}) for line in found],
        )
        for number, found in lines.items()
    ]


def partners(tx: Transaction, tail: str, **values: object) -> list[PartnerView]:
    """Return the partners that `tail` selects of those that the actor may see."""
    return tx.rows(PartnerView, PARTNERS + tail, scope=tx.actor.customer_id, **values)


def has_partner(tx: Transaction, code: str) -> bool:
    """Return whether there is a partner of this code, whatever its case, and whether the actor may see it or not."""
    query = b"SELECT FROM items_partner WHERE upper(code) = upper($1)"
    return tx.wire.direct(query, code.encode()).ntuples > 0


def partner(tx: Transaction, partner_id: PartnerId) -> PartnerView:
    """Return one partner.

    Raises:
        RecordNotFound: there is none, or none that the actor may see.
    """
    return tx.found(tx.document(PartnerView, PARTNER, partner_id, tx.actor.customer_id), "partner", partner_id)
