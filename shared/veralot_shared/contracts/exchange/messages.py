"""The messages about imports."""

from veralot_shared.contracts.exchange.states import Kind, ListFormat, Permission
from veralot_shared.contracts.exchange.views import (
    BlockerView,
    CleaningRule,
    CleaningView,
    ColumnMap,
    ImportFile,
    ImportView,
    MappingView,
    PreviewView,
    RowError,
    RunView,
    StagedView,
)
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.ids import ImportId, MappingId
from veralot_shared.messages import Command, Event, Meaning, Page, Query, SignedCommand

LARGEST_PIECE = 8 * 1024 * 1024
"""So many bytes of a file at most travel in one message."""


class StageFile(Command[StagedView], permission=Permission.IMPORT):
    """Keep a piece of a file on the server until it is imported: files may be larger than a message.

    A piece that has arrived before is taken as if it were new. What is not imported is discarded after a week.
    Raises: PieceMisplaced, FileAltered, ValueNotAllowed.
    """

    sha256: str
    size: int
    offset: int
    content: bytes


class FindStaged(Query[StagedView], permission=Permission.IMPORT):
    """Tell how much of a file has arrived, so that sending it goes on where it broke off. Raises: ValueNotAllowed."""

    sha256: str
    size: int


class PreviewFile(Query[PreviewView], permission=Permission.IMPORT):
    """Show how a file reads: encoding, sheets, columns with the fields that they are taken for, some rows.

    Raises: FileUnreadable, FileKindUnknown, FileNotStaged.
    """

    file: ImportFile
    row: int = 0
    """The first row that is shown."""


class PreviewCleaning(Query[CleaningView], permission=Permission.IMPORT):
    """Show what cleaning changes in a file, before and after. Raises: FileUnreadable, FileKindUnknown, FileNotStaged."""

    file: ImportFile


class ListMappings(Query[list[MappingView]], permission=Permission.IMPORT):
    """List the ways of reading files that are kept, by kind and name."""


class SaveMapping(Command[MappingView], permission=Permission.IMPORT):
    """Keep a way of reading a kind of file under a name, or change the one of that name.

    `replaces` is the version of the one that is changed, as its sender saw it. Raises: ValueNotAllowed, MappingExists.
    """

    name: str
    kind: Kind
    columns: list[ColumnMap] = []
    rules: list[CleaningRule] = []
    drop_duplicates: bool = False
    personal: list[str] = []
    replaces: int | None = None


class RetireMapping(Command[MappingView], permission=Permission.IMPORT):
    """Offer a kept way of reading files no more. Raises: RecordNotFound."""

    id: MappingId


class ImportFiles(Command[ImportView], permission=Permission.IMPORT):
    """Import a set of files as one: all of it or nothing.

    The kinds are read in the order of `Kind`, whatever the order of the files. A dry run checks everything and writes
    nothing. A `run` that was named before and has written answers what it did then. Raises: ImportRunning,
    ImportCancelled, ValueNotAllowed.
    """

    files: list[ImportFile]
    dry_run: bool = False
    test: bool = False
    """People's names are replaced by made-up ones, the same for the same person."""
    run: str = ""
    """What the sender calls this run, to ask for its progress or cancel it."""


class GetRun(Query[RunView], permission=Permission.IMPORT):
    """Tell how far a run is, and what came of it. Raises: RecordNotFound."""

    run: str


class ListRuns(Query[list[RunView]], permission=Permission.IMPORT):
    """List the runs of the last week that run, were interrupted or were cancelled, newest first."""


class CancelImport(Command[RunView], permission=Permission.IMPORT):
    """Stop a run; it writes nothing. One that has ended already stays as it is. Raises: RecordNotFound."""

    run: str


class ListErrors(Query[list[RowError]], permission=Permission.IMPORT):
    """List the errors of a run by file and row, a window at a time. Raises: RecordNotFound."""

    run: str
    page: Page = Page()


class ExportErrors(Query[FileView], permission=Permission.IMPORT):
    """Return all errors of a run as a file, worded in both languages. Raises: RecordNotFound."""

    run: str
    format: ListFormat = ListFormat.XLSX


LARGEST_GRID = 2 * 1024 * 1024
"""Bytes of a file that is read as a grid."""


class ReadGrid(Query[list[list[str]]]):
    """Return the cells of a small CSV or XLSX file as lines of text, its first sheet; nothing of it is kept.

    For forms that take a sheet whole. Anybody who is signed in may ask: it shows only what was sent.

    Raises: FileUnreadable, FileKindUnknown.
    """

    name: str
    content: bytes


class ExportTemplate(Query[FileView], permission=Permission.IMPORT):
    """Return an empty file of a kind with its headings, to be filled in; a workbook explains each column.

    Raises: RecordNotFound.
    """

    kind: Kind
    format: ListFormat = ListFormat.XLSX


class ExportFiles(Query[FileView], permission=Permission.IMPORT):
    """Return files as Veralot reads them: mapped, cleaned, under its own headings, people masked where asked; zipped.

    Raises: FileUnreadable, FileKindUnknown, FileNotStaged.
    """

    files: list[ImportFile]
    mask: bool = False


class ListImports(Query[list[ImportView]], permission=Permission.READ):
    """List former imports, newest first."""


class GetImport(Query[ImportView], permission=Permission.READ):
    """Return one import with its reconciliation. Raises: RecordNotFound."""

    id: ImportId


class FindBlockers(Query[list[BlockerView]], permission=Permission.READ):
    """Tell what rests on an import, so that it cannot be undone. Raises: RecordNotFound."""

    id: ImportId


class UndoImport(Command[ImportView], permission=Permission.UNDO):
    """Take back everything that an import wrote, while nothing rests on it; the audit log keeps both.

    Raises: RecordNotFound, ImportUndone, ImportInUse, ImportRunning, ValueNotAllowed.
    """

    id: ImportId
    reason: str


class SignReconciliation(
    SignedCommand[ImportView],
    permission=Permission.SIGN,
    signed=Meaning.VERIFIED,
    statement="I have compared the counts and sums of this import with its files.",
):
    """Sign the reconciliation of an import. Raises: RecordNotFound, ImportUndone."""

    id: ImportId


class ExportReconciliation(Command[FileView], permission=Permission.READ):
    """Return an import's reconciliation report as a PDF that the plant has signed, with the record for programs in it.

    Raises: RecordNotFound, RecordContradicted, ValueNotAllowed.
    """

    id: ImportId
    language: str


class ImportDone(Event):
    """An import wrote; every list should be read anew."""

    import_id: ImportId


class ImportChanged(Event):
    """An import was undone or signed."""

    import_id: ImportId
