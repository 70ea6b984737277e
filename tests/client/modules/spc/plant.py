"""Charts and studies as a server would answer them: judged and computed by the plain arithmetic of textbooks."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from veralot_shared.contracts.spc import (
    AnalysisView,
    BreachView,
    CapabilityView,
    Cause,
    Chart,
    ChartView,
    ComponentView,
    ControlStatus,
    ControlView,
    ExceptionStatus,
    ExceptionView,
    Incalculable,
    IndexView,
    LimitStep,
    MissedEnd,
    MissedView,
    Panel,
    PanelView,
    PhaseView,
    RuleBroken,
    SourceView,
    StudyDetail,
    StudyEntry,
    StudyStatus,
    StudyView,
    SubgroupView,
)
from veralot_shared.ids import (
    ControlId,
    ExceptionId,
    GaugeId,
    InspectionId,
    LotId,
    MissedId,
    PhaseId,
    ResultId,
    SignatureId,
    StudyId,
    SubgroupId,
)

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SIGMA = 0.45
OUT = 33
"""The place of the point that breaches rule 1."""


def make_control(**fields: object) -> ControlView:
    """Return the bond strength of a catheter, with an open exception."""
    values: dict[str, object] = {
        "id": ControlId(1),
        "version": 1,
        "code": "PTC-BOND",
        "name": "Bond strength, shaft to hub",
        "name_zh": "管身与座的粘接强度",
        "status": ControlStatus.RUNNING,
        "chart": Chart.XBAR_R,
        "subgroup_size": 5,
        "interval_minutes": 60,
        "rules": [1, 2, 5],
        "item_id": None,
        "item_code": "FG-PTC",
        "item_name": "PTCA balloon catheter",
        "item_name_zh": "球囊扩张导管",
        "plan_id": None,
        "plan_code": "",
        "characteristic": "",
        "unit": "N",
        "precision": 2,
        "nominal": None,
        "lower": Decimal(15),
        "upper": None,
        "weight": 0.2,
        "width": 2.7,
        "slack": 0.5,
        "interval": 5.0,
        "phase": 1,
        "subgroups": 40,
        "last_at": AT,
        "due_at": AT + timedelta(hours=1),
        "missed": 0,
        "late_samples": 2,
        "exception_id": ExceptionId(5),
        "exception_no": "OOC-26-00005",
        "made_at": AT,
        "made_by": "Li Na",
        "made_by_zh": "李娜",
    }
    return ControlView(**(values | fields))  # type: ignore[arg-type]  # fields by name


def make_exception(**fields: object) -> ExceptionView:
    """Return the open exception of the chart."""
    values: dict[str, object] = {
        "id": ExceptionId(5),
        "number": "OOC-26-00005",
        "status": ExceptionStatus.OPEN,
        "control_id": ControlId(1),
        "control_code": "PTC-BOND",
        "control_name": "Bond strength, shaft to hub",
        "control_name_zh": "管身与座的粘接强度",
        "subgroup_id": SubgroupId(100 + OUT),
        "subgroup_no": OUT + 1,
        "rules": [RuleBroken(panel=Panel.LOCATION, rule=1)],
        "stands": True,
        "lot_id": LotId(7),
        "lot_no": "PT261101",
        "opened_at": AT,
        "opened_by": "Zhao Min",
        "opened_by_zh": "赵敏",
        "cause": None,
        "cause_text": "",
        "action": "",
        "answered_at": None,
        "answered_by": None,
        "answered_by_zh": None,
    }
    return ExceptionView(**(values | fields))  # type: ignore[arg-type]  # fields by name


def answered() -> ExceptionView:
    """Return the same exception with its answer."""
    return make_exception(
        status=ExceptionStatus.ANSWERED,
        cause=Cause.MACHINE,
        cause_text="UV lamp past its hours",
        action="Lamp replaced; parts since the last good subgroup sorted",
        answered_at=AT,
        answered_by="Li Na",
        answered_by_zh="李娜",
    )


def make_chart(count: int = 40, **fields: object) -> ChartView:
    """Return a chart of means and ranges with one breach."""
    dice = random.Random(3)
    means = [20 + dice.gauss(0, SIGMA) for _ in range(count)]
    if count > OUT:
        means[OUT] = 17.9
    ranges = [abs(dice.gauss(2.3, 0.7)) for _ in range(count)]
    panels = [
        PanelView(
            panel=Panel.LOCATION,
            values=[*means],
            beside=[],
            steps=[LimitStep(first=0, centre=20.0, lower=20 - 3 * SIGMA, upper=20 + 3 * SIGMA, sigma=SIGMA)],
        ),
        PanelView(
            panel=Panel.DISPERSION,
            values=[*ranges],
            beside=[],
            steps=[LimitStep(first=0, centre=2.33, lower=0.0, upper=4.92, sigma=0.864)],
        ),
    ]
    phase = PhaseView(
        id=PhaseId(1),
        number=1,
        chart=Chart.XBAR_R,
        first=1,
        base_first=1,
        base_last=25,
        excluded=[],
        subgroups=25,
        centre=20.0,
        spread=1.0,
        reason="process validated",
        frozen_at=AT,
        frozen_by="Zhou Ling",
        frozen_by_zh="周玲",
        signature_id=SignatureId(1),
    )
    values: dict[str, object] = {
        "control": make_control(subgroups=count),
        "total": count,
        "trial": False,
        "why_none": "",
        "numbers": list(range(1, count + 1)),
        "subgroup_ids": [SubgroupId(100 + place) for place in range(count)],
        "taken": [AT + timedelta(hours=place) for place in range(count)],
        "lots": ["PT261101"] * count,
        "missed": [2 if place == 12 else 0 for place in range(count)],
        "aside": [],
        "changed": [],
        "panels": panels,
        "breaches": [BreachView(panel=Panel.LOCATION, place=OUT, rules=[1])] if count > OUT else [],
        "phases": [phase],
        "exceptions": [make_exception()] if count > OUT else [],
    }
    return ChartView(**(values | fields))  # type: ignore[arg-type]  # fields by name


def make_capability(*, calculable: bool = True) -> CapabilityView:
    """Return a capability, or that there is none while the process is not in control."""
    indices = [
        IndexView(
            name=name,
            value=1.45 if calculable and name.endswith("k") else None,
            lower=1.28 if calculable else None,
            upper=1.62 if calculable else None,
            why_not=None
            if calculable and name.endswith("k")
            else Incalculable.ONE_LIMIT
            if calculable
            else Incalculable.UNSTABLE,
        )
        for name in ("Cp", "Cpk", "Pp", "Ppk")
    ]
    heights = [1, 4, 12, 25, 38, 44, 36, 24, 11, 4, 1]
    quantiles = [-2.5 + 0.1 * step for step in range(51)]
    return CapabilityView(
        control_id=ControlId(1),
        first=1,
        last=40,
        left_out=1,
        values=200,
        mean=20.0,
        within=1.0,
        overall=1.04,
        statistic=0.31,
        normality=0.55,
        lower=Decimal(15),
        upper=None,
        nominal=None,
        indices=indices,
        edges=[17.25 + 0.5 * step for step in range(12)],
        heights=heights,
        quantiles=quantiles,
        ordered=[20 + 1.04 * one for one in quantiles],
    )


def make_subgroup() -> SubgroupView:
    """Return the record of the breach."""
    return SubgroupView(
        id=SubgroupId(100 + OUT),
        control_id=ControlId(1),
        number=OUT + 1,
        values=[Decimal("17.8"), Decimal("18.1"), Decimal("17.6"), Decimal("18.3"), Decimal("17.7")],
        count=None,
        looked_at=None,
        lot_id=LotId(7),
        lot_no="PT261101",
        inspection_id=InspectionId(9),
        inspection_no="IN-26-00009",
        result_ids=[ResultId(1)],
        taken_at=AT,
        recorded_at=AT,
        recorded_by="Zhao Min",
        recorded_by_zh="赵敏",
        note="",
        missed=0,
        late_reason="",
        void=False,
        changes=[],
        exception_id=ExceptionId(5),
        exception_no="OOC-26-00005",
    )


def make_missed(**fields: object) -> MissedView:
    """Return that two samples were missed, and nobody said why."""
    values: dict[str, object] = {
        "id": MissedId(4),
        "control_id": ControlId(1),
        "control_code": "PTC-BOND",
        "since": AT,
        "due_at": AT + timedelta(hours=1),
        "missed": 2,
        "found_at": AT + timedelta(hours=1, minutes=6),
        "ended_at": AT + timedelta(hours=3),
        "ending": MissedEnd.TAKEN,
        "subgroup_no": 13,
        "reason": "",
        "explained_by": None,
        "explained_by_zh": None,
    }
    return MissedView(**(values | fields))  # type: ignore[arg-type]  # fields by name


def make_study(*, complete: bool = True) -> StudyDetail:
    """Return a study of a tensile tester."""
    dice = random.Random(5)
    values = [
        Decimal(f"{20 + part + dice.gauss(0, 0.1):.2f}") if complete or part else None
        for part in range(5)
        for _ in range(4)
    ]
    entry = StudyEntry(
        title="Tensile tester on bond strength",
        gauge="TT-02",
        gauge_id=GaugeId(2),
        characteristic="Bond strength",
        unit="N",
        tolerance=Decimal(10),
        parts=["1", "2", "3", "4", "5"],
        appraisers=["A", "B"],
        trials=2,
        values=[*values],
    )
    names = ("gauge", "repeatability", "reproducibility", "part", "whole")
    analysis = AnalysisView(
        sources=[
            SourceView(name=name, freedom=4, squares=40.2, mean=10.05, ratio=980.0, p=0.0)
            for name in ("part", "appraiser", "interaction", "repeatability")
        ],
        components=[ComponentView(name=name, deviation=0.1, share=0.06, of_tolerance=0.06) for name in names],
        share=0.064,
        of_tolerance=0.06,
        categories=22,
        pooled=True,
    )
    view = StudyView(
        id=StudyId(3),
        version=2,
        number="MSA-26-0003",
        status=StudyStatus.OPEN,
        title=entry.title,
        gauge=entry.gauge,
        gauge_id=entry.gauge_id,
        characteristic=entry.characteristic,
        unit=entry.unit,
        parts=5,
        appraisers=2,
        trials=2,
        share=0.064 if complete else None,
        categories=22 if complete else None,
        conclusion=None,
        made_at=AT,
        made_by="Zhao Min",
        made_by_zh="赵敏",
        concluded_at=None,
        concluded_by=None,
        concluded_by_zh=None,
    )
    return StudyDetail(
        study=view,
        entry=entry,
        missing=0 if complete else 4,
        analysis=analysis if complete else None,
        conclusion_text="",
        signature_id=None,
    )
