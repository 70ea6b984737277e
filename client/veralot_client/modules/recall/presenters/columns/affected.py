"""The columns of what is suspected and affected. No Qt."""

from typing import Final

from veralot_client.core.navigation import Place
from veralot_client.modules.recall.presenters.columns.pieces import (
    UNIT,
    YES_NO,
    balance,
    lot,
    plain,
    sum_of,
)
from veralot_client.modules.recall.presenters.starting import KINDS
from veralot_client.widgets.table.columns import Column, Filter, Option, named
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.genealogy import LocationKind, LotStatus, UnitStatus
from veralot_shared.contracts.recall import (
    AffectedLot,
    AffectedPlace,
    AffectedUnit,
    ItemTotal,
    ShippedLine,
    SuspectView,
)
from veralot_shared.i18n import N_

SUSPECTS: Final[tuple[Column[SuspectView], ...]] = (
    Column(
        id="kind",
        title=N_("Kind"),
        value=lambda row: row.suspect.__struct_config__.tag,
        text=lambda row, words: words.text(KINDS.get(str(row.suspect.__struct_config__.tag), "")),
        chars=26,
    ),
    plain("label", N_("Suspect"), 34),
    plain("detail", N_("Detail"), 34),
    plain("lots", N_("Lots behind it"), 14, right=True),
    plain("units", N_("Units behind it"), 14, right=True),
)

TOTALS: Final[tuple[Column[ItemTotal], ...]] = (
    plain("item_code", N_("Item"), 11),
    named("item_name", N_("Name"), chars=22),
    plain("lots", N_("Lots"), 6, right=True),
    *balance(with_passed=False),
)

LOTS: Final[tuple[Column[AffectedLot], ...]] = (
    lot(key=lambda row: row.id),
    plain("item_code", N_("Item"), 12),
    named("item_name", N_("Name"), filter=Filter.TEXT, hidden=True, chars=22),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda row: row.status,
        tone=lambda row: tone_of(row.status),
        filter=Filter.CHOICE,
        choices=tuple(LotStatus),
        chars=16,
    ),
    Column(
        id="suspect", title=N_("Suspect"), value=lambda row: row.suspect, filter=Filter.CHOICE, choices=YES_NO, chars=9
    ),
    Column(
        id="whole",
        title=N_("Affected"),
        value=lambda row: row.whole,
        text=lambda row, words: words.text("Whole lot") if row.whole else row.serials,
        filter=Filter.CHOICE,
        choices=(Option("True", N_("Whole lot")), Option("False", N_("Single units"))),
        chars=20,
    ),
    *balance(with_passed=True),
    plain("supplier_lot_no", N_("Supplier's lot"), 14, hidden=True),
    plain("order_no", N_("Order"), 14, hidden=True),
    named("customer", N_("Customer"), filter=Filter.TEXT, chars=14, hidden=True),
    Column(
        id="gap",
        title=N_("Gap"),
        value=lambda row: row.gap,
        tone=lambda row: Tone.WARNING if row.gap else None,
        chars=22,
        hidden=True,
    ),
)

PLACES: Final[tuple[Column[AffectedPlace], ...]] = (
    plain("location", N_("Location"), 12),
    named("location_name", N_("Name"), filter=Filter.TEXT, chars=24),
    Column(
        id="kind",
        title=N_("Kind"),
        value=lambda row: row.kind,
        filter=Filter.CHOICE,
        choices=tuple(LocationKind),
        chars=16,
    ),
    plain("item_code", N_("Item"), 14),
    lot(),
    sum_of("quantity", N_("Quantity")),
    UNIT,
)

SHIPPED: Final[tuple[Column[ShippedLine], ...]] = (
    plain("customer_code", N_("Customer"), 10),
    named("customer", N_("Name"), filter=Filter.TEXT, chars=28),
    Column(
        id="shipment_no",
        title=N_("Shipment"),
        value=lambda row: row.shipment_no,
        link=lambda row: Place("shipment", row.shipment_id),
        filter=Filter.TEXT,
    ),
    plain("shipped_at", N_("Shipped at"), 18),
    plain("item_code", N_("Item"), 12),
    lot(),
    plain("serials", N_("Serial numbers"), 24),
    sum_of("quantity", N_("Quantity")),
    sum_of("returned", N_("Returned")),
    UNIT,
)

UNITS: Final[tuple[Column[AffectedUnit], ...]] = (
    Column(
        id="serial_no",
        title=N_("Serial number"),
        value=lambda row: row.serial_no,
        link=lambda row: Place("unit", row.id),
        filter=Filter.TEXT,
        chars=22,
    ),
    lot(),
    plain("item_code", N_("Item"), 12),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda row: row.status,
        tone=lambda row: tone_of(row.status),
        filter=Filter.CHOICE,
        choices=tuple(UnitStatus),
        chars=12,
    ),
    plain("held", N_("Holds"), 7, right=True),
    plain("location", N_("Location"), 12),
    named("customer", N_("Customer"), filter=Filter.TEXT, chars=26),
    plain("shipment_no", N_("Shipment"), 16),
)
