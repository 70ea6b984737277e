"""The tamper-evident audit log: history of a record, tree heads, proofs.

Sources: 21 CFR 11.10(e); GMP annex 11 clause 9; RFC 9162; C2SP tlog-checkpoint.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from veralot_shared.errors import CodedError
from veralot_shared.ids import EntryId, SignatureId
from veralot_shared.messages import Command, Event, Page, Query


class Permission(StrEnum):
    """Rights, as scope:resource:action."""

    LOG_READ = "audit:log:read"
    CHECKPOINT = "audit:checkpoint:read"


class Operation(StrEnum):
    """What was done to a row."""

    INSERT = "I"
    UPDATE = "U"
    DELETE = "D"


class FieldChange(msgspec.Struct, frozen=True):
    """One field of one entry: what it was and what it became."""

    field: str
    old: Any
    new: Any


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log: a row's change.

    `index` is the place of its leaf in the sealed tree, absent for the second or two until it is sealed. Rows that one
    statement changed may share a leaf.
    """

    id: EntryId
    index: int | None
    at: datetime
    user_name: str
    full_name: str
    full_name_zh: str
    workstation: str
    message: str
    table: str
    key: str
    operation: Operation
    changes: list[FieldChange]
    reason: str
    signature_id: SignatureId | None


class HeadView(msgspec.Struct, frozen=True, kw_only=True):
    """A signed head of the tree: `note` is the C2SP checkpoint, which anybody with the key can verify."""

    size: int
    root: str
    at: datetime
    note: str
    key: str
    behind: int


class InclusionView(msgspec.Struct, frozen=True, kw_only=True):
    """Proof that an entry is in the log: leaf bytes (base64), its index and the sibling hashes (hex, leaf to root).

    `content` is the row itself (base64), whose SHA-256 is in the leaf.
    """

    entry_id: EntryId
    index: int
    size: int
    leaf: str
    content: str
    path: list[str]


class ConsistencyView(msgspec.Struct, frozen=True, kw_only=True):
    """Proof that the tree of `new_size` continues that of `old_size` (hashes in hex)."""

    old_size: int
    new_size: int
    path: list[str]


class RecordHistory(Query[list[EntryView]]):
    """List who changed a record, field by field, newest first. Needs only that the record may be seen.

    `table` and `key` name the record as the log does.

    Raises: RecordNotFound.
    """

    table: str
    key: str
    page: Page = Page()


class SearchLog(Query[list[EntryView]], permission=Permission.LOG_READ):
    """Search the whole log by person, message, table and time, newest first.

    Raises: RecordNotFound.
    """

    user_name: str | None = None
    message: str | None = None
    table: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    page: Page = Page()


class LogHead(Query[HeadView], permission=Permission.CHECKPOINT):
    """Return the newest signed head.

    Raises: RecordNotFound.
    """


class Inclusion(Query[InclusionView], permission=Permission.CHECKPOINT):
    """Prove that an entry is in the log of the newest head. Raises: RecordNotFound, NotSealedYet."""

    entry_id: EntryId


class Consistency(Query[ConsistencyView], permission=Permission.CHECKPOINT):
    """Prove that the newest head continues an older one. Raises: RecordNotFound."""

    old_size: int


class Seal(Command[HeadView], permission=Permission.CHECKPOINT):
    """Seal what is committed now and return the head that covers it.

    Raises: RecordNotFound.
    """


class LogSealed(Event):
    """The log has a new head."""

    size: int


class NotSealedYet(CodedError, status=409):
    """The entry is committed but not yet in the sealed tree."""

    text = "This change is recorded but not sealed yet. Try again in a moment."
    entry_id: EntryId
