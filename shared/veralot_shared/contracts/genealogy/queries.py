"""What one can ask about lots."""

from datetime import date
from typing import Annotated

import msgspec

from veralot_shared.contracts.genealogy.states import Direction, LotEvent, LotStatus, Permission, Scope
from veralot_shared.contracts.genealogy.views import (
    CheckView,
    DossierView,
    EvidenceView,
    FileView,
    Hit,
    HoldView,
    LocationView,
    LotView,
    PackageView,
    ReadinessView,
    StockView,
    TraceView,
    UnitRunView,
    UnitView,
)
from veralot_shared.ids import LotId, NodeId, PartnerId
from veralot_shared.messages import Command, Page, Query


class Find(Query[list[Hit]], permission=Permission.READ):
    """Find anything by a scan or a number: lot, supplier lot, serial, GTIN, UDI string, package, order, shipment, user.

    Exact matches come first, then beginnings; at most `most` of them. Raises: ScanInvalid.
    """

    text: str
    most: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50


class LotFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lots: every set field must match; texts match by beginning, ignoring case, names in either language.

    `expires_from` and `expires_until` include their days.
    """

    lot_no: str = ""
    item_code: str = ""
    item_name: str = ""
    supplier: str = ""
    customer: str = ""
    expires_from: date | None = None
    expires_until: date | None = None
    supplier_lot_no: str = ""
    order_no: str = ""
    statuses: list[LotStatus] = []
    customer_id: PartnerId | None = None
    in_stock: bool = False


class LotPage(msgspec.Struct, frozen=True, kw_only=True):
    """A window of a list of lots and how many there are in all; `None` where they are too many to be counted each time."""

    total: int | None
    rows: list[LotView]


class ListLots(Query[LotPage], permission=Permission.READ):
    """List lots. `sort` is a field of `LotView`, with `-` before it for descending.

    Raises: ValueNotAllowed.
    """

    filter: LotFilter = LotFilter()
    sort: str = "-id"
    page: Page = Page()


class GetLot(Query[LotView], permission=Permission.READ):
    """Return one lot. Raises: RecordNotFound."""

    id: LotId


class StockOf(Query[list[StockView]], permission=Permission.READ):
    """Return where a lot lies. Raises: RecordNotFound."""

    lot_id: LotId


class ListUnits(Query[list[UnitView]], permission=Permission.READ):
    """List the units of a lot by serial number. Raises: RecordNotFound."""

    lot_id: LotId
    page: Page = Page()


class ListUnitRuns(Query[list[UnitRunView]], permission=Permission.READ):
    """List the units that are or were in a lot as ranges of serial numbers, those alike in all else together.

    Raises: RecordNotFound.
    """

    lot_id: LotId
    page: Page = Page()


class ListPackages(Query[list[PackageView]], permission=Permission.READ):
    """List the packages of a lot.

    Raises: RecordNotFound.
    """

    lot_id: LotId
    page: Page = Page()


class ListLocations(Query[list[LocationView]], permission=Permission.READ):
    """List locations by code."""


class ListHolds(Query[list[HoldView]], permission=Permission.READ):
    """List holds, open ones first."""

    node_ids: list[NodeId] = []
    open_only: bool = True
    page: Page = Page()


class Trace(Query[TraceView], permission=Permission.READ):
    """Trace from a node, uncapped. With `nearest`, a trace of more records than that on a side is answered with the nearest.

    Raises: RecordNotFound.
    """

    root: NodeId
    direction: Direction = Direction.BOTH
    scope: Scope = Scope.UNIT
    nearest: Annotated[int, msgspec.Meta(ge=2, le=10_000)] | None = None


class TraceEvidence(Query[list[EvidenceView]], permission=Permission.READ):
    """Return what evidence hangs on nodes and on the edges between them: what every module has registered, oldest first.

    Raises: RecordNotFound.
    """

    node_ids: list[NodeId]


class GetDossier(Query[DossierView], permission=Permission.READ):
    """Return everything about a lot. Raises: RecordNotFound."""

    lot_id: LotId


class GetReadiness(Query[list[CheckView]], permission=Permission.READ):
    """Return what every module says of a lot before a release: the same checks that the release itself asks.

    `event` is a release: accept, release production or release to the market. Raises: RecordNotFound, ValueNotAllowed.
    """

    lot_id: LotId
    event: LotEvent


class ListReadiness(Query[list[ReadinessView]], permission=Permission.READ):
    """List the lots in stock whose next step is a release, the oldest first, each with all that stands before it."""

    page: Page = Page()


class ExportDossier(Command[FileView], permission=Permission.EXPORT):
    """Make the lot's dossier as one signed PDF with its machine-readable record, signatures and inclusion proofs attached.

    `language` is `en` or `zh_CN`. `checkpoints` are the sizes of heads that the reader has kept: for each the file proves that
    the log has continued it. With `enclosed`, the files that the record names are attached too; without it their hashes bind
    them, and they are checked where they lie.

    Raises: RecordNotFound, RecordContradictsLog, EnclosuresTooLarge, ValueNotAllowed.
    """

    lot_id: LotId
    language: str = "en"
    checkpoints: list[int] = []
    enclosed: bool = False
