"""Figures of serial volume: ten thousand units made, packed, shipped and taken back, each by one command."""

import itertools
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
import psycopg

from benchmarks.audit import like
from benchmarks.figures import Figure, interleaved
from benchmarks.plant import Bench
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_shared.contracts.genealogy import (
    CreateLocation,
    LocationKind,
    LotView,
    PackInOrder,
    PackLayer,
    ProduceLot,
    ReturnLot,
    ShipLine,
    ShipLots,
    TransferLot,
)
from veralot_shared.contracts.items import (
    CreateItem,
    CreatePartner,
    ItemKind,
    ItemView,
    PackLevelEntry,
    PartnerKind,
    Tracking,
)
from veralot_shared.ids import LocationId, LotId
from veralot_shared.messages import Message

R = TypeVar("R")
TODAY = date(2026, 3, 2)
UNITS = 10_000
TARGET_SECONDS = 2.0
BARE = {
    "bench_unit": """INSERT INTO bench_unit (serial_no, item_id, lot_id, location_id, status)
                     SELECT %(mark)s || n, 1, 1, 1, 'made' FROM generate_series(1, %(units)s) n""",
    "bench_edge": """INSERT INTO bench_edge (parent_id, child_id, scope, kind, quantity, unit, at, movement_id)
                     SELECT 1, n, 'U', 'made', 1, 'pcs', now(), 1 FROM generate_series(1, %(units)s) n""",
}
"""What no program can do without: the rows themselves, into tables of the same columns and indexes."""


def figures(bench: Bench) -> list[Figure]:
    """Measure all."""
    floor = Floor(bench)
    made, bare = interleaved(floor.produced, bare_insert(bench))
    first = Figure(
        name=f"{UNITS:,} serials produced, with edges and audit",
        value=f"{made:.2f} s",
        baseline=f"bare insert of units and edges {bare:.2f} s",
        ratio=made / bare,
        target=f"≤ {TARGET_SECONDS:.0f} s",
        met=made <= TARGET_SECONDS,
    )
    return [first, *floor.onward()]


def bare_insert(bench: Bench) -> Callable[[], float]:
    """Return a measurement of the bare set-based insert of as many units and edges."""
    marks = itertools.count()
    with psycopg.connect(bench.urls.owner, autocommit=True) as owner:
        for copy, table in (("bench_unit", "genealogy_unit"), ("bench_edge", "genealogy_edge")):
            like(owner, copy, table)

    def insert() -> float:
        with psycopg.connect(bench.urls.app) as wire:
            started = time.perf_counter()
            for statement in BARE.values():
                wire.execute(statement.encode(), {"mark": f"S{next(marks)}-", "units": UNITS})
            wire.commit()
            return time.perf_counter() - started

    return insert


class Floor:
    """A line that makes devices of one item, a lot of ten thousand at a time."""

    def __init__(self, bench: Bench) -> None:
        """Make the item, its customer and the places."""
        self._bench = bench
        self._dispatch = Dispatcher(bench.database, bench.settings).inner
        self._lots = itertools.count(1)
        self.customer = self.send(
            CreatePartner(code="BENCH-C", kind=PartnerKind.CUSTOMER, name="C", name_zh="C", address="A", country="CN")
        ).id
        self.item: ItemView = self.send(device())
        self.at: dict[LocationKind, LocationId] = {
            kind: self.send(CreateLocation(code=f"BENCH-{kind}", name=kind, kind=kind)).id
            for kind in (LocationKind.QUARANTINE, LocationKind.WAREHOUSE, LocationKind.RETURNS)
        }

    def send(self, message: Message[R]) -> R:
        """Carry out a message in a transaction of its own."""
        with begin(self._bench.database, self._bench.settings, self._dispatch) as tx:
            return carried_out(tx, message)

    def timed(self, message: Message[Any]) -> float:
        """Carry out a message and return the seconds until it is committed."""
        started = time.perf_counter()
        self.send(message)
        return time.perf_counter() - started

    def produced(self) -> float:
        """Produce a lot and return the seconds."""
        return self.timed(self.lot(next(self._lots)))

    def lot(self, number: int) -> ProduceLot:
        """Return the command that produces a lot."""
        return ProduceLot(
            order_no=f"WO-{number}",
            item_id=self.item.id,
            lot_no=f"L{number}",
            quantity=Decimal(UNITS),
            unit="pcs",
            location_id=self.at[LocationKind.QUARANTINE],
            manufactured=TODAY,
            serials=[f"S{number}-{1:05}..{UNITS:05}"],
        )

    def onward(self) -> list[Figure]:
        """Pack a lot through three levels, ship it and take it back; return what each took."""
        lot: LotView = self.send(self.lot(next(self._lots)))
        self.release(lot.id)
        place = self.at[LocationKind.WAREHOUSE]
        here = self.at[LocationKind.QUARANTINE]
        self.send(TransferLot(lot_id=lot.id, location_id=here, target_id=place, quantity=Decimal(UNITS)))
        layers = [
            PackLayer(level=level, package_nos=[f"{name}-{1:05}..{UNITS // holds:05}"])
            for level, (name, holds) in enumerate({"BX": 10, "CA": 100, "PL": 1000}.items(), start=1)
        ]
        packed = self.timed(PackInOrder(lot_id=lot.id, location_id=place, layers=layers))
        line = ShipLine(
            lot_id=lot.id, location_id=place, quantity=Decimal(UNITS), package_ids=self.ids(lot.id, "package")
        )
        shipment = ShipLots(shipment_no="BENCH-SH", customer_id=self.customer, lines=[line])
        started = time.perf_counter()
        sent = self.send(shipment)
        shipped = time.perf_counter() - started
        back = self.timed(
            ReturnLot(
                shipment_id=sent.id,
                lot_id=lot.id,
                quantity=Decimal(UNITS),
                location_id=self.at[LocationKind.RETURNS],
                reason="bench",
                unit_ids=self.ids(lot.id, "unit"),
            )
        )
        told = {"packed through three levels": packed, "shipped": shipped, "returned": back}
        return [figure(what, seconds) for what, seconds in told.items()]

    def release(self, lot_id: LotId) -> None:
        """Let a lot go to the market; the signatures that this takes are not measured here."""
        with begin(self._bench.database, self._bench.settings, self._dispatch) as tx:
            tx.act(Actor.system("bench"), "bench.Setup")
            tx.wire.execute("UPDATE genealogy_lot SET status = 'market_released' WHERE id = %s", (lot_id,))

    def ids(self, lot_id: LotId, kind: str) -> list[Any]:
        """Return the ids of a lot's units, or of its outermost packages."""
        outermost = "AND inside_id IS NULL" if kind == "package" else ""
        query = f"SELECT id FROM genealogy_{kind} WHERE lot_id = %s {outermost} ORDER BY id"  # noqa: S608 - our own names
        with self._bench.database.wire() as wire:
            return [row[0] for row in wire.execute(query.encode(), (lot_id,))]


def carried_out(tx: Transaction, message: Message[R]) -> R:
    """Carry out a message with every right."""
    everything = frozenset(row[0] for row in tx.wire.execute("SELECT permission FROM identity_role_permission"))
    user = tx.wire.execute("SELECT id FROM identity_user WHERE user_key = 'bench'").fetchone()
    actor = msgspec.structs.replace(Actor.system("bench", everything), user_id=user[0] if user else 0)
    tx.act(actor, message.op)
    return tx.call(message)


def figure(what: str, seconds: float) -> Figure:
    """Return the figure of one command."""
    return Figure(name=f"{UNITS:,} serials {what}", value=f"{seconds:.2f} s", target=f"aim ≤ {TARGET_SECONDS:.0f} s")


def device() -> CreateItem:
    """Return the command that makes a serialised device with three pack levels."""
    gtins = {10: "09521202225158", 100: "19521202225155", 1000: "29521202225152"}
    return CreateItem(
        code="BENCH-DEVICE",
        name="Device",
        name_zh="器械",
        kind=ItemKind.FINISHED,
        tracking=Tracking.BOTH,
        unit="pcs",
        quantum=Decimal(1),
        pack_levels=[
            PackLevelEntry(level=level, name=f"Level {level}", gtin=gtin, contains=holds)
            for level, (holds, gtin) in enumerate(gtins.items(), start=1)
        ],
    )
