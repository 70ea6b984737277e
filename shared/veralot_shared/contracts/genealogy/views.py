"""What the genealogy answers with."""

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Self

import msgspec

from veralot_shared.contracts.genealogy.states import (
    CheckResult,
    Direction,
    EdgeKind,
    EvidenceState,
    HoldReason,
    LocationKind,
    LotEvent,
    LotStatus,
    MovementKind,
    NodeKind,
    Scope,
    UnitStatus,
)
from veralot_shared.contracts.identity import Role
from veralot_shared.errors import Sentence
from veralot_shared.ids import (
    HoldId,
    ItemId,
    LocationId,
    LotId,
    MovementId,
    NodeId,
    PackageId,
    PartnerId,
    ShipmentId,
    SignatureId,
    UnitId,
)


class LocationView(msgspec.Struct, frozen=True, kw_only=True):
    """A location."""

    id: LocationId
    code: str
    name: str
    name_zh: str
    kind: LocationKind
    customer_id: PartnerId | None
    active: bool


class LotView(msgspec.Struct, frozen=True, kw_only=True):
    """A lot. `status` is what it counts as now; `status_beneath` what it comes back to when holds are lifted."""

    id: LotId
    version: int
    lot_no: str
    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    tracking: str
    status: LotStatus
    status_beneath: LotStatus
    holds: int
    cycle: int
    supplier_id: PartnerId | None
    supplier: str | None
    supplier_lot_no: str | None
    customer_id: PartnerId | None
    customer: str | None
    order_no: str | None
    manufactured: date | None
    expiry: date | None
    quantity_made: Decimal
    on_hand: Decimal
    unit: str
    created_at: datetime
    created_by: str
    supplier_zh: str | None = None
    customer_zh: str | None = None
    created_by_zh: str = ""


class StockView(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a lot is where."""

    lot_id: LotId
    lot_no: str
    location_id: LocationId
    location: str
    location_name: str
    location_name_zh: str
    quantity: Decimal
    unit: str


class UnitView(msgspec.Struct, frozen=True, kw_only=True):
    """A serialised unit."""

    id: UnitId
    serial_no: str
    lot_id: LotId
    lot_no: str
    item_id: ItemId
    status: UnitStatus
    holds: int
    package_no: str | None
    customer: str | None
    customer_zh: str | None = None


class PackageView(msgspec.Struct, frozen=True, kw_only=True):
    """A package of one pack level: its number (SSCC or serial), what it holds and what holds it."""

    id: PackageId
    package_no: str
    level: int
    gtin: str
    lot_id: LotId
    quantity: Decimal
    inside_id: PackageId | None


class PackedView(msgspec.Struct, frozen=True, kw_only=True):
    """The packages of one level that were made together: their numbers, in ranges, how many and how much in each."""

    level: int
    gtin: str
    package_nos: list[str]
    packages: int
    each: Decimal


class UnitRunView(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a lot with consecutive serial numbers, alike in all else; `serials` is a range, or a single number.

    `packages` are the numbers of the packages that they are in, in ranges.
    """

    serials: str
    count: int
    status: UnitStatus
    holds: int
    packages: list[str]
    customer: str | None
    customer_zh: str | None
    lot_id: LotId
    lot_no: str


class MovementView(msgspec.Struct, frozen=True, kw_only=True):
    """A movement with its effect on one lot."""

    id: MovementId
    kind: MovementKind
    at: datetime
    order_no: str | None
    document_no: str | None
    reason: str
    by: str
    by_zh: str


class ShipmentView(msgspec.Struct, frozen=True, kw_only=True):
    """A shipment to a customer."""

    id: ShipmentId
    shipment_no: str
    customer_id: PartnerId
    customer: str
    customer_zh: str
    shipped_at: datetime


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """A hold on a lot or unit; several stack, and each is lifted by itself."""

    id: HoldId
    node_id: NodeId
    node_kind: NodeKind
    label: str
    reason_code: HoldReason
    reason: str
    placed_by: str
    placed_at: datetime
    signature_id: SignatureId | None
    lifted_by: str | None
    lifted_at: datetime | None
    placed_by_zh: str = ""
    lifted_by_zh: str | None = None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """Something found: what it is, and the lot whose dossier shows it, where there is one."""

    kind: str
    id: int
    label: str
    detail: str
    detail_zh: str
    lot_id: LotId | None
    matched: str


class TraceNode(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A node of a trace. `held` counts open holds; `customer` is who has it, for shipments."""

    id: NodeId
    kind: NodeKind
    label: str
    item_code: str
    item_name: str
    item_name_zh: str
    status: str
    held: int
    customer: str | None
    customer_zh: str | None = None


class TraceEdge(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An edge: from what, into what, how much, in which order, when and by which movement."""

    parent: NodeId
    child: NodeId
    kind: EdgeKind
    quantity: Decimal
    unit: str
    order_no: str | None
    at: datetime
    movement_id: MovementId


class TraceGap(msgspec.Struct, frozen=True, kw_only=True):
    """A place where the trace cannot say more, and why (coded)."""

    node_id: NodeId
    label: str
    why: str


class TraceView(msgspec.Struct, frozen=True, kw_only=True):
    """A whole trace, uncapped, or the nearest of one.

    `complete` holds when every branch ends at a recorded origin or a present whereabouts; otherwise `gaps` says where not,
    and `hidden` counts nodes of other customers that this person may not see. With `more` there are other records than the
    nearest that were asked for: of the whole nothing is said then.
    """

    root: NodeId
    direction: Direction
    scope: Scope
    at: datetime
    nodes: list[TraceNode]
    edges: list[TraceEdge]
    complete: bool
    gaps: list[TraceGap]
    hidden: int
    more: bool = False


class EvidenceView(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence that hangs on a node of a trace or, where `parent_id` is set, on the edge from there to the node.

    `kind` is `<module>.<noun>` and names its drawing too; `title` is its English name, translated where shown. `text` says
    more and reads as `text_kind` does in a dossier's section (`code:Meaning`, `sentence`, `text`). `link_kind` and `link_id`
    name the record that it opens.
    """

    node_id: NodeId
    kind: str
    title: str
    text: str
    at: datetime
    parent_id: NodeId | None = None
    text_kind: str = "text"
    note: str = ""
    by: str = ""
    by_zh: str = ""
    state: EvidenceState = EvidenceState.RECORD
    signature_id: SignatureId | None = None
    link_kind: str = ""
    link_id: int | None = None


class ColumnView(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a dossier section: its id, its English title (translated where shown), and how its values read."""

    id: str
    title: str
    kind: str = "text"
    """text, number, date, time, code:<Enum>, codes:<Enum> (the value is a list) and sentence (the value is translated, a
    `Sentence` with its values), name (the value is [English, Chinese]), link:<kind> (the value is [id, label]), place (the
    value is [kind, id, label]), message and field (the value names one of a contract)."""


class SectionView(msgspec.Struct, frozen=True, kw_only=True):
    """A section of a dossier, contributed by one module: a titled table that page and print both can show."""

    id: str
    title: str
    columns: list[ColumnView]
    rows: list[list[Any]]
    total: int
    note: str = ""


class DossierView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of a lot, section by section, in the order of the chain of evidence."""

    lot: LotView
    sections: list[SectionView]
    at: datetime


class BlockerView(Sentence, frozen=True, kw_only=True):
    """Why a lot cannot be released yet: a sentence, the record that it is about, and who can clear it.

    `kind` and `id` name the record, `label` is how people call it. It waits for the record's `owner`, where that has one, and
    else for whoever has the right `permission`, which are the `roles`.
    """

    kind: str = ""
    id: int | None = None
    label: str = ""
    permission: str = ""
    roles: list[Role] = []
    owner: str = ""
    owner_zh: str = ""


class CheckView(msgspec.Struct, frozen=True, kw_only=True):
    """A check before a release: which, what came of it, and if it stands in the way, what is missing and when that clears."""

    id: str
    title: str
    result: CheckResult
    missing: list[BlockerView] = []
    clears_at: date | None = None


class ReadinessView(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that waits for a release, since when it has its status, and every check before that release."""

    lot: LotView
    event: LotEvent
    since: datetime
    ready: bool
    checks: list[CheckView]


class FileView(msgspec.Struct, frozen=True, kw_only=True):
    """A file made by the server."""

    name: str
    media_type: str
    content: bytes
    sha256: str

    @classmethod
    def made(cls, name: str, media_type: str, content: bytes) -> Self:
        """Return a file with the hash of its content."""
        return cls(name=name, media_type=media_type, content=content, sha256=sha256(content).hexdigest())
