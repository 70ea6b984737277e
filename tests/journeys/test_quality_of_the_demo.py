"""The demonstration plant's quality records are made by the real messages: signed, held, late and open as they should be."""

from collections.abc import Callable, Iterator

import msgspec
import psycopg
import pytest

from veralot_server.cli.demo import load
from veralot_server.core.embedded import Urls
from veralot_server.settings import Settings

COUNTS = (
    "SELECT kind, count(*), count(*) FILTER (WHERE closed_at IS NULL) FROM quality_case GROUP BY kind ORDER BY kind"
)
UNSIGNED = """
SELECT count(*) FROM quality_step WHERE event IN ('dispose', 'approve', 'close', 'decide', 'issue') AND signature_id IS NULL
"""
HELD = """
SELECT count(*) FROM quality_lot q JOIN genealogy_hold h ON h.id = q.hold_id WHERE h.lifted_at IS NULL
"""


@pytest.fixture(scope="module")
def plant(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Load the demonstration with its quality records, and look into its database."""
    urls = new_database("quality_demo")
    load(msgspec.structs.replace(settings, database_url=urls.app, owner_url=urls.owner, demo=True), events=True)
    with psycopg.connect(urls.app) as connection:
        yield connection


def test_every_kind_is_there_and_most_are_worked_on(plant: psycopg.Connection[tuple[object, ...]]) -> None:
    assert plant.execute(COUNTS).fetchall() == [
        ("capa", 1, 1),
        ("complaint", 2, 2),
        ("deviation", 2, 2),
        ("ncr", 15, 5),
        ("permit", 1, 1),
        ("qct", 1, 1),
        ("scar", 1, 1),
    ]


def test_what_is_signed_is_signed_and_what_is_open_is_held(plant: psycopg.Connection[tuple[object, ...]]) -> None:
    assert plant.execute(UNSIGNED).fetchone() == (0,)
    (held,) = plant.execute(HELD).fetchone() or (0,)
    assert held == 2, "the lots of what was found and not yet decided on"
