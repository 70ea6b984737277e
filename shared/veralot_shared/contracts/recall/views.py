"""What recalls answer with."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy import LocationKind, LotStatus, NodeKind, Scope, UnitStatus
from veralot_shared.contracts.recall.states import (
    CheckLevel,
    ClockKind,
    ContactMethod,
    Gap,
    Jurisdiction,
    NoticeKind,
    RecallAction,
    RecallClass,
    RecallEvent,
    RecallStatus,
)
from veralot_shared.contracts.recall.suspects import Suspect
from veralot_shared.ids import ConsigneeId, ItemId, LotId, NodeId, PartnerId, RecallId, ShipmentId, SignatureId, UnitId

# --- what is affected ------------------------------------------------------------------------------------------------


class SuspectView(msgspec.Struct, frozen=True, kw_only=True):
    """A suspect in words, with how many lots and units were found behind it before anything was traced."""

    suspect: Suspect
    label: str
    detail: str
    lots: int
    units: int


class AffectedLot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An affected lot with where its quantity is now; never together with another's.

    `made` = `on_hand` + `in_process` + `used` + `passed_on` + `shipped` - `returned` + `scrapped` + `returned_to_supplier`
    + `unaccounted`. `passed_on` went into lots of their own (drawn, split, merged, come back from a customer), which have
    their own rows. Where only single units are affected (`whole` is false), the figures count those.
    """

    id: LotId
    lot_no: str
    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    customer_id: PartnerId | None
    customer: str
    supplier_lot_no: str
    order_no: str
    status: LotStatus
    held: int
    suspect: bool
    whole: bool
    unit: str
    made: Decimal
    on_hand: Decimal
    in_process: Decimal
    used: Decimal
    passed_on: Decimal
    shipped: Decimal
    returned: Decimal
    scrapped: Decimal
    returned_to_supplier: Decimal
    unaccounted: Decimal
    percent: Decimal
    serials: str
    gap: Gap | None
    customer_zh: str = ""
    """Stands last: figures that were frozen before there was one still read."""


class ItemTotal(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All affected lots of one item together, in its unit. What passed between them is counted once."""

    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    unit: str
    lots: int
    made: Decimal
    on_hand: Decimal
    in_process: Decimal
    used: Decimal
    shipped: Decimal
    returned: Decimal
    scrapped: Decimal
    returned_to_supplier: Decimal
    unaccounted: Decimal
    percent: Decimal


class AffectedPlace(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How much of an affected lot lies where in the plant."""

    lot_id: LotId
    lot_no: str
    item_code: str
    location: str
    location_name: str
    location_name_zh: str
    kind: LocationKind
    quantity: Decimal
    unit: str


class ShippedLine(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How much of an affected lot went to whom with which shipment, and how much of that came back."""

    customer_id: PartnerId
    customer_code: str
    customer: str
    customer_zh: str
    shipment_id: ShipmentId
    shipment_no: str
    shipped_at: datetime
    lot_id: LotId
    lot_no: str
    item_code: str
    item_name: str
    item_name_zh: str
    quantity: Decimal
    returned: Decimal
    unit: str
    serials: str


class AffectedView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is affected, uncapped, and where it is.

    `seconds` is how long the server took to find it. `complete` holds when it is known into what everything used went, and
    nothing is hidden from the reader (`hidden` counts other customers' lots). `percent` is that of the worst item.
    """

    at: datetime
    seconds: Decimal
    scope: Scope
    suspects: list[SuspectView]
    lots: list[AffectedLot]
    totals: list[ItemTotal]
    places: list[AffectedPlace]
    shipped: list[ShippedLine]
    units: int
    packages: int
    percent: Decimal
    complete: bool
    hidden: int


class AffectedUnit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An affected unit and where it is now."""

    id: UnitId
    serial_no: str
    lot_id: LotId
    lot_no: str
    item_code: str
    status: UnitStatus
    held: int
    location: str
    location_kind: LocationKind
    customer: str
    customer_zh: str
    shipment_no: str


class TargetView(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A lot or unit that a hold or a recall order would concern."""

    id: NodeId
    kind: NodeKind
    lot_id: LotId
    label: str
    item_code: str


# --- the recall ------------------------------------------------------------------------------------------------------


class RecallView(msgspec.Struct, frozen=True, kw_only=True):
    """A recall, or a mock recall. `lots`, `units` and `percent` are those of its newest frozen figures."""

    id: RecallId
    version: int
    number: str
    mock: bool
    status: RecallStatus
    scope: Scope
    reason: str
    instructions: str
    customer_id: PartnerId | None
    customer: str
    customer_zh: str
    suspects: list[Suspect]
    hazard: str
    action: RecallAction | None
    recall_class: RecallClass | None
    jurisdictions: list[Jurisdiction]
    check_level: CheckLevel | None
    check_percent: int | None
    started_at: datetime
    started_by: str
    started_by_zh: str
    decided_at: datetime | None
    frozen_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    ended_by_zh: str
    conclusion: str
    justification: str
    lots: int | None
    units: int | None
    percent: Decimal | None
    trace_seconds: Decimal | None


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done in a recall."""

    at: datetime
    event: RecallEvent
    from_status: RecallStatus | None
    to_status: RecallStatus
    by: str
    by_zh: str
    note: str
    signature_id: SignatureId | None


class ResponseView(msgspec.Struct, frozen=True, kw_only=True):
    """What a consignee says became of a lot: the newest answer counts, former ones stay on record."""

    lot_id: LotId
    lot_no: str
    unit: str
    shipped: Decimal
    returned_here: Decimal
    """Of that, what the plant has taken back itself."""
    quarantined: Decimal
    used: Decimal
    returned: Decimal
    destroyed: Decimal
    outstanding: Decimal
    received_on: date | None


class ConsigneeView(msgspec.Struct, frozen=True, kw_only=True):
    """A customer to whom something affected was shipped, and what it answered."""

    id: ConsigneeId
    partner_id: PartnerId
    code: str
    name: str
    name_zh: str
    address: str
    country: str
    shipments: list[str]
    notified_on: date | None
    notified_by: str
    notified_by_zh: str
    method: ContactMethod | None
    reference: str
    responded_on: date | None
    contact: str
    note: str
    checked: bool
    """Whether a check has shown that the notice arrived and was acted upon."""
    lines: list[ResponseView]


class CheckView(msgspec.Struct, frozen=True, kw_only=True):
    """An effectiveness check of one consignee."""

    consignee_id: ConsigneeId
    consignee: str
    consignee_zh: str
    on: date
    method: ContactMethod
    contact: str
    effective: bool
    note: str
    by: str
    by_zh: str


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    """What was reported to an authority, or why it was not."""

    kind: NoticeKind
    authority: str
    on: date
    reference: str
    note: str
    by: str
    by_zh: str


class ClockView(msgspec.Struct, frozen=True, kw_only=True):
    """A day by which the law wants something done: `met` when it was done, `late` if it was not done in time."""

    kind: ClockKind
    due: date
    met: date | None
    late: bool


class OrderView(msgspec.Struct, frozen=True, kw_only=True):
    """One signed order over everything affected: to hold it, or to recall it."""

    event: RecallEvent
    at: datetime
    by: str
    by_zh: str
    lots: int
    units: int
    signature_id: SignatureId


class SnapshotView(msgspec.Struct, frozen=True, kw_only=True):
    """Figures as they were frozen, bound by their hash."""

    id: int
    at: datetime
    by: str
    by_zh: str
    lots: int
    units: int
    percent: Decimal
    seconds: Decimal
    sha256: str


class RecallDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A recall with all that was done in it."""

    recall: RecallView
    steps: list[StepView]
    consignees: list[ConsigneeView]
    checks: list[CheckView]
    checks_needed: int
    notices: list[NoticeView]
    clocks: list[ClockView]
    orders: list[OrderView]
    snapshots: list[SnapshotView]


class Changed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A figure of a lot that differs from the frozen one; a lot that was not affected then, or is no longer, has none."""

    lot_id: LotId
    lot_no: str
    item_code: str
    unit: str
    figure: str
    then: Decimal | None
    now: Decimal | None


class ComparisonView(msgspec.Struct, frozen=True, kw_only=True):
    """Frozen figures beside those of now: whatever differs, lot by lot and figure by figure."""

    then: SnapshotView
    then_totals: list[ItemTotal]
    now_totals: list[ItemTotal]
    now_at: datetime
    changed: list[Changed]
