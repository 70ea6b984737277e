"""What is done about nonconforming product (ISO 13485 8.3; 21 CFR 820.10; I-58, CN-38)."""

from datetime import date
from decimal import Decimal

import msgspec

from veralot_shared.contracts.quality.kinds import (
    LineDisposition,
    Permission,
    QualityClock,
    Reach,
    Severity,
    SourceKind,
)
from veralot_shared.contracts.quality.views import CaseDetail
from veralot_shared.ids import CaseId, ItemId, LineId, LocationId, LotId, UserId
from veralot_shared.messages import Command, Meaning, SignedCommand


class OpenNcr(Command[CaseDetail], permission=Permission.NCR_OPEN):
    """Report a nonconformity, from whatever there is at that moment; its lots and the suspected ones are held at once.

    Suspected lots that were delivered already are named in it. Other modules send this with what they know: a failed
    characteristic fills in source, lots, code and severity. `from_id` is the quality record that it comes from, a complaint
    for instance.

    Raises: RecordNotFound, ReasonMissing, ValueNotAllowed, CustomersDiffer.
    """

    title: str
    description: str
    source_kind: SourceKind = SourceKind.OTHER
    source_id: int | None = None
    source_label: str = ""
    lot_ids: list[LotId] = []
    reach: Reach = Reach.DESCENDANTS
    item_id: ItemId | None = None
    defect: str | None = None
    severity: Severity | None = None
    from_id: CaseId | None = None


class ContainNcr(Command[CaseDetail], permission=Permission.NCR_CONTAIN):
    """Confirm that what is nonconforming is set apart, where it lies and how much of it there is.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    case_id: CaseId
    containment: str
    place: str = ""


class EvaluateNcr(Command[CaseDetail], permission=Permission.NCR_EVALUATE):
    """Evaluate: code, class, risk, whether to investigate, whom to tell, whether it is reportable (QMSR-10, RM-03).

    What is reportable names the reports that are owed: each starts a clock from the day of awareness. An outside party
    that is to be told starts the clock within which the customer is told (I-55, CN-41).

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    defect: str
    severity: Severity
    hazard: str = ""
    evaluation: str
    investigation_needed: bool
    outside_party: str = ""
    reportable: bool
    reportability_reason: str
    reports: list[QualityClock] = []
    aware_on: date | None = None
    owner_id: UserId | None = None


class LineEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A quantity of a lot and what is to become of it; rework and repair name their approved instruction (I-58).

    A concession says what was checked of the law and of what is registered: it allows no breach of either (I-56).
    """

    lot_id: LotId
    quantity: Decimal
    disposition: LineDisposition
    justification: str
    instruction: str = ""
    adverse_effects: str = ""
    regulatory_check: str = ""


class DisposeNcr(
    SignedCommand[CaseDetail],
    permission=Permission.NCR_DISPOSE,
    signed=Meaning.APPROVED,
    statement="On behalf of the material review board I approve this disposition of nonconforming product.",
):
    """Decide line by line; of each lot the lines add up to all that is on hand. The lots become nonconforming.

    Of what was used up or never was a lot there are no lines: the comment says what was decided.

    Raises: RecordNotFound, TransitionIllegal, LotOnHold, ReasonMissing, QuantitiesDiffer, QuantityInvalid,
    ValueNotAllowed, CustomersDiffer.
    """

    case_id: CaseId
    lines: list[LineEntry] = []
    comment: str = ""


class AgreeDisposition(
    SignedCommand[CaseDetail],
    permission=Permission.NCR_AGREE,
    signed=Meaning.APPROVED,
    statement="On behalf of engineering I agree to this repair or concession.",
):
    """Agree as engineering; repair and concession need it. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    assessment: str


class ConsentDisposition(
    SignedCommand[CaseDetail],
    permission=Permission.NCR_CONSENT,
    signed=Meaning.APPROVED,
    statement="On behalf of the customer I consent to this disposition.",
):
    """Consent as the customer, where that was agreed.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, SignerNotAllowed.
    """

    case_id: CaseId
    comment: str


class RejectDisposition(Command[CaseDetail], permission=Permission.NCR_EVALUATE):
    """Send back what of a disposition was not carried out yet, to be decided anew (T2).

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    reason: str


class SegregatePart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The units of a line, where the item is serialised, as serial numbers or ranges of them: `PT-001..020`."""

    line_id: LineId
    serials: list[str]


class SegregateNcr(Command[CaseDetail], permission=Permission.NCR_SEGREGATE):
    """Divide a lot by the lines of its disposition, so that each has a lot of its own.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed, StockShort, QuantityInvalid, SerialsWrong.
    """

    case_id: CaseId
    lot_id: LotId
    location_id: LocationId
    parts: list[SegregatePart] = []


class ExecuteLine(
    SignedCommand[CaseDetail],
    permission=Permission.NCR_EXECUTE,
    signed=Meaning.APPROVED,
    statement="I carry out this line of the disposition as it was decided.",
):
    """Carry out a line by the real movement: destroy, send back, concede, or order the rework.

    Raises: RecordNotFound, TransitionIllegal, AgreementMissing, ValueNotAllowed, LotOnHold, StockShort.
    """

    case_id: CaseId
    line_id: LineId
    location_id: LocationId | None = None


class ReportLine(Command[CaseDetail], permission=Permission.NCR_REPORT):
    """Report that a line was reworked, repaired or sorted; the lot is tested anew in a new cycle (I-58).

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    line_id: LineId
    report: str


class VerifyLine(
    SignedCommand[CaseDetail],
    permission=Permission.NCR_VERIFY,
    signed=Meaning.VERIFIED,
    statement="I have inspected this again and state the result.",
):
    """State the result of the inspection after rework. What failed goes back to be evaluated, in a new cycle (T1).

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    line_id: LineId
    passed: bool
    result: str


class CloseNcr(
    SignedCommand[CaseDetail],
    permission=Permission.NCR_CLOSE,
    signed=Meaning.APPROVED,
    statement="Everything decided was carried out and verified. I close this record and lift its holds.",
):
    """Close, with the decision on a CAPA and why; with one, it is requested at once. What is still held is freed.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, StillOpen, CustomersDiffer.
    """

    case_id: CaseId
    capa: bool
    capa_reason: str


class CancelNcr(
    SignedCommand[CaseDetail],
    permission=Permission.NCR_CLOSE,
    signed=Meaning.APPROVED,
    statement="This was a false alarm. I cancel the record and lift its holds.",
):
    """Cancel what was no nonconformity: nothing was carried out on its account, and no report to an authority is owed.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, StillOpen.
    """

    case_id: CaseId
    reason: str
