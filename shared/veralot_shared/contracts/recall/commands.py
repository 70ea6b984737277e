"""What people do in a recall."""

from datetime import date
from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy import FileView, HoldReason, Scope
from veralot_shared.contracts.recall.states import (
    CheckLevel,
    ContactMethod,
    FileKind,
    Jurisdiction,
    LetterLanguage,
    NoticeKind,
    Permission,
    RecallAction,
    RecallClass,
)
from veralot_shared.contracts.recall.suspects import Suspect
from veralot_shared.contracts.recall.views import RecallDetail
from veralot_shared.ids import ConsigneeId, LotId, PartnerId, RecallId
from veralot_shared.messages import Command, Meaning, SignedCommand


class StartRecall(Command[RecallDetail], permission=Permission.RUN):
    """Start a recall or a mock recall: from here its time runs. With a customer it is about that customer's goods alone.

    Raises: ReasonMissing, RecordNotFound, ValueNotAllowed, SerialsUnordered.
    """

    mock: bool
    reason: str
    suspects: list[Suspect] = []
    scope: Scope = Scope.UNIT
    customer_id: PartnerId | None = None
    instructions: str = ""


class ChangeSuspects(Command[RecallDetail], permission=Permission.RUN):
    """Say anew what is suspected, how finely it is traced, and what consignees are asked to do.

    Raises: RecordNotFound, RecordChanged, TransitionIllegal, SerialsUnordered, ValueNotAllowed.
    """

    recall_id: RecallId
    version: int
    suspects: list[Suspect]
    scope: Scope
    instructions: str


class HoldAffected(
    SignedCommand[RecallDetail],
    permission=Permission.RUN,
    signed=Meaning.HELD,
    statement="I put everything that this recall affects on hold. None of it may be used, packed or shipped.",
):
    """Hold every affected lot and unit that no hold of this recall lies on yet, in one action.

    Raises: RecordNotFound, TransitionIllegal, NothingToDo, SuspectsMissing, SerialsUnordered, ValueNotAllowed.
    """

    recall_id: RecallId
    reason_code: HoldReason


class MarkRecalled(
    SignedCommand[RecallDetail],
    permission=Permission.RUN,
    signed=Meaning.APPROVED,
    statement="I order the recall of these lots, here and wherever they were shipped.",
):
    """Give every affected lot that is affected as a whole the status recalled.

    Raises: RecordNotFound, TransitionIllegal, NothingToDo, SuspectsMissing, SerialsUnordered, ValueNotAllowed.
    """

    recall_id: RecallId


class EvaluateHazard(
    SignedCommand[RecallDetail],
    permission=Permission.EVALUATE,
    signed=Meaning.REVIEWED,
    statement="I have evaluated the health hazard of this signal.",
):
    """Write down the evaluation of the health hazard (21 CFR 7.41), with the class that it suggests.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    recall_id: RecallId
    hazard: str
    recall_class: RecallClass


class DecideRecall(
    SignedCommand[RecallDetail],
    permission=Permission.DECIDE,
    signed=Meaning.APPROVED,
    statement="I have decided on this recall as stated here. The legal clocks run from now.",
):
    """Decide what is done, in which class and for which authorities; the signer is not who evaluated the hazard (CN-40).

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed, SignerNotAllowed.
    """

    recall_id: RecallId
    action: RecallAction
    recall_class: RecallClass
    jurisdictions: list[Jurisdiction]
    check_level: CheckLevel
    check_percent: int | None = None
    rationale: str


class FreezeFigures(Command[RecallDetail], permission=Permission.RUN):
    """Freeze what is affected now, lot by lot: the base of reconciliation, and the list of consignees.

    Raises: RecordNotFound, TransitionIllegal, SuspectsMissing, SerialsUnordered, ValueNotAllowed.
    """

    recall_id: RecallId


class RecordNotice(Command[RecallDetail], permission=Permission.RUN):
    """Record what was reported to an authority and when, or why nothing is reported (21 CFR 806.10, 806.20; I-50).

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    recall_id: RecallId
    kind: NoticeKind
    authority: str
    on: date
    reference: str = ""
    note: str = ""


class NotifyConsignees(Command[RecallDetail], permission=Permission.RUN):
    """Record that consignees were notified.

    Raises: RecordNotFound, TransitionIllegal, FiguresNotFrozen, ScopeChanged, ValueNotAllowed.
    """

    recall_id: RecallId
    consignee_ids: list[ConsigneeId]
    on: date
    method: ContactMethod
    reference: str = ""


class ResponseLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a consignee says became of a lot in all, former answers included."""

    lot_id: LotId
    quarantined: Decimal = Decimal(0)
    used: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)
    destroyed: Decimal = Decimal(0)


class RecordResponse(Command[RecallDetail], permission=Permission.RUN):
    """Record a consignee's answer.

    Raises: RecordNotFound, TransitionIllegal, ResponseTooLarge, ValueNotAllowed.
    """

    recall_id: RecallId
    consignee_id: ConsigneeId
    received_on: date
    contact: str
    lines: list[ResponseLine]
    note: str = ""


class RecordCheck(Command[RecallDetail], permission=Permission.RUN):
    """Record an effectiveness check: whether a consignee got the notice and acted upon it.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed, ReasonMissing.
    """

    recall_id: RecallId
    consignee_id: ConsigneeId
    on: date
    method: ContactMethod
    contact: str
    effective: bool
    note: str = ""


class ReconcileRecall(Command[RecallDetail], permission=Permission.RUN):
    """Declare the recall reconciled: everything is accounted for, or the rest is justified.

    Raises: RecordNotFound, TransitionIllegal, QuantityUnaccounted, ChecksMissing, FiguresNotFrozen, ScopeChanged,
    FiguresAltered.
    """

    recall_id: RecallId
    justification: str = ""


class CloseRecall(
    SignedCommand[RecallDetail],
    permission=Permission.CLOSE,
    signed=Meaning.APPROVED,
    statement="I have reviewed this recall with its frozen figures, and close it.",
):
    """Close a recall with its conclusion; the signer is not who started it.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, FiguresNotFrozen, ScopeChanged, SignerNotAllowed.
    """

    recall_id: RecallId
    conclusion: str


class ExportConsignees(Command[FileView], permission=Permission.EXPORT):
    """Make the list of consignees with what was shipped to each, as a signed PDF or as XLSX.

    `language` is `en` or `zh_CN`.

    Raises: RecordNotFound, FiguresNotFrozen, ScopeChanged, FiguresAltered, ValueNotAllowed.
    """

    recall_id: RecallId
    kind: FileKind
    language: str = "en"


class ExportLetters(Command[FileView], permission=Permission.EXPORT):
    """Make the letters to consignees: one as a signed PDF, several as a ZIP of them, or all as one XLSX with a sheet each.

    Raises: RecordNotFound, FiguresNotFrozen, ScopeChanged, FiguresAltered, ValueNotAllowed.
    """

    recall_id: RecallId
    consignee_ids: list[ConsigneeId]
    kind: FileKind
    language: LetterLanguage = LetterLanguage.CUSTOMER
