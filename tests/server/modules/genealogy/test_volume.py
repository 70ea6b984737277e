"""Ten thousand units are made, used, packed, shipped and taken back by one command each, every unit with its own edges."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import (
    Direction,
    GetDossier,
    ListPackages,
    ListUnitRuns,
    LotView,
    PackContentWrong,
    PackInOrder,
    PackLayer,
    PackLevelUnknown,
    ReturnLot,
    Scope,
    SerialsWrong,
    StockShort,
    UnitOnHold,
    UnitStatus,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.ids import UnitId
from veralot_shared.messages import Page

MANY = 10_000
LEVELS = (10, 100, 1000)
Statements = Callable[[], AbstractContextManager[list[str]]]

EDGES = "SELECT count(*) FROM genealogy_edge WHERE scope = 'U' AND child_id = ANY(%(ids)s) AND kind = %(kind)s"
LOGGED = """
SELECT count(DISTINCT key) FROM audit.entry
WHERE table_name = 'genealogy_unit' AND operation::text = %(operation)s AND message = 'test.Test'
"""


def number(plant: Plant, query: str, **values: object) -> int:
    row = plant.tx.wire.execute(query.encode(), values).fetchone()
    return int(row[0]) if row else 0


def made(plant: Plant, quantity: int, levels: tuple[int, ...] = LEVELS) -> LotView:
    """Return a lot of so many units, named by a range, that may be packed and shipped."""
    lot = plant.produced(plant.device(levels=levels), quantity, serials=[f"CT26-{1:05}..{quantity:05}"])
    return plant.on_market(lot)


def units_of(plant: Plant, lot: LotView) -> list[UnitId]:
    query = "SELECT id FROM genealogy_unit WHERE lot_id = %s ORDER BY serial_no"
    return [row[0] for row in plant.tx.wire.execute(query, (lot.id,))]


def in_order(plant: Plant, lot: LotView, *layers: tuple[int, str], **fields: Any) -> PackInOrder:
    named = [PackLayer(level=level, package_nos=numbers.split()) for level, numbers in layers]
    return PackInOrder(lot_id=lot.id, location_id=plant.at["WH"], layers=named, **fields)


@pytest.mark.requirement("I-41")
def test_a_range_of_serial_numbers_is_as_many_units_with_an_edge_and_an_entry_each(
    plant: Plant, statements: Statements
) -> None:
    device = plant.device()
    with statements() as executed:
        lot = plant.produced(device, MANY, serials=[f"CT26-{1:05}..{MANY:05}"])
    assert len(executed) <= 12
    ids = units_of(plant, lot)
    assert len(ids) == MANY
    assert number(plant, EDGES, ids=ids, kind="made") == MANY
    assert number(plant, LOGGED, operation="I") == MANY


def test_a_piece_of_each_of_ten_thousand_goes_into_each_of_ten_thousand(plant: Plant, statements: Statements) -> None:
    shaft = plant.device(kind=ItemKind.SEMI_FINISHED)
    inner = plant.accepted(plant.produced(shaft, MANY, serials=[f"SH-{1:05}..{MANY:05}"]))
    output = plant.produced(plant.device(), MANY, serials=[f"CT26-{1:05}..{MANY:05}"])
    inside, outside = units_of(plant, inner), units_of(plant, output)
    with statements() as executed:
        plant.consume(output, inner, MANY, units=inside, into=outside)
    assert len(executed) <= 16
    exact = """SELECT count(*) FROM genealogy_edge e JOIN unnest(%(inside)s::bigint[], %(outside)s::bigint[]) AS p(a, b)
               ON e.parent_id = p.a AND e.child_id = p.b AND e.kind = 'consumed'"""
    assert number(plant, exact, inside=inside, outside=outside) == MANY
    assert plant.labels(outside[4_711], Direction.BACK, Scope.UNIT) >= {"SH-04712"}
    assert not plant.labels(outside[4_711], Direction.BACK, Scope.UNIT) & {"SH-04711", "SH-04713"}


def test_three_levels_are_packed_by_one_command_shipped_and_taken_back(plant: Plant, statements: Statements) -> None:
    lot = made(plant, MANY)
    command = in_order(plant, lot, (1, "BX-0001..1000"), (2, "CA-001..100"), (3, "PL-01..10"))
    with statements() as executed:
        packed = plant.do(command)
    assert len(executed) <= 15
    assert [(view.level, view.package_nos, view.packages, int(view.each)) for view in packed] == [
        (1, ["BX-0001..BX-1000"], 1000, 10),
        (2, ["CA-001..CA-100"], 100, 100),
        (3, ["PL-01..PL-10"], 10, 1000),
    ]
    ids = units_of(plant, lot)
    around = {"CT26-04712": {"BX-0472", "CA-048", "PL-05"}}
    assert around["CT26-04712"] <= plant.labels(ids[4_711], Direction.FORWARD, Scope.UNIT)
    pallets = plant.do(ListPackages(lot_id=lot.id, page=Page(limit=10)))
    assert [pallet.package_no for pallet in pallets] == [f"PL-{n:02}" for n in range(1, 11)]

    with statements() as executed:
        shipment = plant.shipped(lot, MANY, package_ids=[pallet.id for pallet in pallets])
    assert len(executed) <= 18
    with statements() as executed:
        back = plant.do(
            ReturnLot(
                shipment_id=shipment.id,
                lot_id=lot.id,
                quantity=Decimal(MANY),
                location_id=plant.at["RT"],
                reason="Sterile barrier open",
                unit_ids=ids,
            )
        )
    assert len(executed) <= 18
    assert units_of(plant, back) == ids
    assert number(plant, "SELECT count(*) FROM genealogy_unit WHERE package_id IS NOT NULL") == 0
    assert number(plant, "SELECT sum(quantity)::bigint FROM genealogy_package WHERE lot_id = %(lot)s", lot=lot.id) == 0
    (run,) = plant.do(ListUnitRuns(lot_id=back.id))
    assert (run.serials, run.count, run.status) == ("CT26-00001..CT26-10000", MANY, UnitStatus.MADE)


class TestPackInOrder:
    def test_packs_the_units_named_and_leaves_the_others_loose(self, plant: Plant) -> None:
        lot = made(plant, 12, levels=(2, 4))
        command = in_order(plant, lot, (2, "C1 C2"), (1, "B1..4"), serials=["CT26-00003..00010"])
        assert [view.package_nos for view in plant.do(command)] == [["B1..B4"], ["C1..C2"]]
        assert [(unit.serial_no[-2:], unit.package_no) for unit in plant.units(lot)][1:5] == [
            ("02", None),
            ("03", "B1"),
            ("04", "B1"),
            ("05", "B2"),
        ]
        runs = plant.do(ListUnitRuns(lot_id=lot.id))
        assert [(run.serials, run.packages) for run in runs] == [
            ("CT26-00001..CT26-00002", []),
            ("CT26-00003..CT26-00010", ["B1..B4"]),
            ("CT26-00011..CT26-00012", []),
        ]

    def test_packs_goods_without_numbers_of_their_own(self, plant: Plant) -> None:
        lot = plant.material(100, item=plant.component(levels=(10, 50)))
        plant.do(in_order(plant, lot, (1, "B01..10"), (2, "C1 C2")))
        packages = plant.do(ListPackages(lot_id=lot.id))
        assert [(each.package_no, int(each.quantity)) for each in packages][:3] == [("C1", 50), ("C2", 50), ("B01", 10)]
        assert [each.inside_id for each in packages][2:] == [packages[0].id] * 5 + [packages[1].id] * 5
        assert {"B07", "C2"} <= plant.labels(lot.id, Direction.FORWARD)
        with pytest.raises(StockShort):
            plant.do(in_order(plant, lot, (1, "B11")))

    @pytest.mark.parametrize(
        ("layers", "serials", "wrong"),
        [
            ([], [], ValueNotAllowed),
            ([(1, "")], [], ValueNotAllowed),
            ([(1, "B1..4"), (1, "B5..8")], [], ValueNotAllowed),
            ([(1, "B1..4"), (7, "C1")], [], PackLevelUnknown),
            ([(1, "B1..3")], [], PackContentWrong),
            ([(1, "B1..4"), (2, "C1")], [], PackContentWrong),
            ([(1, "B1..4"), (2, "C1..3")], [], PackContentWrong),
            ([(1, "B1..4"), (2, "C1..2")], ["CT26-00001..00006"], PackContentWrong),
            ([(1, "B1..4")], ["CT26-00002..00009"], SerialsWrong),
            ([(1, "B1..4")], ["CT26-00001..00004", "CT26-00001..00004"], SerialsWrong),
            ([(1, "B4..1")], [], SerialsWrong),
            ([(1, "B1..999999999")], [], SerialsWrong),
            ([(1, "B1 B2 B3 B1")], [], RecordExists),
            ([(1, "B1..4"), (2, "B4 C2")], [], RecordExists),
            ([(1, "TAKEN B2..4")], [], RecordExists),
        ],
    )
    def test_refuses_what_does_not_come_out_even(
        self, plant: Plant, layers: list[tuple[int, str]], serials: list[str], wrong: type[Exception]
    ) -> None:
        other = plant.material(2, item=plant.component(levels=(2,)))
        plant.do(in_order(plant, other, (1, "TAKEN")))
        lot = made(plant, 8, levels=(2, 4))
        with pytest.raises(wrong):
            plant.do(in_order(plant, lot, *layers, serials=serials))

    def test_refuses_held_packed_and_unwanted_units(self, plant: Plant) -> None:
        lot = made(plant, 4, levels=(2,))
        plant.do(in_order(plant, lot, (1, "B1"), serials=["CT26-00001..2"]))
        with pytest.raises(SerialsWrong, match="loose"):
            plant.do(in_order(plant, lot, (1, "B2"), serials=["CT26-00002..3"]))
        plant.held(units_of(plant, lot)[3])
        with pytest.raises(UnitOnHold):
            plant.do(in_order(plant, lot, (1, "B2")))
        loose = plant.material(2, item=plant.component(levels=(2,)))
        with pytest.raises(SerialsWrong, match="not serialised"):
            plant.do(in_order(plant, loose, (1, "B2"), serials=["A1"]))


def test_an_error_names_ranges_and_not_thousands(plant: Plant) -> None:
    device = plant.device()
    plant.produced(device, 500, serials=["A001..A500"])
    with pytest.raises(SerialsWrong) as refused:
        plant.produced(device, 600, serials=["A001..A600"])
    assert refused.value.serials == ["A001..A500"]
    with pytest.raises(SerialsWrong) as refused:
        plant.produced(device, 100, serials=[f"A{2 * n:03}" for n in range(1, 101)])
    assert refused.value.serials[-2:] == ["A040", "…"]


@pytest.mark.parametrize("serials", [["A3..A1"], ["A..B"], ["A1..999999999999"], ["..", "A1"], ["A1..A2", "A2..A3"]])
def test_what_is_no_range_makes_no_units(plant: Plant, serials: list[str]) -> None:
    with pytest.raises(SerialsWrong):
        plant.produced(plant.device(), 2, serials=serials)


def test_the_dossier_of_many_units_shows_ranges(plant: Plant) -> None:
    lot = made(plant, 1000, levels=(10,))
    plant.do(in_order(plant, lot, (1, "BX-01..20"), serials=["CT26-00001..00200"]))
    plant.held(units_of(plant, lot)[600])
    (units,) = [each for each in plant.do(GetDossier(lot_id=lot.id)).sections if each.id == "genealogy.units"]
    shown = [column.id for column in units.columns]
    rows = [{name: row[place] for place, name in enumerate(shown)} for row in units.rows]
    assert [(row["serial_no"], row["count"], row["holds"], row["package_no"]) for row in rows] == [
        ("CT26-00001..CT26-00200", 200, 0, "BX-01..BX-20"),
        ("CT26-00201..CT26-00600", 400, 0, ""),
        ("CT26-00601", 1, 1, ""),
        ("CT26-00602..CT26-01000", 399, 0, ""),
    ]
