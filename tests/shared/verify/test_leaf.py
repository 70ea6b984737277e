"""A leaf of the audit log is read as the database wrote it: in its order, with every digit, in any state of a row."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from tests.factories.evidence import LOT, lot_log
from veralot_shared.verify.leaf import newest_rows, parse

HEAD: list[Any] = json.loads(
    '[1007, "2026-03-02T17:17:15.123456Z", 8, "li.na", 32, "QA-PC-01", "genealogy.ReleaseLot", '
    '"00000000-0000-4000-8000-000000001007", "genealogy_lot", "U", "id bigint, status text, quantity_made numeric", '
    '-1, [17, 18], "放行", 9, "Asia/Shanghai"]'
)
CONTENT = b"(17,in_test,12000.000000000000000001)\0(17,released,12000.000000000000000001)"
OTHER = b"(18,in_test,1)\0(18,released,1)"
ENTRY = 1007 << 8


def written(head: list[Any] = HEAD, *contents: bytes) -> bytes:
    """Return a leaf as the database writes it."""
    hashes = b"".join(sha256(content).digest() for content in contents or (CONTENT, OTHER))
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + hashes


def changed(place: int, value: object) -> list[Any]:
    """Return the head with another value at a place."""
    return [*HEAD[:place], value, *HEAD[place + 1 :]]


@pytest.mark.requirement("P11-06")
def test_every_part_is_read() -> None:
    leaf = parse(written(), CONTENT, ENTRY)
    assert leaf.at == datetime(2026, 3, 2, 17, 17, 15, 123456, tzinfo=UTC)
    assert (leaf.id, leaf.user_name, leaf.workstation, leaf.message) == (
        ENTRY,
        "li.na",
        "QA-PC-01",
        "genealogy.ReleaseLot",
    )
    assert (leaf.row, leaf.operation, leaf.reason, leaf.signature_id) == (("genealogy_lot", "17"), "U", "放行", 9)
    assert (leaf.old, leaf.zone) == ({"status": "in_test"}, "Asia/Shanghai")


def test_each_row_of_a_batch_is_an_entry_with_a_number_and_a_key_of_its_own() -> None:
    leaf = parse(written(), OTHER, ENTRY + 1)
    assert (leaf.id, leaf.key, leaf.new) == (ENTRY + 1, "18", {"id": 18, "status": "released", "quantity_made": 1})
    far = parse(written(changed(11, -1 - (70_000 >> 8)), CONTENT, OTHER), OTHER, ENTRY + 1)
    assert far.key == str((70_000 >> 8 << 8) + 18)


def test_a_single_row_is_named_by_its_place() -> None:
    head = [*HEAD[:11], 70_000, None, *HEAD[13:]]
    assert parse(written(head, CONTENT), CONTENT, ENTRY).key == "70000"


def test_numbers_keep_every_digit() -> None:
    new = parse(written(), CONTENT, ENTRY).new or {}
    assert new["quantity_made"] == Decimal("12000.000000000000000001")


def test_what_later_versions_add_at_the_end_is_passed_over() -> None:
    assert parse(written([*HEAD, "something new"]), CONTENT, ENTRY).id == ENTRY


@pytest.mark.parametrize(
    "leaf",
    [b"", b"[]", b"{}", b"[1,2]", b"\xff", b"[" * 100_000, written()[1:], written()[:300], written(HEAD, OTHER)],
)
def test_what_is_no_entry_is_refused(leaf: bytes) -> None:
    with pytest.raises(ValueError, match="not an entry of the audit log"):
        parse(leaf, CONTENT, ENTRY)


@pytest.mark.parametrize(
    ("content", "entry"),
    [(CONTENT, ENTRY + 1), (CONTENT, ENTRY + 256), (OTHER, ENTRY), (CONTENT + b" ", ENTRY), (CONTENT, ENTRY + 2)],
)
@pytest.mark.requirement("P11-02")
def test_a_row_that_is_not_at_its_place_in_its_batch_is_refused(content: bytes, entry: int) -> None:
    with pytest.raises(ValueError, match="not an entry of the audit log"):
        parse(written(), content, entry)


@pytest.mark.parametrize(
    "content", [b"(17,released,1)", b"17,released\x0017,in_test", b"(17,a)\0(17,b)", b"(x,a,1)\0(x,b,1)", b"\xff"]
)
def test_a_row_that_does_not_fit_its_columns_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not an entry of the audit log"):
        parse(written(HEAD, content, OTHER), content, ENTRY)


def test_a_row_is_what_its_changes_made_of_it() -> None:
    log, entries = lot_log()
    rows = newest_rows(log.read(entry) for entry in entries)
    row = rows["genealogy_lot", str(LOT)] or {}
    assert (row["status"], row["version"], row["lot_no"]) == ("released", 3, "P-26030017")


def test_a_deleted_row_is_none() -> None:
    leaf = parse(written(), CONTENT, ENTRY)
    last = b"(17,released,1)"
    gone = parse(written(changed(9, "D"), last, OTHER), last, ENTRY)
    assert (gone.old, gone.new) == ({"id": 17, "status": "released", "quantity_made": 1}, None)
    assert newest_rows([leaf, gone])[leaf.row] is None
