"""What the rules decide on: goods, places with what lies there, and stock that could be picked."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy import LocationKind, LotStatus
from veralot_shared.contracts.items import ItemKind
from veralot_shared.ids import ConditionId, ContainerId, ItemId, LocationId, LotId, PartnerId


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """A lot as the rules of places see it.

    Attributes:
        status: what it counts as now.
        returned: it came back from a customer and has not been accepted since.
        apart: its customer's goods are kept apart from other customers'.
        condition_id: the storage condition that its item needs.
    """

    lot_id: LotId
    lot_no: str
    item_id: ItemId
    item_code: str
    status: LotStatus
    returned: bool
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None
    apart: bool
    condition_id: ConditionId | None
    condition: str | None


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A location with its rules; `conditions` are the codes of what it offers."""

    id: LocationId
    code: str
    name: str
    name_zh: str
    kind: LocationKind
    active: bool
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None
    condition_ids: list[ConditionId]
    conditions: list[str]
    statuses: list[LotStatus]
    one_customer: bool
    one_lot: bool
    capacity: int | None
    taken: int


class Pickable(msgspec.Struct, frozen=True, kw_only=True):
    """Stock of an item at one place, in one container or loose.

    Attributes:
        why: the reasons of the lot's open holds, in its holders' words.
        held_units: how many of its units here have holds of their own.
    """

    lot_id: LotId
    lot_no: str
    item_kind: ItemKind
    status: LotStatus | None
    expiry: date | None
    received_at: datetime | None
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None
    location_id: LocationId
    location: str
    place_customer_id: PartnerId | None
    container_id: ContainerId | None
    container_no: str | None
    container_customer_id: PartnerId | None
    quantity: Decimal
    held_units: int
    why: str
