"""What people do in recalls, by the handlers themselves."""

from typing import Any

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import HoldReason, LotView, Scope
from veralot_shared.contracts.recall import (
    AffectedLot,
    AffectedView,
    CheckLevel,
    CloseRecall,
    ContactMethod,
    DecideRecall,
    EvaluateHazard,
    FindAffected,
    FreezeFigures,
    GetRecall,
    HoldAffected,
    Jurisdiction,
    LotSuspect,
    NoticeKind,
    NotifyConsignees,
    RecallAction,
    RecallClass,
    RecallDetail,
    RecordNotice,
    StartRecall,
    Suspect,
)
from veralot_shared.ids import RecallId


class Recalls:
    """Recalls in one plant. Its short methods take what matters to a test and fill in the rest."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant

    # --- asking

    def find(self, *suspects: Suspect, scope: Scope = Scope.UNIT, **fields: Any) -> AffectedView:
        """Return what suspects affect."""
        return self.plant.do(FindAffected(suspects=list(suspects), scope=scope, **fields))

    def of(self, lot: LotView, scope: Scope = Scope.UNIT) -> AffectedView:
        """Return what one lot affects."""
        return self.find(LotSuspect(lot_id=lot.id), scope=scope)

    def get(self, recall_id: RecallId) -> RecallDetail:
        """Return a recall as it is now."""
        return self.plant.do(GetRecall(id=recall_id))

    # --- doing

    def start(self, *suspects: Suspect, mock: bool = True, **fields: Any) -> RecallDetail:
        """Start a recall."""
        values = {"reason": "Burst balloon reported by a hospital", **fields}
        return self.plant.do(StartRecall(mock=mock, suspects=list(suspects), **values))

    def freeze(self, recall: RecallDetail) -> RecallDetail:
        """Freeze its figures."""
        return self.plant.do(FreezeFigures(recall_id=recall.recall.id))

    def hold(self, recall: RecallDetail) -> RecallDetail:
        """Hold everything affected, under a signature."""
        self.plant.sign(self.plant.tx.actor.user_id)
        return self.plant.do(HoldAffected(recall_id=recall.recall.id, reason_code=HoldReason.COMPLAINT))

    def evaluate(self, recall: RecallDetail) -> RecallDetail:
        """Evaluate its hazard."""
        command = EvaluateHazard(
            recall_id=recall.recall.id, hazard="Vessel damage possible", recall_class=RecallClass.II
        )
        return self.plant.do(command)

    def decide(self, recall: RecallDetail, **fields: Any) -> RecallDetail:
        """Decide on it: by default a removal of class I in China and the USA, every consignee checked."""
        values: dict[str, Any] = {
            "action": RecallAction.REMOVAL,
            "recall_class": RecallClass.I,
            "jurisdictions": [Jurisdiction.CN, Jurisdiction.US],
            "check_level": CheckLevel.A,
            "rationale": "Harm is likely.",
        }
        return self.plant.do(DecideRecall(recall_id=recall.recall.id, **(values | fields)))

    def notice(self, recall: RecallDetail, kind: NoticeKind = NoticeKind.EVENT_REPORT, **fields: Any) -> RecallDetail:
        """Report to an authority."""
        values: dict[str, Any] = {"authority": "Provincial MPA", "on": self.plant.tx.today, **fields}
        return self.plant.do(RecordNotice(recall_id=recall.recall.id, kind=kind, **values))

    def notify(self, recall: RecallDetail) -> RecallDetail:
        """Notify every consignee."""
        command = NotifyConsignees(
            recall_id=recall.recall.id,
            consignee_ids=[consignee.id for consignee in recall.consignees],
            on=self.plant.tx.today,
            method=ContactMethod.LETTER,
        )
        return self.plant.do(command)

    def close(self, recall: RecallDetail, conclusion: str = "All found in time.") -> RecallDetail:
        """Close it."""
        return self.plant.do(CloseRecall(recall_id=recall.recall.id, conclusion=conclusion))

    def to_customers(self, *suspects: Suspect, **decision: Any) -> RecallDetail:
        """Bring a real recall to where its consignees are notified."""
        recall = self.evaluate(self.start(*suspects, mock=False))
        return self.notify(self.notice(self.freeze(self.decide(recall, **decision))))


def row(found: AffectedView, lot: LotView) -> AffectedLot:
    """Return the row of a lot."""
    return next(each for each in found.lots if each.id == lot.id)
