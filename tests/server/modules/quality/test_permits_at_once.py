"""Two people who use different lots of one permit at the same moment cannot use more than it allows between them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest

from tests.factories.genealogy import Plant
from tests.factories.people import person
from tests.factories.quality import Quality
from tests.server.modules.quality.test_permits import permitted
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.module import HANDLERS, tell_hearers
from veralot_server.core.transaction import Actor, begin
from veralot_server.rpc.dispatch import CONFLICTS, Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import ConsumeLine, ConsumeLots
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import PermitSpent

USED = "SELECT sum(quantity) FROM quality_permitted WHERE case_id = %s"
HALF = Decimal(20)


@pytest.mark.requirement("CN-41")
def test_two_lots_of_a_permit_used_at_once_do_not_go_beyond_it(
    new_database: Callable[[str], Urls], settings: Settings
) -> None:
    database = Database(new_database("permits_at_once").app, size=4)
    inner = Dispatcher(database, settings).inner
    with begin(database, settings, inner) as tx:
        tx.act(Actor.system("test"), "test.Setup")
        actor = person(tx, "tester", roles=())
        tx.act(actor, "test.Setup")
        plant = Plant(tx)
        item = plant.component()
        lots = [plant.material(100, item=item) for _ in range(2)]
        device = plant.device(kind=ItemKind.SEMI_FINISHED)
        outputs = [plant.produced(device, 1, f"WO-{number}") for number in range(2)]
        detail = permitted(Quality(plant), *lots, quantity=30)
        place = plant.at["WH"]

    first_has_used = Event()
    second_is_on_its_way = Event()

    def use(number: int) -> None:
        lines = [ConsumeLine(lot_id=lots[number].id, location_id=place, quantity=HALF)]
        command = ConsumeLots(order_no=f"WO-{number}", output_id=outputs[number].id, lines=lines)
        with begin(database, settings, inner) as tx:
            tx.act(actor, command.op)
            # The snapshot is taken before the other has committed.
            tx.wire.execute("SELECT 1")
            if number:
                second_is_on_its_way.set()
            HANDLERS[command.op](command, tx)
            tell_hearers(tx)
            if not number:
                first_has_used.set()
                second_is_on_its_way.wait(10)

    def again(number: int) -> None:
        first_has_used.wait(10)
        while True:
            try:
                return use(number)
            except CONFLICTS:
                continue

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(use, 0), pool.submit(again, 1)
        one.result(timeout=30)
        with pytest.raises(PermitSpent):
            other.result(timeout=30)
    with database.wire() as wire:
        row = wire.execute(USED, (detail.case.id,)).fetchone()
    assert row is not None
    assert row[0] == HALF
    database.close()
