"""What is spooled arrives in the database as it was."""

from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.modules.exchange.plant import Import, spots, tables
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.cells import CONTROL
from veralot_server.modules.exchange.spool import Spool
from veralot_server.modules.exchange.write import copy

WORDS = st.text(max_size=20).filter(lambda text: not CONTROL.search(text) and text.isascii() | text.isprintable())


@given(rows=st.lists(st.tuples(WORDS, st.one_of(st.none(), WORDS)), max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_words_survive(tx: Transaction, rows: list[tuple[str, str | None]]) -> None:
    tx.wire.execute("SAVEPOINT before")
    tx.wire.execute("CREATE TEMP TABLE import_role (user_key text, role text, n bigint GENERATED ALWAYS AS IDENTITY)")
    with ExitStack() as stack:
        spool = Spool(stack)
        for row in rows:
            spool.add(*row)
        assert spool.rows == len(rows)
        copy(tx, "import_role", spool)
    assert tx.wire.execute("SELECT user_key, role FROM import_role ORDER BY n").fetchall() == rows
    tx.wire.simple(b"ROLLBACK TO before")


@pytest.mark.requirement("A11-04")
@pytest.mark.parametrize(
    "text",
    [
        "a\\b",
        "\\N",
        "a\tb",
        "line\nbreak",
        "\\.",
        "=1+1",
        "'; DROP TABLE genealogy_lot; --",
        "100 %s %(x)s",
        "全角　空格",
    ],
)
def test_words_of_a_file_arrive_unchanged(tx: Transaction, bring_in: Import, text: str) -> None:
    plant = tables()
    plant["movements"][0]["reason"] = text
    assert spots(bring_in(plant)) == []
    found = tx.wire.execute(
        "SELECT reason FROM genealogy_movement WHERE kind = 'receipt' ORDER BY id LIMIT 1"
    ).fetchall()
    assert found == [(text,)]
