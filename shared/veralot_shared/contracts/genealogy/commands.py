"""What people do with lots: receive, move, divide, make, use, pack, ship, take back, destroy."""

from datetime import date
from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy.states import LocationKind, Permission
from veralot_shared.contracts.genealogy.views import LocationView, LotView, PackageView, PackedView, ShipmentView
from veralot_shared.ids import ItemId, LocationId, LotId, PackageId, PartnerId, ShipmentId, UnitId
from veralot_shared.messages import Command, Meaning, SignedCommand


class CreateLocation(Command[LocationView], permission=Permission.LOCATION_MANAGE):
    """Make a location.

    Raises: RecordExists, RecordNotFound, ValueNotAllowed.
    """

    code: str
    name: str
    name_zh: str = ""
    kind: LocationKind
    customer_id: PartnerId | None = None


class ReceiveLot(Command[LotView], permission=Permission.RECEIVE):
    """Take a supplier's lot into quarantine (I-30).

    Raises: RecordNotFound, RecordExists, QuantityInvalid, ExpiryPassed, ValueNotAllowed, LocationForbidden,
    SerialsWrong.
    """

    item_id: ItemId
    lot_no: str
    supplier_id: PartnerId
    supplier_lot_no: str
    quantity: Decimal
    unit: str
    location_id: LocationId
    manufactured: date | None = None
    expiry: date | None = None
    order_no: str | None = None


class SendToSterilizer(Command[LotView], permission=Permission.MOVE):
    """Ship a lot, unreleased, to the contract sterilizer (ST-10).

    Raises: TransitionIllegal, LotOnHold, LocationForbidden, RecordNotFound, StockShort, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    target_id: LocationId
    load_no: str


class ReturnFromSterilizer(Command[LotView], permission=Permission.MOVE):
    """Take a sterilized lot back into quarantine.

    Raises: TransitionIllegal, LocationForbidden, LotOnHold, RecordNotFound, StockShort, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    target_id: LocationId
    load_no: str


class TransferLot(Command[LotView], permission=Permission.MOVE):
    """Move part or all of a lot to another location; any status may move, the location's kind says where it may lie.

    Raises: RecordNotFound, QuantityInvalid, StockShort, LocationForbidden,
    SerialsWrong, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    target_id: LocationId
    quantity: Decimal
    reason: str = ""


class TransferLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much of a lot from one location to another; of a serialised lot the units are named, or all that lie there."""

    lot_id: LotId
    location_id: LocationId
    target_id: LocationId
    quantity: Decimal
    unit_ids: list[UnitId] = []


class TransferLots(Command[list[LotView]], permission=Permission.MOVE):
    """Move many lots at once, by one movement; packages stay whole. `document_no` names what carries them: a container.

    Raises: RecordNotFound, QuantityInvalid, StockShort, LocationForbidden,
    SerialsWrong, ValueNotAllowed.
    """

    lines: list[TransferLine]
    document_no: str | None = None
    reason: str = ""


class IssueLot(Command[LotView], permission=Permission.MOVE):
    """Issue part of a lot to an order's line.

    Raises: LotNotUsable, StockShort, QuantityInvalid, LocationForbidden,
    RecordNotFound, SerialsWrong, UnitOnHold, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    target_id: LocationId
    quantity: Decimal
    order_no: str


class DrawLot(Command[LotView], permission=Permission.MOVE):
    """Draw part of a lot: the shelf keeps its identity, the drawn part is a child. Returns the child.

    Raises: LotNotUsable, StockShort, QuantityInvalid, RecordExists, LocationForbidden,
    RecordNotFound, SerialsWrong, TransitionIllegal, UnitOnHold,
    ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    quantity: Decimal
    target_id: LocationId
    child_no: str | None = None
    order_no: str | None = None
    unit_ids: list[UnitId] = []


class SplitPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a split."""

    quantity: Decimal
    lot_no: str | None = None
    unit_ids: list[UnitId] = []


class SplitLot(Command[list[LotView]], permission=Permission.MOVE):
    """Divide what lies of a lot at a location into new lots of the same status. The parts sum to what is divided.

    Raises: StockShort, QuantityInvalid, RecordExists, LotOnHold,
    RecordNotFound, SerialsWrong, TransitionIllegal, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    parts: list[SplitPart]


class MergeLots(Command[LotView], permission=Permission.MOVE):
    """Put lots of one item and status together in a new lot that names each of them as a parent; their rows stay apart.

    The new lot expires with the earliest.

    Raises: MergeUnlike, StockShort, RecordExists, LotOnHold, RecordNotFound, SerialsWrong, TransitionIllegal,
    ValueNotAllowed.
    """

    sources: list[LotId]
    location_id: LocationId
    lot_no: str


class ProduceLot(Command[LotView], permission=Permission.PRODUCE):
    """Report a lot made by an order: into quarantine, with its units where the item is serialised.

    With `lot_id`, adds to a lot that the order has begun. `serials` may name ranges: `CT26-0001..0040`.

    Raises: RecordExists, SerialsWrong, QuantityInvalid, LocationForbidden, LotOnHold,
    RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    order_no: str
    item_id: ItemId
    lot_no: str
    quantity: Decimal
    unit: str
    location_id: LocationId
    manufactured: date
    serials: list[str] = []
    lot_id: LotId | None = None


class ConsumeLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One input: how much of a lot (or which of its units), and into which units of the output where that is known.

    With `into_units`, the quantity is shared evenly among them; with as many `unit_ids` as `into_units`, one each.
    """

    lot_id: LotId
    location_id: LocationId
    quantity: Decimal
    unit_ids: list[UnitId] = []
    into_units: list[UnitId] = []


class ConsumeLots(Command[LotView], permission=Permission.PRODUCE):
    """Consume inputs into an order's output lot, unit by unit where units are named. Returns the output.

    Raises: LotNotUsable, StockShort, QuantityInvalid, RecordNotFound, CycleForbidden, PartsInvalid,
    QuantityNotMultiple, SerialsWrong, TransitionIllegal,
    UnitOnHold, ValueNotAllowed.
    """

    order_no: str
    output_id: LotId
    lines: list[ConsumeLine]


class PackageEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One package: its number, and its content as a quantity, as units or as smaller packages."""

    package_no: str
    quantity: Decimal | None = None
    unit_ids: list[UnitId] = []
    package_ids: list[PackageId] = []


class PackLot(Command[list[PackageView]], permission=Permission.PACK):
    """Pack a lot at one pack level.

    Raises: LotNotUsable, PackLevelUnknown, RecordExists, PackContentWrong, QuantityInvalid,
    RecordNotFound, SerialsWrong, StockShort, UnitOnHold, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    level: int
    packages: list[PackageEntry]


class PackLayer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The packages of one pack level, by their numbers or ranges of them: `BX-0001..1000`."""

    level: int
    package_nos: list[str]


class PackInOrder(Command[list[PackedView]], permission=Permission.PACK):
    """Pack a lot through several pack levels at once (aggregation).

    Pieces go into the packages of the first layer, those into the packages of the next, each full, in the order named;
    the packages of each layer hold as much as those of the others.

    Of a serialised lot, `serials` names the units or ranges of them; without, all that lie there loose are packed, by
    serial number.

    Raises: LotNotUsable, PackLevelUnknown, RecordExists, PackContentWrong, RecordNotFound, SerialsWrong, StockShort,
    UnitOnHold, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    layers: list[PackLayer]
    serials: list[str] = []


class ShipLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a shipment: a quantity of a lot, units of it, or packages of it.

    `serials` names units, or ranges of them: `CT26-0001..0040`.
    """

    lot_id: LotId
    location_id: LocationId
    quantity: Decimal
    unit_ids: list[UnitId] = []
    serials: list[str] = []
    package_ids: list[PackageId] = []


class ShipLots(Command[ShipmentView], permission=Permission.SHIP):
    """Ship to a customer.

    Raises: LotNotUsable, StockShort, QuantityInvalid, RecordExists,
    RecordNotFound, SerialsWrong, TransitionIllegal, UnitOnHold, ValueNotAllowed.
    """

    shipment_no: str
    customer_id: PartnerId
    lines: list[ShipLine]


class ReturnLot(Command[LotView], permission=Permission.RECEIVE):
    """Take back from a customer what was shipped: into quarantine, as a child of what went out.

    `serials` names units, or ranges of them: `CT26-0001..0040`.

    Raises: StockShort (more than was shipped), LocationForbidden (good stock lies there), QuantityInvalid,
    ReasonMissing, RecordExists, RecordNotFound,
    SerialsWrong, ValueNotAllowed.
    """

    shipment_id: ShipmentId
    lot_id: LotId
    quantity: Decimal
    location_id: LocationId
    reason: str
    unit_ids: list[UnitId] = []
    serials: list[str] = []
    lot_no: str | None = None


class ReturnToSupplier(
    SignedCommand[LotView],
    permission=Permission.SCRAP,
    signed=Meaning.APPROVED,
    statement="I approve the return of this nonconforming lot to its supplier.",
):
    """Send a nonconforming lot back to its supplier.

    Raises: TransitionIllegal, StockShort, LotOnHold, QuantityInvalid,
    ReasonMissing, RecordNotFound, SerialsWrong, UnitOnHold.
    """

    lot_id: LotId
    location_id: LocationId
    quantity: Decimal
    reason: str


class ScrapLot(
    SignedCommand[LotView],
    permission=Permission.SCRAP,
    signed=Meaning.APPROVED,
    statement="I approve the destruction of this quantity. Its labels are destroyed with it.",
):
    """Destroy part or all of a lot, expired stock included, with its dates as they are.

    Raises: StockShort, LotOnHold, QuantityInvalid,
    ReasonMissing, RecordNotFound, SerialsWrong, TransitionIllegal, UnitOnHold.
    """

    lot_id: LotId
    location_id: LocationId
    quantity: Decimal
    reason: str
    unit_ids: list[UnitId] = []


class AdjustStock(
    SignedCommand[LotView],
    permission=Permission.ADJUST,
    signed=Meaning.APPROVED,
    statement="The count differs from the record. I approve the adjustment.",
):
    """Correct stock after a count; `counted` is what lies there. The difference is posted, never dropped.

    Raises: QuantityInvalid, ReasonMissing, RecordNotFound,
    SerialsWrong.
    """

    lot_id: LotId
    location_id: LocationId
    counted: Decimal
    reason: str
