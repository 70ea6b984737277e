"""What people do with quality records, by the handlers themselves."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from tests.factories.genealogy import Plant
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.contracts.quality import (
    AcceptCapa,
    ActionEntry,
    ActionKind,
    ApprovePlan,
    Branch,
    CaseDetail,
    CauseEntry,
    CheckCapa,
    CloseCapa,
    CloseNcr,
    Comparison,
    ConfirmCause,
    ContainNcr,
    CriterionEntry,
    DefectCode,
    DisposeNcr,
    EndorsePlan,
    EvaluateNcr,
    ExecuteLine,
    FinishAction,
    GetCase,
    InvestigateCapa,
    LineDisposition,
    LineEntry,
    LineView,
    MeasureEntry,
    OpenNcr,
    PlanCapa,
    Reach,
    ReportLine,
    RequestCapa,
    SegregateNcr,
    Severity,
    VerifyLine,
)
from veralot_shared.ids import CaseId, LineId, LotId, UserId
from veralot_shared.messages import SignedCommand

__all__ = ["Quality", "line", "lines_of"]

R = TypeVar("R")


def line(lot: LotView, quantity: int | str, disposition: LineDisposition, **fields: Any) -> LineEntry:
    """Return a line of a disposition with everything that it needs."""
    values: dict[str, Any] = {
        "justification": "Decided by the board",
        "instruction": "RW-014 rev 2",
        "adverse_effects": "None: bond strength is tested anew",
        "regulatory_check": "The registered specification is met",
        **fields,
    }
    return LineEntry(lot_id=lot.id, quantity=Decimal(quantity), disposition=disposition, **values)


def lines_of(detail: CaseDetail) -> list[LineView]:
    """Return the lines of the present cycle."""
    return [each for each in detail.lines if each.cycle == detail.case.cycle]


class Quality:
    """Quality records in one plant. Its short methods take what matters to a test and fill in the rest."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant

    @property
    def tx(self) -> Transaction:
        """Return the transaction in which everything happens."""
        return self.plant.tx

    def get(self, case_id: CaseId) -> CaseDetail:
        """Return a record as it is now."""
        return self.plant.do(GetCase(id=case_id))

    def sign(self, command: SignedCommand[R], user_id: UserId | None = None) -> R:
        """Carry out a signed command under a signature of the present actor, or of somebody else."""
        self.plant.sign(self.tx.actor.user_id if user_id is None else user_id)
        try:
            return self.plant.do(command)
        finally:
            self.tx.signature = None

    # --- nonconformities

    def ncr(self, *lots: LotView, **fields: Any) -> CaseDetail:
        """Report a nonconformity."""
        values: dict[str, Any] = {
            "title": "Bond line open",
            "description": "Two of five shafts part at the hub.",
            "lot_ids": [lot.id for lot in lots],
            "reach": Reach.DESCENDANTS,
            **fields,
        }
        return self.plant.do(OpenNcr(**values))

    def contained(self, detail: CaseDetail) -> CaseDetail:
        """Confirm the containment."""
        return self.plant.do(ContainNcr(case_id=detail.case.id, containment="In the locked cage", place="RJ"))

    def evaluated(self, detail: CaseDetail, **fields: Any) -> CaseDetail:
        """Evaluate."""
        values: dict[str, Any] = {
            "defect": DefectCode.FUNCTION,
            "severity": Severity.MAJOR,
            "evaluation": "The adhesive was not cured.",
            "investigation_needed": True,
            "reportable": False,
            "reportability_reason": "Nothing was delivered.",
            **fields,
        }
        return self.plant.do(EvaluateNcr(case_id=detail.case.id, **values))

    def ready(self, *lots: LotView, **fields: Any) -> CaseDetail:
        """Report, contain and evaluate."""
        return self.evaluated(self.contained(self.ncr(*lots, **fields)))

    def disposed(self, detail: CaseDetail, *lines: LineEntry) -> CaseDetail:
        """Decide."""
        return self.sign(DisposeNcr(case_id=detail.case.id, lines=list(lines)))

    def segregated(self, detail: CaseDetail, lot_id: LotId, place: str = "WH") -> CaseDetail:
        """Divide a lot by its lines."""
        command = SegregateNcr(case_id=detail.case.id, lot_id=lot_id, location_id=self.plant.at[place])
        return self.plant.do(command)

    def executed(self, detail: CaseDetail, line_id: LineId) -> CaseDetail:
        """Carry a line out."""
        return self.sign(ExecuteLine(case_id=detail.case.id, line_id=line_id))

    def reported(self, detail: CaseDetail, line_id: LineId) -> CaseDetail:
        """Report rework."""
        return self.plant.do(ReportLine(case_id=detail.case.id, line_id=line_id, report="Cured again for 2 h"))

    def verified(self, detail: CaseDetail, line_id: LineId, *, passed: bool = True) -> CaseDetail:
        """State what the inspection after rework found."""
        return self.sign(
            VerifyLine(case_id=detail.case.id, line_id=line_id, passed=passed, result="Pull test of 5 pieces")
        )

    def reworked(self, detail: CaseDetail, *, passed: bool = True) -> CaseDetail:
        """Carry out the one line of a disposition, report it and verify it."""
        (only,) = [each for each in lines_of(detail) if each.state == "decided"]
        return self.verified(self.reported(self.executed(detail, only.id), only.id), only.id, passed=passed)

    def closed(self, detail: CaseDetail, *, capa: bool = False) -> CaseDetail:
        """Close."""
        return self.sign(CloseNcr(case_id=detail.case.id, capa=capa, capa_reason="Happened once"))

    # --- CAPA

    def planned_capa(self, owner: Actor | None = None, **fields: Any) -> CaseDetail:
        """Request a CAPA, take it up, investigate and plan it with one action of `owner`."""
        user = UserId((owner or self.tx.actor).user_id)
        do = self.plant.do
        case = do(RequestCapa(title="Adhesive not cured", description="Third time this year", **fields)).case
        do(AcceptCapa(case_id=case.id, owner_id=user, severity=Severity.MAJOR, scope="Line 2"))
        causes = [CauseEntry(branch=Branch.MACHINE, cause="Lamp aged", likely=True)]
        do(
            InvestigateCapa(
                case_id=case.id, method="5 why", whys=["No cure", "Lamp weak", "Never measured"], causes=causes
            )
        )
        do(ConfirmCause(case_id=case.id, root_cause="Lamp not measured", proof="Radiometer 40 % low"))
        return do(self.plan(case.id, [user]))

    def plan(self, case_id: CaseId, owners: Sequence[UserId]) -> PlanCapa:
        """Return the command that plans an action for each of these people."""
        due = self.tx.today + timedelta(days=10)
        return PlanCapa(
            case_id=case_id,
            actions=[
                ActionEntry(kind=ActionKind.CORRECTIVE, what="Measure the lamp weekly", owner_id=owner, due_on=due)
                for owner in owners
            ],
            no_harm="Measuring does not touch product.",
            criteria=[
                CriterionEntry(
                    metric="Open bond lines, %",
                    comparison=Comparison.AT_MOST,
                    threshold=Decimal("0.5"),
                    period_days=60,
                    sample=200,
                )
            ],
        )

    def approved(self, detail: CaseDetail) -> CaseDetail:
        """Approve the plan, as quality assurance and as management representative."""
        self.sign(ApprovePlan(case_id=detail.case.id))
        return self.sign(EndorsePlan(case_id=detail.case.id))

    def implemented(self, detail: CaseDetail) -> CaseDetail:
        """Approve the plan and do all actions of the present actor."""
        found = self.approved(detail)
        for action in found.actions:
            found = self.plant.do(FinishAction(case_id=detail.case.id, action_id=action.id, evidence="Record 17"))
        return found

    def checked(self, detail: CaseDetail, measured: str) -> CaseDetail:
        """Measure the effect."""
        measures = [MeasureEntry(measured=Decimal(measured), sample=200)]
        return self.sign(CheckCapa(case_id=detail.case.id, measures=measures, evidence="Report 12"))

    def close_capa(self, detail: CaseDetail) -> CaseDetail:
        """Close a CAPA."""
        return self.sign(CloseCapa(case_id=detail.case.id, conclusion="As measured"))
