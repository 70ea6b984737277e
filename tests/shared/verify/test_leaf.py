"""A leaf of the audit log is read as the database wrote it: in its order, with every digit, in any state of a row."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.factories.evidence import LOT, lot_log
from veralot_shared.verify.leaf import Leaf, newest_rows, parse

AS_POSTGRESQL_WRITES = (
    '[1007, "2026-03-02T17:17:15.123456Z", 8, "li.na", 32, "QA-PC-01", "genealogy.ReleaseLot", '
    '"00000000-0000-4000-8000-000000001007", "genealogy_lot", "17", "U", {"status": "in_test"}, '
    '{"status": "released", "quantity_made": 12000.000000000000000001}, "放行", 9, "Asia/Shanghai"]'
).encode()


@pytest.mark.requirement("P11-06")
def test_every_part_is_read() -> None:
    leaf = parse(AS_POSTGRESQL_WRITES)
    assert leaf.at == datetime(2026, 3, 2, 17, 17, 15, 123456, tzinfo=UTC)
    assert (leaf.id, leaf.user_name, leaf.workstation, leaf.message) == (
        1007,
        "li.na",
        "QA-PC-01",
        "genealogy.ReleaseLot",
    )
    assert (leaf.row, leaf.operation, leaf.reason, leaf.signature_id) == (("genealogy_lot", "17"), "U", "放行", 9)
    assert (leaf.old, leaf.zone) == ({"status": "in_test"}, "Asia/Shanghai")


def test_numbers_keep_every_digit() -> None:
    new = parse(AS_POSTGRESQL_WRITES).new or {}
    assert new["quantity_made"] == Decimal("12000.000000000000000001")


def test_what_later_versions_add_at_the_end_is_passed_over() -> None:
    longer = json.dumps([*json.loads(AS_POSTGRESQL_WRITES), "something new"]).encode()
    assert parse(longer).id == 1007


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"[1,2]", b"\xff", b"[" * 100_000, AS_POSTGRESQL_WRITES[:-1]])
def test_what_is_no_entry_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not an entry of the audit log"):
        parse(data)


def test_a_row_is_what_its_changes_made_of_it() -> None:
    log, entries = lot_log()
    rows = newest_rows(parse(log.leaves[entry - 1]) for entry in entries)
    row = rows["genealogy_lot", str(LOT)] or {}
    assert (row["status"], row["version"], row["lot_no"]) == ("released", 3, "P-26030017")


def test_a_deleted_row_is_none() -> None:
    leaf = parse(AS_POSTGRESQL_WRITES)
    deleted = Leaf(*(getattr(leaf, name) for name in Leaf.__struct_fields__))
    gone = json.loads(AS_POSTGRESQL_WRITES)
    gone[10], gone[12] = "D", None
    assert newest_rows([deleted, parse(json.dumps(gone).encode())])[leaf.row] is None
