"""The lot's files: those in the dossier and those that were handed over beside it are the ones that the plant's log names.

The record names each file with its SHA-256. That hash must stand in the audit log too; a file that is in the dossier must
have it; and a file that was handed over beside the dossier must be one of those that are named.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from veralot_shared.verify.format import FILE_TABLE, FILES_SECTION
from veralot_shared.verify.leaf import Leaf, newest_rows
from veralot_shared.verify.report import Check, Name, Reason, Result, blocked, failed, optional, passed
from veralot_shared.verify.rows import Row


class Named(NamedTuple):
    """A file that the record names."""

    name: str
    sha256: str


def check_files(record: Row, enclosed: Mapping[str, str], given: Mapping[str, str], leaves: list[Leaf] | None) -> Check:
    """Return the check of the lot's files.

    Args:
        record: the record.
        enclosed: the files in the dossier: name → hash.
        given: the files that the reader was given beside it: hash → name.
        leaves: the proven entries of the audit log.
    """
    if leaves is None:
        return blocked(Name.FILES)
    named = list(named_in(record))
    logged = {str(row["sha256"]) for (table, _), row in newest_rows(leaves).items() if table == FILE_TABLE and row}
    for file in named:
        if file.sha256 not in logged:
            return failed(Name.FILES, Reason.FILE_NOT_PROVEN, file=file.name)
    known = {file.sha256 for file in named}
    for name, digest in enclosed.items():
        if digest not in known:
            return failed(Name.FILES, Reason.FILE_NOT_NAMED, file=name)
    for digest, name in given.items():
        if digest not in known:
            return failed(Name.FILES, Reason.FILE_NOT_NAMED, file=name)
    return result(len(known), len(known & (set(enclosed.values()) | given.keys())))


def result(named: int, seen: int) -> Check:
    """Return how many of the named files were compared."""
    if not named:
        return Check(name=Name.FILES, result=Result.NOT_APPLICABLE, reason=Reason.NO_FILES)
    facts = {"count": str(named), "seen": str(seen)}
    if seen < named:
        return optional(Name.FILES, Reason.FILES_ELSEWHERE, **facts)
    return passed(Name.FILES, **facts)


def named_in(record: Row) -> Iterator[Named]:
    """Yield the files that the record names; a section that is not as it must be names a file that no log has."""
    for section in record.get("sections") or []:
        if not isinstance(section, dict) or section.get("id") != FILES_SECTION:
            continue
        places = [column.get("id") for column in section.get("columns") or [] if isinstance(column, dict)]
        for row in section.get("rows") or []:
            if not isinstance(row, list) or len(row) != len(places) or not {"file", "sha256"} <= set(places):
                yield Named("?", "?")
                continue
            name, digest = row[places.index("file")], row[places.index("sha256")]
            yield Named(str(name[-1] if isinstance(name, list) and name else name), str(digest))
