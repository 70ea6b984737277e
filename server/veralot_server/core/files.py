"""Contents of files in the database, by their SHA-256: brought in piece by piece, proven, read piece by piece.

They lie in PostgreSQL and not beside it, so that one backup holds all evidence, a standby has it too, and any number of
server processes on any number of machines serve it. Who may bring in or read what is decided by the module that asks.
"""

from collections.abc import Iterator
from hashlib import sha256 as hasher
from typing import Any, Final, NamedTuple

from psycopg import Connection as Wire
from psycopg import errors as pg

PIECE: Final = 1 << 20
"""How many bytes travel and are kept together; what one transfer holds in memory is a small multiple of this."""

HEAD: Final = 4096
"""How much of a content's beginning says what it is."""


class Upload(NamedTuple):
    """One person's upload of one content: `stored` bytes of `size` are there."""

    id: int
    size: int
    stored: int
    finished: bool


class Content(NamedTuple):
    """A content that is there whole."""

    size: int
    media_type: str


class Overtaken(Exception):
    """A piece does not begin where the stored ones end."""


BEGIN: Final = """
INSERT INTO files.upload (sha256, size, user_id) VALUES (%(hash)s, %(size)s, %(user)s)
ON CONFLICT (user_id, sha256) DO NOTHING
"""

UPLOAD: Final = """
SELECT u.id, u.size, coalesce((SELECT sum(length(p.data)) FROM files.piece p WHERE p.upload_id = u.id), 0)::bigint,
       u.finished_at IS NOT NULL
FROM files.upload u WHERE u.user_id = %(user)s AND u.sha256 = %(hash)s
"""

UNUSED: Final = """
SELECT coalesce(sum(u.size), 0)::bigint FROM files.upload u
WHERE u.user_id = %(user)s AND u.sha256 <> %(hash)s AND NOT EXISTS (
    SELECT FROM attachments_file f WHERE f.sha256 = encode(u.sha256, 'hex'))
"""

STORED: Final = "SELECT coalesce(sum(length(data)), 0)::bigint FROM files.piece WHERE upload_id = %s"
ADD: Final = "INSERT INTO files.piece (upload_id, start, data) VALUES (%s, %s, %b)"

KEEP: Final = """
INSERT INTO files.content (sha256, size, media_type, upload_id)
VALUES (%(hash)s, %(size)s, %(media_type)s, %(upload)s) ON CONFLICT (sha256) DO NOTHING
"""

NEXT: Final = """
SELECT p.start, p.data FROM files.piece p
WHERE p.upload_id = %(upload)s AND p.start + length(p.data) > %(start)s ORDER BY p.start LIMIT 1
"""

SOURCE: Final = "SELECT upload_id, size FROM files.content WHERE sha256 = %s"


# --- bringing in -----------------------------------------------------------------------------------------------------


def begin(wire: Wire[Any], user_id: int, digest: str, size: int) -> Upload:
    """Begin an upload, or go on with the one of this person and content."""
    values = {"hash": bytes.fromhex(digest), "size": size, "user": user_id}
    wire.execute("SELECT files.sweep()")
    wire.execute(BEGIN, values)
    found = upload(wire, user_id, digest)
    if found is None:
        raise RuntimeError("an upload that was begun is not there")
    return found


def upload(wire: Wire[Any], user_id: int, digest: str) -> Upload | None:
    """Return a person's upload of a content."""
    row = wire.execute(UPLOAD, {"user": user_id, "hash": bytes.fromhex(digest)}).fetchone()
    return Upload(*row) if row else None


def unused(wire: Wire[Any], user_id: int, digest: str) -> int:
    """Return how many bytes of other contents a person has announced or sent and nobody has attached."""
    row = wire.execute(UNUSED, {"user": user_id, "hash": bytes.fromhex(digest)}).fetchone()
    return int(row[0]) if row else 0


def add(wire: Wire[Any], upload_id: int, start: int, data: bytes) -> None:
    """Keep one piece, in a transaction of its own.

    Raises:
        Overtaken: the stored pieces end elsewhere.
    """
    try:
        with wire.transaction():
            if stored(wire, upload_id) != start:
                raise Overtaken
            wire.execute(ADD, (upload_id, start, data))
    except pg.UniqueViolation as faster:
        raise Overtaken from faster


def stored(wire: Wire[Any], upload_id: int) -> int:
    """Return how many bytes of an upload are kept."""
    row = wire.execute(STORED, (upload_id,)).fetchone()
    return int(row[0]) if row else 0


def proven(wire: Wire[Any], upload_id: int) -> tuple[str, bytes]:
    """Return the SHA-256 of what is stored of an upload, and its beginning."""
    digest, head = hasher(), b""
    for piece in pieces(wire, upload_id):
        digest.update(piece)
        head = head or piece[:HEAD]
    return digest.hexdigest(), head


def keep(wire: Wire[Any], found: Upload, digest: str, media_type: str) -> None:
    """Let an upload whose hash is proven be the content; where the content is there already, only its pieces go."""
    values = {"hash": bytes.fromhex(digest), "size": found.size, "media_type": media_type, "upload": found.id}
    wire.execute(KEEP, values)
    wire.execute("SELECT files.discard(%s)", (found.id,))
    wire.execute("UPDATE files.upload SET finished_at = clock_timestamp() WHERE id = %s", (found.id,))


def discard(wire: Wire[Any], upload_id: int) -> None:
    """Take back the pieces of an upload."""
    wire.execute("SELECT files.discard(%s)", (upload_id,))


def take(wire: Wire[Any], digest: str) -> Content | None:
    """Return a content, and keep it from being swept until the transaction ends."""
    row = wire.execute("SELECT size, media_type FROM files.take(%s)", (bytes.fromhex(digest),)).fetchone()
    return Content(*row) if row and row[0] is not None else None


def there(wire: Wire[Any], digest: str) -> bool:
    """Tell whether a content is there whole."""
    return wire.execute(SOURCE, (bytes.fromhex(digest),)).fetchone() is not None


# --- reading ---------------------------------------------------------------------------------------------------------


def source(wire: Wire[Any], digest: str) -> int | None:
    """Return the upload whose pieces are a content's."""
    row = wire.execute(SOURCE, (bytes.fromhex(digest),)).fetchone()
    return int(row[0]) if row else None


def piece_at(wire: Wire[Any], upload_id: int, start: int) -> bytes:
    """Return what follows `start` in the piece that holds it; nothing at the end."""
    row = wire.execute(NEXT, {"upload": upload_id, "start": start}, binary=True).fetchone()
    return bytes(row[1][start - row[0] :]) if row else b""


def pieces(wire: Wire[Any], upload_id: int, start: int = 0) -> Iterator[bytes]:
    """Yield the pieces of an upload one after the other."""
    while piece := piece_at(wire, upload_id, start):
        yield piece
        start += len(piece)


def read(wire: Wire[Any], digest: str) -> bytes:
    """Return a content whole, for those few uses that need it so. Raises: LookupError."""
    upload_id = source(wire, digest)
    if upload_id is None:
        raise LookupError(f"no content has the hash {digest}")
    return b"".join(pieces(wire, upload_id))
