"""Evaluates the hazard, decides, closes: each signed."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, workflow
from veralot_server.modules.recall.domain import steps
from veralot_shared.contracts.recall import (
    CloseRecall,
    DecideRecall,
    EvaluateHazard,
    GetRecall,
    RecallAction,
    RecallDetail,
    RecallEvent,
)


@handles(EvaluateHazard)
def evaluate_hazard(command: EvaluateHazard, tx: Transaction) -> RecallDetail:
    """Write down what harm is possible."""
    recall = recalls.lock(tx, command.recall_id)
    steps.require_text(command.hazard, "hazard")
    workflow.advance(
        tx,
        recall,
        RecallEvent.EVALUATE,
        command.recall_class.value,
        hazard=command.hazard,
        recall_class=command.recall_class,
        hazard_by=recalls.author(tx),
    )
    return tx.call(GetRecall(id=recall.id))


@handles(DecideRecall)
def decide_recall(command: DecideRecall, tx: Transaction) -> RecallDetail:
    """Decide; from here the legal clocks run."""
    recall = recalls.lock(tx, command.recall_id)
    steps.require_text(command.rationale, "rationale")
    steps.require_level(command.check_level, command.check_percent)
    if command.action is not RecallAction.NO_ACTION:
        steps.require_jurisdictions(command.jurisdictions)
    workflow.advance(
        tx,
        recall,
        RecallEvent.DECIDE,
        command.rationale,
        action=command.action,
        recall_class=command.recall_class,
        jurisdictions=command.jurisdictions,
        check_level=command.check_level,
        check_percent=command.check_percent,
        rationale=command.rationale,
        decided_at=tx.now,
    )
    return tx.call(GetRecall(id=recall.id))


@handles(CloseRecall)
def close_recall(command: CloseRecall, tx: Transaction) -> RecallDetail:
    """Close a recall on the figures that its closure binds."""
    recall = recalls.lock(tx, command.recall_id)
    steps.require_text(command.conclusion, "conclusion")
    steps.step(recall.number, recall.status, recall.action, RecallEvent.CLOSE)
    if recall.action is not RecallAction.NO_ACTION:
        recalls.require_frozen(recall)
    workflow.advance(
        tx,
        recall,
        RecallEvent.CLOSE,
        command.conclusion,
        conclusion=command.conclusion,
        ended_at=tx.now,
        ended_by=recalls.author(tx),
    )
    return tx.call(GetRecall(id=recall.id))
