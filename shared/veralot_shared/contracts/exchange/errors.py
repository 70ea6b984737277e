"""What an import refuses."""

from datetime import datetime

from veralot_shared.errors import CodedError, Term


class FileUnreadable(CodedError, status=422):
    """A file that is neither CSV (UTF-8, UTF-16 or GB 18030) nor XLSX, or is broken or too large."""

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


class FileNotStaged(CodedError, status=409):
    """A file that is named by its SHA-256 but has not arrived, or not whole, or was discarded after its time."""

    text = "{file} is not on the server, or not all of it. Send it again."
    file: str
    field: str | None = "files"


class PieceMisplaced(CodedError, status=409):
    """A piece of a file that does not follow what has arrived."""

    text = "The file goes on at byte {received}, not at {offset}."
    received: int
    offset: int
    field: str | None = "offset"


class FileAltered(CodedError, status=422):
    """A staged file that is whole but has another SHA-256 than was said."""

    text = "What arrived is not the file that was announced. Send it again."
    sha256: str
    field: str | None = "sha256"


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


class CellEmpty(CodedError, status=422):
    """An empty cell where there must be a value."""

    text = "A value is missing here: this cell must be filled."
    field: str | None = None


class ReferenceUnknown(CodedError, status=422):
    """A cell that names a record which is neither in the system nor in the files."""

    text = "There is no {kind} “{value}”."
    kind: str
    value: str
    field: str | None = None


class BomCircular(CodedError, status=422):
    """A bill of materials by which an item is made of itself."""

    text = "Item {item} would be made of itself, by way of {component}."
    item: str
    component: str
    field: str | None = "component"


class MappingExists(CodedError, status=409):
    """A mapping of that name is kept already, or was changed since it was looked at."""

    text = "A mapping “{name}” is kept already: {saved_by} saved it on {saved_at}. Replace that one, or choose another name."
    name: str
    saved_by: str
    saved_at: datetime
    version: int
    saved_by_zh: str = ""
    field: str | None = "name"


class ImportRunning(CodedError, status=409):
    """An import is running; a plant imports one at a time."""

    text = "An import is running, started by {by}. Wait until it has ended, or cancel it."
    run: str
    by: str
    by_zh: str = ""


class ImportCancelled(CodedError, status=409):
    """Somebody cancelled the import. Nothing was written."""

    text = "The import was cancelled. Nothing was written."


class ImportUndone(CodedError, status=409):
    """An import that was taken back already."""

    text = "Import {number} was already undone."
    number: int


class ImportInUse(CodedError, status=409):
    """An import on which something rests, so that it cannot be undone."""

    text = "Import {number} cannot be undone, since later records rest on it: {blockers}."
    number: int
    blockers: list[Term]


class RecordContradicted(CodedError, status=409):
    """The database says something else of an import than its audit log, so that nothing is signed."""

    text = (
        "Import {number} is not as the audit log has it: {finding}. Nothing was printed. Call whoever keeps the system."
    )
    number: int
    finding: str
