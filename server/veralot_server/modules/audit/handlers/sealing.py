"""Sealing on request."""

from veralot_server.core.audit.heads import head_view, log_key
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.audit import HeadView, Seal


@handles(Seal)
def seal_now(command: Seal, tx: Transaction) -> HeadView:  # noqa: ARG001 - the command has no content
    """Seal what is committed now, beside the transaction: sealing must see others' commits, which a snapshot hides."""
    key = log_key(tx.settings)
    with tx.aside() as wire:
        seal_all(wire, key)
        return head_view(wire, key)
