"""One row of each kind of file. A field is a column; one without a default must be filled in every row.

The columns, what their cells must be, and this documentation of the format are one and the same thing.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import NewType

import msgspec

from veralot_server.modules.exchange.problems import Place
from veralot_server.modules.exchange.serials import NONE, Serials
from veralot_shared.contracts.gauges import GaugeKind
from veralot_shared.contracts.genealogy import HoldReason, LocationKind, LotEvent, LotStatus, MovementKind
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.inspection import (
    CharacteristicKind,
    DefectClass,
    InspectionLevel,
    InspectionStage,
    SamplingKind,
    Scheme,
)
from veralot_shared.contracts.items import ItemKind, PartnerKind, Tracking
from veralot_shared.contracts.quality import CaseKind, QualityStatus, Severity

Key = NewType("Key", str)
"""A number, code or name of a record: one printable line."""
Text = NewType("Text", str)
"""Words, line breaks included."""
Count = NewType("Count", int)
"""A whole number that may be none."""
Language = NewType("Language", str)
"""A language that Veralot speaks."""

NOTHING = Text("")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row, with its place for whatever may be said of it."""

    place: Place


class PartnerRow(Row, frozen=True, kw_only=True):
    """A supplier, customer or contract sterilizer."""

    code: Key
    kind: PartnerKind
    name: Text
    name_zh: Text = NOTHING
    address: Text = NOTHING
    country: Key = Key("")
    gln: Key | None = None


class LocationRow(Row, frozen=True, kw_only=True):
    """A location; `customer` is the code of the customer whose goods alone may lie there."""

    code: Key
    name: Text
    name_zh: Text = NOTHING
    kind: LocationKind
    customer: Key | None = None


class UserRow(Row, frozen=True, kw_only=True):
    """A person. A password is never in a file: until one is set, the account cannot sign in."""

    user_name: Key
    full_name: Text
    full_name_zh: Text = NOTHING
    roles: tuple[Role, ...]
    language: Language = Language("en")
    customer: Key | None = None
    identity_document: Text = NOTHING


class ItemRow(Row, frozen=True, kw_only=True):
    """An item."""

    code: Key
    name: Text
    name_zh: Text = NOTHING
    kind: ItemKind
    tracking: Tracking
    unit: Key
    quantum: Decimal = Decimal(1)
    shelf_life_months: int | None = None
    implantable: bool = False
    customer: Key | None = None
    device_class: Key | None = None


class PackLevelRow(Row, frozen=True, kw_only=True):
    """A pack level of an item: how many units of the item one package holds, smaller packages' content included."""

    item: Key
    level: int
    name: Text
    name_zh: Text = NOTHING
    gtin: Key
    contains: int


class BomRow(Row, frozen=True, kw_only=True):
    """A line of a bill of materials: so much of a component for `per` of the item; lines of one revision belong together."""

    item: Key
    revision: Key
    position: int | None = None
    component: Key
    quantity: Decimal
    unit: Key | None = None
    per: Decimal = Decimal(1)


class GaugeRow(Row, frozen=True, kw_only=True):
    """A gauge, with its last calibration if it is in use."""

    code: Key
    name: Text
    name_zh: Text = NOTHING
    kind: GaugeKind
    unit: Key
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    resolution: Decimal | None = None
    interval_months: int = 12
    warning_days: int = 30
    location: Text = NOTHING
    keeper: Text = NOTHING
    maker: Text = NOTHING
    model: Text = NOTHING
    serial_no: Key | None = None
    calibrated_on: date | None = None
    due_on: date | None = None
    certificate_no: Key | None = None
    traceable_to: Text = NOTHING


class QualificationRow(Row, frozen=True, kw_only=True):
    """A qualification; with a `least_level` levels of skill are kept of it."""

    code: Key
    name: Text
    name_zh: Text = NOTHING
    covers: Text = NOTHING
    months: int
    warning_days: Count = Count(60)
    least_level: int | None = None


class QualificationGrantRow(Row, frozen=True, kw_only=True):
    """That somebody is qualified. What comes in waits to be signed here; without a last day it ends with its term."""

    user_name: Key
    qualification: Key
    held_from: date
    held_until: date | None = None
    skill_level: Count | None = None
    evidence: Text


class InspectionPlanRow(Row, frozen=True, kw_only=True):
    """How one class of an inspection plan is sampled; lines with the same `code` are one plan, and repeat what it is for."""

    code: Key
    item: Key
    stage: InspectionStage
    operation: Key = Key("")
    supplier: Key | None = None
    customer: Key | None = None
    due_hours: int | None = None
    defect_class: DefectClass
    scheme: Scheme
    sampling: SamplingKind = SamplingKind.SINGLE
    inspection_level: InspectionLevel | None = None
    aql: Decimal | None = None
    sample_size: int | None = None
    accept: Count | None = None
    skip: int | None = None
    clearance: int | None = None
    rejectable: Decimal | None = None
    qualifications: tuple[Key, ...] | None = None


class CharacteristicRow(Row, frozen=True, kw_only=True):
    """A characteristic of an inspection plan of the same import, in the order of the lines.

    `balloon_x` and `balloon_y` are thousandths of the width and height of page `balloon_page` of the plan's picture.
    """

    plan: Key
    code: Key
    name: Text
    name_zh: Text = NOTHING
    kind: CharacteristicKind
    defect_class: DefectClass
    nominal: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    unit: Key = Key("")
    precision: Count = Count(0)
    method: Text = NOTHING
    gauge_type: Text = NOTHING
    sample_size: int | None = None
    investigate: bool = False
    balloon_page: int = 1
    balloon_x: Count | None = None
    balloon_y: Count | None = None
    qualifications: tuple[Key, ...] | None = None


class DefectRow(Row, frozen=True, kw_only=True):
    """A defect code of the plant; `severity` is how grave it usually is."""

    code: Key
    name: Text
    name_zh: Text = NOTHING
    severity: Severity | None = None


class QualityTermRow(Row, frozen=True, kw_only=True):
    """Within how many working days the next step of a state is done; with no state, within how many days a record is closed."""

    kind: CaseKind
    status: QualityStatus | None = None
    days: int


class EscalationRow(Row, frozen=True, kw_only=True):
    """A level of escalation, the first one first; all of an import take the place of those that hold."""

    after_days: int
    role: Role


class AgreementRow(Row, frozen=True, kw_only=True):
    """What was agreed with a customer; with none, what holds for all with whom nothing else was agreed."""

    customer: Key | None = None
    consent_concession: bool
    consent_rework: bool
    notice_hours: int


class StockRow(Row, frozen=True, kw_only=True):
    """What lies where when the plant begins with Veralot: a lot, how much of it, and as what it counts.

    One with a `partner` was bought there, one with an `order_no` was made here. Several rows of one lot are several places
    where it lies. `status` is the one that the lot has; how it came by it is in no file, and the log says so.
    """

    at: datetime
    item: Key
    lot_no: Key
    quantity: Decimal
    unit: Key | None = None
    to_location: Key
    status: LotStatus = LotStatus.QUARANTINE
    serials: Serials = NONE
    partner: Key | None = None
    supplier_lot_no: Key | None = None
    order_no: Key | None = None
    document_no: Key | None = None
    manufactured: date | None = None
    expiry: date | None = None
    by: Key
    reason: Text = NOTHING

    @property
    def lot(self) -> tuple[str, str]:
        """Return the key of the lot."""
        return self.item, self.lot_no


class MovementRow(Row, frozen=True, kw_only=True):
    """One line of a movement; lines with the same `movement` are one movement.

    Attributes:
        to_lot: the other lot: drawn, split off, merged into, consumed into, returned as; `to_item` is its item where that
            is not `item`.
        serials: the units that move; `into_serials`: the units of `to_lot` that took them up.
        package_no: the package packed, shipped or taken back; `quantity` counts the units in it, those of the packages
            inside it included.
        partner: the supplier of a receipt, the customer of a shipment or return.
        status: the lot's status after it (of `to_lot` on a return from a customer); empty where it does not change.
    """

    at: datetime
    movement: Key
    kind: MovementKind
    order_no: Key | None = None
    document_no: Key | None = None
    item: Key
    lot_no: Key
    quantity: Decimal
    unit: Key | None = None
    from_location: Key | None = None
    to_location: Key | None = None
    to_lot: Key | None = None
    to_item: Key | None = None
    serials: Serials = NONE
    into_serials: Serials = NONE
    package_no: Key | None = None
    package_level: int | None = None
    inside_package: Key | None = None
    partner: Key | None = None
    supplier_lot_no: Key | None = None
    manufactured: date | None = None
    expiry: date | None = None
    status: LotStatus | None = None
    by: Key
    reason: Text = NOTHING

    @property
    def lot(self) -> tuple[str, str]:
        """Return the key of the lot that moves."""
        return self.item, self.lot_no

    @property
    def other_lot(self) -> tuple[str, str] | None:
        """Return the key of the other lot, where there is one."""
        return (self.to_item or self.item, self.to_lot) if self.to_lot else None


class StatusRow(Row, frozen=True, kw_only=True):
    """One step in a lot's life between its movements."""

    at: datetime
    item: Key
    lot_no: Key
    event: LotEvent
    by: Key
    reason: Text = NOTHING

    @property
    def lot(self) -> tuple[str, str]:
        """Return the key of the lot."""
        return self.item, self.lot_no


class HoldRow(Row, frozen=True, kw_only=True):
    """A hold on a lot, or with `serial` on one unit, and its end if it has ended."""

    at: datetime
    item: Key
    lot_no: Key
    serial: Key | None = None
    reason_code: HoldReason
    reason: Text
    by: Key
    lifted_at: datetime | None = None
    lifted_by: Key | None = None
