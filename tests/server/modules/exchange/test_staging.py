"""Files that wait on the server: piece by piece, found again, never another than was announced."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.identity import customer
from tests.server.modules.exchange.plant import Import, as_csv, tables
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import (
    FileAltered,
    FindStaged,
    ImportFile,
    ImportFiles,
    ListImports,
    ListMappings,
    ListRuns,
    PieceMisplaced,
    PreviewFile,
    StagedView,
    StageFile,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed

CONTENT = as_csv(tables()["partners"]).encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def piece(start: int, end: int | None = None, **changed: Any) -> StageFile:
    values: dict[str, Any] = {"sha256": SHA256, "size": len(CONTENT), "offset": start, "content": CONTENT[start:end]}
    return StageFile(**(values | changed))


def test_a_file_arrives_piece_by_piece_and_is_imported(tx: Transaction, bring_in: Import) -> None:
    assert tx.call(FindStaged(sha256=SHA256, size=len(CONTENT))).received == 0
    assert tx.call(piece(0, 10)) == StagedView(sha256=SHA256, size=len(CONTENT), received=10)
    assert tx.call(FindStaged(sha256=SHA256, size=len(CONTENT))).received == 10
    assert tx.call(piece(0, 10)).received == 10, "a piece that has arrived is no harm"
    assert tx.call(piece(10)).received == len(CONTENT)
    view = bring_in([ImportFile(name="partners.csv", sha256=SHA256)])
    assert view.id is not None
    assert [(file.rows, file.sha256, file.size) for file in view.files] == [(3, SHA256, len(CONTENT))]
    assert tx.call(FindStaged(sha256=SHA256, size=len(CONTENT))).received == 0, "what is imported waits no more"


def test_a_file_that_has_not_arrived_whole_is_an_error_of_it(tx: Transaction, bring_in: Import) -> None:
    tx.call(piece(0, 10))
    view = bring_in([ImportFile(name="partners.csv", sha256=SHA256)])
    assert [(error.file, error.code) for error in view.errors] == [("partners.csv", "exchange.FileNotStaged")]


def test_a_gap_is_refused_and_says_where_to_go_on(tx: Transaction) -> None:
    tx.call(piece(0, 10))
    with pytest.raises(PieceMisplaced) as refused:
        tx.call(piece(20, 30))
    assert (refused.value.received, refused.value.offset) == (10, 20)


def test_another_file_than_was_announced_is_discarded(tx: Transaction) -> None:
    with pytest.raises(FileAltered):
        tx.call(piece(0, content=CONTENT[:-1] + b"!"))
    assert tx.call(FindStaged(sha256=SHA256, size=len(CONTENT))).received == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"sha256": "../../etc/passwd"},
        {"sha256": SHA256.upper()},
        {"size": 0},
        {"size": 64 * 1024 * 1024 + 1},
        {"offset": -1},
        {"content": b""},
        {"content": CONTENT + b"!"},
    ],
)
def test_what_is_announced_is_bounded(tx: Transaction, changed: dict[str, Any]) -> None:
    with pytest.raises(ValueNotAllowed):
        tx.call(piece(0, **changed))


def test_what_waits_longer_than_a_week_is_discarded(tx: Transaction) -> None:
    tx.call(piece(0, 10))
    tx.wire.execute("UPDATE staging.file SET at = at - interval '8 days'")
    other = b"code\n"
    tx.call(StageFile(sha256=hashlib.sha256(other).hexdigest(), size=5, offset=0, content=other))
    assert tx.call(FindStaged(sha256=SHA256, size=len(CONTENT))).received == 0


@pytest.mark.trap("T11")
@pytest.mark.requirement("P11-11")
def test_to_a_customers_user_there_are_no_imports(
    tx: Transaction, act_as: Callable[..., Any], bring_in: Import
) -> None:
    bring_in(tables())
    actor = act_as(name="outsider", customer_id=customer(tx, "C-9"))
    assert actor.permissions >= {"exchange:import:run", "exchange:import:read"}
    assert tx.call(ListImports()) == []
    assert tx.call(ListRuns()) == []
    assert tx.call(ListMappings()) == []
    file = ImportFile(name="partners.csv", content=CONTENT)
    for message in (piece(0), ImportFiles(files=[file]), PreviewFile(file=file)):
        with pytest.raises(RecordNotFound):
            tx.call(message)
