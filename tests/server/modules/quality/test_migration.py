"""What permits and agreements there are goes through the migrations, back and forth, and says the same afterwards."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from alembic import command

from tests.factories.genealogy import Plant
from tests.factories.people import person
from tests.factories.quality import Quality
from tests.server.modules.quality.test_permits import permitted
from veralot_server.core import migrate
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.quality import SetAgreement

AGREED = "SELECT customer_id, notice_hours, agreed_by, agreed_at FROM quality_agreement ORDER BY id"
CASES = "SELECT id, status, quantity FROM quality_case WHERE kind = 'permit' ORDER BY id"
PERMITTED = "SELECT case_id, lot_id, way, quantity, seen FROM quality_permitted ORDER BY id"


@pytest.mark.requirement("CN-41")
def test_permits_and_agreements_are_filled_in_from_what_was_said(
    new_database: Callable[[str], Urls], settings: Settings
) -> None:
    urls = new_database("quality_migration")
    database = Database(urls.app, size=2)
    inner = Dispatcher(database, settings).inner
    with begin(database, settings, inner) as tx:
        tx.act(Actor.system("test"), "test.Setup")
        actor = person(tx, "tester", roles=())
        tx.act(actor, "test.Setup")
        plant = Plant(tx)
        item = plant.component()
        lots = [plant.material(100, item=item) for _ in range(2)]
        bounded = permitted(Quality(plant), *lots, quantity=30).case.id
        unbounded = permitted(Quality(plant), plant.material(10)).case.id
        for hours, customer in ((36, None), (8, plant.registrant), (9, plant.registrant), (7, plant.other)):
            values = {"consent_concession": True, "consent_rework": False}
            plant.do(SetAgreement(customer_id=customer, notice_hours=hours, **values))
        registrant, other, began = plant.registrant, plant.other, tx.now
    with database.wire() as wire:
        ended = wire.execute("SELECT clock_timestamp()").fetchall()[0][0]
        cases, counted = wire.execute(CASES).fetchall(), wire.execute(PERMITTED).fetchall()
    database.close()
    with migrate.connected(urls.owner) as connection:
        command.downgrade(migrate.config(connection), "0025")
    migrate.upgrade(urls.owner)
    database = Database(urls.app, size=2)
    with database.wire() as wire:
        by = actor.user_id
        agreed = wire.execute(AGREED).fetchall()
        assert [one[:3] for one in agreed] == [(registrant, 9, by), (other, 7, by)]
        assert all(began <= one[3] <= ended for one in agreed), "when the log says that it was entered"
        assert cases == [(bounded, "approved", Decimal(30)), (unbounded, "approved", None)]
        assert wire.execute(CASES).fetchall() == cases
        assert wire.execute(PERMITTED).fetchall() == counted
    database.close()
