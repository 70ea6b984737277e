"""Tells which imports there were, and what rests on them."""

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import mappings, records
from veralot_server.modules.exchange.blockers import blockers
from veralot_shared.contracts.exchange import (
    BlockerView,
    FindBlockers,
    GetImport,
    ImportView,
    ListImports,
    ListMappings,
    MappingView,
)


@answers(ListImports)
def list_imports(_: ListImports, tx: Transaction) -> list[ImportView]:
    """List imports, newest first; one with errors or a dry run wrote nothing and is none."""
    return records.imports(tx, "ORDER BY i.id DESC")


@answers(GetImport)
def get_import(query: GetImport, tx: Transaction) -> ImportView:
    """Return one import.

    Raises:
        RecordNotFound: there is none, or the actor is a customer's.
    """
    return records.one(tx, query.id)


@answers(FindBlockers)
def find_blockers(query: FindBlockers, tx: Transaction) -> list[BlockerView]:
    """Tell what rests on an import.

    Raises:
        RecordNotFound: there is none, or the actor is a customer's.
    """
    records.one(tx, query.id)
    return blockers(tx, query.id)


@answers(ListMappings)
def list_mappings(_: ListMappings, tx: Transaction) -> list[MappingView]:
    """List the mappings that are offered."""
    return mappings.active(tx)
