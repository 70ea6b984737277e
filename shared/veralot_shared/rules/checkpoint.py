"""Checkpoints: the signed head of the audit log, for outsiders to keep (C2SP tlog-checkpoint).

The text of the signed note is the log's origin, its size in leaves, and its Merkle root in base64, a line each::

    plant.example/veralot/audit
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

Lines after these are extensions; they are signed too, and kept.
"""

import re
from base64 import b64encode

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from veralot_shared.rules import signed_note
from veralot_shared.rules.merkle import HASH_SIZE

FIXED_LINES = 3
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST_SIZE = 2**63 - 1
"""What a PostgreSQL `bigint` holds."""


class CheckpointMalformed(signed_note.NoteError):
    """The text does not have the form of a checkpoint: origin, size and root, a line each."""

    text = "This is not a checkpoint: line {line} does not have the right form."
    line: int


class Checkpoint(msgspec.Struct, frozen=True):
    """The head of a log: `root` is the Merkle root (32 bytes) over its first `size` leaves."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The text that is signed."""
        return "".join(
            f"{line}\n" for line in (self.origin, self.size, b64encode(self.root).decode(), *self.extensions)
        )


def parse_body(body: str) -> Checkpoint:
    """Return the checkpoint that a note's text describes. Raises CheckpointMalformed."""
    lines = body.split("\n")
    if "" in lines[:-1] or len(lines) <= FIXED_LINES or lines[-1]:
        raise CheckpointMalformed(line=lines.index("") + 1 if "" in lines else len(lines))
    origin, size, encoded, *extensions = lines[:-1]
    if not SIZE.fullmatch(size) or int(size) > LARGEST_SIZE:
        raise CheckpointMalformed(line=2)
    root = signed_note.strict_base64(encoded)
    if root is None or len(root) != HASH_SIZE:
        raise CheckpointMalformed(line=FIXED_LINES)
    return Checkpoint(origin, int(size), root, tuple(extensions))


def sign(checkpoint: Checkpoint, name: str, private_key: Ed25519PrivateKey) -> str:
    """Return the checkpoint as a signed note. `name` is the key's name; it should be the origin.

    Raises CheckpointMalformed if it could not be read back, and what `signed_note.sign` raises.
    """
    if parse_body(checkpoint.body) != checkpoint:
        raise CheckpointMalformed(line=1)
    return signed_note.sign(checkpoint.body, name, private_key)


def verify(note: str, vkey: str) -> Checkpoint:
    """Return the checkpoint of a note that the known key signed; other signatures (witnesses) are ignored.

    Raises CheckpointMalformed, and what `signed_note.verify` raises.
    """
    return parse_body(signed_note.verify(note, vkey))
