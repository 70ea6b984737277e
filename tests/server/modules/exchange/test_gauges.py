"""Gauges come in with their last calibration, or wait for their first."""

from datetime import date

import pytest

from tests.factories.genealogy import Plant
from tests.server.modules.exchange.plant import Import, rows, spots
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import UndoImport
from veralot_shared.contracts.gauges import (
    CalibrationState,
    FindGauge,
    GaugeRule,
    GetGauge,
    ListGauges,
    ListGaugeUses,
    NoteGaugeUse,
    UseLine,
)

HEADS = "code | name | kind | unit | range_low | range_high | calibrated_on | due_on | certificate_no | traceable_to"
GOOD = "CAL-1 | Caliper | caliper | mm | 0 | 150 | 2026-01-15 | 2099-01-15 | C-7 | NIM"


@pytest.mark.requirement("I-45")
def test_a_gauge_comes_with_its_last_calibration(tx: Transaction, bring_in: Import) -> None:
    lines = (GOOD, "CAL-2 | Caliper | caliper | mm | | | | | |")
    assert spots(bring_in({"gauges": rows(HEADS, *lines)})) == []
    detail = tx.call(GetGauge(id=tx.call(FindGauge(code="CAL-1")).id))
    (calibration,) = detail.calibrations
    assert (detail.gauge.due_on, detail.gauge.rule) == (date(2099, 1, 15), None)
    assert calibration.state is CalibrationState.ACCEPTED
    assert (calibration.certificate_no, calibration.standards[0].traceable_to) == ("C-7", "NIM")
    assert calibration.note.startswith("Import")
    noted = NoteGaugeUse(gauge_id=detail.gauge.id, lot_id=Plant(tx).received().id, lines=[UseLine(what="Length")])
    tx.call(noted)
    assert tx.call(ListGaugeUses(gauge_id=detail.gauge.id))[0].calibrated_on == date(2026, 1, 15)
    assert tx.call(FindGauge(code="CAL-2")).rule is GaugeRule.NEVER_CALIBRATED


@pytest.mark.parametrize(
    ("lines", "errors"),
    [
        ([GOOD, GOOD.lower()], [(3, "code", "errors.RecordExists")]),
        (["CAL-1 | Caliper | caliper | mm | 9 | 1 | | | |"], [(2, "range_high", "errors.ValueNotAllowed")]),
        ([GOOD.replace("C-7", "")], [(2, "calibrated_on", "errors.ValueNotAllowed")]),
        ([GOOD.replace("2099", "2025")], [(2, "due_on", "errors.ValueNotAllowed")]),
        ([GOOD.replace("| caliper |", "| ruler |")], [(2, "kind", "exchange.CellInvalid")]),
    ],
)
def test_what_cannot_be_is_said_with_its_row(
    bring_in: Import, lines: list[str], errors: list[tuple[int, str, str]]
) -> None:
    assert [tuple(spot)[1:] for spot in spots(bring_in({"gauges": rows(HEADS, *lines)}))] == errors


def test_imported_gauges_are_taken_back_with_their_calibrations(tx: Transaction, bring_in: Import) -> None:
    done = bring_in({"gauges": rows(HEADS, GOOD)})
    assert done.id is not None
    tx.call(UndoImport(id=done.id, reason="Wrong plant"))
    assert tx.call(ListGauges()) == []
