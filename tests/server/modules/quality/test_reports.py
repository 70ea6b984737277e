"""Reports of nonconformities: their clocks, what stops the closing, and the customer who is to be told."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from veralot_shared.contracts.quality import (
    REPORTS,
    CancelNcr,
    LineDisposition,
    NotifyCustomer,
    QualityClock,
    QualityStatus,
    ReportToAuthority,
    StillOpen,
)
from veralot_shared.errors import ValueNotAllowed

C, D, S = QualityClock, LineDisposition, QualityStatus


@pytest.mark.requirement("QMSR-10", "I-50")
def test_a_reportable_nonconformity_starts_the_clocks_of_its_reports(quality: Quality, plant: Plant) -> None:
    contained = quality.contained(quality.ncr(plant.material(10)))
    number, today = contained.case.id, plant.tx.today
    aware = today - timedelta(days=3)
    wrong: dict[str, Any]
    for wrong in ({"reportable": True}, {"reports": [C.US_30_DAYS]}, {"reportable": True, "reports": [C.CLOSING]}):
        with pytest.raises(ValueNotAllowed):
            quality.evaluated(contained, **wrong)
    detail = quality.evaluated(contained, reportable=True, reports=[C.US_30_DAYS, C.CN_20_DAYS], aware_on=aware)
    due = {one.clock: one.due_at.astimezone(plant.tx.zone).date() for one in detail.clocks}
    assert (due[C.US_30_DAYS], due[C.CN_20_DAYS]) == (aware + timedelta(days=30), aware + timedelta(days=20))
    plant.do(ReportToAuthority(case_id=number, report=C.US_30_DAYS, sent_on=today, reference="MDR-7"))
    again = quality.evaluated(detail, reportable=True, reports=[C.US_30_DAYS], aware_on=aware)
    met = {one.clock: one.met_at is not None for one in again.clocks if one.clock in REPORTS}
    assert met == {C.US_30_DAYS: True, C.CN_20_DAYS: True}


@pytest.mark.requirement("QMSR-10")
def test_a_nonconformity_is_not_closed_while_a_report_is_owed(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    contained = quality.contained(quality.ncr(lot))
    detail = quality.evaluated(contained, reportable=True, reports=[C.CN_7_DAYS])
    detail = quality.reworked(quality.disposed(detail, line(lot, 10, D.REWORK)))
    with pytest.raises(StillOpen, match="report"):
        quality.closed(detail)
    sent = ReportToAuthority(case_id=detail.case.id, report=C.CN_7_DAYS, sent_on=plant.tx.today, reference="A-1")
    assert quality.closed(plant.do(sent)).case.status is S.CLOSED


@pytest.mark.requirement("QMSR-10")
def test_a_report_that_is_owed_is_no_false_alarm_until_that_is_decided(quality: Quality, plant: Plant) -> None:
    contained = quality.contained(quality.ncr(plant.material(10)))
    quality.evaluated(contained, reportable=True, reports=[C.CN_7_DAYS])
    cancel = CancelNcr(case_id=contained.case.id, reason="Wrong gauge")
    with pytest.raises(StillOpen, match="report"):
        quality.sign(cancel)
    quality.evaluated(contained, reportability_reason="Nobody was hurt: the gauge was wrong")
    assert quality.sign(cancel).case.status is S.CANCELLED


@pytest.mark.requirement("I-55", "CN-41")
def test_an_outside_party_to_be_told_starts_the_customers_clock_once(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10, plant.component(customer_id=plant.registrant))
    contained = quality.contained(quality.ncr(lot))
    assert C.CUSTOMER_NOTICE not in {due.clock for due in quality.evaluated(contained).clocks}
    quality.evaluated(contained, outside_party="The registrant")
    told = plant.do(NotifyCustomer(case_id=contained.case.id, contact="QA of it", told="All"))
    again = quality.evaluated(told, outside_party="The registrant")
    (notice,) = [due for due in again.clocks if due.clock is C.CUSTOMER_NOTICE]
    assert notice.met_at is not None
