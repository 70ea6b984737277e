"""What is signed of plans, inspections and severities: exactly the content that must not change afterwards (11.50, 11.70)."""

from typing import Any, Final

import msgspec

from veralot_server.core.module import SIGNING, Subject, binds, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import (
    inspections,
    investigations,
    plans,
    qualifying,
    results,
    standing,
    switchings,
)
from veralot_server.modules.inspection.domain import content, decided, steps
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_server.modules.inspection.investigations import InvestigationFacts
from veralot_server.modules.inspection.plans import StoredRevision
from veralot_server.modules.inspection.switchings import SwitchingFacts
from veralot_shared.contracts.genealogy import DisposeLot, Disposition, GetLot, LotView, RejectLot, ReleaseLot
from veralot_shared.contracts.inspection import (
    AcceptImprovement,
    ApproveReduced,
    CancelInspection,
    ConcludeInvestigation,
    DecideInspection,
    InspectionEvent,
    RecordFinding,
    ReleasePlan,
    RevisionEvent,
    UsageDecision,
    WithdrawPlan,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import InspectionId, InvestigationId, RevisionId, SwitchingId
from veralot_shared.rules.canonical import content_hash

LATER: Final = frozenset({"qualification_ids"})
"""Fields that plans have not always had: where they say nothing, a signature from before them still holds."""

RECORDED_BY: Final = "SELECT DISTINCT recorded_by FROM inspection_result WHERE inspection_id = %s"
RECORDERS: Final = "SELECT DISTINCT recorded_by FROM inspection_result WHERE id = ANY(%s)"

EVERY_RESULT: Final = """
SELECT x.id, c.code, x.sample_no, x.attempt, trim_scale(x.value)::text, x.conforming, x.inspected, x.nonconforming, x.text,
       x.attachment_id, x.not_applicable, x.judgement, x.replaces_id
FROM inspection_result x JOIN inspection_characteristic c ON c.id = x.characteristic_id
WHERE x.inspection_id = %s ORDER BY x.id
"""

DECIDED: Final = """
SELECT d.decision, d.reason, trim_scale(d.rejected)::text AS rejected, d.released
FROM inspection_decision d WHERE d.inspection_id = %(id)s
"""


# --- plans -----------------------------------------------------------------------------------------------------------


@signs(ReleasePlan)
def released(command: ReleasePlan, tx: Transaction) -> list[Subject]:
    """Return the revision with all that it asks for; its author does not release it."""
    found = plans.stored(tx, command.revision_id)
    steps.revision_step(found.label, found.status, RevisionEvent.RELEASE)
    return [revision(tx, found, frozenset({int(found.made_by)}))]


@signs(WithdrawPlan)
def withdrawn(command: WithdrawPlan, tx: Transaction) -> list[Subject]:
    """Return the revision that is withdrawn."""
    found = plans.stored(tx, command.revision_id)
    steps.revision_step(found.label, found.status, RevisionEvent.WITHDRAW)
    return [revision(tx, found)]


def revision(tx: Transaction, found: StoredRevision, doers: frozenset[int] = frozenset()) -> Subject:
    """Return a revision as it is signed."""
    asked = [
        {
            name: value
            for name, value in msgspec.to_builtins(one).items()
            if name != "id" and (value or name not in LATER)
        }
        for one in plans.characteristics(tx, found.id)
    ]
    bound = {
        "plan": found.plan_code,
        "revision": found.number,
        "stage": found.stage,
        "operation": found.operation,
        "change_note": found.change_note,
        "picture": found.picture_id,
        "due_hours": found.due_hours,
        "rules": [content.kept(rule) for rule in found.rules],
        "characteristics": len(asked),
        "characteristics_sha256": content_hash({"characteristics": asked}),
    }
    named = qualifying.names(tx, found.qualification_ids, [])
    if named:
        bound["qualifications"] = [one.code for one in named]
    return Subject(kind="inspection_plan", key=str(found.id), label=found.label, content=bound, doers=doers)


@subject("inspection_plan")
def revision_again(key: str, tx: Transaction) -> Subject | None:
    """Read a revision again."""
    try:
        return revision(tx, plans.stored(tx, RevisionId(int(key))))
    except RecordNotFound:
        return None


# --- inspections -----------------------------------------------------------------------------------------------------


@signs(DecideInspection)
def decision(command: DecideInspection, tx: Transaction) -> list[Subject]:
    """Return the inspection with its results and verdict, the decision, and what it does to the lot.

    Nobody who recorded a result decides on it.
    """
    found = inspections.facts(tx, command.inspection_id, [])
    steps.step(found.number, found.status, InspectionEvent.DECIDE)
    decided.require(command, found.number, found.verdict, found.quantity)
    doers = frozenset(row[0] for row in tx.wire.execute(RECORDED_BY, (found.id,)))
    said = {
        "decision": command.decision,
        "reason": command.reason,
        "rejected": str(decided.rejected(command, found.quantity)),
    }
    own = [results_of(tx, found, doers), decision_on(found, said)]
    tx.settled.add(("inspection", int(found.id)))
    try:
        return once([*own, *on_lot(tx, command, found)])
    finally:
        tx.settled.discard(("inspection", int(found.id)))


def results_of(tx: Transaction, found: InspectionFacts, doers: frozenset[int] = frozenset()) -> Subject:
    """Return an inspection with the hash of every result that it ever had, and the verdict computed from them."""
    rows = [list(row) for row in tx.wire.execute(EVERY_RESULT, (found.id,))]
    bound = {
        "number": found.number,
        "lot_no": found.lot_no,
        "stage": found.stage,
        "quantity": found.quantity,
        "severity": found.severity,
        "results": len(rows),
        "results_sha256": content_hash({"results": rows}),
        "verdict": found.verdict,
    }
    label = f"{found.number} · {found.lot_no}"
    return Subject(kind="inspection", key=str(found.id), label=label, content=bound, doers=doers)


def decision_on(found: InspectionFacts, said: dict[str, Any]) -> Subject:
    """Return the decision on an inspection."""
    bound = {"number": found.number, "lot_no": found.lot_no, "verdict": found.verdict, **said}
    label = f"{found.number} · {said['decision']}"
    return Subject(kind="inspection_decision", key=str(found.id), label=label, content=bound)


def on_lot(tx: Transaction, command: DecideInspection, found: InspectionFacts) -> list[Subject]:
    """Return what the genealogy has signed of the lot when the decision acts on it."""
    lot = tx.call(GetLot(id=found.lot_id))
    reason = standing.reason(found.number, command)
    messages: list[ReleaseLot | RejectLot | DisposeLot] = []
    if command.decision is UsageDecision.SORT:
        # What the lot is divided into does not exist yet; the decision says how much is rejected.
        return []
    if command.decision is UsageDecision.ACCEPT:
        if standing.releases(tx, command, found, lot):
            messages.append(ReleaseLot(lot_id=lot.id, note=reason))
    else:
        messages.append(RejectLot(lot_id=lot.id, reason=reason))
    if command.decision is UsageDecision.CONCESSION:
        standing.require_whole(tx, lot)
        messages.append(DisposeLot(lot_id=lot.id, disposition=Disposition.CONCESSION, justification=reason))
    return [one for message in messages for one in SIGNING[message.op](message, tx)]


def once(found: list[Subject]) -> list[Subject]:
    """Return each record once."""
    known: dict[tuple[str, str], Subject] = {}
    for one in found:
        known.setdefault((one.kind, one.key), one)
    return list(known.values())


@subject("inspection")
def inspection_again(key: str, tx: Transaction) -> Subject | None:
    """Read an inspection's results again."""
    found = again(key, tx)
    return None if found is None else results_of(tx, found)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided."""

    decision: UsageDecision
    reason: str
    rejected: str


@subject("inspection_decision")
def decision_again(key: str, tx: Transaction) -> Subject | None:
    """Read a decision again."""
    found = again(key, tx)
    said = tx.one(Said, DECIDED, id=int(key)) if found is not None else None
    return None if found is None or said is None else decision_on(found, msgspec.structs.asdict(said))


def again(key: str, tx: Transaction) -> InspectionFacts | None:
    """Read an inspection again, if the actor may see it."""
    try:
        return inspections.facts(tx, InspectionId(int(key)), [])
    except RecordNotFound:
        return None


@signs(CancelInspection)
def cancelled(command: CancelInspection, tx: Transaction) -> list[Subject]:
    """Return the inspection that is cancelled, with what was recorded."""
    found = inspections.facts(tx, command.inspection_id, [])
    steps.step(found.number, found.status, InspectionEvent.CANCEL)
    results.require_none_failed(tx, found)
    return [results_of(tx, found)]


@binds("inspection.inspections")
def of_lot(lot: LotView, tx: Transaction) -> list[Subject]:
    """Return the inspections on which a decision on a lot rests."""
    known = standing.of_lot(tx, lot.id)
    return [one for row in known if (one := inspection_again(str(row.id), tx)) is not None]


# --- investigations --------------------------------------------------------------------------------------------------


@signs(RecordFinding)
def finding(command: RecordFinding, tx: Transaction) -> list[Subject]:
    """Return the examined results and the finding; who recorded them does not find that they are wrong."""
    found = investigations.get(tx, command.investigation_id)
    doers = frozenset(row[0] for row in tx.wire.execute(RECORDERS, (list(found.result_ids),)))
    return [phase(found, "finding", {"finding": command.finding, "text": command.text}, doers)]


@signs(ConcludeInvestigation)
def conclusion(command: ConcludeInvestigation, tx: Transaction) -> list[Subject]:
    """Return the examined results and the conclusion."""
    found = investigations.get(tx, command.investigation_id)
    said = {"conclusion": command.conclusion, "text": command.text, "retests": command.retests}
    return [phase(found, "conclusion", said)]


def phase(found: InvestigationFacts, name: str, said: dict[str, Any], doers: frozenset[int] = frozenset()) -> Subject:
    """Return the end of a phase as it is signed."""
    bound = {"results": list(found.result_ids), **said}
    label = f"OOS-{found.id} · {name}"
    return Subject(kind=f"investigation_{name}", key=str(found.id), label=label, content=bound, doers=doers)


@subject("investigation_finding")
def finding_again(key: str, tx: Transaction) -> Subject | None:
    """Read a finding again."""
    found = investigation_again(key, tx)
    return None if found is None else phase(found, "finding", {"finding": found.finding, "text": found.finding_text})


@subject("investigation_conclusion")
def conclusion_again(key: str, tx: Transaction) -> Subject | None:
    """Read a conclusion again."""
    found = investigation_again(key, tx)
    if found is None:
        return None
    said = {"conclusion": found.conclusion, "text": found.conclusion_text, "retests": found.retests}
    return phase(found, "conclusion", said)


def investigation_again(key: str, tx: Transaction) -> InvestigationFacts | None:
    """Read an investigation again, if the actor may see it."""
    try:
        return investigations.get(tx, InvestigationId(int(key)))
    except RecordNotFound:
        return None


# --- severities ------------------------------------------------------------------------------------------------------


@signs(ApproveReduced, AcceptImprovement)
def approved(command: ApproveReduced | AcceptImprovement, tx: Transaction) -> list[Subject]:
    """Return the severity as it stands, and the reason for changing it."""
    found = switchings.get(tx, command.switching_id)
    return [severity(found, switchings.changes(tx, found.id) + 1, found.severity, command.reason)]


def severity(found: SwitchingFacts, place: int, former: str, reason: str) -> Subject:
    """Return a change of severity as it is signed, by its place in the history."""
    bound = {"item": found.item_code, "supplier": found.supplier, "severity": former, "reason": reason}
    label = f"{found.item_code} · {found.supplier}".strip(" ·")
    return Subject(kind="severity", key=f"{found.id}/{place}", label=label, content=bound)


@subject("severity")
def severity_again(key: str, tx: Transaction) -> Subject | None:
    """Read a change of severity again."""
    switching_id, place = map(int, key.split("/"))
    try:
        found = switchings.get(tx, SwitchingId(switching_id))
    except RecordNotFound:
        return None
    step = switchings.change_at(tx, found.id, place)
    return None if step is None else severity(found, place, step.from_severity, step.reason)
