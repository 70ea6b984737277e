"""What one can do with lots."""

from datetime import date
from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy.states import Disposition, HoldReason, LocationKind, Permission
from veralot_shared.contracts.genealogy.views import HoldView, LocationView, LotView, PackageView, ShipmentView
from veralot_shared.ids import HoldId, ItemId, LocationId, LotId, NodeId, PackageId, PartnerId, ShipmentId, UnitId
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
    QuantityNotFinite, QuantityOutOfRange, QuantumInvalid, SerialsWrong, ShelfLifeInvalid.
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


class SampleLot(Command[LotView], permission=Permission.SAMPLE):
    """Take a sample and begin testing: quarantine → in test.

    Raises: RecordNotFound, TransitionIllegal, LotOnHold, ValueNotAllowed.
    """

    lot_id: LotId
    note: str = ""


class ReleaseLot(
    SignedCommand[LotView],
    permission=Permission.RELEASE,
    signed=Meaning.RELEASED,
    statement="I have reviewed the evidence of this lot and release it for use.",
):
    """Accept a tested lot: in test → released. The signer is not the one who received or sampled it.

    Raises: RecordNotFound, TransitionIllegal, LotOnHold, SignerNotAllowed, ValueNotAllowed.
    """

    lot_id: LotId
    note: str = ""


class RejectLot(
    SignedCommand[LotView],
    permission=Permission.RELEASE,
    signed=Meaning.REJECTED,
    statement="I reject this lot. It is nonconforming and must not be used.",
):
    """Reject a lot.

    Raises: RecordNotFound, TransitionIllegal, LotOnHold, ReasonMissing, ValueNotAllowed.
    """

    lot_id: LotId
    reason: str


class DisposeLot(
    SignedCommand[LotView],
    permission=Permission.DISPOSE,
    signed=Meaning.APPROVED,
    statement="I approve this disposition of the nonconforming lot.",
):
    """Decide on a nonconforming lot: use as it is by concession, or rework.

    Raises: TransitionIllegal, LotOnHold, ReasonMissing, RecordNotFound, ValueNotAllowed.
    """

    lot_id: LotId
    disposition: Disposition
    justification: str


class ReportRework(Command[LotView], permission=Permission.PRODUCE):
    """Report rework done: a new cycle begins and the lot is tested anew (I-58).

    Raises: TransitionIllegal, LotOnHold, ReasonMissing, RecordNotFound, ValueNotAllowed.
    """

    lot_id: LotId
    note: str


class ReleaseProduction(
    SignedCommand[LotView],
    permission=Permission.PRODUCTION_RELEASE,
    signed=Meaning.RELEASED,
    statement="The batch record of this lot is complete and reviewed. I give production release.",
):
    """Production release by the contractor (CN-17).

    Raises: TransitionIllegal, LotOnHold, SignerNotAllowed, RecordNotFound, ValueNotAllowed.
    """

    lot_id: LotId
    note: str = ""


class ReleaseToMarket(
    SignedCommand[LotView],
    permission=Permission.MARKET_RELEASE,
    signed=Meaning.RELEASED,
    statement="On behalf of the registrant I release this lot to the market.",
):
    """Market release by the registrant's own authorised person (CN-17).

    Raises: TransitionIllegal, LotOnHold, RecordNotFound, SignerNotAllowed, ValueNotAllowed.
    """

    lot_id: LotId
    note: str = ""


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


class PlaceHold(
    SignedCommand[list[HoldView]],
    permission=Permission.HOLD,
    signed=Meaning.HELD,
    statement="I put these lots and units on hold. None of them may be used, packed or shipped until each hold is lifted.",
):
    """Hold any number of lots and units in one action. Holds stack.

    Raises: RecordNotFound, ReasonMissing, ValueNotAllowed.
    """

    node_ids: list[NodeId]
    reason_code: HoldReason
    reason: str


class LiftHold(
    SignedCommand[list[HoldView]],
    permission=Permission.LIFT,
    signed=Meaning.APPROVED,
    statement="The causes of these holds are closed. I lift the holds.",
):
    """Lift holds; the signer is not the one who placed them.

    Raises: RecordNotFound, SignerNotAllowed, HoldLifted, ReasonMissing, ValueNotAllowed.
    """

    hold_ids: list[HoldId]
    reason: str


class TransferLot(Command[LotView], permission=Permission.MOVE):
    """Move part or all of a lot to another location; any status may move, the location's kind says where it may lie.

    Raises: RecordNotFound, QuantityInvalid, StockShort, LocationForbidden, QuantityNotFinite, QuantityOutOfRange,
    QuantumInvalid, SerialsWrong, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    target_id: LocationId
    quantity: Decimal
    reason: str = ""


class IssueLot(Command[LotView], permission=Permission.MOVE):
    """Issue part of a lot to an order's line.

    Raises: LotNotUsable, StockShort, QuantityInvalid, LocationForbidden, QuantityNotFinite, QuantityOutOfRange,
    QuantumInvalid, RecordNotFound, SerialsWrong, UnitOnHold, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    target_id: LocationId
    quantity: Decimal
    order_no: str


class DrawLot(Command[LotView], permission=Permission.MOVE):
    """Draw part of a lot: the shelf keeps its identity, the drawn part is a child. Returns the child.

    Raises: LotNotUsable, StockShort, QuantityInvalid, RecordExists, LocationForbidden, QuantityNotFinite,
    QuantityOutOfRange, QuantumInvalid, RecordNotFound, SerialsWrong, TransitionIllegal, UnitOnHold,
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

    Raises: StockShort, QuantityInvalid, RecordExists, LotOnHold, QuantityNotFinite, QuantityOutOfRange,
    QuantumInvalid, RecordNotFound, SerialsWrong, TransitionIllegal, ValueNotAllowed.
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

    With `lot_id`, adds to a lot that the order has begun.

    Raises: RecordExists, SerialsWrong, QuantityInvalid, LocationForbidden, LotOnHold, QuantityNotFinite,
    QuantityOutOfRange, QuantumInvalid, RecordNotFound, ShelfLifeInvalid, TransitionIllegal, ValueNotAllowed.
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
    QuantityNotFinite, QuantityNotMultiple, QuantityOutOfRange, QuantumInvalid, SerialsWrong, TransitionIllegal,
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

    Raises: LotNotUsable, PackLevelUnknown, RecordExists, PackContentWrong, QuantityInvalid, QuantityNotFinite,
    QuantityOutOfRange, QuantumInvalid, RecordNotFound, SerialsWrong, StockShort, UnitOnHold, ValueNotAllowed.
    """

    lot_id: LotId
    location_id: LocationId
    level: int
    packages: list[PackageEntry]


class ShipLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a shipment: a quantity of a lot, units of it, or packages of it."""

    lot_id: LotId
    location_id: LocationId
    quantity: Decimal
    unit_ids: list[UnitId] = []
    package_ids: list[PackageId] = []


class ShipLots(Command[ShipmentView], permission=Permission.SHIP):
    """Ship to a customer.

    Raises: LotNotUsable, StockShort, QuantityInvalid, RecordExists, QuantityNotFinite, QuantityOutOfRange,
    QuantumInvalid, RecordNotFound, SerialsWrong, TransitionIllegal, UnitOnHold, ValueNotAllowed.
    """

    shipment_no: str
    customer_id: PartnerId
    lines: list[ShipLine]


class ReturnLot(Command[LotView], permission=Permission.RECEIVE):
    """Take back from a customer what was shipped: into quarantine, as a child of what went out.

    Raises: StockShort (more than was shipped), LocationForbidden (good stock lies there), QuantityInvalid,
    QuantityNotFinite, QuantityOutOfRange, QuantumInvalid, ReasonMissing, RecordExists, RecordNotFound,
    SerialsWrong, ValueNotAllowed.
    """

    shipment_id: ShipmentId
    lot_id: LotId
    quantity: Decimal
    location_id: LocationId
    reason: str
    unit_ids: list[UnitId] = []
    lot_no: str | None = None


class ReturnToSupplier(
    SignedCommand[LotView],
    permission=Permission.SCRAP,
    signed=Meaning.APPROVED,
    statement="I approve the return of this nonconforming lot to its supplier.",
):
    """Send a nonconforming lot back to its supplier.

    Raises: TransitionIllegal, StockShort, LotOnHold, QuantityInvalid, QuantityNotFinite, QuantityOutOfRange,
    QuantumInvalid, ReasonMissing, RecordNotFound, SerialsWrong, UnitOnHold.
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

    Raises: StockShort, LotOnHold, QuantityInvalid, QuantityNotFinite, QuantityOutOfRange, QuantumInvalid,
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

    Raises: QuantityInvalid, QuantityNotFinite, QuantityOutOfRange, QuantumInvalid, ReasonMissing, RecordNotFound,
    SerialsWrong.
    """

    lot_id: LotId
    location_id: LocationId
    counted: Decimal
    reason: str


class CorrectLot(Command[LotView], permission=Permission.RECEIVE):
    """Correct a lot's supplier lot number or dates, with a reason; signatures on it show as void (P11-18).

    Raises: RecordChanged, RecordNotFound, ReasonMissing, ValueNotAllowed.
    """

    lot_id: LotId
    version: int
    supplier_lot_no: str | None
    manufactured: date | None
    expiry: date | None
    reason: str


class RecallLots(
    SignedCommand[list[LotView]],
    permission=Permission.RECALL,
    signed=Meaning.APPROVED,
    statement="I order the recall of these lots.",
):
    """Recall lots.

    Raises: TransitionIllegal, LotOnHold, ReasonMissing, RecordNotFound, ValueNotAllowed.
    """

    lot_ids: list[LotId]
    reason: str
