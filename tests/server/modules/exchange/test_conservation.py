"""Quantity is conserved: whatever a history says, stock is what it left, and a row that takes too much is the one told."""

from collections import defaultdict
from decimal import Decimal
from importlib.resources import files as resource_files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.modules.exchange.plant import Import, Row, Spot, Tables, line, spots, tables
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import ImportFile

PLACES = ("Q1", "W1", "P1")
DIFFERING = """
WITH entry AS (
    SELECT target_lot_id AS lot_id, target_id AS location_id, quantity FROM genealogy_movement_line
    UNION ALL SELECT lot_id, source_id, -quantity FROM genealogy_movement_line
), sums AS (SELECT lot_id, location_id, sum(quantity) AS quantity FROM entry GROUP BY 1, 2)
SELECT * FROM sums FULL JOIN genealogy_stock s USING (lot_id, location_id)
WHERE coalesce(sums.quantity, 0) <> coalesce(s.quantity, 0) OR (NOT s.outside AND s.quantity < 0)
"""
LYING = """
SELECT l.lot_no, p.code, trim_scale(s.quantity) FROM genealogy_stock s
JOIN genealogy_lot l ON l.id = s.lot_id JOIN genealogy_location p ON p.id = s.location_id
WHERE NOT s.outside AND s.quantity <> 0
"""

Step = tuple[str, int, str, str, Decimal]
QUANTITIES = st.decimals("0.1", "12", places=1)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receipt", "transfer", "draw", "scrap", "lost", "found"]),
        st.integers(0, 5),
        st.sampled_from(PLACES),
        st.sampled_from(PLACES),
        QUANTITIES,
    ),
    max_size=25,
)


class Ledger:
    """What lies where, kept by hand, and the rows that go with it."""

    def __init__(self) -> None:
        self.stock: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.rows: list[Row] = []
        self.short: list[Spot] = []
        self._lots = ["L0"]
        self.do(("receipt", 0, "Q1", "Q1", Decimal(10)))

    def do(self, step: Step) -> None:
        """Carry out one step by hand and write its row."""
        kind, pick, source, target, quantity = step
        lot = self._lots[pick % len(self._lots)]
        new = f"L{len(self._lots)}" if self.rows else "L0"
        if kind == "receipt":
            self._post(kind, quantity, new, "SUPPLIERS", new, target, partner="S1")
        elif kind == "draw":
            self._post(kind, quantity, lot, source, new, target, to_lot=new)
        elif kind == "transfer":
            self._post(kind, quantity, lot, source, lot, target)
        elif kind == "scrap":
            self._post(kind, quantity, lot, source, lot, "DESTROYED")
        else:
            places = (source, "DIFFERENCES") if kind == "lost" else ("DIFFERENCES", target)
            self._post("adjust", quantity, lot, places[0], lot, places[1])
        if kind in ("receipt", "draw") and len(self.rows) > 1:
            self._lots.append(new)

    def _post(self, kind: str, quantity: Decimal, lot: str, source: str, into: str, target: str, **more: str) -> None:
        number = len(self.rows) + 1
        moved = line("RM", lot, str(quantity), source, target, **more)
        at = f"2026-03-{1 + number // 24:02}T{number % 24:02}:00:00Z"
        self.rows.append({"at": at, "movement": str(number), "kind": kind, "by": "wang", **moved})
        if source in PLACES and self.stock[lot, source] < quantity:
            self.short.append(Spot("movements.csv", number + 1, "quantity", "genealogy.StockShort"))
            self.stock[lot, source] = quantity
        self.stock[lot, source] -= quantity
        self.stock[into, target] += quantity


@pytest.mark.requirement("A11-04")
@given(steps=STEPS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_history_leaves_what_keeping_it_by_hand_leaves(
    tx: Transaction, bring_in: Import, steps: list[Step]
) -> None:
    ledger = Ledger()
    for step in steps:
        ledger.do(step)
    masters = {kind: table for kind, table in tables().items() if kind not in ("movements", "statuses", "holds")}
    plant: Tables = {**masters, "movements": ledger.rows}
    tx.wire.execute("SAVEPOINT before")
    assert spots(bring_in(plant)) == ledger.short
    if not ledger.short:
        by_hand = {(*key, value) for key, value in ledger.stock.items() if key[1] in PLACES and value}
        assert set(tx.wire.execute(LYING).fetchall()) == by_hand
        assert tx.wire.execute(DIFFERING).fetchall() == []
    tx.wire.simple(b"ROLLBACK TO before")


@pytest.mark.requirement("A11-04")
def test_the_demo_plant_comes_in_without_an_error_and_adds_up(tx: Transaction, bring_in: Import) -> None:
    folder = resource_files("veralot_resources") / "demo"
    sent = [
        ImportFile(name=entry.name, content=entry.read_bytes())
        for entry in folder.iterdir()
        if entry.name[0].isdigit() and entry.name.endswith((".csv", ".xlsx"))
    ]
    view = bring_in(sent)
    assert view.errors == []
    assert {count.kind for count in view.files} >= {"partners", "items", "movements", "statuses", "holds"}
    assert tx.wire.execute(DIFFERING).fetchall() == []
    packed = """
        SELECT p.package_no, p.quantity, count(u.id) FROM genealogy_package p JOIN genealogy_unit u ON u.package_id = p.id
        GROUP BY p.id HAVING p.quantity <> count(u.id)
    """
    assert tx.wire.execute(packed).fetchall() == []
    lots_apart = """
        SELECT l.lot_no, count(u.id), l.on_hand FROM (
            SELECT l.id, l.lot_no, sum(s.quantity) AS on_hand FROM genealogy_lot l
            JOIN items_item i ON i.id = l.item_id AND i.tracking IN ('serial', 'both')
            JOIN genealogy_stock s ON s.lot_id = l.id AND NOT s.outside GROUP BY l.id) AS l
        LEFT JOIN genealogy_unit u ON u.lot_id = l.id AND u.status = 'made'
        GROUP BY l.lot_no, l.on_hand HAVING count(u.id) <> l.on_hand
    """
    assert tx.wire.execute(lots_apart).fetchall() == []
