"""Complaints (ISO 13485 8.2.2, 8.2.3; 21 CFR 820.35(a), 803; I-49, QMSR-03, QMSR-04, QMSR-10)."""

from datetime import date
from typing import Annotated

import msgspec

from veralot_shared.contracts.quality.kinds import Conclusion, Permission, QualityClock, Severity
from veralot_shared.contracts.quality.views import CaseDetail
from veralot_shared.ids import CaseId, ItemId, LotId, PartnerId, UserId
from veralot_shared.messages import Command, Meaning, SignedCommand

Private = Annotated[str, msgspec.Meta(extra={"private": True})]
"""About a person: kept apart from the record, and shown only on request, which is put on record (I-12)."""


class ReceiveComplaint(Command[CaseDetail], permission=Permission.COMPLAINT_RECEIVE):
    """Take a complaint in, as it comes.

    Raises: RecordNotFound, ReasonMissing, ValueNotAllowed, CustomersDiffer.
    """

    title: str
    description: str
    received_on: date
    channel: str = ""
    device_name: str = ""
    udi: str = ""
    customer_id: PartnerId | None = None
    item_id: ItemId | None = None
    lot_ids: list[LotId] = []
    complainant: Private = ""
    address: Private = ""
    phone: Private = ""
    health: Private = ""


class LogComplaint(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Log it with the day on which the plant became aware: day 0 of every clock (QMSR-10).

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed, CustomersDiffer.
    """

    case_id: CaseId
    aware_on: date
    device_name: str
    udi: str = ""
    lot_ids: list[LotId] = []
    owner_id: UserId | None = None
    complainant: Private = ""
    address: Private = ""
    phone: Private = ""
    health: Private = ""


class CompleteComplaint(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Say what the record must hold and was not known when the complaint was logged (QMSR-03); the rest stays as it is.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    case_id: CaseId
    device_name: str = ""
    udi: str = ""
    complainant: Private = ""
    address: Private = ""
    phone: Private = ""
    health: Private = ""
    reason: str


class TriageComplaint(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Say whether it is serious, and whether it must be investigated.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    severity: Severity
    defect: str
    hazard: str = ""
    serious: bool
    triage: str
    product_handling: str = ""


class DismissComplaint(
    SignedCommand[CaseDetail],
    permission=Permission.COMPLAINT_CLOSE,
    signed=Meaning.REVIEWED,
    statement="I have reviewed this communication. It is no complaint.",
):
    """Decide that it is no complaint. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    reason: str


class MarkDuplicate(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Say that it tells of the same event as another complaint.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed, CustomersDiffer.
    """

    case_id: CaseId
    other_id: CaseId


class DecideReportability(
    SignedCommand[CaseDetail],
    permission=Permission.COMPLAINT_DECIDE,
    signed=Meaning.REVIEWED,
    statement="I have decided to which authorities this is reported. The legal clocks run from the day of awareness.",
):
    """Decide which reports are owed, and why (QMSR-10). Each starts a clock.

    What comes to light later is decided anew, as often as it takes: a report that was sent stays sent, one that is owed no
    more stops with the reason. `aware_on` is the day on which the plant became aware of what makes it reportable.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    reports: list[QualityClock]
    rationale: str
    aware_on: date | None = None


class ReportToAuthority(Command[CaseDetail], permission=Permission.COMPLAINT_DECIDE):
    """Record that a report was sent. Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed."""

    case_id: CaseId
    report: QualityClock
    sent_on: date
    reference: str


class RequestSample(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Ask for the device. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    asked: str


class ReceiveSample(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Record that the device came, and in which condition. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    condition: str


class InvestigateComplaint(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Write down what was investigated: batch record, retained sample, similar complaints.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, CustomersDiffer.
    """

    case_id: CaseId
    investigation: str
    batch_record: str
    retained_sample: str = ""
    similar: str = ""
    lot_ids: list[LotId] = []


class WaiveInvestigation(
    SignedCommand[CaseDetail],
    permission=Permission.COMPLAINT_CLOSE,
    signed=Meaning.REVIEWED,
    statement="A similar complaint was investigated. I justify that this one is not investigated again.",
):
    """Justify that there is no investigation, by that of a similar complaint (QMSR-04).

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed, CustomersDiffer.
    """

    case_id: CaseId
    similar_id: CaseId
    justification: str


class ConcludeComplaint(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Conclude: whether it is confirmed, the cause, and what is corrected.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    case_id: CaseId
    conclusion: Conclusion
    root_cause: str
    correction: str


class RespondComplaint(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Record the reply to the complainant. Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed."""

    case_id: CaseId
    replied_on: date
    reply: str
    correction: str = ""


class ReviewComplaint(
    SignedCommand[CaseDetail],
    permission=Permission.COMPLAINT_WORK,
    signed=Meaning.REVIEWED,
    statement="On behalf of the complaint unit I have reviewed this complaint.",
):
    """Review the record before it goes to quality assurance. Raises: RecordNotFound, TransitionIllegal."""

    case_id: CaseId
    comment: str = ""


class RejectInvestigation(Command[CaseDetail], permission=Permission.COMPLAINT_WORK):
    """Send a complaint back to be investigated better (T2). Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    reason: str


class CloseComplaint(
    SignedCommand[CaseDetail],
    permission=Permission.COMPLAINT_CLOSE,
    signed=Meaning.APPROVED,
    statement="This complaint is handled and its record is complete. I close it.",
):
    """Close, with the decision on a CAPA; everything that the record must hold is there (QMSR-03).

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, FieldsMissing, StillOpen, CustomersDiffer.
    """

    case_id: CaseId
    capa: bool
    capa_reason: str


class ReopenComplaint(
    SignedCommand[CaseDetail],
    permission=Permission.COMPLAINT_CLOSE,
    signed=Meaning.APPROVED,
    statement="New information has come. I reopen this complaint.",
):
    """Reopen, in a new cycle. Its clocks run from the day on which the new information came, today where none is named.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    reason: str
    aware_on: date | None = None
