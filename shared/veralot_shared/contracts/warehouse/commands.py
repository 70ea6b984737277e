"""What people do in the warehouse: make, fill, move, divide, empty and ship containers, and set the rules of places."""

from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy import LotStatus, ShipmentView
from veralot_shared.contracts.warehouse.states import ContainerKind, Permission
from veralot_shared.contracts.warehouse.views import (
    AgreementView,
    ConditionView,
    ContainerView,
    NumberingView,
    PlaceView,
    StorageView,
)
from veralot_shared.ids import ConditionId, ContainerId, ItemId, LocationId, LotId, PartnerId, UnitId
from veralot_shared.messages import Command


class MakeContainers(Command[list[ContainerView]], permission=Permission.HANDLE):
    """Make containers at a place: with one number of their own, or with so many SSCCs of the plant's GS1 company prefix.

    Raises: RecordNotFound, RecordExists, ValueNotAllowed, SsccInvalid, PrefixMissing, PrefixUsedUp, PlaceFull.
    """

    kind: ContainerKind
    location_id: LocationId
    container_no: str | None = None
    count: int = 1
    customer_id: PartnerId | None = None


class ContentLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much of a lot; of a serialised lot the units are named, by id or serial number, or all that are there."""

    lot_id: LotId
    quantity: Decimal
    unit_ids: list[UnitId] = []
    serials: list[str] = []


class FillContainer(Command[ContainerView], permission=Permission.HANDLE):
    """Put stock that lies loose at the container's place into it, and other containers too; those may come from elsewhere.

    With `location_id`, the stock is brought from there to the container's place first.

    Raises: RecordNotFound, ContainerClosed, ContainerLoop, ContainerOfCustomer, LooseShort, UnitsElsewhere,
    ValueNotAllowed.
    """

    container_id: ContainerId
    lines: list[ContentLine] = []
    container_ids: list[ContainerId] = []
    location_id: LocationId | None = None


class TakeOut(Command[ContainerView], permission=Permission.HANDLE):
    """Take stock or containers out of a container; they stay at its place.

    Raises: RecordNotFound, ContainerClosed, ContainerShort, UnitsElsewhere, ValueNotAllowed, PlaceFull.
    """

    container_id: ContainerId
    lines: list[ContentLine] = []
    container_ids: list[ContainerId] = []


class SplitContainer(Command[ContainerView], permission=Permission.HANDLE):
    """Put part of a container's content into another: a new one beside it, or the one named. Returns that one.

    Raises: RecordNotFound, RecordExists, ContainerClosed, ContainerShort, ContainerLoop, ContainerOfCustomer,
    UnitsElsewhere, ValueNotAllowed, SsccInvalid, PrefixMissing, PrefixUsedUp, PlaceFull.
    """

    container_id: ContainerId
    lines: list[ContentLine] = []
    container_ids: list[ContainerId] = []
    target_id: ContainerId | None = None
    container_no: str | None = None


class EmptyContainer(Command[ContainerView], permission=Permission.HANDLE):
    """Empty a container as a whole: its stock lies loose, the containers within stand by themselves, all at its place.

    With `within`, those are emptied too. Raises: RecordNotFound, ContainerClosed, PlaceFull.
    """

    container_id: ContainerId
    within: bool = False


class MoveContainer(Command[ContainerView], permission=Permission.HANDLE):
    """Move a container with everything in it, at any depth, to a place or into another container, by one movement.

    Raises: RecordNotFound, ContainerClosed, ContainerLoop, ContainerOfCustomer, ValueNotAllowed, PlaceFull, PlaceClosed,
    PlaceTakesOther, PlaceOfCustomer, ConditionNotOffered, CustomersApart, PlaceOneLot, ReturnedBeside.
    """

    container_id: ContainerId
    location_id: LocationId | None = None
    inside_id: ContainerId | None = None
    reason: str = ""


class ShipContainers(Command[ShipmentView], permission=Permission.SHIP):
    """Ship containers with everything in them to a customer, as one shipment.

    Raises: RecordNotFound, ContainerClosed, ContainerShippedElsewhere, ValueNotAllowed.
    """

    shipment_no: str
    customer_id: PartnerId
    container_ids: list[ContainerId]


class RetireContainer(Command[ContainerView], permission=Permission.HANDLE):
    """Take an empty container out of use; its number is never given again.

    Raises: RecordNotFound, ContainerClosed, ContainerNotEmpty.
    """

    container_id: ContainerId


class SetNumbering(Command[NumberingView], permission=Permission.NUMBERING):
    """Set the GS1 company prefix and the extension digit that SSCCs are made of. Raises: RecordChanged, ValueNotAllowed."""

    version: int
    prefix: str
    extension: int = 0


class CreateCondition(Command[ConditionView], permission=Permission.RULE):
    """Name a storage condition. Raises: RecordExists, ValueNotAllowed."""

    code: str
    name: str
    name_zh: str = ""
    lowest: Decimal | None = None
    highest: Decimal | None = None


class SetPlaceRules(Command[PlaceView], permission=Permission.RULE):
    """Set where a location stands in the tree, what it offers and what it takes; what lies there already stays.

    Raises: RecordNotFound, RecordChanged, ValueNotAllowed, PlaceLoop.
    """

    location_id: LocationId
    version: int
    parent_id: LocationId | None = None
    condition_ids: list[ConditionId] = []
    statuses: list[LotStatus] = []
    one_customer: bool = False
    one_lot: bool = False
    capacity: int | None = None


class SetStorage(Command[StorageView], permission=Permission.RULE):
    """Set the storage condition that an item needs, or none. Raises: RecordNotFound, RecordChanged."""

    item_id: ItemId
    version: int
    condition_id: ConditionId | None


class SetAgreement(Command[AgreementView], permission=Permission.RULE):
    """Note whether it is agreed that a customer's goods are kept apart.

    Raises: RecordNotFound, RecordChanged, ValueNotAllowed.
    """

    customer_id: PartnerId
    version: int
    apart: bool
    note: str = ""
