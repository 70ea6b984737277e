"""What the report of an import says is what the log says of it."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from veralot_shared.verify.imports import check_import
from veralot_shared.verify.leaf import Leaf
from veralot_shared.verify.report import Reason, Result

ROW: dict[str, Any] = {
    "id": 7,
    "at": "2026-03-01T08:00:00+00:00",
    "test": False,
    "files": {"files": [{"file": "a.csv", "sha256": "0" * 64}]},
    "reconciliation": {"counts": [{"table": "items_item", "wanted": 3, "written": 3}], "sums": []},
    "undone_at": None,
    "undo_reason": "",
}


def leaf(row: dict[str, Any] | None, number: int = 1) -> Leaf:
    values: dict[str, Any] = dict.fromkeys(Leaf.__struct_fields__)
    values |= {"id": number, "at": datetime(2026, 3, 1, tzinfo=UTC), "table": "exchange_import", "key": "7"}
    values |= {"operation": "D" if row is None else "U", "new": row}
    return Leaf(**values)


def test_a_report_that_the_log_bears_out_passes() -> None:
    told = {"import": dict(ROW)}
    assert check_import(told, [leaf(ROW | {"test": True}), leaf(ROW, 2)]).result is Result.PASSED


@pytest.mark.parametrize("field", sorted(ROW.keys() - {"id"}))
def test_any_field_that_differs_is_refused(field: str) -> None:
    told = {"import": ROW | {field: "another"}}
    check = check_import(told, [leaf(ROW)])
    assert (check.result, check.reason) == (Result.FAILED, Reason.RECORD_CONTRADICTS_LOG)
    assert check.facts["field"] == field


def test_another_import_is_not_in_the_log() -> None:
    check = check_import({"import": ROW | {"id": 8}}, [leaf(ROW)])
    assert check.reason is Reason.IMPORT_NOT_IN_LOG
    assert check_import({"import": ROW}, None).result is Result.NOT_RUN
    assert msgspec.json.encode(check)
