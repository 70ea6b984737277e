"""What the warehouse answers with."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy import LocationKind, LotStatus
from veralot_shared.contracts.warehouse.states import Advice, ContainerKind, ContainerState, HandlingKind, Skip
from veralot_shared.errors import Problem
from veralot_shared.ids import ConditionId, ContainerId, ItemId, LocationId, LotId, PartnerId, UnitId


class ContainerView(msgspec.Struct, frozen=True, kw_only=True):
    """A container as it stands: what its number is, where it is, what holds it, and what is in it in short.

    `lots` and `containers` count what is in it at any depth; `statuses` and `earliest_expiry` are those of its content. A
    container that has left has no location.
    """

    id: ContainerId
    version: int
    container_no: str
    kind: ContainerKind
    state: ContainerState
    location_id: LocationId | None
    location: str | None
    location_name: str | None
    location_name_zh: str | None
    inside_id: ContainerId | None
    inside_no: str | None
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None
    lots: int
    containers: int
    statuses: list[LotStatus]
    earliest_expiry: date | None
    made_at: datetime


class ContentView(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a lot in a container itself, the ones within it not counted; `units` of it have serial numbers."""

    container_id: ContainerId
    lot_id: LotId
    lot_no: str
    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    status: LotStatus | None
    expiry: date | None
    quantity: Decimal
    unit: str
    units: int


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a container's history: what was done, where it stood after that, and how much went in or out of it."""

    at: datetime
    kind: HandlingKind
    by: str
    by_zh: str
    reason: str
    location: str | None
    inside_no: str | None
    lot_no: str | None
    quantity: Decimal | None
    unit: str | None


class ContainerDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A container opened: itself, what holds it from the outermost, its own content, and the containers right within."""

    container: ContainerView
    outer: list[ContainerView]
    contents: list[ContentView]
    inner: list[ContainerView]
    steps: list[StepView]
    at: datetime


class ContainerUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A serialised unit that is in a container."""

    id: UnitId
    serial_no: str
    lot_id: LotId
    lot_no: str


class ConditionView(msgspec.Struct, frozen=True, kw_only=True):
    """A storage condition; limits in degrees Celsius, none where there is no limit."""

    id: ConditionId
    code: str
    name: str
    name_zh: str
    lowest: Decimal | None
    highest: Decimal | None


class PlaceView(msgspec.Struct, frozen=True, kw_only=True):
    """A location with its place in the tree, its rules and how much of it is taken.

    Empty `statuses` take whatever the kind of place takes; `version` is 0 while no rule was ever set. `taken` counts
    outermost containers and loose lots.
    """

    id: LocationId
    code: str
    name: str
    name_zh: str
    kind: LocationKind
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None
    active: bool
    version: int
    parent_id: LocationId | None
    condition_ids: list[ConditionId]
    statuses: list[LotStatus]
    one_customer: bool
    one_lot: bool
    capacity: int | None
    taken: int
    lots: int
    containers: int


class StorageView(msgspec.Struct, frozen=True, kw_only=True):
    """The storage condition that an item needs; `version` is 0 while none was ever set."""

    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    version: int
    condition_id: ConditionId | None


class AgreementView(msgspec.Struct, frozen=True, kw_only=True):
    """What is agreed with a customer about its goods: whether they are kept apart from other customers' goods."""

    customer_id: PartnerId
    customer: str
    name: str
    name_zh: str
    version: int
    apart: bool
    note: str


class NumberingView(msgspec.Struct, frozen=True, kw_only=True):
    """How SSCCs are made: the plant's GS1 company prefix, the extension digit before it, and the next serial reference."""

    version: int
    prefix: str
    extension: int
    next_serial: int
    next_sscc: str | None


class SpotView(msgspec.Struct, frozen=True, kw_only=True):
    """Whether goods may go to a place. `problems` are the errors that a move there would be refused with, worded as those.

    Allowed places come first, the best of them first; `advice` says why.
    """

    id: LocationId
    code: str
    name: str
    name_zh: str
    kind: LocationKind
    allowed: bool
    here: bool
    problems: list[Problem]
    advice: list[Advice]
    capacity: int | None
    taken: int


class WhereView(msgspec.Struct, frozen=True, kw_only=True):
    """Where a lot or a container may go: what it is, in short, and every place of the plant with its answer."""

    lot_id: LotId | None
    container_id: ContainerId | None
    label: str
    detail: str
    detail_zh: str
    statuses: list[LotStatus]
    conditions: list[str]
    customer: str | None
    customer_zh: str | None
    spots: list[SpotView]


class PickLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of stock of an item, at one place, in one container or loose: how much of it to take, or why none.

    `take` adds up over the rows to what is covered. Rows of different lots are never merged.
    """

    lot_id: LotId
    lot_no: str
    status: LotStatus | None
    expiry: date | None
    received_at: datetime | None
    customer: str | None
    customer_zh: str | None
    location_id: LocationId
    location: str
    container_id: ContainerId | None
    container_no: str | None
    quantity: Decimal
    take: Decimal
    skip: Skip | None
    why: str


class PickView(msgspec.Struct, frozen=True, kw_only=True):
    """A FEFO suggestion: what is asked for, what the rows cover of it and what is missing."""

    item_id: ItemId
    item_code: str
    unit: str
    wanted: Decimal
    covered: Decimal
    missing: Decimal
    lines: list[PickLine]
    at: datetime


class StockRow(msgspec.Struct, frozen=True, kw_only=True):
    """So much of one lot at one place, in one container or loose, at the moment asked for.

    `status` is none where the record does not say what the lot was then.
    """

    lot_id: LotId
    lot_no: str
    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    status: LotStatus | None
    expiry: date | None
    supplier: str | None
    supplier_zh: str | None
    supplier_lot_no: str | None
    customer: str | None
    customer_zh: str | None
    location_id: LocationId
    location: str
    location_name: str
    location_name_zh: str
    container_id: ContainerId | None
    container_no: str | None
    quantity: Decimal
    unit: str


class StockTotal(msgspec.Struct, frozen=True, kw_only=True):
    """The sum of one item in its unit over all rows of a cut; sums of different items are never added."""

    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    unit: str
    quantity: Decimal
    lots: int


class StockPage(msgspec.Struct, frozen=True, kw_only=True):
    """A window of a cut, how many rows it has in all, and its totals by item and unit. `at` is the moment it shows."""

    total: int
    rows: list[StockRow]
    totals: list[StockTotal]
    at: datetime


class StockDifference(msgspec.Struct, frozen=True, kw_only=True):
    """A lot at a place whose stock is not what its movements come to, or of which containers hold more than lies there."""

    lot_no: str
    location: str
    stock: Decimal
    movements: Decimal
    contained: Decimal
    unit: str


class ReconciliationView(msgspec.Struct, frozen=True, kw_only=True):
    """The stock held against the movements, row by row, at one moment: how many agree, and every one that does not."""

    at: datetime
    rows: int
    movements: int
    differences: list[StockDifference]
