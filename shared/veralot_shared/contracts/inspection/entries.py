"""What is entered: the content of a plan's revision, and results."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from veralot_shared.contracts.inspection.states import CharacteristicKind, DefectClass
from veralot_shared.ids import AttachmentId, CharacteristicId, GaugeId, QualificationId, UnitId, UserId
from veralot_shared.rules.sampling.terms import InspectionLevel, SamplingKind, Scheme


class Balloon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a characteristic's number stands on the plan's picture: a page, and thousandths of its width and height."""

    page: int = 1
    x: int
    y: int


class CharacteristicEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A characteristic, as entered.

    `code` is its number on the drawing: with the plan's code it names the characteristic over all revisions. A numeric one
    has a unit, limits (at least one, or neither where it is only recorded) and how many decimal places it is read to.
    `sample_size` is its own number of samples instead of its class's; `investigate` says that a result out of
    specification opens an investigation; `gauge_type` names what it is measured with; `qualification_ids` are those that
    whoever records it must hold besides the plan's own.
    """

    code: str
    name: str
    name_zh: str = ""
    kind: CharacteristicKind
    defect_class: DefectClass
    nominal: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    precision: int = 0
    method: str = ""
    gauge_type: str = ""
    sample_size: int | None = None
    investigate: bool = False
    balloon: Balloon | None = None
    qualification_ids: list[QualificationId] = []


class ClassRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How characteristics of one defect class are sampled (AQL-11, AQL-14).

    Schemes with tables need a level and an AQL, in percent. Zero acceptance needs the percentage that shall be found
    (`rejectable`). A customer's own plan says its `sample_size` and how many of it may fail (`accept`); a skip-lot plan
    inspects one lot of `skip` once `clearance` lots in a row were accepted, by the tables of ISO 2859-1.
    """

    defect_class: DefectClass
    scheme: Scheme
    kind: SamplingKind = SamplingKind.SINGLE
    level: InspectionLevel | None = None
    aql: Decimal | None = None
    sample_size: int | None = None
    accept: int | None = None
    skip: int | None = None
    clearance: int | None = None
    rejectable: Decimal | None = None


class OfflineCapture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a result was captured without the server, and by whom (OFF-03, OFF-07).

    Only a module of the server that has proved it may say so, by a message of its own: a client's is refused. `entry_id` is
    made by the device: a result that comes twice is kept once (OFF-05). `user_id` is who entered it, as was proved.
    `device_time` is what the device's clock showed, which people set; `entered_at` is when that was by the server's.
    """

    user_id: UserId
    entry_id: UUID
    device_id: str
    device_time: datetime
    entered_at: datetime
    counter: int
    snapshot_id: str = ""


class ResultEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One result, as entered, in the one form that its characteristic's kind asks.

    Exactly one of `value`, `conforming`, `nonconforming`, `text`, `attachment_id` or `not_applicable` (the reason why
    there is none) is set. It belongs to sample `sample_no`, from 1, or to a serialised unit. `nonconforming` counts bad
    ones among `inspected` samples, from `sample_no` on; `nonconformities` counts faults among them where one can have
    several. `gauge_id` says what it was measured with, where the characteristic names a kind of gauge. `unit`, where an
    instrument sends it, must be the characteristic's. A late entry says when it was performed and why it is late (DI-03).
    """

    characteristic_id: CharacteristicId
    sample_no: int | None = None
    unit_id: UnitId | None = None
    value: Decimal | None = None
    unit: str = ""
    conforming: bool | None = None
    inspected: int | None = None
    nonconforming: int | None = None
    nonconformities: int | None = None
    text: str | None = None
    attachment_id: AttachmentId | None = None
    not_applicable: str | None = None
    gauge_id: GaugeId | None = None
    note: str = ""
    performed_at: datetime | None = None
    late_reason: str = ""
    captured: OfflineCapture | None = None
