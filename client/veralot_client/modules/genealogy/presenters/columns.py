"""The columns of the genealogy's tables. No Qt."""

from veralot_client.core.navigation import Found, Place
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter, Option, named
from veralot_client.widgets.table.days import HINT
from veralot_client.widgets.tones import tone_of
from veralot_shared.contracts.genealogy import Hit, HoldReason, HoldView, LotStatus, LotView, NodeKind
from veralot_shared.i18n import N_

BEGINS = N_("begins with")
IN_STOCK = Option("in_stock", N_("In stock"))


def lot_status(lot: LotView, words: Words) -> str:
    """Return what a lot counts as, and how many holds make it so."""
    label = words.label(lot.status)
    return f"{label} ({lot.holds})" if lot.holds > 1 else label


LOTS: tuple[Column[LotView], ...] = (
    Column(id="lot_no", title=N_("Lot"), value=lambda lot: lot.lot_no, filter=Filter.TEXT, chars=17, hint=BEGINS),
    Column(id="item_code", title=N_("Item"), value=lambda lot: lot.item_code, filter=Filter.TEXT, hint=BEGINS),
    named("item_name", N_("Item name"), filter=Filter.TEXT, chars=30, hint=BEGINS),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda lot: lot.status,
        text=lot_status,
        tone=lambda lot: tone_of(lot.status),
        filter=Filter.CHOICE,
        choices=tuple(LotStatus),
        chars=18,
    ),
    Column(
        id="on_hand",
        title=N_("On hand"),
        value=lambda lot: lot.on_hand,
        filter=Filter.CHOICE,
        choices=(IN_STOCK,),
        right=True,
        chars=11,
    ),
    Column(id="unit", title=N_("Unit"), value=lambda lot: lot.unit, chars=5, sortable=False),
    Column(id="expiry", title=N_("Expiry"), value=lambda lot: lot.expiry, filter=Filter.TEXT, chars=15, hint=HINT),
    named("supplier", N_("Supplier"), filter=Filter.TEXT, chars=22, hint=BEGINS),
    Column(
        id="supplier_lot_no",
        title=N_("Supplier's lot"),
        value=lambda lot: lot.supplier_lot_no,
        filter=Filter.TEXT,
        chars=16,
        hint=BEGINS,
    ),
    Column(id="order_no", title=N_("Order"), value=lambda lot: lot.order_no, filter=Filter.TEXT, hint=BEGINS),
    named("customer", N_("Customer"), filter=Filter.TEXT, chars=22, hint=BEGINS),
    Column(id="quantity_made", title=N_("Quantity made"), value=lambda lot: lot.quantity_made, right=True, hidden=True),
    Column(id="manufactured", title=N_("Manufactured"), value=lambda lot: lot.manufactured, chars=15, hidden=True),
    Column(id="cycle", title=N_("Cycle"), value=lambda lot: lot.cycle, right=True, chars=6, hidden=True),
    Column(id="created_at", title=N_("Recorded"), value=lambda lot: lot.created_at, chars=20, hidden=True),
    named("created_by", N_("Recorded by"), hidden=True),
)


def hold_place(hold: HoldView) -> Place:
    """Return where what is held can be looked at."""
    return Place("lot" if hold.node_kind is NodeKind.LOT else "unit", hold.node_id)


HOLDS: tuple[Column[HoldView], ...] = (
    Column(id="label", title=N_("Held"), value=lambda hold: hold.label, filter=Filter.TEXT, chars=20, link=hold_place),
    Column(
        id="node_kind",
        title=N_("Kind"),
        value=lambda hold: hold.node_kind,
        filter=Filter.CHOICE,
        choices=(NodeKind.LOT, NodeKind.UNIT),
        chars=8,
    ),
    Column(
        id="reason_code",
        title=N_("Cause"),
        value=lambda hold: hold.reason_code,
        filter=Filter.CHOICE,
        choices=tuple(HoldReason),
        chars=16,
    ),
    Column(id="reason", title=N_("Reason"), value=lambda hold: hold.reason, filter=Filter.TEXT, chars=44),
    named("placed_by", N_("Placed by"), filter=Filter.TEXT, chars=12),
    Column(id="placed_at", title=N_("Placed at"), value=lambda hold: hold.placed_at, filter=Filter.TEXT, chars=20),
    named("lifted_by", N_("Lifted by"), filter=Filter.TEXT, chars=12),
    Column(id="lifted_at", title=N_("Lifted at"), value=lambda hold: hold.lifted_at, filter=Filter.TEXT, chars=20),
)


FOUND = {
    "lot": N_("Lot"),
    "unit": N_("Serial number"),
    "package": N_("Package"),
    "shipment": N_("Shipment"),
    "item": N_("Item"),
    "user": N_("Person"),
}
"""What each kind of answer of the search box is called."""


def hit_kind(hit: Hit, words: Words) -> str:
    """Return what was found, in words."""
    return words.text(FOUND.get(hit.kind, hit.kind))


ANSWERS: tuple[Column[Found], ...] = (
    Column(id="kind", title=N_("Kind"), value=lambda found: found.kind, chars=20),
    Column(id="label", title=N_("Number"), value=lambda found: found.label, chars=24),
    Column(id="detail", title=N_("What it is"), value=lambda found: found.detail, chars=60),
    Column(id="matched", title=N_("Found by"), value=lambda found: found.by, chars=18),
)
