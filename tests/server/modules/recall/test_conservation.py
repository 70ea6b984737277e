"""Whatever people did before, in whatever order: every figure of a recall is what movements and stock say by themselves."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.factories.recall import Recalls
from tests.server.modules.genealogy.test_conservation import Movements
from veralot_server.core.database import Database
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import Scope
from veralot_shared.contracts.recall import AffectedView, ItemTotal, LotSuspect
from veralot_shared.ids import ItemId, LotId

MISSING = """
SELECT s.lot_id, s.quantity FROM genealogy_stock s JOIN genealogy_location p ON p.id = s.location_id
WHERE p.kind = 'differences'
"""

BROUGHT = """
SELECT l.item_id, sum(m.quantity) FROM genealogy_movement_line m
JOIN genealogy_movement v ON v.id = m.movement_id JOIN genealogy_lot l ON l.id = m.lot_id
WHERE v.kind IN ('receipt', 'produce') GROUP BY l.item_id
"""

BALANCES = """
SELECT l.item_id, p.kind, p.outside, sum(s.quantity) FROM genealogy_stock s
JOIN genealogy_location p ON p.id = s.location_id JOIN genealogy_lot l ON l.id = s.lot_id GROUP BY 1, 2, 3
"""

CHECKED = 4
"""So many lots of a history are suspected one by one, besides all of them together."""


def balanced(total: ItemTotal) -> bool:
    """Tell whether made = on hand + in process + used + shipped - returned + scrapped + sent back + unaccounted."""
    gone = total.used + total.shipped - total.returned + total.scrapped + total.returned_to_supplier
    return total.made == total.on_hand + total.in_process + gone + total.unaccounted


class Recalled(Movements):
    """After a random history, suspects are found and counted."""

    checks: Counter[str]

    def check_traces(self) -> None:
        """Check the figures instead of the traces, which have a test of their own."""
        recalls = Recalls(self.plant)
        every = [LotId(row[0]) for row in self.tx.wire.execute("SELECT id FROM genealogy_lot ORDER BY id")]
        whole = recalls.find(*(LotSuspect(lot_id=lot) for lot in every), scope=Scope.LOT)
        assert {lot.id for lot in whole.lots} == set(every)
        self.everything(whole)
        for scope in Scope:
            for lot in every[:CHECKED]:
                self.coherent(recalls.find(LotSuspect(lot_id=lot), scope=scope))
            self.coherent(recalls.find(*(LotSuspect(lot_id=lot) for lot in every[:CHECKED]), scope=scope))

    def everything(self, found: AffectedView) -> None:
        """Check that all lots together are what was ever received or made, and lie where the stock says."""
        brought = {ItemId(item): quantity for item, quantity in self.tx.wire.execute(BROUGHT)}
        assert {total.item_id: total.made for total in found.totals} == brought
        stock: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
        inside: defaultdict[int, Decimal] = defaultdict(Decimal)
        for item, kind, outside, quantity in self.tx.wire.execute(BALANCES):
            stock[item, kind] += quantity
            inside[item] += 0 if outside else quantity
        for total in found.totals:
            assert total.on_hand + total.in_process == inside[total.item_id]
            assert total.shipped - total.returned == stock[total.item_id, "customers"]
            assert total.scrapped == stock[total.item_id, "destroyed"]
            assert total.unaccounted == stock[total.item_id, "differences"]
        self.coherent(found)

    def coherent(self, found: AffectedView) -> None:
        """Check that figures fit each other, and that what is unaccounted for is what counts did not find."""
        missing = {LotId(lot): quantity for lot, quantity in self.tx.wire.execute(MISSING)}
        assert all(balanced(total) for total in found.totals)
        lying, shipped = Counter[LotId](), Counter[LotId]()
        for place in found.places:
            lying[place.lot_id] += int(place.quantity)
        for line in found.shipped:
            shipped[line.lot_id] += int(line.quantity - line.returned)
        for lot in found.lots:
            self.checks["whole" if lot.whole else "single"] += 1
            assert lot.unaccounted == (missing.get(lot.id, 0) if lot.whole else 0), lot
            assert lying[lot.id] == lot.on_hand + lot.in_process
            assert min(lot.made, lot.on_hand, lot.in_process, lot.used, lot.shipped, lot.returned, lot.scrapped) >= 0
        assert sum(shipped.values()) == sum(lot.shipped - lot.returned for lot in found.lots)


@pytest.mark.requirement("I-32")
def test_figures_are_conserved_over_random_histories(request: pytest.FixtureRequest, database: Database) -> None:
    plant_settings: Settings = request.getfixturevalue("settings")
    bound: dict[str, Any] = {
        "database": database,
        "plant_settings": plant_settings,
        "carried_out": Counter(),
        "checks": Counter(),
    }
    kind = type("Bound", (Recalled,), bound)
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    checks: Counter[str] = bound["checks"]
    assert min(checks["whole"], checks["single"]) > 0, checks
