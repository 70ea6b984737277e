"""What the tests of the identity module share."""

from collections.abc import Callable

import msgspec
import pytest

from tests.factories.identity import refusal_of
from veralot_server.core.transaction import Refused
from veralot_server.modules.identity.secrets import Vault
from veralot_server.settings import Settings
from veralot_shared.errors import CodedError


@pytest.fixture(scope="session")
def settings(settings: Settings) -> Settings:
    """Return settings with which a password costs little, and make the key of the vault."""
    cheap = msgspec.structs.replace(settings, password_memory=64)
    Vault.create(cheap.keys, {})
    return cheap


@pytest.fixture
def refusal() -> Callable[..., CodedError]:
    """Return a function that calls a handler and returns the error with which it refuses."""

    def call(handler: Callable[..., object], *arguments: object) -> CodedError:
        with pytest.raises((Refused, CodedError)) as caught:
            handler(*arguments)
        return refusal_of(caught.value)

    return call
