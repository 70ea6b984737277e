"""A nonconformity and a use of its lot at the same moment: what was used is suspected, or it is not used."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.people import person
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.module import HANDLERS
from veralot_server.core.transaction import Actor, begin
from veralot_server.rpc.dispatch import CONFLICTS, Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import ConsumeLine, ConsumeLots, LotOnHold, ShipLine, ShipLots
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import LotRole, OpenNcr
from veralot_shared.errors import CodedError
from veralot_shared.messages import Command

NAMED = "SELECT lot_id, role FROM quality_lot"


class Setting:
    """A lot in a database of its own, something made of it that is on the market, and something that is being made."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.inner = Dispatcher(database, settings).inner
        with begin(database, settings, self.inner) as tx:
            tx.act(Actor.system("test"), "test.Setup")
            self.actor = person(tx, "tester", roles=())
            tx.act(self.actor, "test.Setup")
            plant = Plant(tx)
            self.output = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 1, "WO-1")
            self.lot = plant.material(100)
            self.sold = plant.produced(plant.device(), 3)
            plant.consume(self.sold, self.lot, 10)
            plant.on_market(self.sold)
            self.units = plant.unit_ids(self.sold)
            self.place, self.customer = plant.at["WH"], plant.registrant

    def using(self, use: str) -> Command[Any]:
        """Return the command that makes something of the lot, or sends away what was made of it."""
        if use == "consume":
            line = ConsumeLine(lot_id=self.lot.id, location_id=self.place, quantity=Decimal(20))
            return ConsumeLots(order_no="WO-1", output_id=self.output.id, lines=[line])
        away = ShipLine(lot_id=self.sold.id, location_id=self.place, quantity=Decimal(3), unit_ids=self.units)
        return ShipLots(shipment_no="SH-1", customer_id=self.customer, lines=[away])

    def both(self, order: Sequence[Command[Any]]) -> CodedError | None:
        """Carry two commands out, the second while the first is not committed; return with what the second is refused."""
        first_is_done, second_is_on_its_way = Event(), Event()

        def carry_out(number: int) -> None:
            with begin(self.database, self.settings, self.inner) as tx:
                tx.act(self.actor, order[number].op)
                # The snapshot is taken before the other has committed.
                tx.wire.execute("SELECT FROM quality_case")
                if number:
                    second_is_on_its_way.set()
                HANDLERS[order[number].op](order[number], tx)
                if not number:
                    first_is_done.set()
                    second_is_on_its_way.wait(10)

        def again() -> CodedError | None:
            first_is_done.wait(10)
            while True:
                try:
                    carry_out(1)
                except CONFLICTS:
                    continue
                except CodedError as refused:
                    return refused
                return None

        with ThreadPoolExecutor(2) as pool:
            one, other = pool.submit(carry_out, 0), pool.submit(again)
            one.result(timeout=30)
            return other.result(timeout=30)


@pytest.mark.requirement("CN-38")
@pytest.mark.parametrize("ncr_first", [True, False])
@pytest.mark.parametrize("use", ["consume", "ship"])
def test_a_lot_is_not_used_while_it_is_held(
    new_database: Callable[[str], Urls], settings: Settings, use: str, *, ncr_first: bool
) -> None:
    database = Database(new_database(f"ncr_at_once_{use}_{ncr_first}").app, size=4)
    setting = Setting(database, settings)
    report, using = OpenNcr(title="Open", description="Parts", lot_ids=[setting.lot.id]), setting.using(use)
    refused = setting.both([report, using] if ncr_first else [using, report])
    with database.wire() as wire:
        roles = dict(wire.execute(NAMED).fetchall())
    database.close()
    if ncr_first:
        assert isinstance(refused, LotOnHold)
        return
    assert refused is None
    if use == "consume":
        assert roles[setting.output.id] == LotRole.SUSPECT, "it was made of the lot before that was held"
    else:
        assert roles[setting.sold.id] == LotRole.IMPACTED, "it has left, and somebody must decide about it"
