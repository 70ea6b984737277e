"""A plant whose changes are committed: what is sealed is only what others can see."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from tests.factories.people import person
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.items import CreatePartner, PartnerKind, PartnerView, UpdatePartner
from veralot_shared.messages import Message


class Plant:
    """People who send messages, each in a transaction of its own."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.dispatcher = Dispatcher(database, settings)

    @contextmanager
    def transaction(self, name: str, op: str = "test.Setup", customer_id: Any = None) -> Iterator[Transaction]:
        """Open a committed transaction of a person with every right."""
        with begin(self.database, self.settings, self.dispatcher.inner) as tx:
            tx.act(Actor.system("test"), "test.Setup")
            tx.act(person(tx, name, roles=(), customer_id=customer_id), op)
            yield tx

    def call(self, message: Message[Any], name: str = "li.na", **options: Any) -> Any:
        """Carry out a message and return its reply."""
        with self.transaction(name, message.op, **options) as tx:
            return tx.call(message)

    def partner(self, code: str, name: str = "li.na", **fields: Any) -> PartnerView:
        """Make a supplier."""
        found: PartnerView = self.call(
            CreatePartner(
                code=code, kind=PartnerKind.SUPPLIER, name=fields.pop("called", f"Supplier {code}"), **fields
            ),
            name,
        )
        return found

    def rename(self, partner: PartnerView, called: str, name: str = "li.na") -> PartnerView:
        """Change a supplier's name."""
        given = {field: getattr(partner, field) for field in UpdatePartner.__struct_fields__}
        changed: PartnerView = self.call(UpdatePartner(**{**given, "name": called}), name)
        return changed


@pytest.fixture(scope="module")
def plant(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[Plant]:
    """Return a plant with a log of its own."""
    urls = new_database("audit_module_test")
    database = Database(urls.app, size=4)
    own = msgspec.structs.replace(settings, database_url=urls.app, owner_url=urls.owner)
    yield Plant(database, own)
    database.close()
