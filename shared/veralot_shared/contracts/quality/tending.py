"""What is done with any quality record: handing it over, more lots, links, actions, telling the customer, agreements."""

from datetime import date

import msgspec

from veralot_shared.contracts.quality.kinds import ActionKind, LinkKind, LotRole, Permission
from veralot_shared.contracts.quality.views import AgreementView, CaseDetail, ComplainantView
from veralot_shared.ids import ActionId, CaseId, LotId, PartnerId, UserId
from veralot_shared.messages import Command, Meaning, SignedCommand


class ActionEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An action that is planned."""

    kind: ActionKind = ActionKind.CORRECTIVE
    what: str
    owner_id: UserId
    due_on: date


class AssignCase(Command[CaseDetail], permission=Permission.TEND):
    """Hand a record over to somebody, with when its next step is due.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    owner_id: UserId
    due_on: date | None = None
    reason: str


class AddLots(Command[CaseDetail], permission=Permission.NCR_CONTAIN):
    """Name lots that a record turned out to be about, and put them on hold where the record holds its lots (T4).

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed, CustomersDiffer.
    """

    case_id: CaseId
    lot_ids: list[LotId]
    role: LotRole = LotRole.SUBJECT
    reason: str


class LinkCases(Command[CaseDetail], permission=Permission.TEND):
    """Say that a record belongs to another.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed, CustomersDiffer.
    """

    case_id: CaseId
    other_id: CaseId
    kind: LinkKind


class NotifyCustomer(Command[CaseDetail], permission=Permission.TEND):
    """Record that the customer was told (CN-41). Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    contact: str
    reference: str = ""
    told: str


class FinishAction(Command[CaseDetail], permission=Permission.ACTION_FINISH):
    """Report one's own action done, with the evidence. When the last one is done, so is the implementation.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, NotYourAction, AgreementMissing, ValueNotAllowed.
    """

    case_id: CaseId
    action_id: ActionId
    evidence: str


class ExtendAction(
    SignedCommand[CaseDetail],
    permission=Permission.ACTION_EXTEND,
    signed=Meaning.APPROVED,
    statement="I approve that this action is due later. The delay stays on record.",
):
    """Put off when an action is due; every extension is counted.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    action_id: ActionId
    due_on: date
    reason: str


class DiscloseComplainant(Command[ComplainantView], permission=Permission.COMPLAINT_DISCLOSE, secret_reply=True):
    """Show who complained and what is known of a patient's health; that it was shown is put on record (I-12).

    Raises: RecordNotFound, ReasonMissing.
    """

    case_id: CaseId
    reason: str


class SetAgreement(Command[AgreementView], permission=Permission.AGREEMENT_MANAGE):
    """Enter what was agreed with a customer: what it must consent to, and within how many hours it is told (CN-20, CN-41).

    With no customer: what holds for all with whom nothing else was agreed. Clocks that run keep their end.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    customer_id: PartnerId | None = None
    consent_concession: bool
    consent_rework: bool
    notice_hours: int
