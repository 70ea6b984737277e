"""Import: a plant's own files (CSV, XLSX) into Veralot, all errors at once with file, row and column."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from veralot_shared.errors import CodedError
from veralot_shared.ids import ImportId
from veralot_shared.messages import Command, Event, Query


class Permission(StrEnum):
    """Rights, as scope:resource:action."""

    IMPORT = "exchange:import:run"
    READ = "exchange:import:read"


class ImportFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file as it is. Its name (without number prefix and ending) says what it holds: `items.csv`, `lots.xlsx`."""

    name: str
    content: bytes


class RowError(msgspec.Struct, frozen=True, kw_only=True):
    """One error of an import: where (row 1 is the header), which coded error, and its data."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    code: str
    data: dict[str, Any]


class FileCount(msgspec.Struct, frozen=True, kw_only=True):
    """What one file held and its SHA-256."""

    file: str
    kind: str
    rows: int
    sha256: str


class ImportView(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did. With errors nothing was written at all."""

    id: ImportId | None
    dry_run: bool
    files: list[FileCount]
    errors: list[RowError]
    at: datetime
    by: str


class ImportFiles(Command[ImportView], permission=Permission.IMPORT):
    """Import a set of files as one: all of it or nothing.

    The kinds, in the order in which they are read whatever the order of the files: partners, locations, users, items,
    pack_levels, movements, statuses, holds. A dry run checks everything and writes nothing.
    """

    files: list[ImportFile]
    dry_run: bool = False


class ListImports(Query[list[ImportView]], permission=Permission.READ):
    """List former imports, newest first."""


class ImportDone(Event):
    """An import wrote; every list should be read anew."""

    import_id: ImportId


class FileUnreadable(CodedError, status=422):
    """A file that is neither CSV (UTF-8 or GB 18030) nor XLSX, or is broken or too large."""

    text = "{file} cannot be read: {problem}"
    file: str
    problem: str
    field: str | None = "files"


class FileKindUnknown(CodedError, status=422):
    """A file whose name says nothing known."""

    text = "{file}: from its name it is not clear what it holds. Name it after one of: {kinds}."
    file: str
    kinds: list[str]
    field: str | None = "files"


class ColumnMissing(CodedError, status=422):
    """A required column is missing."""

    text = "{file}: the column “{column}” is missing."
    file: str
    column: str
    field: str | None = "files"


class CellInvalid(CodedError, status=422):
    """A cell whose value cannot be read as what its column asks for."""

    text = "“{value}” is not {expected}."
    value: str
    expected: str
    field: str | None = None


class ReferenceUnknown(CodedError, status=422):
    """A cell that names a record which is neither in the system nor in the files."""

    text = "There is no {kind} “{value}”."
    kind: str
    value: str
    field: str | None = None
