"""Answers about items and partners."""

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.items import records
from veralot_shared.contracts.items import BomView, GetItem, ItemView, ListBoms, ListItems, ListPartners, PartnerView

PAGE_LIMIT = 1000

WINDOW = "LIMIT %(limit)s OFFSET %(offset)s"


@answers(ListItems)
def list_items(query: ListItems, tx: Transaction) -> list[ItemView]:
    """List items by code; `search` is a part of the code or of a name, or a GTIN."""
    return records.items(
        tx,
        f"AND ({matching('i')} OR EXISTS (SELECT FROM items_pack_level l WHERE l.item_id = i.id "
        f"AND l.gtin = lpad(%(search)s, 14, '0'))) ORDER BY i.code {WINDOW}",
        search=query.search.strip(),
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


@answers(GetItem)
def get_item(query: GetItem, tx: Transaction) -> ItemView:
    """Return one item."""
    return records.item(tx, query.id)


@answers(ListBoms)
def list_boms(query: ListBoms, tx: Transaction) -> list[BomView]:
    """List the bills of materials of an item.

    Raises:
        RecordNotFound: there is no such item, or none that the actor may see.
    """
    return records.boms(tx, records.item(tx, query.item_id))


@answers(ListPartners, single=True)
def list_partners(query: ListPartners, tx: Transaction) -> list[PartnerView]:
    """List partners by code; `search` is a part of the code or of a name."""
    return records.partners(
        tx,
        f"AND (%(kind)s::text IS NULL OR p.kind = %(kind)s) AND {matching('p')} ORDER BY p.code {WINDOW}",
        search=query.search.strip(),
        kind=query.kind,
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


def matching(table: str) -> str:
    """Return the condition that code or name of `table` (its alias) holds what is searched for."""
    names = ("code", "name", "name_zh")
    parts = (f"position(upper(%(search)s) IN upper({table}.{name})) > 0" for name in names)
    return f"(%(search)s = '' OR {' OR '.join(parts)})"
