"""The demonstration plant, imported from its own files and served."""

import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from tests.server.rpc.conftest import Caller, free_port, hang_up, served
from veralot_resources import path as resource
from veralot_server.cli.demo import PASSWORD, load
from veralot_server.core.embedded import Urls
from veralot_server.settings import Settings
from veralot_shared.contracts.identity import AcceptAccountability, SignatureNeeded
from veralot_shared.messages import SignatureEntry


@pytest.fixture(scope="session")
def story() -> dict[str, Any]:
    """Return the names and numbers of the demonstration plant's story."""
    return tomllib.loads(resource("demo/story.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def demo_plant(new_database: Callable[[str], Urls], settings: Settings) -> Settings:
    """Import the demonstration plant into a database of its own."""
    urls = new_database("journey_test")
    own = msgspec.structs.replace(
        settings, database_url=urls.app, owner_url=urls.owner, demo=True, port=free_port(), idle_seconds=3600
    )
    load(own)
    return own


@pytest.fixture(scope="session")
def address(demo_plant: Settings) -> Iterator[str]:
    """Serve the demonstration plant."""
    with served(demo_plant) as found:
        yield found
        hang_up()


@pytest.fixture(scope="session")
def people(address: str, story: dict[str, Any]) -> Callable[[str], "Person"]:
    """Return a function that signs in one of the story's people by role: `people("qa")`."""
    known: dict[str, Person] = {}

    def sign_in(role: str) -> Person:
        if role not in known:
            known[role] = Person(address, story["users"][role])
        return known[role]

    return sign_in


class Person(Caller):
    """A person of the demonstration plant, signed in, who signs with the published password."""

    def __init__(self, address: str, user_name: str) -> None:
        super().__init__(address, user_name)
        self.login(PASSWORD)
        self._accepted = False

    def sign(self, command: Any, reason: str = "") -> Any:
        """Send a signed command the way the client does: be refused, be shown what is signed, enter both components."""
        if not self._accepted:
            self.call(AcceptAccountability(password=PASSWORD))
            self._accepted = True
        with pytest.raises(SignatureNeeded) as needed:
            self.call(command)
        entry = SignatureEntry(
            user_name=self.user_name, secret=PASSWORD, shown_hash=needed.value.shown_hash, reason=reason
        )
        return self.call(msgspec.structs.replace(command, signature=entry))
