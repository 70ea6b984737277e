"""The audit log: every change is caught in its transaction, sealed without holes, and nothing can be altered unseen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from veralot_server.core.audit.findings import Finding, Report
from veralot_server.core.audit.leaves import HEAD
from veralot_server.core.audit.sealer import seal, seal_all
from veralot_server.core.audit.tree import Store
from veralot_server.core.audit.verify import verify
from veralot_server.core.certificates import LogKey
from veralot_server.core.embedded import Urls
from veralot_shared.rules import checkpoint, merkle
from veralot_shared.rules.signed_note import parse_vkey

ACT = '{"user_id": 0, "user_name": "system", "workstation": "test", "message": "test.Write", "zone": "Asia/Shanghai"}'


@pytest.fixture
def key(tmp_path: Path) -> LogKey:
    return LogKey.load_or_create(tmp_path, "test-log")


@pytest.fixture
def plant(new_database: Callable[[str], Urls]) -> Urls:
    return new_database("audit_test")


@contextmanager
def acting(url: str, act: str = ACT) -> Iterator[psycopg.Connection[Any]]:
    """Open one transaction with an actor set."""
    with psycopg.connect(url) as wire:
        wire.execute("SELECT set_config('veralot.act', %s, true)", (act,))
        yield wire


def add_partner(wire: psycopg.Connection[Any], code: str) -> int:
    row = wire.execute(
        "INSERT INTO items_partner (code, kind, name, name_zh, address, country) "
        "VALUES (%s, 'supplier', 'Supplier', '供应商', '', 'CN') RETURNING id",
        (code,),
    ).fetchone()
    assert row is not None
    return int(row[0])


def sealed(url: str, key: LogKey) -> None:
    with psycopg.connect(url, autocommit=True) as wire:
        seal_all(wire, key)


def verified(plant: Urls, key: LogKey, **options: Any) -> Report:
    return verify(plant.app, parse_vkey(key.vkey), **options)


def forge(plant: Urls, table: str, statement: str, *values: object) -> None:
    """Alter the database as its owner, with the triggers out of the way."""
    with psycopg.connect(plant.owner, autocommit=True) as owner:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(statement, values)
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found(report: Report, what: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.what == what]


@pytest.mark.requirement("P11-06")
def test_a_change_is_logged_with_who_when_where_and_both_values(plant: Urls) -> None:
    with acting(plant.app) as wire:
        partner = add_partner(wire, "S-1")
        wire.execute("SELECT set_config('veralot.reason', 'moved house', true)")
        wire.execute("UPDATE items_partner SET address = 'Suzhou' WHERE id = %s", (partner,))
    with psycopg.connect(plant.app) as wire:
        row = wire.execute(
            "SELECT user_name, workstation, message, operation::text, old, new->>'address', reason, zone FROM audit.entry "
            "WHERE table_name = 'items_partner' AND key = %s ORDER BY id DESC LIMIT 1",
            (str(partner),),
        ).fetchone()
    assert row == ("system", "test", "test.Write", "U", {"address": ""}, "Suzhou", "moved house", "Asia/Shanghai")


@pytest.mark.requirement("P11-06")
def test_a_change_without_an_actor_is_refused(plant: Urls) -> None:
    with psycopg.connect(plant.app) as wire, pytest.raises(psycopg.Error, match="no actor is set"):
        add_partner(wire, "S-2")


@pytest.mark.requirement("P11-07")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit.batch SET user_name = 'nobody'",
        "DELETE FROM audit.batch",
        "TRUNCATE audit.batch",
        "UPDATE audit.leaf SET hash = hash",
        "DELETE FROM audit.head",
        "ALTER TABLE items_partner DISABLE TRIGGER audit_insert",
        "DROP TRIGGER audit_update ON items_partner",
        "UPDATE genealogy_stock SET quantity = 1",
    ],
)
def test_the_application_cannot_touch_the_log(plant: Urls, statement: str) -> None:
    with acting(plant.app) as wire, pytest.raises(psycopg.errors.InsufficientPrivilege):
        wire.execute(statement)


def test_even_the_owner_needs_to_switch_triggers_off(plant: Urls) -> None:
    with acting(plant.owner) as wire, pytest.raises(psycopg.Error, match="never removed wholesale"):
        wire.execute("DELETE FROM audit.batch")


@pytest.mark.requirement("P11-07")
def test_a_bulk_insert_is_one_statement_and_one_entry_a_row(plant: Urls) -> None:
    with acting(plant.app) as wire:
        wire.execute(
            "INSERT INTO items_partner (code, kind, name, name_zh, address, country) "
            "SELECT 'B-' || n, 'supplier', 'x', 'x', '', '' FROM generate_series(1, 500) n"
        )
        row = wire.execute(
            "SELECT count(*), count(DISTINCT key) FROM audit.entry WHERE new->>'code' LIKE 'B-%'"
        ).fetchone()
    assert row == (500, 500)


def test_secrets_never_reach_the_log(plant: Urls) -> None:
    with acting(plant.app) as wire:
        wire.execute(
            "INSERT INTO identity_user (user_name, user_key, full_name, state, must_change_password, password_hash) "
            "VALUES ('s', 's', 'S', 'active', false, 'argon2-hash')"
        )
        wire.execute("UPDATE identity_user SET password_hash = 'another-hash' WHERE user_key = 's'")
        rows = wire.execute(
            "SELECT old->>'password_hash', new->>'password_hash', (old || new)::text LIKE '%%hash\"' "
            "FROM audit.entry WHERE table_name = 'identity_user' AND new->>'user_key' = 's' ORDER BY id"
        ).fetchall()
    assert [row[:2] for row in rows] == [(None, "***"), ("***", "***")]


@pytest.mark.requirement("P11-02")
def test_an_untouched_log_verifies(plant: Urls, key: LogKey) -> None:
    sealed(plant.app, key)
    report = verified(plant, key)
    assert report.findings == []
    assert report.proven_size == report.entries > 100
    assert report.rows > 100


@pytest.mark.requirement("P11-02")
def test_a_changed_business_row_is_named(plant: Urls, key: LogKey) -> None:
    with acting(plant.app) as wire:
        partner = add_partner(wire, "S-3")
    sealed(plant.app, key)
    forge(plant, "items_partner", "UPDATE items_partner SET name = 'Forged' WHERE id = %s", partner)
    (finding,) = verified(plant, key).findings
    assert (finding.what, finding.table, finding.key) == ("row changed", "items_partner", str(partner))
    assert "Forged" in finding.detail
    assert finding.index is not None


@pytest.mark.requirement("P11-02")
def test_an_inserted_and_a_deleted_business_row_are_named(plant: Urls, key: LogKey) -> None:
    with acting(plant.app) as wire:
        gone = add_partner(wire, "S-4")
    sealed(plant.app, key)
    forge(plant, "items_partner", "DELETE FROM items_partner WHERE id = %s", gone)
    insert = "INSERT INTO items_partner (code, kind, name, name_zh, address, country) VALUES ('X', 'supplier', '', '', '', '')"
    forge(plant, "items_partner", insert)
    report = verified(plant, key)
    assert [finding.key for finding in found(report, "row missing")] == [str(gone)]
    assert len(found(report, "row inserted")) == 1
    assert len(report.findings) == 2


@pytest.mark.requirement("P11-02")
def test_a_changed_entry_is_named_by_its_index(plant: Urls, key: LogKey) -> None:
    sealed(plant.app, key)
    forge(plant, "audit.batch", "UPDATE audit.batch SET user_name = 'wang' WHERE id = 7")
    (finding,) = verified(plant, key, records=False).findings
    assert (finding.what, finding.index) == ("changed", 6)


@pytest.mark.requirement("P11-02")
def test_a_deleted_entry_is_named_by_its_index(plant: Urls, key: LogKey) -> None:
    sealed(plant.app, key)
    forge(plant, "audit.batch", "DELETE FROM audit.batch WHERE id = 9")
    (finding,) = verified(plant, key, records=False).findings
    assert (finding.what, finding.index) == ("missing", 8)


@pytest.mark.requirement("P11-02")
def test_reordered_entries_are_named(plant: Urls, key: LogKey) -> None:
    sealed(plant.app, key)
    forge(
        plant,
        "audit.leaf",
        "UPDATE audit.leaf a SET batch_id = b.batch_id + 1000000, batch_at = b.batch_at FROM audit.leaf b "
        "WHERE (a.index, b.index) IN ((3, 5), (5, 3))",
    )
    forge(plant, "audit.leaf", "UPDATE audit.leaf SET batch_id = batch_id - 1000000 WHERE batch_id > 1000000")
    report = verified(plant, key, records=False)
    assert [(finding.what, finding.index) for finding in report.findings] == [("reordered", 3), ("reordered", 5)]


@pytest.mark.requirement("P11-02")
def test_an_entry_that_bypassed_the_sealer_is_named(plant: Urls, key: LogKey) -> None:
    sealed(plant.app, key)
    with psycopg.connect(plant.owner, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO audit.batch (user_id, user_name, workstation, message, table_name, operation, columns, place, rows, "
            "reason, zone) VALUES (0, 'x', 'x', 'x', 'items_partner', 'I', 'id bigint', 1, '{(1)}', '', 'UTC')"
        )
    assert [finding.what for finding in verified(plant, key, records=False).findings] == ["inserted"]


@pytest.mark.requirement("P11-02")
def test_leaves_rewritten_with_their_entries_still_do_not_fit_the_signed_head(plant: Urls, key: LogKey) -> None:
    sealed(plant.app, key)
    forge(plant, "audit.batch", "UPDATE audit.batch SET user_name = 'wang' WHERE id = 7")
    forge(
        plant,
        "audit.leaf",
        f"UPDATE audit.leaf l SET hash = sha256('\\x00'::bytea || {HEAD} || '\\x0a'::bytea || ("  # noqa: S608 - the forger's
        "  SELECT string_agg(sha256(convert_to(r, 'UTF8')), '') FROM unnest(b.rows) AS r)) "
        "FROM audit.batch b WHERE b.id = l.batch_id AND b.id = 7",
    )
    report = verified(plant, key, records=False)
    assert [finding.what for finding in report.findings] == ["root differs"]
    assert report.proven_size == 0


@pytest.mark.requirement("P11-02")
def test_a_kept_checkpoint_proves_that_history_was_not_rewritten(plant: Urls, key: LogKey, tmp_path: Path) -> None:
    sealed(plant.app, key)
    with psycopg.connect(plant.app) as wire:
        head = Store(wire).head()
    assert head is not None
    with acting(plant.app) as wire:
        add_partner(wire, "S-5")
    sealed(plant.app, key)
    assert verified(plant, key, since=head.note).clean

    other = LogKey.load_or_create(tmp_path / "other", "test-log")
    forged = other.sign(head.size, bytes(head.root))
    assert [finding.what for finding in verified(plant, key, since=forged).findings] == ["checkpoint refused"]
    rewritten = key.sign(head.size, merkle.leaf_hash(b"another history"))
    assert [finding.what for finding in verified(plant, key, since=rewritten).findings] == ["rewritten"]


def test_uncommitted_work_does_not_hold_up_the_sealing_of_others(plant: Urls, key: LogKey) -> None:
    sealed(plant.app, key)
    with acting(plant.app) as slow:
        add_partner(slow, "S-6")
        with acting(plant.app) as quick:
            add_partner(quick, "S-7")
        with psycopg.connect(plant.app, autocommit=True) as wire:
            head = seal(wire, key)
            assert head is not None
    sealed(plant.app, key)
    report = verified(plant, key)
    assert report.clean
    assert report.proven_size == head.size + 1


def test_a_killed_sealer_leaves_no_hole(plant: Urls, key: LogKey) -> None:
    with psycopg.connect(plant.app) as dying:
        seal(dying, key)
        dying.rollback()
    sealed(plant.app, key)
    assert verified(plant, key).clean


def test_two_sealers_at_once_take_turns(plant: Urls, key: LogKey) -> None:
    with psycopg.connect(plant.app) as first, psycopg.connect(plant.app, autocommit=True) as second:
        assert seal(first, key) is not None
        assert seal(second, key, wait=False) is None
        first.commit()
    assert verified(plant, key).clean


def test_every_head_is_a_note_that_outsiders_can_verify(plant: Urls, key: LogKey) -> None:
    sealed(plant.app, key)
    with psycopg.connect(plant.app) as wire:
        store = Store(wire)
        head = store.head()
        assert head is not None
        signed = checkpoint.verify(head.note, key.vkey)
        assert (signed.origin, signed.size, signed.root) == ("test-log", head.size, bytes(head.root))
        leaf = store.source(0, 5, 6)[0]
        assert merkle.verify_inclusion(leaf, 5, head.size, store.inclusion(5, head.size), signed.root)
