"""What the signer of a step sees and binds (11.50, 11.70): the record's number and state, and all that the step says.

A step that holds, frees, rejects, destroys or sends back lots binds these as the genealogy signs them, so that each lot's
dossier holds the signature. A step does not exist yet when it is signed: its key is the place that it will have among its like.
Nobody is asked to sign a step that will be refused, nor one of work of their own.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

from veralot_server.core.module import SIGNING, Subject, binds, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import actions, cases, lines, lots, said
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import machine
from veralot_shared.contracts.attachments import FileTarget, FileTargetKind, ListAttachments
from veralot_shared.contracts.genealogy import (
    LOT_TRANSITIONS,
    DisposeLot,
    Disposition,
    LiftHold,
    LotEvent,
    LotView,
    RejectLot,
    ReturnToSupplier,
    ScrapLot,
)
from veralot_shared.contracts.quality import (
    DEEDS,
    AgreeDisposition,
    ApproveDeviation,
    ApprovePermit,
    ApprovePlan,
    CancelNcr,
    CancelScar,
    CheckCapa,
    ClassifyDeviation,
    CloseCapa,
    CloseComplaint,
    CloseDeviation,
    CloseNcr,
    ClosePermit,
    CloseScar,
    ConfirmTest,
    ConsentDisposition,
    DecideReportability,
    DismissComplaint,
    DisposeNcr,
    EndorsePlan,
    ExecuteLine,
    ExtendAction,
    IssueScar,
    JudgeTest,
    JustifyRelease,
    LineDisposition,
    LineState,
    LineView,
    QualityEvent,
    RejectCapa,
    ReopenComplaint,
    ReviewComplaint,
    VerifyLine,
    WaiveInvestigation,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import CaseId, LocationId, LotId
from veralot_shared.messages import SignedCommand

BEFORE: Final = "SELECT count(*) FROM quality_step WHERE case_id = %s AND event = %s"

AGAIN: Final = """
SELECT s.event, s.cycle, s.from_status, s.at, s.said FROM quality_step s
WHERE s.case_id = %(case)s AND s.event = %(event)s ORDER BY s.id
"""

OF_LOT: Final = """
SELECT c.id, c.number, c.kind, c.title, c.severity, c.cycle FROM quality_lot q JOIN quality_case c ON c.id = q.case_id
WHERE q.lot_id = %(lot)s AND c.status <> 'cancelled' ORDER BY c.id
"""

ONE: Final = "SELECT c.id, c.number, c.kind, c.title, c.severity, c.cycle FROM quality_case c WHERE c.id = %(id)s"

Signable = (
    AgreeDisposition
    | ApproveDeviation
    | ApprovePermit
    | ApprovePlan
    | CancelScar
    | ClassifyDeviation
    | CloseCapa
    | CloseComplaint
    | ClosePermit
    | CloseScar
    | ConfirmTest
    | ConsentDisposition
    | DecideReportability
    | DismissComplaint
    | EndorsePlan
    | ExtendAction
    | IssueScar
    | JudgeTest
    | JustifyRelease
    | RejectCapa
    | ReopenComplaint
    | ReviewComplaint
    | VerifyLine
    | WaiveInvestigation
)


class StepRow(msgspec.Struct, frozen=True, kw_only=True):
    """A step as it was written."""

    event: QualityEvent
    cycle: int
    from_status: str | None
    at: datetime
    said: list[dict[str, Any]]


class CaseContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision on a lot binds of a record about it."""

    id: CaseId
    number: str
    kind: str
    title: str
    severity: str | None
    cycle: int


# --- steps -----------------------------------------------------------------------------------------------------------


@signs(
    AgreeDisposition,
    ApproveDeviation,
    ApprovePermit,
    ApprovePlan,
    CancelScar,
    ClassifyDeviation,
    CloseCapa,
    CloseComplaint,
    ClosePermit,
    CloseScar,
    ConfirmTest,
    ConsentDisposition,
    DecideReportability,
    DismissComplaint,
    EndorsePlan,
    ExtendAction,
    IssueScar,
    JudgeTest,
    JustifyRelease,
    RejectCapa,
    ReopenComplaint,
    ReviewComplaint,
    VerifyLine,
    WaiveInvestigation,
)
def stepped(command: Signable, tx: Transaction) -> list[Subject]:
    """Return the step that a command will be."""
    return [coming(tx, cases.facts(tx, command.case_id), command)]


@signs(CheckCapa)
def checked(command: CheckCapa, tx: Transaction) -> list[Subject]:
    """Return the check; who owns one of the actions does not sign it."""
    case = cases.facts(tx, command.case_id)
    owners = frozenset(int(action.owner_id) for action in actions.listed(tx, case.id) if action.cycle == case.cycle)
    step = coming(tx, case, command)
    return [msgspec.structs.replace(step, doers=step.doers | owners)]


def coming(tx: Transaction, case: CaseFacts, command: SignedCommand[Any]) -> Subject:
    """Return a step as it will be, and who may not sign it. Raises: TransitionIllegal."""
    _, event = DEEDS[type(command)]
    machine.step(case.number, case.kind, case.status, event)
    row = tx.wire.execute(BEFORE, (case.id, event)).fetchone()
    place = (row[0] if row else 0) + 1
    told = StepRow(event=event, cycle=case.cycle, from_status=case.status, at=tx.now, said=said.of(tx, command))
    doers = machine.barred(case.kind, event, cases.done(tx, case))
    return made(tx, case, told, f"{case.id}/{event}/{place}", doers)


def made(tx: Transaction, case: CaseFacts, row: StepRow, key: str, doers: frozenset[int] = frozenset()) -> Subject:
    """Return a step as it is signed, with the files that the record had at that moment (T10)."""
    content: dict[str, Any] = {"number": case.number, "event": row.event, "cycle": row.cycle, "status": row.from_status}
    if files := files_at(tx, case.id, row.at):
        content["files"] = files
    label = f"{case.number} · {row.event}"
    return Subject(kind="quality_step", key=key, label=label, content=content | said.content(row.said), doers=doers)


def files_at(tx: Transaction, case_id: CaseId, moment: datetime) -> list[str]:
    """Return the hashes of the files that were attached to a record at a moment."""
    found = tx.call(ListAttachments(target=FileTarget(kind=FileTargetKind.QUALITY, id=case_id)))
    return sorted(
        one.sha256
        for one in found
        if one.added_at <= moment and (one.withdrawn_at is None or one.withdrawn_at > moment)
    )


@subject("quality_step")
def step_again(key: str, tx: Transaction) -> Subject | None:
    """Read a step again, if the actor may see its record."""
    case_id, event, place = key.split("/")
    try:
        case = cases.facts(tx, CaseId(int(case_id)))
    except RecordNotFound:
        return None
    found = tx.rows(StepRow, AGAIN, case=case.id, event=event)
    return made(tx, case, found[int(place) - 1], key) if int(place) <= len(found) else None


# --- steps that do something to lots ---------------------------------------------------------------------------------


@signs(DisposeNcr)
def disposed(command: DisposeNcr, tx: Transaction) -> list[Subject]:
    """Return the disposition, the holds that it replaces, and the lots that it rejects."""
    case = cases.facts(tx, command.case_id)
    named = list(dict.fromkeys(line.lot_id for line in command.lines))
    found = [coming(tx, case, command), *lifted(tx, case, named)]
    for lot in lots.seen(tx, named):
        if rejectable(lot):
            found += SIGNING[RejectLot.op](RejectLot(lot_id=lot.id, reason=why(case)), tx)
    return unique(found)


@signs(ExecuteLine)
def executed(command: ExecuteLine, tx: Transaction) -> list[Subject]:
    """Return the step and the movement or decision by which the line is carried out."""
    case = cases.facts(tx, command.case_id)
    lines.require_place(tx, command.location_id)
    step = coming(tx, case, command)
    lines.require_agreed(tx, case)
    line = lines.one(tx, case, command.line_id, LineState.DECIDED)
    inner = movement(tx, case, line, command.location_id)
    return [step, *SIGNING[inner.op](inner, tx)]


@signs(CloseNcr, CancelNcr, CloseDeviation)
def freed(command: CloseNcr | CancelNcr | CloseDeviation, tx: Transaction) -> list[Subject]:
    """Return the step and every hold that it lifts."""
    case = cases.facts(tx, command.case_id)
    return [coming(tx, case, command), *lifted(tx, case)]


def lifted(tx: Transaction, case: CaseFacts, named: list[LotId] | None = None) -> list[Subject]:
    """Return what is signed for the holds of a record that are lifted; who placed one of them may not sign."""
    ids = list(lots.open_holds(lots.listed(tx, case.id), named).values())
    return list(SIGNING[LiftHold.op](LiftHold(hold_ids=ids, reason=why(case)), tx)) if ids else []


def unique(found: list[Subject]) -> list[Subject]:
    """Return each record once, with all who may not sign it."""
    merged: dict[tuple[str, str], Subject] = {}
    for one in found:
        before = merged.get((one.kind, one.key))
        doers = one.doers | (before.doers if before else frozenset())
        merged[one.kind, one.key] = msgspec.structs.replace(one, doers=doers)
    return list(merged.values())


def why(case: CaseFacts) -> str:
    """Return the reason that the steps of a record's own lots carry."""
    return lots.why(case, case.customer_id)


def rejectable(lot: LotView) -> bool:
    """Return whether a lot is still to become nonconforming."""
    return (lot.status_beneath, LotEvent.REJECT) in LOT_TRANSITIONS


def movement(
    tx: Transaction, case: CaseFacts, line: LineView, named: LocationId | None
) -> ScrapLot | ReturnToSupplier | DisposeLot:
    """Return the genealogy's command by which a line is carried out. Raises: ValueNotAllowed."""
    reason = f"{why(case)}. {line.justification}"
    if line.disposition is LineDisposition.SCRAP:
        place = lines.place_of(tx, line, named)
        return ScrapLot(lot_id=line.lot_id, location_id=place, quantity=line.quantity, reason=reason)
    if line.disposition is LineDisposition.RETURN:
        place = lines.place_of(tx, line, named)
        return ReturnToSupplier(lot_id=line.lot_id, location_id=place, quantity=line.quantity, reason=reason)
    conceded = line.disposition is LineDisposition.CONCESSION
    what = Disposition.CONCESSION if conceded else Disposition.REWORK
    return DisposeLot(lot_id=line.lot_id, disposition=what, justification=reason)


# --- what decisions on a lot rest on ---------------------------------------------------------------------------------


@binds("quality.records")
def records_of(lot: LotView, tx: Transaction) -> list[Subject]:
    """Return the quality records of a lot, so that one that is opened again, or judged graver, voids what rested on it."""
    return [bound(row) for row in tx.rows(CaseContent, OF_LOT, lot=lot.id)]


@subject("quality_case")
def record_again(key: str, tx: Transaction) -> Subject | None:
    """Read a record again, if the actor may see it."""
    try:
        cases.facts(tx, CaseId(int(key)))
    except RecordNotFound:
        return None
    found = tx.one(CaseContent, ONE, id=int(key))
    return None if found is None else bound(found)


def bound(row: CaseContent) -> Subject:
    """Return a record as a decision on a lot binds it."""
    content = {name: value for name, value in msgspec.structs.asdict(row).items() if name != "id"}
    return Subject(kind="quality_case", key=str(row.id), label=f"{row.number} · {row.title}", content=content)
