"""Extracts of the log as files that prove themselves."""

from typing import Any, Final

from psycopg import Connection as Wire

from veralot_server.core.audit.heads import head_view, log_key
from veralot_server.core.audit.proofs import continued, proofs_of, prove_entries
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit import extract, log_sql
from veralot_server.modules.audit.domain import check_filter
from veralot_server.modules.audit.queries.log import require_ours, views
from veralot_shared.contracts.audit import EntryView, ExportLog, ExtractEmpty, ExtractTooLarge, ExtractView
from veralot_shared.ids import EntryId
from veralot_shared.verify.extract import MEDIA_TYPE, Named, Names
from veralot_shared.verify.format import Proofs

LIMIT: Final = 20_000
"""Entries in one extract: some 40 MB of proofs, five times that of rows that share their leaves; both pack well."""


@answers(ExportLog)
def export_log(query: ExportLog, tx: Transaction) -> ExtractView:
    """Seal what is committed, prove every entry that matches against that head, and make the file."""
    require_ours(tx)
    check_filter(query.filter)
    with tx.aside() as wire:
        seal_all(wire, log_key(tx.settings))
        ids = log_sql.sealed_ids(wire, query.filter, LIMIT)
        if len(ids) > LIMIT:
            raise ExtractTooLarge(limit=LIMIT)
        if not ids:
            raise ExtractEmpty
        proofs, size = proven(wire, query, ids, tx)
        names = called(views(tx, log_sql.by_ids(wire, ids)))
    content = extract.build(query.format, proofs, names, tx.settings.plant, size)
    name = f"audit-log-{tx.now.astimezone(tx.zone):%Y%m%d-%H%M}-{query.format}.zip"
    return ExtractView(name=name, media_type=MEDIA_TYPE, content=content, entries=len(ids), size=size)


def proven(wire: Wire[Any], query: ExportLog, ids: list[EntryId], tx: Transaction) -> tuple[Proofs, int]:
    """Return the proofs of entries against the newest head, and its size."""
    head = head_view(wire, log_key(tx.settings))
    entries = prove_entries(wire, ids)
    older = [continued(wire, size, head.size) for size in sorted(set(query.older)) if 0 < size <= head.size]
    return proofs_of(head, entries, older), head.size


def called(entries: list[EntryView]) -> Named:
    """Return how records are called today, by entry and field."""
    return {
        (entry.id, change.field): Names(entry.record, change.old_name, change.new_name)
        for entry in entries
        for change in entry.changes
    }
