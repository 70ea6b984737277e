"""What the tests of the identity module share."""

from collections.abc import Callable

import pytest

from veralot_server.core.transaction import Refused
from veralot_server.modules.identity.secrets import Vault
from veralot_server.settings import Settings
from veralot_shared.errors import CodedError


@pytest.fixture(scope="session", autouse=True)
def vault(settings: Settings) -> Vault:
    """Make the key of the vault, as `init` does."""
    return Vault.create(settings.keys, {})


@pytest.fixture
def refusal() -> Callable[..., CodedError]:
    """Return a function that calls a handler and returns the error with which it refuses, its work kept or not."""

    def call(handler: Callable[..., object], *arguments: object) -> CodedError:
        try:
            handler(*arguments)
        except Refused as kept:
            return kept.error
        except CodedError as error:
            return error
        pytest.fail("it was not refused")

    return call
