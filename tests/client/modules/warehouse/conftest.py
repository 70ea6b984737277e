"""What the tests of the warehouse's pages share."""

from collections.abc import Callable

import pytest

from veralot_client.core.services import Services
from veralot_shared.messages import Event

Tell = Callable[[Event], None]


@pytest.fixture
def tell(services: Services) -> Tell:
    """Tell an event as the stream of changes does."""

    def tell_event(event: Event) -> None:
        services.changes._observers[event.name].tell(event)  # noqa: SLF001 - what the listener's thread calls

    return tell_event
