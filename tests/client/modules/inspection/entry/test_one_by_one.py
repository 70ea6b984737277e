"""Units that are inspected one by one, pasted columns, and what is half typed: each stays where it belongs."""

import pytest

from tests.client.modules.inspection.entry.conftest import Open
from tests.client.modules.inspection.entry_plant import SURFACE, characteristic, told
from tests.client.modules.plant import make_lot, make_units
from tests.fakes import FakeServer
from veralot_client.modules.inspection.presenters.entry.sheet import Cell
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.inspection import RecordResults, SampleView
from veralot_shared.ids import UnitId


def test_what_is_half_typed_belongs_to_the_characteristic_it_was_typed_for(opened: Open) -> None:
    presenter = opened(characteristic(1), characteristic(2, unit="bar"), needed=2)
    presenter.keep_typing("13")
    presenter.go_to_balloon("2")
    assert (presenter.at, presenter.typing) == (Cell(1, 0), ""), "a length is no pressure"
    presenter.enter("1.2")
    assert (presenter.at, presenter.typing) == (Cell(1, 1), "")
    presenter.go(Cell(0, 0))
    assert presenter.typing == "13", "and is there again when one comes back"


def test_a_unit_is_the_sample_that_the_server_numbered(opened: Open) -> None:
    units = make_units(make_lot(lot_no="PT"), 3)
    samples = [
        SampleView(sample_no=number, unit_id=UnitId(units[place].id), serial_no=units[place].serial_no)
        for number, place in ((1, 2), (2, 0))
    ]
    presenter = opened(characteristic(1), needed=2, units=units, samples=samples, per_unit=True)
    unit = presenter.unit()
    assert unit is not None
    assert unit.serial_no == "PT-003", "without a scan"
    presenter.scan("PT-001")
    assert presenter.at == Cell(0, 1)
    said = told(presenter)
    presenter.scan("PT-002")
    assert said[-1][1] is Tone.BAD


def test_units_one_by_one_have_each_a_result_of_its_own(opened: Open, fake_server: FakeServer) -> None:
    units = make_units(make_lot(lot_no="PT"), 3)
    samples = [
        SampleView(sample_no=number, unit_id=UnitId(unit.id), serial_no=unit.serial_no)
        for number, unit in enumerate(units, 1)
    ]
    rows = characteristic(1), characteristic(2, **SURFACE)
    presenter = opened(*rows, needed=3, units=units, samples=samples, per_unit=True)
    presenter.go(Cell(1, 0))
    with pytest.raises(NotUnderstood):
        presenter.enter("0/3")
    presenter.all_good()
    presenter.send_all()
    (sent,) = [one for one in fake_server.executed if isinstance(one, RecordResults)]
    assert [(one.unit_id, one.conforming, one.inspected) for one in sent.results] == [
        (UnitId(unit.id), True, None) for unit in units
    ]
