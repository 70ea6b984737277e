"""What quality keeps of one customer's goods: inspections, a control chart, and a record of every kind."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from tests.factories import items
from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, Inspections
from tests.factories.quality import Quality, line, lines_of
from tests.factories.spc import Charts
from veralot_server.core.module import tell_hearers
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.contracts.inspection import (
    ClassRule,
    DefectClass,
    InspectionDetail,
    InspectionLevel,
    ListSwitching,
    OpenInvestigation,
    Scheme,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.contracts.quality import (
    DraftPermit,
    DraftScar,
    LineDisposition,
    PlanTest,
    ReceiveComplaint,
    ReportDeviation,
)
from veralot_shared.contracts.spc import CreateStudy, StudyEntry
from veralot_shared.ids import CaseId, PartnerId

BY_TABLE = ClassRule(
    defect_class=DefectClass.MAJOR,
    scheme=Scheme.ISO_2859_1_1999,
    level=InspectionLevel.SPECIAL_1,
    aql=Decimal("6.5"),
)
"""By the tables, so that severity is kept for the item and its supplier."""


class Assured(NamedTuple):
    """An id of each kind, by the name of its type, and further ones of some kinds."""

    ids: dict[str, int]
    more: dict[str, tuple[int, ...]]


class Assurance:
    """Makes what quality keeps of one customer's goods; `mark` stands in every number and name."""

    def __init__(self, plant: Plant, mark: str, customer: PartnerId) -> None:
        self.plant, self.mark = plant, mark
        self.item: ItemView = items.item(plant.tx, f"CP-{mark}", name=f"Part {mark}", customer_id=customer)

    def made(self) -> Assured:
        """Make everything."""
        lot, inspected = self._inspected()
        records, more = self._records(lot)
        tell_hearers(self.plant.tx)
        return Assured({**inspected, **self._charted(), **records}, {"CaseId": more})

    def _inspected(self) -> tuple[LotView, dict[str, int]]:
        """Make an inspection whose failed results are investigated."""
        does = Inspections(self.plant)
        plan = does.plan(self.item, (LENGTH,), (BY_TABLE,), code=f"IP-{self.mark}")
        lot, found = does.received(20, self.item, lot_no=f"R-{self.mark}", supplier_lot_no=f"S-{self.mark}")
        found = does.evaluated(found, bad=[("1", 1)])
        opened: InspectionDetail = does.do(
            OpenInvestigation(inspection_id=found.inspection.id, reason=f"Short {self.mark}")
        )
        (switching,) = self.plant.do(ListSwitching(item_id=self.item.id))
        return lot, {
            "PlanId": plan.plan.id,
            "RevisionId": plan.revision.id,
            "CharacteristicId": found.revision.characteristics[0].id,
            "InspectionId": found.inspection.id,
            "ResultId": does.results(found)[0].id,
            "InvestigationId": opened.investigations[0].id,
            "SwitchingId": switching.id,
        }

    def _charted(self) -> dict[str, int]:
        """Make a control chart with frozen limits and a breach, and a study of a gauge."""
        does = Charts(self.plant)
        control = does.settled(code=f"CC-{self.mark}", name=f"Bond {self.mark}", item_id=self.item.id)
        recorded = does.record(control, [[Decimal(40)] * control.subgroup_size], note=self.mark)
        chart = does.chart(control)
        gauge = Gauges(self.plant).valid(code=f"G-{self.mark}")
        entry = StudyEntry(title=f"Gauge {self.mark}", gauge_id=gauge.id, parts=["1", "2"], appraisers=["A", "B"])
        study = does.do(CreateStudy(entry=entry))
        assert recorded.exception is not None
        timed = does.control(
            code=f"CT-{self.mark}", name=f"Seal {self.mark}", item_id=self.item.id, interval_minutes=60
        )
        missed = does.missed(timed)
        return {
            "MissedId": missed.id,
            "ControlId": control.id,
            "PhaseId": chart.phases[0].id,
            "SubgroupId": recorded.subgroup_ids[0],
            "ExceptionId": recorded.exception.id,
            "StudyId": study.study.id,
        }

    def _records(self, lot: LotView) -> tuple[dict[str, int], tuple[int, ...]]:
        """Make a nonconformity with a decided line, a CAPA with an action, and one record of every other kind."""
        does = Quality(self.plant)
        text: dict[str, Any] = {"title": f"Open bond {self.mark}", "description": f"Seen by {self.mark}"}
        ncr = does.ready(lot, **text)
        found = does.disposed(ncr, line(self.plant.lot(lot.id), 20, LineDisposition.REWORK))
        capa = does.planned_capa(from_id=ncr.case.id)
        return (
            {"CaseId": ncr.case.id, "LineId": lines_of(found)[0].id, "ActionId": capa.actions[0].id},
            (capa.case.id, *self._others(lot, ncr.case.id, text)),
        )

    def _others(self, lot: LotView, ncr_id: CaseId, text: dict[str, Any]) -> list[CaseId]:
        """Make a record of each kind that has neither lines nor a plan."""
        do, today = self.plant.do, self.plant.tx.today
        days: dict[str, Any] = {"valid_from": today, "valid_until": today + timedelta(days=9)}
        test: dict[str, Any] = {"method": f"Pull {self.mark}", "acceptance": "None parts", "sample": 5}
        opened = (
            do(ReportDeviation(happened_on=today, lot_ids=[lot.id], **text)),
            do(DraftPermit(requirement=f"SPEC-{self.mark}", lot_ids=[lot.id], **days, **text)),
            do(ReceiveComplaint(received_on=today, lot_ids=[lot.id], complainant=f"Dr {self.mark}", **text)),
            do(DraftScar(supplier_id=self.plant.supplier, lot_ids=[lot.id], **text)),
            do(PlanTest(of_id=ncr_id, title=text["title"], **test)),
        )
        return [one.case.id for one in opened]
