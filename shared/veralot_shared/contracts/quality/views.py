"""What quality records answer with."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.quality.escalation import PassingView
from veralot_shared.contracts.quality.kinds import (
    ActionKind,
    LineDisposition,
    LineState,
    LinkKind,
    LotRole,
    PermitWay,
    QualityClock,
    Severity,
    SourceKind,
)
from veralot_shared.contracts.quality.states import CaseKind, QualityEvent, QualityStatus
from veralot_shared.errors import Reason
from veralot_shared.ids import ActionId, CaseId, HoldId, ItemId, LineId, LotId, PartnerId, SignatureId, UserId


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A quality record of any kind as lists show it. `due_on` is by when its next step is due, `defect` a code of the plant.

    `quantity` is how much a permit allows, in the `unit` of its item.
    """

    id: CaseId
    version: int
    kind: CaseKind
    number: str
    cycle: int
    status: QualityStatus
    title: str
    description: str
    severity: Severity | None
    defect: str | None
    defect_name: str
    defect_name_zh: str
    hazard: str
    source_kind: SourceKind
    source_id: int | None
    source_label: str
    item_id: ItemId | None
    item_code: str
    item_name: str
    item_name_zh: str
    customer_id: PartnerId | None
    customer: str
    customer_zh: str
    supplier_id: PartnerId | None
    supplier: str
    supplier_zh: str
    owner_id: UserId | None
    owner: str
    owner_zh: str
    opened_at: datetime
    opened_by: str
    opened_by_zh: str
    aware_on: date | None
    valid_from: date | None
    valid_until: date | None
    quantity: Decimal | None = None
    unit: str = ""
    due_on: date | None
    closed_at: datetime | None
    lots: int
    late: bool


class SaidView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said in a step, as it was then: the field, how its value reads (as in a dossier), the value.

    `called` is what a code of the plant's own was called then, in English and in Chinese.
    """

    name: str
    kind: str
    value: Any
    called: list[str] = []


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done in a record."""

    event: QualityEvent
    cycle: int
    from_status: QualityStatus | None
    to_status: QualityStatus
    at: datetime
    by_id: UserId
    by: str
    by_zh: str
    said: list[SaidView]
    signature_id: SignatureId | None


class CaseLotView(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that a record is about. `hold_id` is the hold that the record placed, while it is open."""

    id: int
    lot_id: LotId
    lot_no: str
    item_code: str
    role: LotRole
    status: LotStatus
    on_hand: Decimal
    unit: str
    hold_id: HoldId | None


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity and what is to become of it. Once it is set apart, `lot_no` is the lot of its own."""

    id: LineId
    cycle: int
    lot_id: LotId
    lot_no: str
    quantity: Decimal
    unit: str
    disposition: LineDisposition
    justification: str
    instruction: str
    adverse_effects: str
    state: LineState
    apart: bool
    done_at: datetime | None
    done_by: str
    done_by_zh: str
    result: str


class ActionView(msgspec.Struct, frozen=True, kw_only=True):
    """An action with its owner and when it is due; `extensions` counts how often that was put off."""

    id: ActionId
    cycle: int
    kind: ActionKind
    what: str
    owner_id: UserId
    owner: str
    owner_zh: str
    due_on: date
    first_due_on: date
    extensions: int
    done_at: datetime | None
    evidence: str
    late: bool


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    """Another record that this one belongs to (`outward`), or that belongs to this one."""

    kind: LinkKind
    outward: bool
    case_id: CaseId
    case_kind: CaseKind
    number: str
    title: str
    status: QualityStatus


class DueView(msgspec.Struct, frozen=True, kw_only=True):
    """A clock: by when something must be done, and when it was."""

    clock: QualityClock
    due_at: datetime
    met_at: datetime | None
    reference: str
    late: bool


class PermittedView(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that a permit counts: as made or used under it, and how much so far. `beyond` is what lies outside its bounds."""

    id: int
    lot_id: LotId
    lot_no: str
    way: PermitWay
    quantity: Decimal
    unit: str
    beyond: Decimal = Decimal(0)


class HindranceView(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a record from a step that its state would let it take: the errors that refuse it."""

    event: QualityEvent
    why: list[Reason]


class CaseDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A quality record with all that was done in it, and what still stands in the way of its next steps.

    `needs_consent` says whether the customer must agree to the present disposition, `needs_engineering` whether engineering
    must; `agreed` are those agreements that were given to it. `passed` is what of it was passed upwards for being late;
    `hindered` says of steps that cannot be taken yet what is missing, `permitted` which lots a permit counts, `undecided` on
    which lots of a nonconformity something is to be decided.
    """

    case: CaseView
    steps: list[StepView]
    lots: list[CaseLotView]
    lines: list[LineView]
    actions: list[ActionView]
    links: list[LinkView]
    clocks: list[DueView]
    passed: list[PassingView] = []
    needs_engineering: bool = False
    needs_consent: bool = False
    agreed: list[QualityEvent] = []
    hindered: list[HindranceView] = []
    permitted: list[PermittedView] = []
    undecided: list[LotId] = []
    complainant_known: bool = False


class ComplainantView(msgspec.Struct, frozen=True, kw_only=True):
    """Who complained, and what is known of a patient's health (I-12)."""

    complainant: str
    address: str
    phone: str
    health: str


class AgreementView(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed with a customer (CN-20): what it must consent to, and within how many hours it is told.

    With no customer it holds for all with whom nothing else was agreed; one without `id` is what every plant begins with.
    What holds no more says `until` when it did.
    """

    id: int | None = None
    customer_id: PartnerId | None
    customer: str = ""
    customer_zh: str = ""
    consent_concession: bool
    consent_rework: bool
    notice_hours: int
    agreed_at: datetime | None = None
    agreed_by: str = ""
    agreed_by_zh: str = ""
    until: datetime | None = None


class BarView(msgspec.Struct, frozen=True, kw_only=True):
    """One bar of a Pareto chart: how many records, and what part of all the bars so far are. `code` names its enumeration.

    `key` is what the records say where that is not the label: a defect's code.
    """

    label: str
    label_zh: str
    code: str
    count: int
    cumulative: Decimal
    key: str = ""


class MonthView(msgspec.Struct, frozen=True, kw_only=True):
    """A month of a trend: opened and closed in it, and open at its end."""

    month: date
    opened: int
    closed: int
    open: int


class AgeView(msgspec.Struct, frozen=True, kw_only=True):
    """How many records have been open from so many days up to fewer than so many (None: without end)."""

    since: int
    until: int | None
    count: int
    late: int


class FiguresView(msgspec.Struct, frozen=True, kw_only=True):
    """What charts of quality records show. `median_days` is how long those closed in the time were open."""

    total: int
    open: int
    late: int
    median_days: Decimal | None
    pareto: list[BarView]
    trend: list[MonthView]
    ageing: list[AgeView]
