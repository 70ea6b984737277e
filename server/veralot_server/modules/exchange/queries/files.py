"""Tells of files that are still to be imported, and gives them back as Veralot reads them."""

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import canonical, preview, records, staging
from veralot_shared.contracts.exchange import (
    CleaningView,
    ExportFiles,
    FindStaged,
    PreviewCleaning,
    PreviewFile,
    PreviewView,
    StagedView,
)
from veralot_shared.contracts.genealogy import FileView


@answers(FindStaged)
def find_staged(query: FindStaged, tx: Transaction) -> StagedView:
    """Tell how much of a file has arrived.

    Raises:
        ValueNotAllowed: no SHA-256, or no size that is taken.
    """
    records.require_plant(tx)
    return staging.staged(tx, query.sha256, query.size)


@answers(PreviewFile)
def preview_file(query: PreviewFile, tx: Transaction) -> PreviewView:
    """Show how a file reads.

    Raises:
        FileUnreadable, FileKindUnknown, FileNotStaged: it cannot be read, or is not here.
    """
    records.require_plant(tx)
    return preview.previewed(query.file, query.row, tx)


@answers(PreviewCleaning)
def preview_cleaning(query: PreviewCleaning, tx: Transaction) -> CleaningView:
    """Show what cleaning changes.

    Raises:
        FileUnreadable, FileKindUnknown, FileNotStaged: it cannot be read, or is not here.
    """
    records.require_plant(tx)
    return preview.cleaning(query.file, tx)


@answers(ExportFiles)
def export_files(query: ExportFiles, tx: Transaction) -> FileView:
    """Return files as Veralot reads them.

    Raises:
        FileUnreadable, FileKindUnknown, FileNotStaged: one cannot be read, or is not here.
    """
    records.require_plant(tx)
    content = canonical.as_zip(query.files, tx, mask=query.mask)
    return FileView.made("import-files.zip", "application/zip", content)
