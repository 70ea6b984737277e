"""What the import's tests share."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.server.modules.exchange.plant import Import, Tables, files
from tests.server.modules.exchange.site import Site
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Transaction
from veralot_server.settings import Settings
from veralot_shared.contracts.exchange import ImportFile, ImportFiles, ImportView


@pytest.fixture
def bring_in(tx: Transaction) -> Import:
    """Return a function that imports tables or files."""

    def run(what: Tables | Sequence[ImportFile], *, dry_run: bool = False) -> ImportView:
        sent = files(what) if isinstance(what, dict) else list(what)
        return tx.call(ImportFiles(files=sent, dry_run=dry_run))

    return run


@pytest.fixture
def site(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[Site]:
    """Return a plant whose imports are committed."""
    made = Site(new_database("import_site"), settings)
    yield made
    made.close()
