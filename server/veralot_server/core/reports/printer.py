"""Who has a report printed, as every report names people: by both names."""

from veralot_server.core.transaction import Transaction

CHINESE_NAME = "SELECT full_name_zh FROM identity_user WHERE id = %s"


def printed_by(tx: Transaction) -> str:
    """Return the printed name of the actor, the Chinese one too where there is one."""
    row = tx.wire.execute(CHINESE_NAME, (tx.actor.user_id,)).fetchone()
    return " ".join(filter(None, (tx.actor.full_name, row[0] if row else "")))
