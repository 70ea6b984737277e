"""The keys of logins as they are shown."""

from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture.devices import require_ours
from veralot_shared.contracts.capture import KeyView
from veralot_shared.ids import EntryKeyId

VIEW: Final = """
SELECT k.id, k.device_id, d.name AS device, k.user_id, u.user_name, u.full_name, u.full_name_zh, k.issued_at, k.ends_at,
       k.span_seconds, k.proof,
       (SELECT count(*) FROM capture_entry e WHERE e.device_id = k.device_id AND e.key_id = k.id) AS entries,
       k.revoked_at, r.full_name AS revoked_by, r.full_name_zh AS revoked_by_zh, k.revoked_reason
FROM capture_entry_key k JOIN capture_device d ON d.id = k.device_id JOIN identity_user u ON u.id = k.user_id
LEFT JOIN identity_user r ON r.id = k.revoked_by
"""


def view(tx: Transaction, key_id: EntryKeyId) -> KeyView:
    """Return the keys of a login. Raises RecordNotFound."""
    require_ours(tx, "key", key_id)
    return tx.found(tx.one(KeyView, VIEW + "WHERE k.id = %(id)s", id=key_id), "key", key_id)
