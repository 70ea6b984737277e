"""What the genealogy refuses, and why."""

from datetime import date
from decimal import Decimal

from veralot_shared.contracts.genealogy.states import LocationKind, LotStatus
from veralot_shared.errors import CodedError, Reason, Sentence


class ScanInvalid(CodedError, status=422):
    """A scan that is no valid GS1 element string; the reason says which part is wrong, and how."""

    text = "This scan cannot be read. {reason}"
    reason: Reason
    field: str | None = "text"


class QuantityInvalid(CodedError, status=422):
    """A quantity that is not positive, not a multiple of the item's quantum, or in a unit of another kind."""

    text = "{field}: {quantity} {unit} is not possible. {rule}"
    quantity: Decimal
    unit: str
    rule: str
    field: str | None = "quantity"


class StockShort(CodedError, status=409):
    """Less lies there than is asked for."""

    text = "Only {available} {unit} of lot {lot_no} lie at {location}; {wanted} {unit} are asked for."
    lot_no: str
    location: str
    available: Decimal
    wanted: Decimal
    unit: str
    field: str | None = "quantity"


class LotNotUsable(CodedError, status=409):
    """The lot's status forbids its use; says why and who can change it (I-39)."""

    text = "Lot {lot_no} is {status} and cannot be used. {why} Who can change it: {who}."
    lot_no: str
    status: LotStatus
    why: str
    who: str
    field: str | None = "lot_id"


class LotOnHold(LotNotUsable, status=409):
    """The lot has open holds: not usable either, with the reason of each hold."""

    text = "Lot {lot_no} is on hold: {reasons}. QA release can lift each hold when its cause is closed."
    reasons: list[str]
    status: LotStatus = LotStatus.HOLD
    why: str = "It stays on hold until every one of its holds is lifted."
    who: str = "QA release or the quality head, by lifting the holds"


class UnitOnHold(CodedError, status=409):
    """Units have open holds of their own."""

    text = "These units are on hold: {serials}. QA release can lift each hold when its cause is closed."
    serials: list[str]
    field: str | None = None


class ExpiryPassed(CodedError, status=422):
    """A date of expiry in the past."""

    text = "{field}: {expiry} has passed. Expired goods cannot be received into stock."
    expiry: date
    field: str | None = "expiry"


class LocationForbidden(CodedError, status=409):
    """Stock of this status must not lie at this location (I-20)."""

    text = (
        "Lot {lot_no} ({status}) must not lie at {location} ({kind}). "
        "Choose a place for goods of this status; only a decision of quality changes the status."
    )
    lot_no: str
    status: LotStatus
    location: str
    kind: LocationKind
    field: str | None = "target_id"


class NotReady(CodedError, status=409):
    """Evidence that a release needs is missing; says all of it."""

    text = "Lot {lot_no} cannot be released yet. {missing}"
    lot_no: str
    missing: list[Sentence]


class MergeUnlike(CodedError, status=409):
    """Lots that differ in item, status or customer cannot be put together."""

    text = "These lots cannot be merged: they differ in {difference}."
    difference: str
    field: str | None = "sources"


class SerialsWrong(CodedError, status=422):
    """Serial numbers missing, doubled, already used or not wanted."""

    text = "{field}: {problem} ({serials})"
    problem: str
    serials: list[str]
    field: str | None = "serials"


class CycleForbidden(CodedError, status=409):
    """A lot cannot be consumed into itself or into one of its own parents."""

    text = "Lot {lot_no} already comes from lot {output_no}; it cannot be consumed into it."
    lot_no: str
    output_no: str
    field: str | None = "lines"


class PackLevelUnknown(CodedError, status=422):
    """The item has no such pack level."""

    text = "Item {item_code} has no pack level {level}. Its levels are: {levels}."
    item_code: str
    level: int
    levels: list[int]
    field: str | None = "level"


class PackContentWrong(CodedError, status=422):
    """A package whose content does not fit its level."""

    text = "{field}: package {package_no} holds {holds}; at this level it must hold {must}."
    package_no: str
    holds: Decimal
    must: Decimal
    field: str | None = "packages"


class HoldLifted(CodedError, status=409):
    """The hold was lifted before."""

    text = "This hold on {label} was already lifted by {lifted_by}."
    label: str
    lifted_by: str
    field: str | None = "hold_ids"
    lifted_by_zh: str = ""


class ReasonMissing(CodedError, status=422):
    """A reason is required."""

    text = "{field}: please give a reason."
    field: str | None = "reason"


class EnclosuresTooLarge(CodedError, status=413):
    """The files of a lot are more than one signed file can carry."""

    text = (
        "The files of lot {lot_no} have {size} bytes together; a dossier carries at most {limit}. Save them beside it."
    )
    lot_no: str
    size: int
    limit: int


class RecordContradictsLog(CodedError, status=409):
    """What the database says of the lot is not what its audit log says: somebody changed one past the other."""

    text = (
        "The dossier of lot {lot_no} was not signed: it contradicts the audit log ({finding}). "
        "Ask the administrator to run “veralot-server audit verify”."
    )
    lot_no: str
    finding: str
