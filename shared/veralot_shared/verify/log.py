"""The audit log: is its head signed, are the entries in it, and does it continue the head that the reader kept."""

from collections.abc import Iterable, Iterator

from veralot_shared.rules import checkpoint, signed_note
from veralot_shared.rules.checkpoint import Checkpoint
from veralot_shared.rules.merkle import leaf_hash, verify_consistency, verify_inclusion
from veralot_shared.verify.format import ConsistencyProof, EntryProof, Proofs
from veralot_shared.verify.leaf import Leaf, holds, parse
from veralot_shared.verify.report import Check, Name, Reason, blocked, failed, optional, passed


def check_checkpoint(proofs: Proofs) -> tuple[Check, Checkpoint | None]:
    """Return the check of the log's head, and the head if its signature fits the key in the dossier."""
    try:
        head = checkpoint.verify(proofs.checkpoint, proofs.vkey)
    except (signed_note.SignatureMissing, signed_note.SignatureWrong):
        return failed(Name.CHECKPOINT, Reason.CHECKPOINT_FORGED), None
    except signed_note.NoteError:
        return failed(Name.CHECKPOINT, Reason.CHECKPOINT_MALFORMED), None
    if head.origin != signed_note.parse_vkey(proofs.vkey).name:
        return failed(Name.CHECKPOINT, Reason.CHECKPOINT_FORGED), None
    return passed(Name.CHECKPOINT, origin=head.origin, size=str(head.size), root=head.root.hex()), head


def check_log_key(proofs: Proofs, trusted: str | None) -> Check:
    """Return the check of the key in the dossier against the one that the reader was given by the plant."""
    if trusted is None:
        return optional(Name.LOG_KEY, Reason.LOG_KEY_NOT_GIVEN, key=proofs.vkey)
    if trusted != proofs.vkey:
        return failed(Name.LOG_KEY, Reason.LOG_KEY_OTHER, key=proofs.vkey)
    return passed(Name.LOG_KEY, key=proofs.vkey)


def check_inclusion(proofs: Proofs, head: Checkpoint | None) -> tuple[Check, list[Leaf] | None]:
    """Return the check that each entry is in the log, and the entries, oldest first, if all are."""
    if head is None:
        return blocked(Name.INCLUSION), None
    if not proofs.entries:
        return failed(Name.INCLUSION, Reason.NO_ENTRIES), None
    wrong = next(wrong_entries(proofs.entries, head), None)
    if wrong is not None:
        return failed(Name.INCLUSION, Reason.INCLUSION_WRONG, entry=str(wrong.entry_id), index=str(wrong.index)), None
    try:
        return passed(Name.INCLUSION, count=str(len(proofs.entries))), read(proofs.entries)
    except LeafFault as fault:
        return failed(Name.INCLUSION, Reason.LEAF_UNREADABLE, entry=str(fault.entry_id)), None


def wrong_entries(entries: Iterable[EntryProof], head: Checkpoint) -> Iterator[EntryProof]:
    """Yield the entries whose row is not in their leaf, or whose proof does not lead to the head's root."""
    return (
        entry
        for entry in entries
        if not holds(entry.leaf, entry.content)
        or not verify_inclusion(leaf_hash(entry.leaf), entry.index, head.size, entry.path, head.root)
    )


class LeafFault(Exception):
    """The bytes of a leaf are not the entry that they are said to be."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


def read(entries: Iterable[EntryProof]) -> list[Leaf]:
    """Return the entries' leaves in the order of the log. Raises LeafFault."""
    leaves = []
    for entry in sorted(entries, key=lambda entry: (entry.index, entry.entry_id)):
        try:
            leaves.append(parse(entry.leaf, entry.content, entry.entry_id))
        except ValueError as problem:
            raise LeafFault(entry.entry_id) from problem
    return leaves


def check_consistency(proofs: Proofs, head: Checkpoint | None, older_note: str | None) -> Check:
    """Return the check that the log still begins with all that an older checkpoint covered."""
    if older_note is None:
        return optional(Name.CONSISTENCY, Reason.OLDER_NOTE_NOT_GIVEN)
    if head is None:
        return blocked(Name.CONSISTENCY)
    try:
        older = checkpoint.verify(older_note, proofs.vkey)
    except signed_note.NoteError:
        return failed(Name.CONSISTENCY, Reason.OLDER_NOTE_FORGED)
    return compare_heads(proofs.consistency, older, head)


def compare_heads(known: Iterable[ConsistencyProof], older: Checkpoint, head: Checkpoint) -> Check:
    """Return the check that `head` continues `older`, by the proof among the `known` ones that is for its size."""
    facts = {"old_size": str(older.size), "size": str(head.size)}
    if older.origin != head.origin:
        return failed(Name.CONSISTENCY, Reason.OLDER_NOTE_OTHER_LOG, **facts)
    if older.size > head.size:
        return failed(Name.CONSISTENCY, Reason.OLDER_NOTE_NEWER, **facts)
    path = next((proof.path for proof in known if proof.old_size == older.size), None)
    if path is None and 0 < older.size < head.size:
        return failed(Name.CONSISTENCY, Reason.CONSISTENCY_MISSING, **facts)
    if not verify_consistency(older.size, head.size, older.root, head.root, path or []):
        return failed(Name.CONSISTENCY, Reason.HISTORY_REWRITTEN, **facts)
    return passed(Name.CONSISTENCY, **facts)
