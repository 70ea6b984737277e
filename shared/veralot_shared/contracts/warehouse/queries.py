"""What one can ask about containers, places and stock."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.warehouse.states import ContainerKind, ContainerState, Permission
from veralot_shared.contracts.warehouse.views import (
    AgreementView,
    ConditionView,
    ContainerDetail,
    ContainerUnit,
    ContainerView,
    NumberingView,
    PickView,
    PlaceView,
    ReconciliationView,
    StockPage,
    StorageView,
    WhereView,
)
from veralot_shared.ids import ContainerId, ItemId, LocationId, LotId, PartnerId
from veralot_shared.messages import Page, Query


class ContainerFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which containers: every set field must match; texts match by beginning, ignoring case."""

    container_no: str = ""
    location: str = ""
    location_id: LocationId | None = None
    lot_id: LotId | None = None
    states: list[ContainerState] = []
    outermost: bool = False
    kinds: list[ContainerKind] = []
    inside_no: str = ""
    customer: str = ""


class ListContainers(Query[list[ContainerView]], permission=Permission.READ):
    """List containers by number; `location_id` means that location and everything under it in the tree."""

    filter: ContainerFilter = ContainerFilter()
    page: Page = Page()


class GetContainer(Query[ContainerDetail], permission=Permission.READ):
    """Return a container opened. Raises: RecordNotFound."""

    id: ContainerId


class FindContainers(Query[list[ContainerView]], permission=Permission.READ):
    """Find containers by a scan of an SSCC or by the beginning of a number, an exact one alone; at most `most` of them."""

    text: str
    most: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50


class ListContainerUnits(Query[list[ContainerUnit]], permission=Permission.READ):
    """List the serialised units right in a container, by lot and serial number. Raises: RecordNotFound."""

    container_id: ContainerId
    page: Page = Page()


class ListPlaces(Query[list[PlaceView]], permission=Permission.READ):
    """List the locations of the plant by code, with rules and fill."""


class ListConditions(Query[list[ConditionView]], permission=Permission.READ):
    """List storage conditions by code."""


class ListStorage(Query[list[StorageView]], permission=Permission.READ):
    """List items by code with the storage condition that each needs."""

    search: str = ""
    page: Page = Page()


class ListAgreements(Query[list[AgreementView]], permission=Permission.READ):
    """List customers by code with what is agreed about their goods."""


class GetNumbering(Query[NumberingView], permission=Permission.READ):
    """Return how SSCCs are made; the prefix is empty while none is set."""


class WhereMayItGo(Query[WhereView], permission=Permission.HANDLE):
    """Say of every place of the plant whether a lot or a container may go there, and why not. Nothing is changed.

    Name a lot or a container. Raises: RecordNotFound, ValueNotAllowed; of each place it tells, and does not raise, PlaceClosed,
    PlaceTakesOther, PlaceOfCustomer, ConditionNotOffered, CustomersApart, PlaceOneLot, ReturnedBeside, PlaceFull.
    """

    lot_id: LotId | None = None
    container_id: ContainerId | None = None


class SuggestPick(Query[PickView], permission=Permission.READ):
    """Suggest which stock of an item to take: the earliest expiry first, then the earliest receipt (FEFO).

    What may not be taken stands in the list too, with the reason. With `customer_id`, goods that are kept for that customer
    count, and those of nobody; without, only those of nobody. `for_shipment` asks for finished goods that may go to that
    customer. `location_id` means that location and everything under it.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    item_id: ItemId
    quantity: Decimal
    customer_id: PartnerId | None = None
    location_id: LocationId | None = None
    days_left: int = 0
    for_shipment: bool = False


class StockCut(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which stock: every set field must match; texts match by beginning, ignoring case.

    `location_id` means that location and everything under it in the tree, `container_id` that container and everything in
    it; `expires_from` and `expires_until` include their days.
    """

    item_id: ItemId | None = None
    lot_id: LotId | None = None
    location_id: LocationId | None = None
    container_id: ContainerId | None = None
    customer_id: PartnerId | None = None
    supplier_id: PartnerId | None = None
    item_code: str = ""
    lot_no: str = ""
    location: str = ""
    container_no: str = ""
    customer: str = ""
    supplier: str = ""
    statuses: list[LotStatus] = []
    expires_from: date | None = None
    expires_until: date | None = None


class ListStock(Query[StockPage], permission=Permission.READ):
    """List stock by any cut, now or at a past moment `at`. `sort` is a field of `StockRow`, with `-` for descending.

    Raises: ValueNotAllowed, RecordNotFound.
    """

    cut: StockCut = StockCut()
    at: datetime | None = None
    sort: str = "item_code"
    page: Page = Page()


class ReconcileStock(Query[ReconciliationView], permission=Permission.READ):
    """Hold stock against movements, and contents of containers against stock, row by row, now or at a past moment."""

    at: datetime | None = None
