"""Tells which imports there were."""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import FileCount, ImportView, ListImports
from veralot_shared.ids import ImportId

IMPORTS: Final = """
SELECT i.id, i.at, u.full_name AS by, i.files
FROM exchange_import i JOIN identity_user u ON u.id = i.by_id
ORDER BY i.id DESC
"""


class Files(msgspec.Struct, frozen=True):
    """The files of an import, as they are kept."""

    files: list[FileCount]


class Row(msgspec.Struct, frozen=True):
    """An import."""

    id: ImportId
    at: datetime
    by: str
    files: Files


@answers(ListImports)
def list_imports(_: ListImports, tx: Transaction) -> list[ImportView]:
    """List imports, newest first; one with errors or a dry run wrote nothing and is none."""
    return [
        ImportView(id=row.id, dry_run=False, files=row.files.files, errors=[], at=row.at, by=row.by)
        for row in tx.rows(Row, IMPORTS)
    ]
