"""Gauges and results that were entered while the server was away."""

from typing import Any
from uuid import UUID

import pytest

from tests.factories.gauges import Gauges
from veralot_server.core.capturing import Attempt
from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges.capturing import KNOWN_NOW, judged, usable
from veralot_shared.contracts.gauges import FindGauge, GaugeRule, GaugeView
from veralot_shared.contracts.inspection import RecordResults, ResultEntry
from veralot_shared.errors import plain
from veralot_shared.ids import CharacteristicId, InspectionId, UserId


def attempt(tx: Transaction, gauge: GaugeView) -> Attempt:
    """Return a result that was measured with a gauge just now."""
    entry = ResultEntry(characteristic_id=CharacteristicId(1), sample_no=1, gauge_id=gauge.id)
    command: Any = RecordResults(inspection_id=InspectionId(1), results=[entry])
    return Attempt(entry=UUID(int=1), command=command, user_id=UserId(1), entered_at=tx.now, basis=lambda _query: None)


@pytest.mark.requirement("OFF-02")
def test_a_work_list_tells_of_gauges_that_may_be_used(tx: Transaction, gauges: Gauges) -> None:
    good, never_calibrated = gauges.valid(), gauges.registered()
    told = usable(tx)
    assert FindGauge(code=good.code) in told
    assert FindGauge(code=never_calibrated.code) not in told


@pytest.mark.requirement("OFF-06")
def test_what_a_gauge_measured_that_was_found_bad_meanwhile_goes_to_a_person(tx: Transaction, gauges: Gauges) -> None:
    gauge = gauges.valid()
    (before,) = judged([attempt(tx, gauge)], tx)
    assert before.differences == []
    gauges.found_out(gauge)
    (after,) = judged([attempt(tx, gauge)], tx)
    (difference,) = after.differences
    assert difference.then.values == {"gauge": gauge.code}
    assert plain(difference.now).endswith("it was found out of tolerance.")


def test_every_reason_against_a_gauge_is_told_to_whoever_decides() -> None:
    assert set(KNOWN_NOW) == set(GaugeRule)
