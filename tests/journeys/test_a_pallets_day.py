"""A pallet's day: numbered, filled, nested, put away by the rules, moved as a whole, picked from, and looked back at."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.journeys.conftest import Person
from veralot_shared.contracts.audit import RecordHistory
from veralot_shared.contracts.genealogy import GetDossier, ListLocations, LocationForbidden, StockOf
from veralot_shared.contracts.identity import PermissionDenied
from veralot_shared.contracts.warehouse import (
    ConditionNotOffered,
    ContainerKind,
    ContentLine,
    CreateCondition,
    FillContainer,
    FindContainers,
    GetContainer,
    GetNumbering,
    ListPlaces,
    ListStock,
    MakeContainers,
    MoveContainer,
    ReconcileStock,
    SetNumbering,
    SetPlaceRules,
    SetStorage,
    StockCut,
    SuggestPick,
    WhereMayItGo,
)
from veralot_shared.ids import LocationId
from veralot_shared.messages import Page
from veralot_shared.rules.gs1 import sscc18

People = Callable[[str], Person]

pytestmark = pytest.mark.requirement("I-44")

STORE, OTHER_STORE, COLD, GONE = "WH-CP", "WH-PK", "WH-CS", "QC-01"


@pytest.fixture(scope="module")
def places(people: People) -> dict[str, Any]:
    return {place.code: place.id for place in people("warehouse").call(ListLocations())}


@pytest.fixture(scope="module")
def goods(people: People, places: dict[str, Any]) -> list[Any]:
    """Two lots in the component store that may be used, as the import brought them."""
    cut = StockCut(location_id=places[STORE])
    page = people("warehouse").call(ListStock(cut=cut, sort="lot_no", page=Page(limit=500)))
    found = [row for row in page.rows if row.status == "released" and row.unit == "pcs" and row.quantity >= 10]
    return found[:2]


@pytest.fixture(scope="module")
def pallet(people: People, places: dict[str, Any], goods: list[Any]) -> Any:
    """A pallet with a case in it, both with something of a lot."""
    administrator = people("administrator")
    administrator.call(SetNumbering(version=administrator.call(GetNumbering()).version, prefix="9521307"))
    warehouse = people("warehouse")
    (pallet,) = warehouse.call(MakeContainers(kind=ContainerKind.PALLET, location_id=places[STORE]))
    (case,) = warehouse.call(MakeContainers(kind=ContainerKind.CASE, location_id=places[STORE]))
    one, two = goods
    loose = ContentLine(lot_id=one.lot_id, quantity=Decimal(4))
    warehouse.call(FillContainer(container_id=pallet.id, lines=[loose]))
    warehouse.call(FillContainer(container_id=case.id, lines=[ContentLine(lot_id=two.lot_id, quantity=Decimal(3))]))
    return warehouse.call(FillContainer(container_id=pallet.id, container_ids=[case.id]))


def lying(people: People, lot_id: Any) -> dict[str, Decimal]:
    return {row.location: row.quantity for row in people("warehouse").call(StockOf(lot_id=lot_id))}


def test_its_number_is_an_sscc_that_a_scan_finds(people: People, pallet: Any) -> None:
    assert sscc18(pallet.container_no) == pallet.container_no
    (found,) = people("operator").call(FindContainers(text=f"]C100{pallet.container_no}"))
    assert (found.id, found.lots, found.containers) == (pallet.id, 2, 1)


def test_people_without_the_right_are_refused(people: People, pallet: Any) -> None:
    with pytest.raises(PermissionDenied):
        people("auditor").call(MoveContainer(container_id=pallet.id, location_id=LocationId(1)))
    assert people("auditor").call(GetContainer(id=pallet.id)).container.lots == 2


def test_where_it_may_go_is_told_in_advance(people: People, places: dict[str, Any], pallet: Any) -> None:
    answer = people("warehouse").call(WhereMayItGo(container_id=pallet.id))
    spots = {spot.code: spot for spot in answer.spots}
    assert answer.spots[0].allowed
    assert not spots[GONE].allowed
    assert spots[GONE].problems[0].code == LocationForbidden.code
    with pytest.raises(LocationForbidden):
        people("warehouse").call(MoveContainer(container_id=pallet.id, location_id=places[GONE]))


def test_everything_moves_in_one_command_and_the_past_stays(
    people: People, places: dict[str, Any], goods: list[Any], pallet: Any
) -> None:
    warehouse, before = people("warehouse"), {row.lot_id: lying(people, row.lot_id) for row in goods}
    then = warehouse.call(ListStock(cut=StockCut(container_id=pallet.id)))
    warehouse.call(MoveContainer(container_id=pallet.id, location_id=places[OTHER_STORE]))
    for row, moved in zip(goods, (4, 3), strict=True):
        after = lying(people, row.lot_id)
        assert after[OTHER_STORE] == before[row.lot_id].get(OTHER_STORE, 0) + moved
        assert sum(after.values()) == sum(before[row.lot_id].values())
    past = warehouse.call(ListStock(cut=StockCut(container_id=pallet.id), at=then.at))
    assert past.rows == then.rows
    assert {row.location for row in past.rows} == {STORE}


def test_stock_agrees_with_the_movements_of_the_whole_plant(people: People) -> None:
    for at in (None, datetime(2026, 6, 1, tzinfo=UTC)):
        found = people("auditor").call(ReconcileStock(at=at))
        assert found.differences == []
        assert found.rows > 10


def test_a_condition_that_an_item_needs_is_kept_to(
    people: People, places: dict[str, Any], goods: list[Any], pallet: Any
) -> None:
    quality, warehouse = people("quality_head"), people("warehouse")
    cold = quality.call(
        CreateCondition(code="2-8C", name="Cold", name_zh="冷藏", lowest=Decimal(2), highest=Decimal(8))
    )
    shown = {place.code: place for place in quality.call(ListPlaces())}
    quality.call(
        SetPlaceRules(location_id=places[COLD], version=shown[COLD].version, condition_ids=[cold.id], capacity=20)
    )
    quality.call(SetStorage(item_id=goods[0].item_id, version=0, condition_id=cold.id))
    with pytest.raises(ConditionNotOffered):
        warehouse.call(MoveContainer(container_id=pallet.id, location_id=places[STORE]))
    answer = warehouse.call(WhereMayItGo(container_id=pallet.id))
    assert [spot.code for spot in answer.spots if spot.allowed and not spot.here] == [COLD]
    warehouse.call(MoveContainer(container_id=pallet.id, location_id=places[COLD]))
    quality.call(SetStorage(item_id=goods[0].item_id, version=1, condition_id=None))


def test_fefo_names_the_rows_and_never_more_than_there_is(people: People, goods: list[Any]) -> None:
    found = people("operator").call(SuggestPick(item_id=goods[0].item_id, quantity=Decimal(10**7)))
    assert found.covered + found.missing == found.wanted
    assert found.missing > 0
    taken = [line for line in found.lines if line.take]
    assert taken == sorted(taken, key=lambda line: (line.expiry is None, line.expiry, line.received_at))
    assert all(line.take <= line.quantity for line in found.lines)
    assert all(line.skip for line in found.lines if not line.take and line.quantity)


def test_the_evidence_names_the_container(people: People, goods: list[Any], pallet: Any) -> None:
    sections = {section.id: section for section in people("auditor").call(GetDossier(lot_id=goods[0].lot_id)).sections}
    assert sections["warehouse.containers"].rows[0][0] == [pallet.id, pallet.container_no]
    history = people("auditor").call(RecordHistory(table="warehouse_container", key=str(pallet.id)))
    assert {entry.message for entry in history} >= {"warehouse.MakeContainers", "warehouse.MoveContainer"}
