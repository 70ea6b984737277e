"""The genealogy's sections of the dossier."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.factories.genealogy import Plant
from veralot_server.modules.genealogy.domain import words
from veralot_server.modules.genealogy.dossier.chain import COMPLETE, INCOMPLETE
from veralot_shared.contracts.genealogy import (
    DossierView,
    DrawLot,
    EdgeKind,
    GetDossier,
    ListLots,
    LotFilter,
    LotView,
    PackageEntry,
    SectionView,
)

OWN = ["status", "origin", "stock", "units", "packages", "use", "customers", "holds"]


def sections(plant: Plant, lot: LotView) -> dict[str, SectionView]:
    """Return the genealogy's sections by short name."""
    found = plant.do(GetDossier(lot_id=lot.id)).sections
    return {section.id.removeprefix("genealogy."): section for section in found}


def cells(section: SectionView, *columns: str) -> list[tuple[Any, ...]]:
    places = [[column.id for column in section.columns].index(name) for name in columns]
    return [tuple(row[place] for place in places) for row in section.rows]


@pytest.fixture
def lot(plant: Plant) -> LotView:
    """Return a shipped lot of devices with two levels of material behind it."""
    tubing = plant.material(100, lot_no="R-TUBE", supplier_lot_no="TX-1")
    shafts = plant.produced(plant.component(), 10, lot_no="SHAFTS", order_no="WO-1")
    plant.consume(shafts, tubing, 10)
    plant.accepted(shafts)
    made = plant.produced(plant.device(levels=(1, 2)), 2, lot_no="PT", order_no="WO-2")
    ids = plant.unit_ids(made)
    plant.consume(made, shafts, 2, into=ids)
    plant.on_market(made)
    (box,) = plant.packed(made, 2, [PackageEntry(package_no="BOX", unit_ids=ids)])
    plant.shipped(made, 2, plant.other, package_ids=[box.id])
    return plant.lot(made.id)


@pytest.mark.requirement("QMSR-02")
def test_has_its_sections_along_the_chain_of_evidence(plant: Plant, lot: LotView) -> None:
    assert [name for name in sections(plant, lot) if "." not in name] == OWN


@pytest.mark.requirement("I-41")
def test_shows_where_it_came_from_to_the_suppliers_lot(plant: Plant, lot: LotView) -> None:
    section = sections(plant, lot)["origin"]
    assert section.note == COMPLETE
    rows = cells(section, "lot", "supplier", "supplier_lot_no", "into", "kind", "quantity", "order_no", "level")
    assert [(row[0][1], row[1], row[2], row[3][1], *row[4:]) for row in rows] == [
        ("SHAFTS", None, None, "PT", EdgeKind.CONSUMED, 2, "WO-2", 1),
        ("R-TUBE", ["S1 Ltd.", "S1 公司"], "TX-1", "SHAFTS", EdgeKind.CONSUMED, 10, "WO-1", 2),
    ]


@pytest.mark.usefixtures("lot")
def test_shows_what_it_went_into(plant: Plant) -> None:
    (tubing,) = plant.do(ListLots(filter=LotFilter(lot_no="R-TUBE"))).rows
    rows = cells(sections(plant, tubing)["use"], "from", "lot", "level")
    assert [(row[0][1], row[1][1], row[2]) for row in rows] == [("R-TUBE", "SHAFTS", 1), ("SHAFTS", "PT", 2)]


def test_shows_units_packages_and_who_has_them(plant: Plant, lot: LotView) -> None:
    found = sections(plant, lot)
    assert cells(found["units"], "serial_no", "status", "package_no", "customer") == [
        ("PT-01", "shipped", "BOX", ["OTH Ltd.", "OTH 公司"]),
        ("PT-02", "shipped", "BOX", ["OTH Ltd.", "OTH 公司"]),
    ]
    assert cells(found["packages"], "package_no", "level", "quantity", "inside") == [("BOX", 2, 2, None)]
    assert cells(found["customers"], "customer", "quantity", "returned") == [(["OTH Ltd.", "OTH 公司"], 2, 0)]
    assert found["stock"].rows == []


def test_leaves_out_what_the_lot_cannot_have(plant: Plant) -> None:
    assert {"units", "packages"}.isdisjoint(sections(plant, plant.material()))


def test_names_units_that_have_gone_on_into_other_lots(plant: Plant) -> None:
    made = plant.on_market(plant.produced(plant.device(), 2))
    ids = plant.unit_ids(made)
    child = plant.do(
        DrawLot(
            lot_id=made.id,
            location_id=plant.at["WH"],
            quantity=Decimal(1),
            target_id=plant.at["PR"],
            unit_ids=ids[:1],
        )
    )
    rows = cells(sections(plant, made)["units"], "serial_no", "lot")
    assert [row[1][1] for row in rows] == [child.lot_no, made.lot_no]


@pytest.mark.trap("T15")
def test_says_what_is_missing_and_puts_nothing_in_its_place(plant: Plant) -> None:
    made = plant.produced(plant.component(), 5)
    section = sections(plant, made)["origin"]
    assert section.note == INCOMPLETE
    assert cells(section, "lot", "gap") == [([made.id, made.lot_no], words.GAP_NO_ORIGIN)]


def test_shows_every_hold_with_who_and_when(plant: Plant, lot: LotView) -> None:
    plant.held(lot.id, plant.unit_ids(lot)[0], reason="burst at 10 bar")
    rows = cells(sections(plant, lot)["holds"], "on", "reason_code", "reason", "placed_by", "lifted_by")
    assert rows == [
        ("PT", "complaint", "burst at 10 bar", ["Tester", "测试员"], None),
        ("PT-01", "complaint", "burst at 10 bar", ["Tester", "测试员"], None),
    ]


def test_goes_over_the_wire_as_it_is(plant: Plant, lot: LotView) -> None:
    view = plant.do(GetDossier(lot_id=lot.id))
    for codec in (msgspec.json, msgspec.msgpack):
        decoded = codec.decode(codec.encode(view), type=DossierView)
        assert [section.id for section in decoded.sections] == [section.id for section in view.sections]
    assert all(section.total == len(section.rows) for section in view.sections)
    assert all(len(row) == len(section.columns) for section in view.sections for row in section.rows)


def test_is_dated_by_the_database(plant: Plant, lot: LotView) -> None:
    assert abs(plant.do(GetDossier(lot_id=lot.id)).at - plant.tx.now) < timedelta(seconds=1)
