"""The log in batches: what was written in bulk is found row by row, read as it was, and cannot be altered row by row."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb, set_json_loads

from tests.server.core.test_audit_log import acting, add_partner, forge, sealed, verified
from veralot_server.core.audit.proofs import RecordKey, prove_records
from veralot_server.core.certificates import LogKey
from veralot_server.core.database import exact_json
from veralot_server.core.embedded import Urls
from veralot_shared.rules import checkpoint
from veralot_shared.verify import log
from veralot_shared.verify.format import EntryProof, Proofs
from veralot_shared.verify.rows import changed, elements, fields

MANY = 700


@pytest.fixture
def key(tmp_path: Path) -> LogKey:
    return LogKey.load_or_create(tmp_path, "test-log")


@pytest.fixture
def plant(new_database: Callable[[str], Urls]) -> Urls:
    return new_database("audit_batches_test")


def add_many(wire: psycopg.Connection[Any], count: int = MANY) -> list[int]:
    """Add partners by one statement, and return their numbers."""
    query = """INSERT INTO items_partner (code, kind, name, name_zh, address, country)
               SELECT 'M-' || n, 'supplier', 'Supplier ' || n, '供应商', '', 'CN' FROM generate_series(1, %s) n RETURNING id"""
    return [row[0] for row in wire.execute(query, (count,))]


def history(wire: psycopg.Connection[Any], record: int) -> list[tuple[Any, ...]]:
    query = """SELECT operation::text, old, new FROM audit.entry
               WHERE table_name = 'items_partner' AND place = ANY (audit.places(%(key)s)) AND key = %(key)s ORDER BY id"""
    return wire.execute(query, {"key": str(record)}).fetchall()


@pytest.mark.requirement("P11-06")
def test_a_bulk_insert_is_a_few_batches_in_which_every_row_is_found(plant: Urls) -> None:
    with acting(plant.app) as wire:
        partners = add_many(wire)
        batches = (
            "SELECT count(*), sum(cardinality(rows)) FROM audit.batch WHERE message = 'test.Write' AND operation = 'I'"
        )
        assert wire.execute(batches).fetchone() == (len({partner >> 8 for partner in partners}), MANY)
        for partner in partners[:3] + partners[254:259] + partners[-3:]:
            ((operation, old, new),) = history(wire, partner)
            assert (operation, old, new["id"]) == ("I", None, partner)
        listed = "SELECT count(DISTINCT id), count(DISTINCT key) FROM audit.entry WHERE message = 'test.Write'"
        assert wire.execute(listed).fetchone() == (MANY, MANY)


@pytest.mark.requirement("P11-06")
def test_a_rows_history_goes_on_through_single_changes_and_bulk_ones(plant: Urls) -> None:
    with acting(plant.app) as wire:
        partners = add_many(wire)
        one = partners[300]
        wire.execute("UPDATE items_partner SET address = 'Suzhou' WHERE id = %s", (one,))
        wire.execute("UPDATE items_partner SET country = 'SG' WHERE id = ANY(%s)", (partners[::2],))
        wire.execute("UPDATE items_partner SET country = 'SG' WHERE id = ANY(%s)", (partners,))
        assert [(old, new["address"], new["country"]) for _, old, new in history(wire, one)] == [
            (None, "", "CN"),
            ({"address": ""}, "Suzhou", "CN"),
            ({"country": "CN"}, "Suzhou", "SG"),
        ]
        assert len(history(wire, partners[301])) == 2, "the second bulk change alone touched it"
        assert history(wire, max(partners) + 1) == []


def test_a_change_that_changes_nothing_is_no_entry(plant: Urls) -> None:
    with acting(plant.app) as wire:
        partner = add_partner(wire, "S-1")
        wire.execute("UPDATE items_partner SET country = country")
        assert len(history(wire, partner)) == 1


def test_a_rows_number_never_changes(plant: Urls) -> None:
    with acting(plant.app) as wire:
        add_partner(wire, "S-1")
    with acting(plant.app) as wire, pytest.raises(psycopg.Error, match="must not change"):
        wire.execute("UPDATE items_partner SET id = id + 1000000")


@pytest.mark.requirement("P11-02")
def test_bulk_changes_verify(plant: Urls, key: LogKey) -> None:
    with acting(plant.app) as wire:
        partners = add_many(wire)
        wire.execute("UPDATE items_partner SET country = 'SG' WHERE id = ANY(%s)", (partners[::3],))
    sealed(plant.app, key)
    report = verified(plant, key)
    assert report.findings == []
    assert report.entries > report.leaves + MANY


@pytest.mark.requirement("P11-02")
@pytest.mark.parametrize(
    "forged",
    [
        "rows[40] = replace(rows[40], 'Supplier', 'Forged')",
        "offsets[40] = offsets[41]",
        "place = place - 1",
        "columns = replace(columns, 'address', 'country')",
        "rows = rows[:39] || rows[41:]",
        "olds = rows",
        "offsets = NULL",
    ],
)
def test_one_altered_row_among_hundreds_is_noticed(plant: Urls, key: LogKey, forged: str) -> None:
    with acting(plant.app) as wire:
        add_many(wire)
    sealed(plant.app, key)
    with psycopg.connect(plant.app) as wire:
        batch = "SELECT id FROM audit.batch WHERE cardinality(rows) > 100 AND table_name = 'items_partner' ORDER BY id LIMIT 1"
        found = wire.execute(batch).fetchone()
    assert found is not None
    forge(plant, "audit.batch", f"UPDATE audit.batch SET {forged} WHERE id = %s", found[0])  # noqa: S608 - the forger's own
    report = verified(plant, key, records=False)
    assert [finding.what for finding in report.findings] == ["changed"]
    assert report.findings[0].table == "items_partner"


@pytest.mark.requirement("P11-02")
def test_one_altered_business_row_among_hundreds_is_named(plant: Urls, key: LogKey) -> None:
    with acting(plant.app) as wire:
        partners = add_many(wire)
    sealed(plant.app, key)
    forge(plant, "items_partner", "UPDATE items_partner SET name = 'Forged' WHERE id = %s", partners[333])
    (finding,) = verified(plant, key).findings
    assert (finding.what, finding.key) == ("row changed", str(partners[333]))
    assert finding.detail == "name: logged 'Supplier 334', found 'Forged'"


@pytest.mark.requirement("CMO-01", "P11-02")
def test_a_row_of_a_bulk_change_is_proven_without_a_word_about_the_others(plant: Urls, key: LogKey) -> None:
    with acting(plant.app) as wire:
        partners = add_many(wire)
        wire.execute("UPDATE items_partner SET country = 'SG' WHERE id = ANY(%s)", (partners,))
    wanted = [partners[7], partners[400]]
    with psycopg.connect(plant.app, autocommit=True) as wire:
        proven = prove_records(wire, key, [RecordKey("items_partner", str(partner)) for partner in wanted])
    assert len(proven.entries) == 4
    entries = [
        EntryProof(
            entry_id=proof.entry_id,
            index=proof.index,
            leaf=b64decode(proof.leaf),
            content=b64decode(proof.content),
            path=[bytes.fromhex(node) for node in proof.path],
        )
        for proof in proven.entries
    ]
    proofs = Proofs(checkpoint=proven.head.note, vkey=proven.head.key, entries=entries, consistency=[])
    check, leaves = log.check_inclusion(proofs, checkpoint.verify(proven.head.note, key.vkey))
    assert leaves is not None, check
    assert sorted({leaf.key for leaf in leaves}) == sorted(map(str, wanted))
    assert [leaf.old for leaf in leaves if leaf.operation == "U"] == [{"country": "CN"}] * 2
    told = b"".join(entry.leaf + entry.content for entry in entries).decode(errors="replace")
    assert "Supplier 8" in told
    assert "Supplier 9" not in told


@pytest.mark.requirement("P11-02")
def test_rows_still_verify_after_their_table_got_another_column(plant: Urls, key: LogKey) -> None:
    with acting(plant.app) as wire:
        partners = add_many(wire)
    with psycopg.connect(plant.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE items_partner ADD COLUMN rating integer NOT NULL DEFAULT 3, ADD COLUMN remark text")
        owner.execute("ALTER TABLE items_partner DROP COLUMN address")
    with acting(plant.app) as wire:
        wire.execute("UPDATE items_partner SET rating = 5 WHERE id = %s", (partners[0],))
        ((_, old, new),) = history(wire, partners[0])[1:]
        assert (old, new["rating"], "address" in new) == ({"rating": 3}, 5, False)
    sealed(plant.app, key)
    assert verified(plant, key).findings == []
    forge(plant, "items_partner", "UPDATE items_partner SET rating = 1 WHERE id = %s", partners[1])
    forge(plant, "items_partner", "UPDATE items_partner SET rating = 1 WHERE id = %s", partners[0])
    assert [finding.key for finding in verified(plant, key).findings] == [str(partners[0]), str(partners[1])]


# --- reading rows ----------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", " ", '"', '""', "\\", ",", "(", ")", "NULL", "{}", "a\nb", '\\"', "***"]
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "smallint": st.integers(-(2**15), 2**15 - 1),
    "numeric": st.decimals(-(10**12), 10**12, places=6),
    "boolean": st.booleans(),
    "text": TEXT,
    "date": st.dates(),
    "timestamp with time zone": st.datetimes(timezones=st.timezones(no_cache=True)).filter(lambda at: at.year > 1),
    "bytea": st.binary(max_size=9),
    "jsonb": st.recursive(TEXT | st.integers() | st.none(), lambda part: st.lists(part) | st.dictionaries(TEXT, part)),
    "uuid": st.uuids(),
    "text[]": st.lists(TEXT | st.none(), max_size=4),
    "bigint[]": st.lists(st.integers(-(2**63), 2**63 - 1), max_size=4),
}
COLUMNS = ", ".join(f"c{number} {kind}" for number, kind in enumerate(VALUES))
ROWS = st.tuples(*(st.none() | values for values in VALUES.values()))


@contextmanager
def bare(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Connect with a table of all types at hand, and times as the log writes them."""
    with psycopg.connect(url, options="-c TimeZone=UTC -c DateStyle=ISO") as wire:
        set_json_loads(exact_json, wire)
        wire.execute(f"CREATE TEMPORARY TABLE any_row ({COLUMNS})")
        yield wire
        wire.rollback()


def written(wire: psycopg.Connection[Any], row: tuple[Any, ...]) -> tuple[str, Any, Any]:
    """Return a row as PostgreSQL writes it, as `to_jsonb` reads it, and as `audit.fields` does."""
    given = [
        Jsonb(value) if kind == "jsonb" and value is not None else value
        for kind, value in zip(VALUES, row, strict=True)
    ]
    marks = ", ".join(f"%s::{kind}" for kind in VALUES)
    wire.execute("DELETE FROM any_row")
    wire.execute(f"INSERT INTO any_row VALUES ({marks})", given)  # noqa: S608 - placeholders
    query = "SELECT r::text, to_jsonb(r), audit.fields(%s, r::text) FROM any_row r"
    found = wire.execute(query, (COLUMNS,)).fetchone()
    assert found is not None
    return found[0], found[1], found[2]


@pytest.mark.requirement("P11-06")
def test_any_row_is_read_as_the_database_reads_it(urls: Urls) -> None:
    @settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(ROWS, ROWS)
    def check(one: tuple[Any, ...], two: tuple[Any, ...]) -> None:
        before, told, read = written(wire, one)
        assert read == told
        assert fields(COLUMNS, before) == told
        after, told_after, _ = written(wire, two)
        differing = {name for name in told if told[name] != told_after[name]}
        assert differing <= changed(COLUMNS, before, after).keys()
        query = "SELECT audit.changed(%s, %s, %s)"
        assert wire.execute(query, (COLUMNS, before, after)).fetchone() == (changed(COLUMNS, before, after),)

    with bare(urls.app) as wire:
        check()


def test_an_arrays_text_is_read_by_its_elements() -> None:
    assert elements('{1,NULL,"NULL","a \\"b\\" \\\\","",x}') == ["1", None, "NULL", 'a "b" \\', "", "x"]
    assert elements("{}") == []
