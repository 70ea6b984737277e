"""What is attached to a dossier, by file name; the same structs write and read it.

The version is part of the format's name. A verifier of a later day reads every version that was ever issued, so
fields are added with a default and never taken away.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import msgspec

from veralot_shared.rules.canonical import canonical_bytes

FORMAT: Final = "veralot-dossier/1"
IMPORT_FORMAT: Final = "veralot-import/1"
"""Of the reconciliation report of an import: the same files, about an import instead of a lot."""
RECORD: Final = "record.json"
SIGNATURES: Final = "signatures.json"
PROOFS: Final = "proofs.json"
README: Final = "README.txt"
MANIFEST: Final = "manifest.json"

IMPORT_TABLE: Final = "exchange_import"
LOT_TABLE: Final = "genealogy_lot"
HOLD_TABLE: Final = "genealogy_hold"
ITEM_TABLE: Final = "items_item"
PARTNER_TABLE: Final = "items_partner"
SIGNATURE_TABLE: Final = "identity_signature"
SIGNED_RECORD_TABLE: Final = "identity_signature_record"
FILE_TABLE: Final = "attachments_file"

FILES_SECTION: Final = "attachments.files"
"""The section of the record that names the lot's files; its columns `file` and `sha256` are what is checked."""
ENCLOSED: Final = "file-"
"""How the name of an enclosed file begins; the beginning of its hash follows, and then its own name."""
HASH_IN_NAME: Final = 16


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One attachment as the manifest lists it; `size` in bytes, `sha256` in hexadecimal."""

    name: str
    media_type: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The list of the other attachments."""

    format: str
    files: list[AttachedFile]


class EntryProof(msgspec.Struct, frozen=True, kw_only=True):
    """Proof that an entry of the audit log is in the sealed tree (RFC 9162 §2.1.3).

    Attributes:
        entry_id: the entry's number as written.
        index: its leaf's place in the tree, from 0; entries of one statement may share one.
        content: the row itself, whose hash the leaf holds; with the leaf it is what `leaf.parse` reads. Base64 in JSON.
        leaf: the leaf's bytes; base64 in JSON. Written down with the first of the entries that share it (`leaves_once`).
        path: the sibling hashes from leaf to root; base64 in JSON. As `leaf`.
    """

    entry_id: int
    index: int
    content: bytes
    leaf: bytes = b""
    path: list[bytes] = []


class ConsistencyProof(msgspec.Struct, frozen=True, kw_only=True):
    """Proof that the tree of the checkpoint continues the one of `old_size` leaves (RFC 9162 §2.1.4)."""

    old_size: int
    path: list[bytes]


class Proofs(msgspec.Struct, frozen=True, kw_only=True):
    """All that ties a dossier to the audit log.

    Attributes:
        checkpoint: the signed head of the log (C2SP tlog-checkpoint), as text.
        vkey: the log's verifier key; a careful reader compares it with the one that the plant handed out.
        entries: each audit entry that concerns the lot, oldest first.
        consistency: proofs towards older heads that were handed out.
        rows: which entry proves which row of the record: JSON pointer (RFC 6901) into record.json → number of the
            newest entry of that row.
    """

    checkpoint: str
    vkey: str
    entries: list[EntryProof]
    consistency: list[ConsistencyProof] = []
    rows: dict[str, int] = {}


def leaves_once(proofs: Proofs) -> Proofs:
    """Return proofs as they are written down: of entries that share a leaf the first alone has it, and its path.

    A leaf holds a hash for each of its rows, so that with every entry its rows would cost their number's square.
    """
    known: dict[int, EntryProof] = {}
    entries = []
    for entry in proofs.entries:
        first = known.setdefault(entry.index, entry)
        same = entry is not first and (entry.leaf, entry.path) == (first.leaf, first.path)
        entries.append(msgspec.structs.replace(entry, leaf=b"", path=[]) if same else entry)
    return msgspec.structs.replace(proofs, entries=entries)


def with_leaves(proofs: Proofs) -> Proofs:
    """Return proofs as they are checked: each entry with its leaf and path. Whatever is wrong is left for the checks."""
    known: dict[int, EntryProof] = {}
    entries = []
    for entry in proofs.entries:
        first = known.setdefault(entry.index, entry)
        bare = not entry.leaf and not entry.path
        entries.append(msgspec.structs.replace(entry, leaf=first.leaf, path=first.path) if bare else entry)
    return msgspec.structs.replace(proofs, entries=entries)


class SignedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record under a signature, its content as it was signed, and the canonical hash of that content."""

    kind: str
    key: str
    label: str
    content: dict[str, Any]
    content_hash: str
    valid: bool
    """Whether the record is still what was signed (P11-18)."""


class SignatureEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """An electronic signature: printed name, date and time, meaning, and what it binds (11.50, 11.70)."""

    id: int
    user_id: int
    user_name: str
    full_name: str
    full_name_zh: str
    role: str
    meaning: str
    statement: str
    reason: str
    signed_at: datetime
    message: str
    records: list[SignedRecord]

    @property
    def valid(self) -> bool:
        """Whether every record is still what was signed."""
        return all(record.valid for record in self.records)


def enclosed_name(digest: str, file_name: str) -> str:
    """Return the name under which a file is enclosed, which no other file of the dossier has."""
    return f"{ENCLOSED}{digest[:HASH_IN_NAME]}-{file_name}"


def attach(
    record: object,
    signatures: list[SignatureEvidence],
    proofs: Proofs,
    readme: str,
    enclosed: Mapping[str, bytes] | None = None,
    *,
    named: str = FORMAT,
) -> dict[str, bytes]:
    """Return the attachments of a dossier by name, the manifest among them.

    `enclosed` are the lot's own files, `named` is the manifest's format.

    Raises TypeError if the record holds a binary float or another value that has no canonical form.
    """
    files = {
        RECORD: canonical_bytes(record),
        SIGNATURES: canonical_bytes(signatures),
        PROOFS: canonical_bytes(leaves_once(proofs)),
        README: readme.encode(),
        **(enclosed or {}),
    }
    listed = [
        AttachedFile(name=name, media_type=media_type(name), size=len(content), sha256=sha256(content).hexdigest())
        for name, content in files.items()
    ]
    return {**files, MANIFEST: canonical_bytes(Manifest(format=named, files=listed))}


def media_type(name: str) -> str:
    """Return the media type of an attachment."""
    if name.startswith(ENCLOSED):
        return "application/octet-stream"
    return "application/json" if name.endswith(".json") else "text/plain"
