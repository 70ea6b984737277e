"""What of an entry goes into the tree: one line of JSON, made by PostgreSQL from the entry's columns.

A verifier needs nothing but the bytes; this text is the one place where their order is fixed.
"""

from hashlib import sha256

LEAF = """jsonb_build_array(
    e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.user_id, e.user_name, e.session_id,
    e.workstation, e.message, e.command_id, e.table_name, e.key, e.operation::text, e.old, e.new, e.reason,
    e.signature_id, e.zone)"""

LEAF_BYTES = f"convert_to({LEAF}::text, 'UTF8')"


def hashed(leaf: bytes) -> bytes:
    """Return the hash of a leaf (RFC 9162 §2.1.1)."""
    return sha256(b"\x00" + leaf).digest()
