"""Studies of gauges: entered, computed, concluded by a signature, and not changed afterwards."""

from decimal import Decimal

import pytest

from tests.factories.genealogy import Plant
from tests.factories.spc import Charts
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
from veralot_shared.errors import RecordChanged

PARTS = [Decimal(f"{value}") for value in ("0.29", "-0.56", "1.34", "0.47", "-0.80")]


def entry(values: list[Decimal | None]) -> StudyEntry:
    return StudyEntry(
        title="Caliper on bond length",
        gauge="CAL-07",
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
    study = charts.do(CreateStudy(entry=entry([])))
    assert (study.missing, study.analysis) == (20, None)
    with pytest.raises(StudyIncomplete):
        concluded(charts, study)
    saved = charts.do(SaveStudy(study_id=study.study.id, version=study.study.version, entry=entry(measured())))
    assert saved.analysis is not None
    assert saved.analysis.share < 0.1
    assert saved.study.share == saved.analysis.share
    assert [one.name for one in saved.analysis.components] == [
        *("gauge", "repeatability", "reproducibility", "part", "whole")
    ]
    with pytest.raises(RecordChanged):
        charts.do(SaveStudy(study_id=study.study.id, version=study.study.version, entry=entry([])))
    done = concluded(charts, saved)
    assert done.study.status is StudyStatus.CONCLUDED
    assert done.signature_id is not None
    with pytest.raises(StudyClosed):
        charts.do(SaveStudy(study_id=study.study.id, version=done.study.version, entry=entry(measured())))
    assert plant.do(GetStudy(id=study.study.id)) == done
    assert plant.do(ListStudies(text="CAL")) == [done.study]


def test_what_is_wrong_with_a_study_is_said_at_once(charts: Charts) -> None:
    wrong = StudyEntry(title=" ", parts=["1", "1"], appraisers=["A", "B"], values=[Decimal(1)], tolerance=Decimal(0))
    with pytest.raises(ReadingsInvalid) as refused:
        charts.do(CreateStudy(entry=wrong))
    assert len(refused.value.problems) == 4
