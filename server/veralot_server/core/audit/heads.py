"""The newest head as it is shown, and the key under which it is signed."""

from typing import Any

from psycopg import Connection as Wire

from veralot_server.core.audit.tree import Store
from veralot_server.core.certificates import LogKey
from veralot_server.settings import Settings
from veralot_shared.contracts.audit import HeadView
from veralot_shared.errors import RecordNotFound


def log_key(settings: Settings) -> LogKey:
    """Return the log's key of this plant; it lies outside the database."""
    return LogKey.load_or_create(settings.keys, settings.log_name)


def head_view(wire: Wire[Any], key: LogKey) -> HeadView:
    """Return the newest head and how many entries are not sealed yet.

    Raises:
        RecordNotFound: nothing was ever sealed.
    """
    head = Store(wire).head()
    if head is None:
        raise RecordNotFound(kind="log head", key="")
    row = wire.execute("SELECT count(*) FROM sealing.pending").fetchone()
    behind = row[0] if row else 0
    root = bytes(head.root).hex()
    return HeadView(size=head.size, root=root, at=head.at, note=head.note, key=key.vkey, behind=behind)
