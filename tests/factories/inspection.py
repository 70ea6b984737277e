"""What people do with plans and inspections, by the handlers themselves."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from tests.factories.genealogy import Plant
from veralot_server.core.module import tell_hearers
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.contracts.inspection import (
    CharacteristicEntry,
    CharacteristicKind,
    ClassRule,
    CompleteInspection,
    CreateInspection,
    CreatePlan,
    DecideInspection,
    DefectClass,
    GetInspection,
    InspectionDetail,
    InspectionFilter,
    InspectionStage,
    InspectionView,
    ListInspections,
    ListResults,
    PlanDetail,
    RecordedView,
    RecordResults,
    ReleasePlan,
    ResultEntry,
    ResultView,
    RevisePlan,
    SaveRevision,
    Scheme,
    TakeSample,
    UsageDecision,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.ids import InspectionId
from veralot_shared.messages import Message

R = TypeVar("R")

LENGTH = CharacteristicEntry(
    code="1",
    name="Length",
    name_zh="长度",
    kind=CharacteristicKind.VARIABLE,
    defect_class=DefectClass.MAJOR,
    nominal=Decimal(150),
    lower=Decimal("149.5"),
    upper=Decimal("150.5"),
    unit="mm",
    precision=2,
)
SURFACE = CharacteristicEntry(
    code="2", name="Surface", name_zh="外观", kind=CharacteristicKind.ATTRIBUTE, defect_class=DefectClass.MINOR
)


def fixed(defect_class: DefectClass, size: int, accept: int = 0) -> ClassRule:
    """Return a sampling of its own: so many pieces, of which so many may fail."""
    return ClassRule(defect_class=defect_class, scheme=Scheme.CUSTOMER, sample_size=size, accept=accept)


RULES = (fixed(DefectClass.MAJOR, 2), fixed(DefectClass.MINOR, 3, 1))


class Inspections:
    """Plans and inspections in one plant. Its short methods take what matters to a test and fill in the rest."""

    def __init__(self, plant: Plant) -> None:
        """Begin with nobody having signed anything."""
        self.plant = plant
        self.tx = plant.tx

    def do(self, message: Message[R]) -> R:
        """Carry out a message, and let the modules hear what it tells."""
        reply = self.plant.do(message)
        tell_hearers(self.tx)
        return reply

    def signed(self, message: Message[R]) -> R:
        """Carry out a message under a signature of the present actor."""
        self.plant.sign(self.tx.actor.user_id)
        return self.do(message)

    # --- plans

    def draft(
        self,
        item: ItemView,
        characteristics: Iterable[CharacteristicEntry] = (LENGTH, SURFACE),
        rules: Iterable[ClassRule] = RULES,
        stage: InspectionStage = InspectionStage.INCOMING,
        **fields: Any,
    ) -> PlanDetail:
        """Return a plan with a draft."""
        saved = {name: fields.pop(name) for name in ("due_hours", "change_note", "qualification_ids") if name in fields}
        code = fields.pop("code", self.plant.number("IP-"))
        plan = self.do(CreatePlan(code=code, item_id=item.id, stage=stage, **fields))
        return self.saved(plan, characteristics, rules, **saved)

    def saved(
        self,
        plan: PlanDetail,
        characteristics: Iterable[CharacteristicEntry] = (LENGTH, SURFACE),
        rules: Iterable[ClassRule] = RULES,
        **fields: Any,
    ) -> PlanDetail:
        """Save a draft's content."""
        revision = plan.revision
        command = SaveRevision(
            revision_id=revision.id,
            version=revision.version,
            rules=list(rules),
            characteristics=list(characteristics),
            **fields,
        )
        return self.do(command)

    def plan(self, item: ItemView, *args: Any, **fields: Any) -> PlanDetail:
        """Return a plan that is in force."""
        return self.signed(ReleasePlan(revision_id=self.draft(item, *args, **fields).revision.id))

    def revised(self, plan: PlanDetail, *args: Any, **fields: Any) -> PlanDetail:
        """Release a plan's next revision with another content."""
        begun = self.do(RevisePlan(plan_id=plan.plan.id))
        saved = self.saved(begun, *args, change_note="tighter", **fields)
        return self.signed(ReleasePlan(revision_id=saved.revision.id))

    # --- inspections

    def received(self, quantity: int, item: ItemView, **fields: Any) -> tuple[LotView, InspectionDetail]:
        """Receive a lot for which a plan is in force, and return it with the inspection that this makes."""
        lot = self.plant.received(quantity, item, **fields)
        tell_hearers(self.tx)
        (found,) = self.of(lot)
        return lot, self.get(found.id)

    def of(self, lot: LotView) -> list[InspectionView]:
        """Return the inspections of a lot, the oldest first."""
        return self.plant.do(ListInspections(filter=InspectionFilter(lot_id=lot.id), sort="id")).rows

    def get(self, inspection_id: InspectionId) -> InspectionDetail:
        """Return an inspection as it is now."""
        return self.plant.do(GetInspection(id=inspection_id))

    def begun(self, lot: LotView, stage: InspectionStage = InspectionStage.INCOMING, **fields: Any) -> InspectionDetail:
        """Make an inspection by hand."""
        return self.do(CreateInspection(lot_id=lot.id, stage=stage, **fields))

    def sampled(self, found: InspectionDetail) -> InspectionDetail:
        """Take the sample."""
        return self.do(TakeSample(inspection_id=found.inspection.id))

    def record(self, found: InspectionDetail, entries: Sequence[ResultEntry], **fields: Any) -> RecordedView:
        """Record results."""
        return self.do(RecordResults(inspection_id=found.inspection.id, results=list(entries), **fields))

    def value(self, found: InspectionDetail, sample_no: int, value: str, code: str = "1", **fields: Any) -> ResultEntry:
        """Return a measured result."""
        return ResultEntry(
            characteristic_id=self.characteristic(found, code), sample_no=sample_no, value=Decimal(value), **fields
        )

    def looked(self, found: InspectionDetail, sample_no: int, *, good: bool = True, code: str = "2") -> ResultEntry:
        """Return a result that is good or bad."""
        return ResultEntry(characteristic_id=self.characteristic(found, code), sample_no=sample_no, conforming=good)

    def characteristic(self, found: InspectionDetail, code: str) -> Any:
        """Return the id of a characteristic."""
        return next(one.id for one in found.revision.characteristics if one.code == code)

    def all_good(self, found: InspectionDetail, bad: Sequence[tuple[str, int]] = ()) -> list[ResultEntry]:
        """Return a result for everything that is due; those of `bad` (code and sample) fail."""
        needed = {due.characteristic_id: due.needed for due in found.dues}
        entries = []
        for one in found.revision.characteristics:
            for sample in range(1, needed[one.id] + 1):
                fails = (one.code, sample) in bad
                if one.kind is CharacteristicKind.ATTRIBUTE:
                    entries.append(self.looked(found, sample, good=not fails, code=one.code))
                else:
                    value = str((one.upper or Decimal(0)) + 1) if fails else str(one.nominal)
                    entries.append(self.value(found, sample, value, one.code))
        return entries

    def evaluated(self, found: InspectionDetail, bad: Sequence[tuple[str, int]] = ()) -> InspectionDetail:
        """Record everything and complete the inspection."""
        self.record(found, self.all_good(found, bad))
        return self.do(CompleteInspection(inspection_id=found.inspection.id))

    def evaluated_rest(self, found: InspectionDetail) -> InspectionDetail:
        """Record what is still missing of an inspection, all of it good, and complete it."""
        done = {(one.characteristic_id, one.sample_no) for one in self.results(found)}
        rest = [one for one in self.all_good(found) if (one.characteristic_id, one.sample_no) not in done]
        self.record(found, rest)
        return self.do(CompleteInspection(inspection_id=found.inspection.id))

    def decided(
        self, found: InspectionDetail, decision: UsageDecision = UsageDecision.ACCEPT, **fields: Any
    ) -> InspectionDetail:
        """Decide on an evaluated inspection."""
        reason = "" if decision is UsageDecision.ACCEPT else "see the results"
        values = {"reason": reason} | fields
        return self.signed(DecideInspection(inspection_id=found.inspection.id, decision=decision, **values))

    def results(self, found: InspectionDetail) -> list[ResultView]:
        """Return every result of an inspection."""
        return self.plant.do(ListResults(inspection_id=found.inspection.id))
