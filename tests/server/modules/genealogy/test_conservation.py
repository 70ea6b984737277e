"""Whatever people do, in whatever order: no quantity appears or disappears, and every trace can be walked both ways."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories.genealogy import Plant
from tests.factories.people import person
from tests.plant import Undo
from veralot_server.core.database import Database
from veralot_server.core.transaction import Actor, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    ConsumeLine,
    ConsumeLots,
    Direction,
    DrawLot,
    LotStatus,
    LotView,
    MergeLots,
    ReturnLot,
    Scope,
    ScrapLot,
    ShipLine,
    ShipLots,
    SplitLot,
    SplitPart,
    TransferLot,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.errors import CodedError
from veralot_shared.ids import LocationId, NodeId, ShipmentId, UnitId
from veralot_shared.messages import Message

UNBALANCED = """
SELECT s.lot_id, sum(s.quantity) AS there, (
    SELECT coalesce(sum(CASE WHEN m.target_lot_id = s.lot_id THEN m.quantity ELSE -m.quantity END), 0)
    FROM genealogy_movement_line m WHERE m.lot_id <> m.target_lot_id AND s.lot_id IN (m.lot_id, m.target_lot_id)) AS passed
FROM genealogy_stock s GROUP BY s.lot_id
"""
"""Of each lot the sum over all places, the outsides included, and what passed between it and other lots."""

BY_ITEM = """
SELECT l.item_id, sum(s.quantity) FROM genealogy_stock s JOIN genealogy_lot l ON l.id = s.lot_id GROUP BY l.item_id
"""

BY_LINES = """
SELECT count(*) FROM genealogy_stock s WHERE s.quantity <> (
    SELECT coalesce(sum(CASE WHEN m.target_lot_id = s.lot_id AND m.target_id = s.location_id THEN m.quantity ELSE 0 END)
                  - sum(CASE WHEN m.lot_id = s.lot_id AND m.source_id = s.location_id THEN m.quantity ELSE 0 END), 0)
    FROM genealogy_movement_line m)
"""

PIECES = """
SELECT count(*) FROM genealogy_stock s JOIN genealogy_lot l ON l.id = s.lot_id JOIN items_item i ON i.id = l.item_id
WHERE i.tracking = 'both' AND NOT s.outside AND s.quantity <> (
    SELECT count(*) FROM genealogy_unit u WHERE u.lot_id = s.lot_id AND u.location_id = s.location_id AND u.status = 'made')
"""

BELOW_NOUGHT = "SELECT count(*) FROM genealogy_stock WHERE quantity < 0 AND NOT outside"

COMMANDS = (AdjustStock, ConsumeLots, DrawLot, MergeLots, ReturnLot, ScrapLot, ShipLots, SplitLot, TransferLot)
FEWEST = 1
"""So often at least each command is carried out, so that the test says something about it."""

QUANTITIES = st.integers(1, 12)
PICKS = st.integers(0, 10**6)


class Movements(RuleBasedStateMachine):
    """People move lots of two items, one of them serialised; what is refused leaves no trace."""

    database: Database
    plant_settings: Settings
    carried_out: Counter[str]

    @initialize()
    def open(self) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(suppress(Undo))
        inner = Dispatcher(self.database, self.plant_settings).inner
        self.tx = self.stack.enter_context(begin(self.database, self.plant_settings, inner))
        self.tx.act(Actor.system("test"), "test.Setup")
        self.tx.act(person(self.tx, "tester", roles=()), "test.Test")
        self.plant = Plant(self.tx)
        self.items = [self.plant.component(), self.plant.device(kind=ItemKind.SEMI_FINISHED)]
        self.shipments: list[tuple[ShipmentId, LotView]] = []
        for quantity, serialised in ((12, True), (8, True), (12, False), (9, False)):
            self.make(quantity, serialised=serialised)
        for pick in range(2):
            self.ship(pick, 5)

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.check_traces()
            self.stack.__exit__(Undo, Undo(), None)

    # --- what is there

    def choose(self, pick: int, *, state: LotStatus = LotStatus.RELEASED) -> tuple[LotView, LocationId, int] | None:
        """Return some lot with a place where some of it lies."""
        query = """SELECT s.lot_id, s.location_id, s.quantity FROM genealogy_stock s JOIN genealogy_lot l ON l.id = s.lot_id
                   WHERE NOT s.outside AND s.quantity > 0 AND l.status = %s ORDER BY s.lot_id, s.location_id"""
        rows = self.tx.wire.execute(query, (state,)).fetchall()
        if not rows:
            return None
        lot_id, place, quantity = rows[pick % len(rows)]
        return self.plant.lot(lot_id), place, int(quantity)

    def some(self, quantity: int, there: int) -> int:
        """Return part of what is there, all of it, or now and then more than that."""
        return 1 + quantity % (there + 1)

    def units(self, lot: LotView, place: LocationId, count: int) -> list[UnitId]:
        """Return so many units of a lot at a place, where it is serialised."""
        query = """SELECT id FROM genealogy_unit WHERE lot_id = %s AND location_id = %s AND status = 'made'
                   ORDER BY id LIMIT %s"""
        return [row[0] for row in self.tx.wire.execute(query, (lot.id, place, count))]

    def attempt(self, command: Message[Any]) -> Any:
        """Carry out a command; if it is refused, nothing of it stays."""
        self.tx.wire.execute("SAVEPOINT before")
        try:
            reply = self.plant.do(command)
        except CodedError:
            self.tx.wire.simple(b"ROLLBACK TO before")
            return None
        self.carried_out[type(command).__name__] += 1
        return reply

    # --- what people do

    @rule(quantity=QUANTITIES, serialised=st.booleans())
    def make(self, quantity: int, *, serialised: bool) -> None:
        lot = (
            self.plant.produced(self.items[1], quantity) if serialised else self.plant.received(quantity, self.items[0])
        )
        self.plant.accepted(lot)

    @rule(pick=PICKS, quantity=QUANTITIES)
    def draw(self, pick: int, quantity: int) -> None:
        if found := self.choose(pick):
            lot, place, there = found
            quantity = self.some(quantity, there)
            units = self.units(lot, place, quantity)
            command = DrawLot(
                lot_id=lot.id,
                location_id=place,
                quantity=Decimal(quantity),
                target_id=self.plant.at["PR" if pick % 2 else "WH"],
                unit_ids=units,
            )
            self.attempt(command)

    @rule(pick=PICKS, first=QUANTITIES)
    def split(self, pick: int, first: int) -> None:
        if found := self.choose(pick):
            lot, place, there = found
            first = self.some(first, there)
            units = self.units(lot, place, there)
            parts = [
                SplitPart(quantity=Decimal(first), unit_ids=units[:first]),
                SplitPart(quantity=Decimal(max(there - first, 0)), unit_ids=units[first:]),
            ]
            self.attempt(SplitLot(lot_id=lot.id, location_id=place, parts=parts))

    @rule(pick=PICKS, other=PICKS)
    def merge(self, pick: int, other: int) -> None:
        one, two = self.choose(pick), self.choose(other)
        if one and two and one[0].id != two[0].id:
            sources = [one[0].id, two[0].id]
            self.attempt(MergeLots(sources=sources, location_id=one[1], lot_no=self.plant.number("M")))

    @rule(pick=PICKS, quantity=QUANTITIES, named=st.booleans())
    def consume(self, pick: int, quantity: int, *, named: bool) -> None:
        if found := self.choose(pick):
            lot, place, there = found
            quantity = self.some(quantity, there)
            output = self.plant.produced(self.items[1], quantity)
            units = self.units(lot, place, quantity)
            line = ConsumeLine(
                lot_id=lot.id,
                location_id=place,
                quantity=Decimal(quantity),
                unit_ids=units,
                into_units=self.plant.unit_ids(output) if named else [],
            )
            self.attempt(ConsumeLots(order_no=output.order_no or "", output_id=output.id, lines=[line]))
            self.plant.accepted(output)

    @rule(pick=PICKS, quantity=QUANTITIES)
    def ship(self, pick: int, quantity: int) -> None:
        if found := self.choose(pick):
            lot, place, there = found
            quantity = self.some(quantity, there)
            units = self.units(lot, place, quantity)
            line = ShipLine(lot_id=lot.id, location_id=place, quantity=Decimal(quantity), unit_ids=units)
            number = self.plant.number("SH-")
            command = ShipLots(shipment_no=number, customer_id=self.plant.registrant, lines=[line])
            if (shipment := self.attempt(command)) is not None:
                self.shipments.append((shipment.id, lot))

    @precondition(lambda self: bool(getattr(self, "shipments", [])))
    @rule(pick=PICKS, quantity=QUANTITIES)
    def take_back(self, pick: int, quantity: int) -> None:
        shipment, lot = self.shipments[pick % len(self.shipments)]
        query = "SELECT id FROM genealogy_unit WHERE lot_id = %s AND status = 'shipped' ORDER BY id LIMIT %s"
        units = [row[0] for row in self.tx.wire.execute(query, (lot.id, quantity))]
        command = ReturnLot(
            shipment_id=shipment,
            lot_id=lot.id,
            quantity=Decimal(quantity),
            location_id=self.plant.at["RT"],
            reason="damaged",
            unit_ids=units,
        )
        if (child := self.attempt(command)) is not None:
            self.plant.accepted(child)

    @rule(pick=PICKS, quantity=QUANTITIES)
    def scrap(self, pick: int, quantity: int) -> None:
        if found := self.choose(pick):
            lot, place, there = found
            quantity = self.some(quantity, there)
            units = self.units(lot, place, quantity)
            command = ScrapLot(
                lot_id=lot.id, location_id=place, quantity=Decimal(quantity), reason="test", unit_ids=units
            )
            self.attempt(command)

    @rule(pick=PICKS, counted=st.integers(0, 15))
    def adjust(self, pick: int, counted: int) -> None:
        if found := self.choose(pick):
            lot, place, _ = found
            self.attempt(AdjustStock(lot_id=lot.id, location_id=place, counted=Decimal(counted), reason="count"))

    @rule(pick=PICKS, quantity=QUANTITIES)
    def transfer(self, pick: int, quantity: int) -> None:
        if found := self.choose(pick):
            lot, place, there = found
            quantity = self.some(quantity, there)
            self.attempt(
                TransferLot(lot_id=lot.id, location_id=place, target_id=self.plant.at["PR"], quantity=Decimal(quantity))
            )

    # --- what always holds

    def count(self, query: str) -> int:
        row = self.tx.wire.execute(query.encode()).fetchone()
        return int(row[0]) if row else 0

    @invariant()
    def nothing_appears_or_disappears(self) -> None:
        if not hasattr(self, "tx"):
            return
        assert all(there == passed for _, there, passed in self.tx.wire.execute(UNBALANCED.encode()))
        assert all(total == 0 for _, total in self.tx.wire.execute(BY_ITEM.encode()))
        assert self.count(BY_LINES) == 0
        assert self.count(BELOW_NOUGHT) == 0

    @invariant()
    def there_are_as_many_pieces_as_the_stock_says(self) -> None:
        if hasattr(self, "tx"):
            assert self.count(PIECES) == 0

    def check_traces(self) -> None:
        """Check of every pair of nodes that it is seen from both ends, and that nothing comes from itself."""
        query = "SELECT parent_id FROM genealogy_edge UNION SELECT child_id FROM genealogy_edge"
        nodes = [row[0] for row in self.tx.wire.execute(query)]
        for scope in Scope:
            reach = {
                direction: dict(self.reached(nodes, direction, scope))
                for direction in (Direction.BACK, Direction.FORWARD)
            }
            forward = {(a, b) for a, found in reach[Direction.FORWARD].items() for b in found}
            back = {(a, b) for b, found in reach[Direction.BACK].items() for a in found}
            assert forward == back
            assert not any((b, a) in forward for a, b in forward)

    def reached(self, nodes: list[NodeId], direction: Direction, scope: Scope) -> Iterator[tuple[NodeId, set[NodeId]]]:
        for node in nodes:
            yield node, {found.id for found in self.plant.trace(node, direction, scope).nodes} - {node}


@pytest.mark.requirement("I-32")
def test_quantity_is_conserved_and_traces_are_symmetric(
    settings_of_plant: Settings, machine: Callable[[Settings], type[Movements]]
) -> None:
    kind = machine(settings_of_plant)
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=35,
            stateful_step_count=30,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert all(kind.carried_out[command.__name__] >= FEWEST for command in COMMANDS), kind.carried_out


@pytest.fixture
def settings_of_plant(request: pytest.FixtureRequest) -> Settings:
    """Return the plant's settings; the name is hypothesis's own here."""
    found: Settings = request.getfixturevalue("settings")
    return found


@pytest.fixture
def machine(database: Database) -> Callable[[Settings], type[Movements]]:
    """Return a function that binds the machine to this run's database."""

    def bind(plant_settings: Settings) -> type[Movements]:
        bound = {"database": database, "plant_settings": plant_settings, "carried_out": Counter()}
        return type("Bound", (Movements,), bound)

    return bind
