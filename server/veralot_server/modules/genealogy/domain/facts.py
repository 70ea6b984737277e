"""What the rules decide on: a lot, a place and a unit, as they stand when a command has locked them."""

from datetime import date
from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy import LocationKind, LotStatus, UnitStatus
from veralot_shared.contracts.items import ItemKind, Tracking
from veralot_shared.ids import ItemId, LocationId, LotId, PackageId, PartnerId, UnitId


class LotFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A lot with what matters of its item.

    Attributes:
        status: the status beneath any holds, as stored.
        holds: the reasons of its open holds.
        returned: it came back from a customer and has not been accepted since.
    """

    id: LotId
    version: int
    lot_no: str
    item_id: ItemId
    item_code: str
    item_kind: ItemKind
    tracking: Tracking
    unit: str
    quantum: Decimal
    shelf_life_months: int | None
    status: LotStatus
    cycle: int
    supplier_id: PartnerId | None
    supplier_lot_no: str | None
    customer_id: PartnerId | None
    order_no: str | None
    manufactured: date | None
    expiry: date | None
    quantity_made: Decimal
    returned: bool = False
    holds: list[str] = []

    @property
    def serialised(self) -> bool:
        """Tell whether each piece has a number of its own."""
        return self.tracking in (Tracking.SERIAL, Tracking.BOTH)


class ItemFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What matters of an item when a lot of it is begun."""

    id: ItemId
    code: str
    kind: ItemKind
    tracking: Tracking
    unit: str
    quantum: Decimal
    shelf_life_months: int | None
    customer_id: PartnerId | None

    @property
    def serialised(self) -> bool:
        """Tell whether each piece has a number of its own."""
        return self.tracking in (Tracking.SERIAL, Tracking.BOTH)


class PlaceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A location."""

    id: LocationId
    code: str
    kind: LocationKind
    customer_id: PartnerId | None


class UnitFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A unit with how many open holds it has of its own."""

    id: UnitId
    serial_no: str
    lot_id: LotId
    location_id: LocationId
    status: UnitStatus
    package_id: PackageId | None
    holds: int
