"""An extract of the audit log: a ZIP of entries, proofs and a manifest. Server and verifier make its rows with the same code.

The rows are derived from the leaves, whose hashes are in the signed tree; so the verifier makes them again and compares
cell by cell. What names stand for numbers today is no part of a leaf: those columns come last and are not proven.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from veralot_shared.rules.canonical import canonical_bytes, utc_text
from veralot_shared.rules.spreadsheets import harmless
from veralot_shared.verify.format import MANIFEST, PROOFS, README, AttachedFile, Manifest, Proofs, leaves_once
from veralot_shared.verify.leaf import DELETED, Leaf

FORMAT: Final = "veralot-extract/1"
ENTRIES: Final = "entries"
MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MEDIA_TYPE: Final = "application/zip"
UPDATED: Final = "U"

PROVEN: Final = (
    "index",
    "entry",
    "at",
    "user_id",
    "user_name",
    "session_id",
    "workstation",
    "message",
    "command_id",
    "table",
    "key",
    "operation",
    "field",
    "old",
    "new",
    "reason",
    "signature_id",
    "zone",
)
"""The columns that follow from the leaves, one row for each field that changed."""
NAMES: Final = ("record", "old_name", "new_name")
"""The columns that say how records are called today. No leaf holds them."""

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL: Final = 32_000
"""A little less than a workbook's cell holds; what is longer is cut, with its SHA-256 behind it."""


class Names(NamedTuple):
    """How the record of a row, and the records that its old and new value stand for, are called today."""

    record: str = ""
    old: str = ""
    new: str = ""


Named = Mapping[tuple[int, str], Names]
"""By the entry's number and the field."""


# --- rows ------------------------------------------------------------------------------------------------------------


def rows(leaves: Iterable[tuple[int, Leaf]]) -> list[list[str]]:
    """Return the proven cells of entries with their places in the log, one row for each field that changed."""
    return [cells(index, leaf, *change) for index, leaf in leaves for change in changes(leaf)]


def changes(leaf: Leaf) -> list[tuple[str, Any, Any]]:
    """Return what became of each field: all of them at an insert or a delete, the changed ones at an update."""
    old, new = leaf.old or {}, leaf.new or {}
    names = sorted(old if leaf.operation == UPDATED else new if leaf.operation != DELETED else old)
    return [(name, old.get(name), new.get(name)) for name in names] or [("", None, None)]


def cells(index: int, leaf: Leaf, field: str, old: object, new: object) -> list[str]:
    """Return one row."""
    before = [index, leaf.id, utc_text(leaf.at), leaf.user_id, leaf.user_name, leaf.session_id, leaf.workstation]
    what = [leaf.message, leaf.command_id, leaf.table, leaf.key, leaf.operation, field, old, new]
    return [legible(text(value)) for value in (*before, *what, leaf.reason, leaf.signature_id, leaf.zone)]


def text(value: object) -> str:
    """Return a logged value as a cell: nothing for none, canonical JSON for what has parts, numbers plainly."""
    if value is None:
        return ""
    return value if isinstance(value, str) else canonical_bytes(value).decode().strip('"')


def legible(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, with no control character in it, and not too long."""
    shown = CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", cell)
    if len(shown) > LONGEST_CELL:
        shown = f"{shown[:LONGEST_CELL]}… sha256:{sha256(cell.encode()).hexdigest()}"
    return harmless(shown)


def named(made: Sequence[list[str]], names: Named) -> list[list[str]]:
    """Return rows with the columns of names behind them."""
    field, entry = PROVEN.index("field"), PROVEN.index("entry")
    found = [names.get((int(row[entry]), row[field]), Names()) for row in made]
    return [[*row, *map(legible, each)] for row, each in zip(made, found, strict=True)]


# --- files -----------------------------------------------------------------------------------------------------------


def as_csv(made: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV: RFC 4180, UTF-8 with the mark by which spreadsheets know it."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([*PROVEN, *NAMES])
    writer.writerows(made)
    return written.getvalue().encode("utf-8-sig")


def as_json(made: Iterable[Sequence[str]]) -> bytes:
    """Return rows as a JSON array of objects."""
    return canonical_bytes([dict(zip((*PROVEN, *NAMES), row, strict=True)) for row in made])


def from_csv(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file, the heading first. Raises ValueError."""
    try:
        return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    except csv.Error as problem:
        raise ValueError(str(problem)) from problem


def from_json(content: bytes) -> list[list[str]]:
    """Return the rows of a JSON file, the heading first. Raises ValueError."""
    try:
        found = json.loads(content)
        return [[*PROVEN, *NAMES], *([str(row[name]) for name in (*PROVEN, *NAMES)] for row in found)]
    except (KeyError, TypeError, RecursionError) as problem:
        raise ValueError(str(problem)) from problem


def packed(suffix: str, entries: bytes, proofs: Proofs, readme: str) -> bytes:
    """Return the extract as a ZIP; the same contents always give the same bytes."""
    files = {
        f"{ENTRIES}.{suffix}": (MEDIA_TYPES[suffix], entries),
        PROOFS: ("application/json", canonical_bytes(leaves_once(proofs))),
        README: ("text/plain", readme.encode()),
    }
    listed = [
        AttachedFile(name=name, media_type=kind, size=len(content), sha256=sha256(content).hexdigest())
        for name, (kind, content) in files.items()
    ]
    manifest = canonical_bytes(Manifest(format=FORMAT, files=listed))
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in {**{name: each for name, (_, each) in files.items()}, MANIFEST: manifest}.items():
            archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
    return made.getvalue()
