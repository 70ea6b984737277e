"""Heads of the log, and proofs against them."""

from veralot_server.core.audit.heads import head_view, log_key
from veralot_server.core.audit.proofs import continued, prove_entries
from veralot_server.core.audit.tree import Store
from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit import log_sql
from veralot_server.modules.audit.queries.log import require_own_lot
from veralot_shared.contracts.audit import (
    Consistency,
    ConsistencyView,
    HeadView,
    Inclusion,
    InclusionView,
    LogHead,
    NotSealedYet,
)
from veralot_shared.errors import RecordNotFound


@answers(LogHead)
def log_head(query: LogHead, tx: Transaction) -> HeadView:  # noqa: ARG001 - the question has no content
    """Return the newest signed head and how many entries are not sealed yet."""
    return head_view(tx.wire, log_key(tx.settings))


@answers(Inclusion)
def inclusion(query: Inclusion, tx: Transaction) -> InclusionView:
    """Prove that an entry is in the log. The proof holds the entry's content, so its record must be one's own to see."""
    record = tx.found(log_sql.known(tx.wire, query.entry_id), "log entry", query.entry_id)
    if tx.actor.customer_id is not None:
        try:
            require_own_lot(record.table, record.key, tx)
        except RecordNotFound as hidden:
            raise RecordNotFound(kind="log entry", key=str(query.entry_id)) from hidden
    found = prove_entries(tx.wire, [query.entry_id])
    if not found:
        raise NotSealedYet(entry_id=query.entry_id)
    return found[0]


@answers(Consistency)
def consistency(query: Consistency, tx: Transaction) -> ConsistencyView:
    """Prove that the newest head continues an older one."""
    store = Store(tx.wire)
    head = tx.found(store.head(), "log head", "")
    if not 0 <= query.old_size <= head.size:
        raise RecordNotFound(kind="log head", key=str(query.old_size))
    return continued(tx.wire, query.old_size, head.size)
