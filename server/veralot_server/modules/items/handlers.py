"""Makes and changes items and partners."""

from sqlalchemy import func, insert, select, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.items import domain, records
from veralot_server.modules.items.tables import Item, PackLevel, Partner
from veralot_shared.contracts.items import (
    CreateItem,
    CreatePartner,
    GtinTaken,
    ItemsChanged,
    ItemView,
    PackLevelEntry,
    PartnerKind,
    PartnersChanged,
    PartnerView,
    UpdateItem,
    UpdatePartner,
)
from veralot_shared.errors import RecordExists, RecordNotFound
from veralot_shared.ids import ItemId, PartnerId

ITEM_FIELDS = ("name", "name_zh", "shelf_life_months", "active")
PARTNER_FIELDS = ("name", "name_zh", "address", "country", "active")


@handles(CreateItem)
def create_item(command: CreateItem, tx: Transaction) -> ItemView:
    """Make an item with its pack levels. A code is taken whatever its case."""
    domain.require_code(command.code)
    domain.require_names(command.name, name_zh=command.name_zh, device_class=command.device_class or "")
    domain.require_measure(command)
    domain.require_shelf_life(command.shelf_life_months)
    levels = domain.checked_levels(command.pack_levels)
    if tx.execute(select(Item.id).where(func.upper(Item.code) == command.code.upper())).first():
        raise RecordExists(kind="item", key=command.code, field="code")
    require_free_gtins(levels, tx)
    require_customer(command.customer_id, tx)
    item_id = ItemId(tx.insert(Item, item_values(command)))
    if levels:
        tx.execute(insert(PackLevel), [level_values(item_id, entry, gtin) for entry, gtin in levels])
    tx.emit(ItemsChanged(item_ids=[item_id]), command.customer_id)
    return records.item(tx, item_id)


def item_values(command: CreateItem) -> dict[str, object]:
    """Return the columns of a new item."""
    return {name: getattr(command, name) for name in command.__struct_fields__ if name != "pack_levels"}


def level_values(item_id: ItemId, entry: PackLevelEntry, gtin: str) -> dict[str, object]:
    """Return the columns of a new pack level."""
    names = ("level", "name", "name_zh", "contains")
    return {"item_id": item_id, "gtin": gtin, **{name: getattr(entry, name) for name in names}}


def require_free_gtins(levels: list[tuple[PackLevelEntry, str]], tx: Transaction) -> None:
    """Refuse a GTIN that any item ever had (CN-34). Raises: GtinTaken."""
    wanted = [gtin for _, gtin in levels]
    query = select(PackLevel.gtin, Item.code).join(Item, Item.id == PackLevel.item_id).where(PackLevel.gtin.in_(wanted))
    taken: dict[str, str] = {row.gtin: row.code for row in tx.execute(query)} if wanted else {}
    for index, gtin in enumerate(wanted):
        if gtin in taken:
            raise GtinTaken(gtin=gtin, item=taken[gtin], field=f"pack_levels[{index}].gtin")


def require_customer(customer_id: PartnerId | None, tx: Transaction) -> None:
    """Check that an item's customer is one. Raises: RecordNotFound."""
    if customer_id is None:
        return
    kind = tx.execute(select(Partner.kind).where(Partner.id == customer_id)).scalar()
    if kind != PartnerKind.CUSTOMER:
        raise RecordNotFound(kind="customer", key=str(customer_id), field="customer_id")


@handles(UpdateItem)
def update_item(command: UpdateItem, tx: Transaction) -> ItemView:
    """Change what may change of an item; lots made before keep the dates that they were given."""
    domain.require_names(command.name, name_zh=command.name_zh)
    domain.require_shelf_life(command.shelf_life_months)
    tx.execute(select(Item.id).where(Item.id == command.id).with_for_update()).all()
    item = records.item(tx, command.id)
    refuse_if_changed(
        command,
        tx,
        table=Item.__tablename__,
        kind="item",
        key=item.id,
        label=item.code,
        version=item.version,
        fields=ITEM_FIELDS,
    )
    values = {name: getattr(command, name) for name in ITEM_FIELDS}
    tx.execute(update(Item).where(Item.id == item.id).values(values | {"version": item.version + 1}))
    tx.emit(ItemsChanged(item_ids=[item.id]), item.customer_id)
    return records.item(tx, item.id)


@handles(CreatePartner)
def create_partner(command: CreatePartner, tx: Transaction) -> PartnerView:
    """Make a partner. A code is taken whatever its case."""
    domain.require_code(command.code)
    domain.require_names(command.name, name_zh=command.name_zh, address=command.address)
    domain.require_country(command.country)
    domain.require_gln(command.gln)
    if records.has_partner(tx, command.code):
        raise RecordExists(kind="partner", key=command.code, field="code")
    partner_id = PartnerId(tx.insert(Partner, {name: getattr(command, name) for name in command.__struct_fields__}))
    tx.emit(PartnersChanged(partner_ids=[partner_id]), partner_id)
    return records.partner(tx, partner_id)


@handles(UpdatePartner)
def update_partner(command: UpdatePartner, tx: Transaction) -> PartnerView:
    """Change what may change of a partner."""
    domain.require_names(command.name, name_zh=command.name_zh, address=command.address)
    domain.require_country(command.country)
    tx.execute(select(Partner.id).where(Partner.id == command.id).with_for_update()).all()
    partner = records.partner(tx, command.id)
    refuse_if_changed(
        command,
        tx,
        table=Partner.__tablename__,
        kind="partner",
        key=partner.id,
        label=partner.code,
        version=partner.version,
        fields=PARTNER_FIELDS,
    )
    values = {name: getattr(command, name) for name in PARTNER_FIELDS}
    tx.execute(update(Partner).where(Partner.id == partner.id).values(values | {"version": partner.version + 1}))
    tx.emit(PartnersChanged(partner_ids=[partner.id]), partner.id)
    return records.partner(tx, partner.id)
