"""The columns of the tables of items and partners. No Qt."""

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_shared.contracts.items import ItemKind, ItemView, PartnerKind, PartnerView, Tracking
from veralot_shared.i18n import N_


def gtins(item: ItemView, _words: Words) -> str:
    """Return an item's GTINs, smallest pack first."""
    return ", ".join(level.gtin for level in item.pack_levels)


def shelf_life(item: ItemView, words: Words) -> str:
    """Return how long an item lasts."""
    months = item.shelf_life_months
    return "" if months is None else words.plural("{count} month", "{count} months", months)


ITEMS: tuple[Column[ItemView], ...] = (
    Column(id="code", title=N_("Item"), value=lambda item: item.code, filter=Filter.TEXT, chars=12),
    named("name", N_("Name"), filter=Filter.TEXT, chars=34),
    Column(
        id="kind",
        title=N_("Kind"),
        value=lambda item: item.kind,
        filter=Filter.CHOICE,
        choices=tuple(ItemKind),
        chars=14,
    ),
    Column(
        id="tracking",
        title=N_("Traced by"),
        value=lambda item: item.tracking,
        filter=Filter.CHOICE,
        choices=tuple(Tracking),
        chars=12,
    ),
    Column(id="unit", title=N_("Unit"), value=lambda item: item.unit, filter=Filter.TEXT, chars=6),
    Column(id="quantum", title=N_("Smallest step"), value=lambda item: item.quantum, right=True, chars=11),
    Column(
        id="shelf_life_months",
        title=N_("Shelf life"),
        value=lambda item: item.shelf_life_months,
        text=shelf_life,
        right=True,
        chars=11,
    ),
    named("customer", N_("Customer"), filter=Filter.TEXT, chars=10),
    Column(id="device_class", title=N_("Class"), value=lambda item: item.device_class, filter=Filter.TEXT, chars=7),
    Column(id="implantable", title=N_("Implantable"), value=lambda item: item.implantable, chars=11),
    Column(
        id="gtins",
        title="GTIN",
        value=lambda item: ", ".join(level.gtin for level in item.pack_levels),
        text=gtins,
        filter=Filter.TEXT,
        chars=30,
    ),
    Column(id="active", title=N_("Active"), value=lambda item: item.active, chars=8),
    Column(id="created_at", title=N_("Created"), value=lambda item: item.created_at, chars=20, hidden=True),
)

PARTNERS: tuple[Column[PartnerView], ...] = (
    Column(id="code", title=N_("Partner"), value=lambda partner: partner.code, filter=Filter.TEXT, chars=10),
    Column(
        id="kind",
        title=N_("Kind"),
        value=lambda partner: partner.kind,
        filter=Filter.CHOICE,
        choices=tuple(PartnerKind),
        chars=12,
    ),
    named("name", N_("Name"), filter=Filter.TEXT, chars=36),
    Column(id="country", title=N_("Country"), value=lambda partner: partner.country, filter=Filter.TEXT, chars=8),
    Column(id="address", title=N_("Address"), value=lambda partner: partner.address, filter=Filter.TEXT, chars=44),
    Column(id="gln", title="GLN", value=lambda partner: partner.gln, filter=Filter.TEXT, chars=15),
    Column(id="active", title=N_("Active"), value=lambda partner: partner.active, chars=8),
)
