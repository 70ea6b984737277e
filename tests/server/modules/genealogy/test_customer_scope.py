"""A registrant's user sees its own lots and what stands behind them, and of others not even that they exist."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import (
    Direction,
    DrawLot,
    Find,
    GetDossier,
    GetLot,
    ListHolds,
    ListLocations,
    ListLots,
    ListPackages,
    ListUnits,
    LotView,
    ReleaseToMarket,
    ReturnLot,
    SampleLot,
    Scope,
    StockOf,
    Trace,
    TransferLot,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId, NodeId, ShipmentId, UnitId

pytestmark = [pytest.mark.requirement("CMO-01"), pytest.mark.trap("T11")]


class Shared:
    """One material that went into lots of two customers, and one that went into neither or the other's alone."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.both, self.theirs_alone, self.unused = plant.material(), plant.material(), plant.material()
        self.mine = plant.produced(plant.device())
        self.theirs = plant.produced(plant.device(customer_id=plant.other))
        for output in (self.mine, self.theirs):
            plant.consume(output, self.both, 3, into=plant.unit_ids(output))
        plant.consume(self.theirs, self.theirs_alone, 1)
        self.my_units, self.their_units = plant.unit_ids(self.mine), plant.unit_ids(self.theirs)
        for output, customer in ((self.mine, plant.registrant), (self.theirs, plant.other)):
            plant.on_market(output)
            plant.shipped(output, 3, customer)
        plant.held(self.theirs.id, self.both.id)

    def as_registrant(self, act_as: Callable[..., Any]) -> "Shared":
        """Go on as the registrant's user."""
        act_as("registrant", customer_id=self.plant.registrant)
        return self


@pytest.fixture
def shared(plant: Plant, act_as: Callable[..., Any]) -> Shared:
    return Shared(plant).as_registrant(act_as)


def asks(lot_id: LotId, unit_id: UnitId) -> list[Any]:
    return [
        GetLot(id=lot_id),
        StockOf(lot_id=lot_id),
        ListUnits(lot_id=lot_id),
        ListPackages(lot_id=lot_id),
        GetDossier(lot_id=lot_id),
        Trace(root=NodeId(lot_id)),
        Trace(root=NodeId(unit_id)),
    ]


def test_its_own_lots_are_open_to_it(plant: Plant, shared: Shared) -> None:
    for query in asks(shared.mine.id, shared.my_units[0]):
        plant.do(query)


def test_anothers_lots_do_not_exist_for_it(plant: Plant, shared: Shared) -> None:
    for query in asks(shared.theirs.id, shared.their_units[0]):
        with pytest.raises(RecordNotFound):
            plant.do(query)


def test_a_material_behind_its_lots_is_open_and_others_are_not(plant: Plant, shared: Shared) -> None:
    assert plant.do(GetLot(id=shared.both.id)).lot_no == shared.both.lot_no
    assert plant.do(GetDossier(lot_id=shared.both.id)).lot.id == shared.both.id
    for lot in (shared.theirs_alone, shared.unused):
        with pytest.raises(RecordNotFound):
            plant.do(GetLot(id=lot.id))


def test_a_refusal_reads_the_same_whether_a_lot_is_anothers_or_nobodys(plant: Plant, shared: Shared) -> None:
    texts = []
    for lot_id in (shared.theirs.id, LotId(10**15)):
        with pytest.raises(RecordNotFound) as refused:
            plant.do(GetLot(id=lot_id))
        texts.append(refused.value.worded().replace(str(lot_id), ""))
    assert texts[0] == texts[1]


def test_lists_hold_its_own_lots_alone(plant: Plant, shared: Shared) -> None:
    page = plant.do(ListLots())
    assert ([lot.id for lot in page.rows], page.total) == ([shared.mine.id], 1)
    assert plant.do(ListHolds()) == []
    assert plant.do(ListLocations()) == []


@pytest.mark.parametrize("scope", Scope)
def test_a_trace_counts_what_it_hides_and_never_shows_it(plant: Plant, shared: Shared, scope: Scope) -> None:
    view = plant.trace(shared.both.id, Direction.FORWARD, scope)
    hidden = {shared.theirs.id, *shared.their_units}
    assert not hidden & {node.id for node in view.nodes}
    assert not hidden & {end for edge in view.edges for end in (edge.parent, edge.child)}
    assert view.hidden > 0
    assert not view.complete
    labels = {node.label for node in view.nodes}
    assert {unit.serial_no for unit in plant.units(shared.mine)} <= labels or shared.mine.lot_no in labels


def test_a_trace_back_from_its_own_unit_is_whole(plant: Plant, shared: Shared) -> None:
    view = plant.trace(shared.my_units[0], Direction.BACK, Scope.UNIT)
    assert {node.label for node in view.nodes} >= {shared.both.lot_no, shared.mine.lot_no}
    assert (view.hidden, view.complete) == (0, True)


def test_a_material_that_only_passes_through_anothers_product_stays_hidden(
    plant: Plant, act_as: Callable[..., Any]
) -> None:
    story = Shared(plant)
    root = plant.material()
    for output in ("mine", "theirs"):
        customer = plant.registrant if output == "mine" else plant.other
        middle = plant.produced(plant.component(), 5)
        plant.consume(middle, root, 5)
        plant.accepted(middle)
        final = plant.produced(plant.device(customer_id=customer), 1)
        plant.consume(final, middle, 1)
        setattr(story, output, (middle, final))
    story.as_registrant(act_as)
    view = plant.trace(root.id, Direction.FORWARD)
    shown = {node.id for node in view.nodes}
    mine, theirs = (getattr(story, name) for name in ("mine", "theirs"))
    assert {lot.id for lot in mine} <= shown
    assert not {lot.id for lot in theirs} & shown
    assert view.hidden == 2


def test_the_search_box_finds_what_it_may_see(plant: Plant, shared: Shared) -> None:
    def ids(text: str) -> set[int]:
        return {hit.id for hit in plant.do(Find(text=text))}

    assert shared.mine.id in ids(shared.mine.lot_no)
    assert ids(shared.theirs.lot_no) == set()
    assert ids(shared.both.lot_no) == {shared.both.id}
    assert ids(shared.unused.lot_no) == set()
    assert ids(plant.tx.actor.user_name) == set()
    serial = plant.units(shared.mine)[0].serial_no
    assert shared.my_units[0] in ids(serial)
    assert ids(shared.theirs.item_code) == set()


def test_the_dossier_of_a_shared_material_names_no_other_customer(plant: Plant, shared: Shared) -> None:
    dossier = plant.do(GetDossier(lot_id=shared.both.id))
    text = str([section.rows for section in dossier.sections])
    assert "REG Ltd." in text
    assert "OTH Ltd." not in text
    assert shared.theirs.lot_no not in text


def test_commands_reach_no_further_than_queries(plant: Plant, shared: Shared) -> None:
    at: dict[str, Any] = {"lot_id": shared.theirs.id, "location_id": plant.at["WH"]}
    row = plant.tx.wire.execute("SELECT min(id) FROM genealogy_shipment").fetchone()
    shipment = ShipmentId(row[0] if row else 0)
    for command in (
        SampleLot(lot_id=shared.theirs.id),
        ReleaseToMarket(lot_id=shared.theirs.id),
        TransferLot(**at, target_id=plant.at["PR"], quantity=Decimal(1)),
        DrawLot(**at, target_id=plant.at["PR"], quantity=Decimal(1)),
        ReturnLot(**at, shipment_id=shipment, quantity=Decimal(1), reason="x"),
    ):
        with pytest.raises(RecordNotFound):
            plant.do(command)


def test_the_plants_own_people_see_everything(plant: Plant) -> None:
    story = Shared(plant)
    view = plant.trace(story.both.id, Direction.FORWARD)
    assert {story.mine.id, story.theirs.id} <= {node.id for node in view.nodes}
    assert view.hidden == 0


def test_a_lot_keeps_the_customer_that_it_was_made_for(plant: Plant) -> None:
    lot: LotView = plant.produced(plant.device())
    plant.tx.wire.execute("UPDATE items_item SET customer_id = %s WHERE id = %s", (plant.other, lot.item_id))
    assert plant.lot(lot.id).customer_id == plant.registrant
