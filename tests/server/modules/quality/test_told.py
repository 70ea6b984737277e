"""No record is closed while its customer is still to be told of it: a closed one reminds nobody."""

from collections.abc import Callable

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from tests.server.modules.quality.test_complaints import answered, closed, decided, received, triaged
from tests.server.modules.quality.test_deviations import classified, investigated, reported
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import (
    ApproveDeviation,
    CaseDetail,
    CloseDeviation,
    LineDisposition,
    NotifyCustomer,
    PlanActions,
    QualityEvent,
    Severity,
    StillOpen,
)

pytestmark = pytest.mark.requirement("CN-41")
Closing = tuple[CaseDetail, Callable[[], CaseDetail]]


def nonconformity(quality: Quality, plant: Plant) -> Closing:
    """Return a nonconformity of which an outside party is to be told, and what closes it."""
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    detail = quality.evaluated(quality.contained(quality.ncr(lot)), outside_party="The registrant")
    done = quality.reworked(quality.disposed(detail, line(lot, 4, LineDisposition.REWORK)))
    return done, lambda: quality.closed(done)


def deviation(quality: Quality, plant: Plant) -> Closing:
    """Return a major deviation of a customer's lot, and what closes it."""
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    detail = investigated(quality, classified(quality, reported(plant, lot), Severity.MAJOR), lot)
    plant.do(PlanActions(case_id=detail.case.id, conclusion="None"))
    done = quality.sign(ApproveDeviation(case_id=detail.case.id))
    close = CloseDeviation(case_id=detail.case.id, capa=False, capa_reason="Single")
    return done, lambda: quality.sign(close)


def complaint(quality: Quality, plant: Plant) -> Closing:
    """Return a complaint about a customer's product, and what closes it."""
    done = answered(quality, decided(quality, triaged(plant, received(plant, customer_id=plant.registrant))))
    return done, lambda: closed(quality, done)


@pytest.mark.parametrize("of", [nonconformity, deviation, complaint])
def test_a_record_is_closed_when_its_customer_was_told(
    quality: Quality, plant: Plant, of: Callable[[Quality, Plant], Closing]
) -> None:
    detail, close = of(quality, plant)
    (hindrance,) = quality.get(detail.case.id).hindered
    assert hindrance.event is QualityEvent.CLOSE, "its button says so beforehand"
    with pytest.raises(StillOpen, match="customer has not been told"):
        close()
    plant.do(NotifyCustomer(case_id=detail.case.id, contact="QA of REG", told="All of it", reference="M-1"))
    assert close().case.closed_at == plant.tx.now
