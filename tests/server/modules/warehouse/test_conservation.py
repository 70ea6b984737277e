"""Whatever is done with nested containers, in whatever order: nothing gets lost, and the past stays what it was."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.factories.people import person
from tests.plant import Undo
from tests.server.modules.warehouse.conftest import Chronicle
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import DrawLot, ShipLine, ShipLots, SplitLot, SplitPart, TransferLot
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.warehouse import (
    ContainerView,
    ContentLine,
    EmptyContainer,
    FillContainer,
    ListContainers,
    ListStock,
    MoveContainer,
    ReconcileStock,
    ShipContainers,
    SplitContainer,
    TakeOut,
)
from veralot_shared.errors import CodedError
from veralot_shared.ids import LocationId, LotId, UnitId
from veralot_shared.messages import Message, Page

BY_LINES = """
SELECT count(*) FROM warehouse_content c WHERE c.quantity <> (
    SELECT coalesce(sum(x.quantity) FILTER (WHERE x.target_id = c.container_id), 0)
         - coalesce(sum(x.quantity) FILTER (WHERE x.source_id = c.container_id), 0)
    FROM warehouse_content_line x WHERE x.lot_id = c.lot_id AND c.container_id IN (x.source_id, x.target_id))
"""
STRAY_UNITS = """
SELECT count(*) FROM warehouse_contained_unit c JOIN genealogy_unit u ON u.id = c.unit_id
JOIN warehouse_container k ON k.id = c.container_id
WHERE u.status <> 'made' OR u.location_id <> k.location_id OR u.lot_id <> c.lot_id
"""
UNCOUNTED_UNITS = """
SELECT count(*) FROM warehouse_content c JOIN genealogy_lot l ON l.id = c.lot_id JOIN items_item i ON i.id = l.item_id
WHERE i.tracking = 'both' AND c.quantity <> (
    SELECT count(*) FROM warehouse_contained_unit u WHERE u.container_id = c.container_id AND u.lot_id = c.lot_id)
"""
TORN = """
SELECT count(*) FROM warehouse_container k JOIN warehouse_container o ON o.id = k.inside_id
WHERE k.state = 'open' AND k.location_id IS DISTINCT FROM o.location_id
"""
BY_ITEM = """
SELECT l.item_id, sum(s.quantity) FROM genealogy_stock s JOIN genealogy_lot l ON l.id = s.lot_id GROUP BY l.item_id
"""

COMMANDS = (
    DrawLot,
    EmptyContainer,
    FillContainer,
    MoveContainer,
    ShipContainers,
    ShipLots,
    SplitContainer,
    SplitLot,
    TakeOut,
    TransferLot,
)
PICKS = st.integers(0, 10**6)
QUANTITIES = st.integers(1, 9)
Row = tuple[str, str, str | None, Decimal, str | None]


class Handlings(RuleBasedStateMachine):
    """People handle containers of two items, one of them serialised; what is refused leaves no trace."""

    database: Database
    plant_settings: Settings
    carried_out: Counter[str]

    @initialize()
    def open(self) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(suppress(Undo))
        inner = Dispatcher(self.database, self.plant_settings).inner
        tx = self.stack.enter_context(begin(self.database, self.plant_settings, inner))
        tx.act(Actor.system("test"), "test.Setup")
        tx.act(person(tx, "tester", roles=()), "test.Test")
        self.store = Chronicle(tx)
        part, device = self.store.component(), self.store.device(kind=ItemKind.SEMI_FINISHED, customer_id=None)
        for quantity in (12, 9):
            self.store.material(quantity, part)
            self.store.accepted(self.store.produced(device, quantity))
        boxes = [self.store.container(place) for place in ("WH", "WH", "WH", "PR", "PR")]
        for pick, box in enumerate(boxes[:3]):
            lot_id, _, there = self.stock(pick) or (LotId(0), LocationId(0), 0)
            entry = ContentLine(lot_id=lot_id, quantity=Decimal(there))
            self.store.do(FillContainer(container_id=box.id, lines=[entry]))
        self.snapshots: list[list[Row]] = []

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.the_past_is_what_it_was()
            self.stack.__exit__(Undo, Undo(), None)

    # --- what is there

    def containers(self) -> list[ContainerView]:
        """Return the containers that have not left."""
        return [one for one in self.store.do(ListContainers(page=Page(limit=500))) if one.location_id is not None]

    def one(self, pick: int) -> ContainerView:
        """Return some container."""
        found = self.containers()
        if not found:
            return self.store.container()
        return found[pick % len(found)]

    def stock(self, pick: int) -> tuple[LotId, LocationId, int] | None:
        """Return some lot with a place where some of it lies."""
        query = """SELECT lot_id, location_id, quantity::int FROM genealogy_stock WHERE NOT outside AND quantity > 0
                   ORDER BY lot_id, location_id"""
        rows = self.store.tx.wire.execute(query).fetchall()
        return rows[pick % len(rows)] if rows else None

    def units(self, lot_id: LotId, place: LocationId, pick: int, count: int) -> list[UnitId]:
        """Return so many units of a lot at a place, beginning somewhere; those of no serialised lot are none."""
        query = "SELECT id FROM genealogy_unit WHERE lot_id = %s AND location_id = %s AND status = 'made' ORDER BY id"
        found = [row[0] for row in self.store.tx.wire.execute(query, (lot_id, place))]
        start = pick % len(found) if found else 0
        return (found[start:] + found[:start])[:count]

    def line(self, pick: int, quantity: int, place: LocationId | None = None) -> ContentLine | None:
        """Return part of some lot, at the place where the container stands if any lies there."""
        found = self.stock(pick)
        if found is None:
            return None
        lot_id, at, there = found
        wanted = 1 + quantity % (there + 1)
        units = self.units(lot_id, place or at, pick, wanted)
        return ContentLine(lot_id=lot_id, quantity=Decimal(wanted), unit_ids=units)

    def attempt(self, command: Message[Any]) -> None:
        """Carry out a command; if it is refused, nothing of it stays."""
        with suppress(CodedError):
            self.store.do(command)
            self.carried_out[type(command).__name__] += 1

    # --- what people do

    @rule(pick=PICKS, other=PICKS, quantity=QUANTITIES, bring=st.booleans())
    def fill(self, pick: int, other: int, quantity: int, *, bring: bool) -> None:
        one, found = self.one(pick), self.stock(other)
        if found is not None:
            place = found[1] if bring else one.location_id
            entry = self.line(other, quantity, place)
            if entry is not None:
                self.attempt(FillContainer(container_id=one.id, lines=[entry], location_id=found[1] if bring else None))

    @rule(pick=PICKS, other=PICKS)
    def nest(self, pick: int, other: int) -> None:
        self.attempt(MoveContainer(container_id=self.one(pick).id, inside_id=self.one(other).id))

    @rule(pick=PICKS, place=st.sampled_from(["WH", "PR", "QC"]))
    def move(self, pick: int, place: str) -> None:
        self.attempt(MoveContainer(container_id=self.one(pick).id, location_id=self.store.at[place]))

    @rule(pick=PICKS, quantity=QUANTITIES, where=st.integers(0, 2), other=PICKS)
    def take_out_or_divide(self, pick: int, quantity: int, where: int, other: int) -> None:
        filled = [each for each in self.containers() if self.store.opened(each.id).contents]
        if not filled:
            return
        one = filled[pick % len(filled)]
        contents = self.store.opened(one.id).contents
        content = contents[other % len(contents)]
        wanted = 1 + quantity % (int(content.quantity) + 1)
        query = "SELECT unit_id FROM warehouse_contained_unit WHERE container_id = %s AND lot_id = %s ORDER BY unit_id"
        units = [row[0] for row in self.store.tx.wire.execute(query, (one.id, content.lot_id))][:wanted]
        lines = [ContentLine(lot_id=content.lot_id, quantity=Decimal(wanted), unit_ids=units)]
        if where == 0:
            self.attempt(TakeOut(container_id=one.id, lines=lines))
        elif where == 1:
            self.attempt(SplitContainer(container_id=one.id, lines=lines, container_no=self.store.number("N-")))
        else:
            self.attempt(SplitContainer(container_id=one.id, lines=lines, target_id=self.one(other).id))

    @rule(pick=PICKS, within=st.booleans())
    def empty(self, pick: int, *, within: bool) -> None:
        self.attempt(EmptyContainer(container_id=self.one(pick).id, within=within))

    @rule(pick=PICKS)
    def ship_container(self, pick: int) -> None:
        command = ShipContainers(
            shipment_no=self.store.number("SC-"), customer_id=self.store.other, container_ids=[self.one(pick).id]
        )
        self.attempt(command)

    @rule(pick=PICKS, quantity=QUANTITIES, place=st.sampled_from(["WH", "PR"]))
    def transfer(self, pick: int, quantity: int, place: str) -> None:
        if found := self.stock(pick):
            lot_id, at, there = found
            wanted = Decimal(1 + quantity % (there + 1))
            self.attempt(TransferLot(lot_id=lot_id, location_id=at, target_id=self.store.at[place], quantity=wanted))

    @rule(pick=PICKS, quantity=QUANTITIES)
    def ship(self, pick: int, quantity: int) -> None:
        if found := self.stock(pick):
            lot_id, at, _there = found
            units = self.units(lot_id, at, pick, quantity)
            sent = ShipLine(lot_id=lot_id, location_id=at, quantity=Decimal(len(units) or quantity), unit_ids=units)
            self.attempt(ShipLots(shipment_no=self.store.number("S-"), customer_id=self.store.other, lines=[sent]))

    @rule(pick=PICKS, quantity=QUANTITIES, whole=st.booleans())
    def divide(self, pick: int, quantity: int, *, whole: bool) -> None:
        if found := self.stock(pick):
            lot_id, at, there = found
            first = min(quantity, there)
            units = self.units(lot_id, at, 0, there)
            if whole and first < there:
                sizes = (first, there - first)
                shares = (units[:first], units[first:])
                parts = [SplitPart(quantity=Decimal(n), unit_ids=ids) for n, ids in zip(sizes, shares, strict=True)]
                self.attempt(SplitLot(lot_id=lot_id, location_id=at, parts=parts))
            else:
                command = DrawLot(
                    lot_id=lot_id,
                    location_id=at,
                    quantity=Decimal(first),
                    target_id=self.store.at["PR"],
                    unit_ids=units[:first],
                )
                self.attempt(command)

    @rule()
    def an_hour_passes(self) -> None:
        self.snapshots.append(self.listed(None))
        self.store.past()

    # --- what always holds

    def listed(self, at: datetime | None) -> list[Row]:
        """Return all stock of the items of this plant at a moment."""
        page = self.store.do(ListStock(at=at, page=Page(limit=1000)))
        return [(row.lot_no, row.location, row.container_no, row.quantity, row.status) for row in page.rows]

    def count(self, query: str) -> int:
        row = self.store.tx.wire.execute(query.encode()).fetchone()
        return int(row[0]) if row else 0

    @invariant()
    def nothing_gets_lost(self) -> None:
        if not hasattr(self, "store"):
            return
        assert self.store.do(ReconcileStock()).differences == []
        for query in (BY_LINES, STRAY_UNITS, UNCOUNTED_UNITS, TORN):
            assert self.count(query) == 0, query
        assert all(total == 0 for _, total in self.store.tx.wire.execute(BY_ITEM.encode()))

    def the_past_is_what_it_was(self) -> None:
        """Check that each moment shows what was there then, and that the movements up to it come to the same."""
        for ago, rows in enumerate(reversed(self.snapshots)):
            moment = self.store.tx.now - timedelta(minutes=30 + 60 * ago)
            assert self.listed(moment) == rows
            assert self.store.do(ReconcileStock(at=moment)).differences == []


@pytest.mark.requirement("I-32")
def test_containers_conserve_quantity_and_the_past_can_be_replayed(machine: type[Handlings]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert all(machine.carried_out[command.__name__] for command in COMMANDS), machine.carried_out


@pytest.fixture
def machine(urls: Urls, request: pytest.FixtureRequest) -> Iterator[type[Handlings]]:
    """Return the machine bound to this run's database."""
    found: Settings = request.getfixturevalue("settings")
    database = Database(urls.owner, size=2)
    yield type("Bound", (Handlings,), {"database": database, "plant_settings": found, "carried_out": Counter()})
    database.close()
