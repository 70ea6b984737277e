"""Studies of gauges: entered, computed, concluded by a signature, and not changed afterwards."""

from decimal import Decimal

import pytest

from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from tests.factories.spc import Charts
from veralot_shared.contracts.gauges import GaugeNotUsable, GaugeRule, GaugeView
from veralot_shared.contracts.spc import (
    ConcludeStudy,
    CreateStudy,
    GetStudy,
    ListStudies,
    ReadingsInvalid,
    SaveStudy,
    StudyClosed,
    StudyConclusion,
    StudyDetail,
    StudyEntry,
    StudyIncomplete,
    StudyStatus,
)
from veralot_shared.errors import RecordChanged, RecordNotFound
from veralot_shared.ids import GaugeId

PARTS = [Decimal(f"{value}") for value in ("0.29", "-0.56", "1.34", "0.47", "-0.80")]


def entry(values: list[Decimal | None], gauge: GaugeView | None) -> StudyEntry:
    return StudyEntry(
        title="Caliper on bond length",
        gauge_id=None if gauge is None else gauge.id,
        tolerance=Decimal(4),
        parts=["1", "2", "3", "4", "5"],
        appraisers=["A", "B"],
        trials=2,
        values=values,
    )


def measured() -> list[Decimal | None]:
    """Return each part by two appraisers twice, with a little that is the gauge's."""
    steps = [Decimal("0.01"), Decimal("-0.02"), Decimal("0.03"), Decimal("0.00")]
    return [part + steps[(place + each) % 4] for place, part in enumerate(PARTS) for each in range(4)]


def concluded(charts: Charts, study: StudyDetail) -> StudyDetail:
    charts.plant.sign(charts.tx.actor.user_id)
    return charts.do(
        ConcludeStudy(study_id=study.study.id, conclusion=StudyConclusion.ACCEPTABLE, text="fit for the tolerance")
    )


@pytest.mark.requirement("I-47")
def test_a_study_is_entered_computed_and_concluded(charts: Charts, plant: Plant) -> None:
    gauge = Gauges(plant).valid()
    study = charts.do(CreateStudy(entry=entry([], gauge)))
    assert (study.missing, study.analysis) == (20, None)
    with pytest.raises(StudyIncomplete):
        concluded(charts, study)
    saved = charts.do(SaveStudy(study_id=study.study.id, version=study.study.version, entry=entry(measured(), gauge)))
    assert saved.analysis is not None
    assert saved.analysis.share < 0.1
    assert saved.study.share == saved.analysis.share
    assert [one.name for one in saved.analysis.components] == [
        *("gauge", "repeatability", "reproducibility", "part", "whole")
    ]
    with pytest.raises(RecordChanged):
        charts.do(SaveStudy(study_id=study.study.id, version=study.study.version, entry=entry([], gauge)))
    done = concluded(charts, saved)
    assert done.study.status is StudyStatus.CONCLUDED
    assert done.signature_id is not None
    with pytest.raises(StudyClosed):
        charts.do(SaveStudy(study_id=study.study.id, version=done.study.version, entry=entry(measured(), gauge)))
    assert plant.do(GetStudy(id=study.study.id)) == done
    assert plant.do(ListStudies(text=gauge.code)) == [done.study]


def test_what_is_wrong_with_a_study_is_said_at_once(charts: Charts) -> None:
    wrong = StudyEntry(title=" ", parts=["1", "1"], appraisers=["A", "B"], values=[Decimal(1)], tolerance=Decimal(0))
    with pytest.raises(ReadingsInvalid) as refused:
        charts.do(CreateStudy(entry=wrong))
    assert len(refused.value.problems) == 4


@pytest.mark.requirement("I-45", "I-47")
def test_a_study_names_a_gauge_that_may_be_used(charts: Charts, plant: Plant) -> None:
    gauges = Gauges(plant)
    with pytest.raises(ReadingsInvalid, match="register of gauges"):
        charts.do(CreateStudy(entry=entry([], None)))
    unknown = StudyEntry(title="T", parts=["1", "2"], appraisers=["A", "B"], gauge_id=GaugeId(999_999))
    with pytest.raises(RecordNotFound):
        charts.do(CreateStudy(entry=unknown))
    overdue = gauges.valid(ago=800)
    with pytest.raises(GaugeNotUsable) as refused:
        charts.do(CreateStudy(entry=entry([], overdue)))
    assert (refused.value.rule, refused.value.field) == (GaugeRule.OVERDUE, "entry.gauge_id")
    good = gauges.valid()
    study = charts.do(CreateStudy(entry=entry([], good)))
    assert (study.study.gauge, study.study.gauge_id) == (good.code, good.id)
    assert [one.id for one in plant.do(ListStudies(gauge_id=good.id))] == [study.study.id]
    assert not plant.do(ListStudies(gauge_id=overdue.id))
    gauges.found_out(good)
    with pytest.raises(GaugeNotUsable):
        charts.do(SaveStudy(study_id=study.study.id, version=1, entry=entry(measured(), good)))


def test_a_study_from_before_keeps_its_text(charts: Charts, plant: Plant) -> None:
    study = charts.do(CreateStudy(entry=entry([], Gauges(plant).valid())))
    plant.tx.wire.execute("UPDATE spc_study SET gauge = 'CAL-07', gauge_id = NULL WHERE id = %s", (study.study.id,))
    saved = charts.do(SaveStudy(study_id=study.study.id, version=1, entry=entry(measured(), None)))
    assert (saved.study.gauge, saved.study.gauge_id) == ("CAL-07", None)
    done = concluded(charts, saved)
    assert done.signature_id is not None
