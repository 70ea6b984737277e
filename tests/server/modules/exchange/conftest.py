"""What the import's tests share."""

from collections.abc import Sequence

import pytest

from tests.server.modules.exchange.plant import Import, Tables, files
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import ImportFile, ImportFiles, ImportView


@pytest.fixture
def bring_in(tx: Transaction) -> Import:
    """Return a function that imports tables or files."""

    def run(what: Tables | Sequence[ImportFile], *, dry_run: bool = False) -> ImportView:
        sent = files(what) if isinstance(what, dict) else list(what)
        return tx.call(ImportFiles(files=sent, dry_run=dry_run))

    return run
