"""A small plant: suppliers, customers, locations, and what its people do with lots, by the handlers themselves."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from tests.factories import items
from veralot_server.core.module import HANDLERS
from veralot_server.core.transaction import Signed, Transaction
from veralot_shared.contracts.genealogy import (
    ConsumeLine,
    ConsumeLots,
    CreateLocation,
    Direction,
    GetLot,
    HoldReason,
    ListUnits,
    LocationKind,
    LotStatus,
    LotView,
    PackageEntry,
    PackageView,
    PackLot,
    PlaceHold,
    ProduceLot,
    ReceiveLot,
    ReleaseLot,
    ReleaseProduction,
    SampleLot,
    Scope,
    ShipLine,
    ShipLots,
    ShipmentView,
    SplitLot,
    SplitPart,
    StockOf,
    Trace,
    TraceView,
    TransferLot,
    UnitView,
)
from veralot_shared.contracts.items import ItemKind, ItemView
from veralot_shared.ids import LocationId, LotId, NodeId, PartnerId, SignatureId, UnitId, UserId
from veralot_shared.messages import Message

R = TypeVar("R")

KINDS = {
    "QC": LocationKind.QUARANTINE,
    "WH": LocationKind.WAREHOUSE,
    "PR": LocationKind.PRODUCTION,
    "RT": LocationKind.RETURNS,
    "RJ": LocationKind.REJECTED,
    "ST": LocationKind.STERILIZER,
}
"""Locations of the plant: code and kind."""

INSERT_SIGNATURE = """
INSERT INTO identity_signature (user_id, user_name, full_name, full_name_zh, role, meaning, statement, reason, signed_at,
                                message, workstation)
VALUES (%(user)s, 'signer', 'Signer', '', 'qa_release', 'released', '', %(reason)s, now(), 'test', 'TEST-PC')
RETURNING id
"""


class Plant:
    """A plant in one transaction. Its short methods take what matters to a test and fill in the rest."""

    def __init__(self, tx: Transaction) -> None:
        """Make a supplier, two customers and one location of each kind."""
        self.tx = tx
        self._numbers = count(1)
        self.supplier = items.partner(tx, "S1")
        self.registrant = items.customer(tx, "REG")
        self.other = items.customer(tx, "OTH")
        self.at: dict[str, LocationId] = {
            code: self.do(CreateLocation(code=code, name=f"Place {code}", kind=kind)).id for code, kind in KINDS.items()
        }

    def do(self, message: Message[R]) -> R:
        """Carry out a message as the present actor, without the dispatcher's checks of rights and signatures."""
        reply: R = HANDLERS[message.op](message, self.tx)
        return reply

    def number(self, prefix: str) -> str:
        """Return a number that was not used before."""
        return f"{prefix}{next(self._numbers):03d}"

    # --- items

    def component(self, **fields: Any) -> ItemView:
        """Return a new component, traced by lot."""
        return items.item(self.tx, self.number("CP-"), **fields)

    def device(self, *, kind: ItemKind = ItemKind.FINISHED, **fields: Any) -> ItemView:
        """Return a new serialised device of the registrant."""
        fields.setdefault("customer_id", self.registrant)
        return items.serialised(self.tx, self.number("FG-"), kind=kind, **fields)

    # --- lots

    def received(self, quantity: int | str = 100, item: ItemView | None = None, **fields: Any) -> LotView:
        """Receive a supplier's lot; it is in quarantine."""
        kind = item or self.component()
        values: dict[str, Any] = {
            "lot_no": self.number("R"),
            "supplier_id": self.supplier,
            "supplier_lot_no": self.number("SUP-"),
            "quantity": Decimal(quantity),
            "unit": kind.unit,
            "location_id": self.at["QC"],
        }
        return self.do(ReceiveLot(item_id=kind.id, **(values | fields)))

    def accepted(self, lot: LotView, to: str = "WH") -> LotView:
        """Sample and accept a lot, and bring it from where it lies to the store."""
        self.do(SampleLot(lot_id=lot.id))
        self.do(ReleaseLot(lot_id=lot.id))
        return self.moved(lot, to)

    def moved(self, lot: LotView, to: str) -> LotView:
        """Move all of a lot to one place."""
        for place in self.do(StockOf(lot_id=lot.id)):
            if place.location_id != self.at[to]:
                command = TransferLot(
                    lot_id=lot.id, location_id=place.location_id, target_id=self.at[to], quantity=place.quantity
                )
                self.do(command)
        return self.lot(lot.id)

    def material(self, quantity: int | str = 100, item: ItemView | None = None, **fields: Any) -> LotView:
        """Receive and accept a supplier's lot; it lies in the store."""
        return self.accepted(self.received(quantity, item, **fields))

    def produced(self, item: ItemView, quantity: int = 3, order_no: str | None = None, **fields: Any) -> LotView:
        """Produce a lot of an order, with serial numbers where the item is serialised; it lies in quarantine."""
        lot_no = str(fields.pop("lot_no", self.number("P")))
        serials = [f"{lot_no}-{n:02d}" for n in range(1, quantity + 1)] if item.tracking in ("serial", "both") else []
        values: dict[str, Any] = {
            "order_no": order_no or self.number("WO-"),
            "item_id": item.id,
            "lot_no": lot_no,
            "quantity": Decimal(quantity),
            "unit": item.unit,
            "location_id": self.at["QC"],
            "manufactured": self.tx.today,
            "serials": serials,
        }
        return self.do(ProduceLot(**(values | fields)))

    def consume(
        self,
        output: LotView,
        lot: LotView,
        quantity: int | str,
        *,
        units: Sequence[UnitId] = (),
        into: Sequence[UnitId] = (),
        at: str = "WH",
    ) -> LotView:
        """Consume part of a lot into an order's output."""
        line = ConsumeLine(
            lot_id=lot.id,
            location_id=self.at[at],
            quantity=Decimal(quantity),
            unit_ids=list(units),
            into_units=list(into),
        )
        order_no = output.order_no or self.number("WO-")
        return self.do(ConsumeLots(order_no=order_no, output_id=output.id, lines=[line]))

    def on_market(self, lot: LotView) -> LotView:
        """Bring a produced lot through test and both releases into the store, as the plant's and the registrant's people."""
        self.do(SampleLot(lot_id=lot.id))
        self.do(ReleaseProduction(lot_id=lot.id))
        self.set_status(lot.id, LotStatus.MARKET_RELEASED)
        return self.moved(lot, "WH")

    def packed(self, lot: LotView, level: int, entries: Sequence[PackageEntry], at: str = "WH") -> list[PackageView]:
        """Pack part of a lot."""
        return self.do(PackLot(lot_id=lot.id, location_id=self.at[at], level=level, packages=list(entries)))

    def shipped(
        self, lot: LotView, quantity: int, customer: PartnerId | None = None, at: str = "WH", **fields: Any
    ) -> ShipmentView:
        """Ship part of a lot."""
        line = ShipLine(lot_id=lot.id, location_id=self.at[at], quantity=Decimal(quantity), **fields)
        number = self.number("SH-")
        return self.do(ShipLots(shipment_no=number, customer_id=customer or self.registrant, lines=[line]))

    def divided(self, lot: LotView, first: int) -> list[LotView]:
        """Split a lot that lies at one place into two: so many, and the rest."""
        (place,) = self.do(StockOf(lot_id=lot.id))
        parts = [SplitPart(quantity=Decimal(first)), SplitPart(quantity=place.quantity - first)]
        return self.do(SplitLot(lot_id=lot.id, location_id=place.location_id, parts=parts))

    def held(self, *nodes: int, reason: str = "burst balloon") -> None:
        """Put nodes on hold."""
        command = PlaceHold(node_ids=[NodeId(node) for node in nodes], reason_code=HoldReason.COMPLAINT, reason=reason)
        self.do(command)

    # --- looking

    def lot(self, lot_id: LotId) -> LotView:
        """Return a lot as it is now."""
        return self.do(GetLot(id=lot_id))

    def units(self, lot: LotView) -> list[UnitView]:
        """Return the units of a lot by serial number."""
        return self.do(ListUnits(lot_id=lot.id))

    def unit_ids(self, lot: LotView) -> list[UnitId]:
        """Return the ids of the units of a lot by serial number."""
        return [unit.id for unit in self.units(lot)]

    def stock(self, lot: LotView) -> dict[str, Decimal]:
        """Return how much of a lot lies where, by location code."""
        return {place.location: place.quantity for place in self.do(StockOf(lot_id=lot.id))}

    def trace(self, root: int, direction: Direction, scope: Scope = Scope.LOT) -> TraceView:
        """Trace from a node."""
        return self.do(Trace(root=NodeId(root), direction=direction, scope=scope))

    def labels(self, root: int, direction: Direction, scope: Scope = Scope.LOT) -> set[str]:
        """Return what a trace reaches from a node, without the node itself."""
        return {node.label for node in self.trace(root, direction, scope).nodes if node.id != root}

    # --- setting up what takes time or another's hand

    def set_status(self, lot_id: LotId, status: LotStatus) -> None:
        """Set a lot's status directly, for a test that is not about how it got there."""
        self.tx.wire.execute("UPDATE genealogy_lot SET status = %s WHERE id = %s", (status, lot_id))

    def expire(self, lot_id: LotId, days: int = 1) -> None:
        """Let a lot be past its expiry date for so many days."""
        day = self.tx.today - timedelta(days=days)
        self.tx.wire.execute("UPDATE genealogy_lot SET expiry = %s WHERE id = %s", (day, lot_id))

    def sign(self, user_id: UserId, reason: str = "") -> SignatureId:
        """Go on under a signature of somebody."""
        row = self.tx.wire.execute(INSERT_SIGNATURE, {"user": user_id, "reason": reason}).fetchone()
        number = SignatureId(row[0] if row else 0)
        self.tx.sign(Signed(id=number, signer_id=user_id, signer_name="Signer", reason=reason))
        return number
