"""The files of a lot, against the record and the log."""

from typing import Any

import pytest

from tests.factories.log import Log
from veralot_shared.verify.files import check_files
from veralot_shared.verify.leaf import Leaf
from veralot_shared.verify.report import Reason, Result

ONE, TWO, OTHER = "1" * 64, "2" * 64, "3" * 64


def leaves(*hashes: str) -> list[Leaf]:
    """Return the log's entries of files with these hashes."""
    log = Log()
    files = [{"id": number, "sha256": digest, "size": 1, "media_type": "x/y"} for number, digest in enumerate(hashes)]
    return [log.read(log.write("attachments_file", file["id"], "I", file)) for file in files]


def record(*hashes: str) -> dict[str, Any]:
    """Return a record that names files with these hashes."""
    columns = [{"id": "file"}, {"id": "sha256"}]
    rows = [[[n, f"file {n}"], digest] for n, digest in enumerate(hashes)]
    return {"lot": {}, "sections": [{"id": "attachments.files", "columns": columns, "rows": rows}]}


@pytest.mark.parametrize(
    ("told", "enclosed", "given", "result", "reason"),
    [
        (record(), {}, {}, Result.NOT_APPLICABLE, Reason.NO_FILES),
        ({"lot": {}}, {}, {}, Result.NOT_APPLICABLE, Reason.NO_FILES),
        (record(ONE, TWO), {"a": ONE}, {TWO: "b"}, Result.PASSED, None),
        (record(ONE, TWO), {"a": ONE}, {}, Result.NOT_RUN, Reason.FILES_ELSEWHERE),
        (record(ONE, OTHER), {}, {}, Result.FAILED, Reason.FILE_NOT_PROVEN),
        (record(ONE), {"a": ONE, "b": TWO}, {}, Result.FAILED, Reason.FILE_NOT_NAMED),
        (record(ONE), {}, {TWO: "b"}, Result.FAILED, Reason.FILE_NOT_NAMED),
        (
            {"lot": {}, "sections": [{"id": "attachments.files", "rows": [[1]]}]},
            {},
            {},
            Result.FAILED,
            Reason.FILE_NOT_PROVEN,
        ),
    ],
)
def test_files_are_judged(
    told: dict[str, Any], enclosed: dict[str, str], given: dict[str, str], result: Result, reason: Reason | None
) -> None:
    check = check_files(told, enclosed, given, leaves(ONE, TWO))
    assert (check.result, check.reason) == (result, reason)


def test_without_a_proven_log_nothing_is_said() -> None:
    assert check_files(record(ONE), {}, {}, None).result is Result.NOT_RUN
