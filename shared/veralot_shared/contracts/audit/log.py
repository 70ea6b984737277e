"""The log itself: entries, searching them, extracts, heads and proofs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from veralot_shared.ids import EntryId, SignatureId, UserId
from veralot_shared.messages import Command, Event, Page, Query
from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    LOG_READ = "audit:log:read", "Read the audit log"
    CHECKPOINT = "audit:checkpoint:read", "Read checkpoints of the audit log"
    REVIEW = "audit:review:perform", "Review the audit trail"
    REVIEW_PLAN = "audit:review:plan", "Plan reviews of the audit trail"


class Operation(StrEnum):
    """What was done to a row."""

    INSERT = "I"
    UPDATE = "U"
    DELETE = "D"


class FieldChange(msgspec.Struct, frozen=True):
    """One field of one entry: what it was and what it became; where that is another record, how it is called today."""

    field: str
    old: Any
    new: Any
    old_name: str = ""
    new_name: str = ""
    old_name_zh: str = ""
    new_name_zh: str = ""


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log: a row's change.

    `index` is the place of its leaf in the sealed tree, absent for the second or two until it is sealed. Rows that one
    statement changed may share a leaf.
    `record` is how the record is called today: its number or code; empty where it has none.
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
    record: str = ""
    record_zh: str = ""


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


class LogFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which entries of the log are meant; what is not set does not narrow.

    Attributes:
        user_id: who did it.
        message: by which message: `genealogy.ReceiveLot`.
        table, key: which kind of record, and which one of them, as the log names them.
        field: which field of it changed; needs `table`.
        signed: with, or without, an electronic signature.
        since, until: when: from the first moment up to but not including the second.
        first, end: between which places in the sealed log: from `first` up to but not including `end`.
    """

    user_id: UserId | None = None
    message: str | None = None
    table: str | None = None
    key: str | None = None
    field: str | None = None
    signed: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    first: int | None = None
    end: int | None = None


class SearchLog(Query[list[EntryView]], permission=Permission.LOG_READ):
    """Search the whole log, newest first; `before` continues after an entry that is here already, however far down.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    filter: LogFilter = LogFilter()
    before: EntryId | None = None
    page: Page = Page()


class PersonChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may have made entries."""

    id: UserId
    user_name: str
    full_name: str
    full_name_zh: str


class TableChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of record that the log knows, with its fields."""

    name: str
    fields: list[str]


class ChoicesView(msgspec.Struct, frozen=True, kw_only=True):
    """What the log can be searched by."""

    people: list[PersonChoice]
    tables: list[TableChoice]


class LogChoices(Query[ChoicesView], permission=Permission.LOG_READ):
    """Ask for people, kinds of record and their fields, to search the log by. Raises: RecordNotFound."""


class ExtractFormat(StrEnum):
    """How the entries of an extract stand in it, beside the proofs."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class ExtractView(msgspec.Struct, frozen=True, kw_only=True):
    """An extract of the log as a file; its entries and the size of the log whose head proves them."""

    name: str
    media_type: str
    content: bytes
    entries: int
    size: int


class ExportLog(Query[ExtractView], permission=Permission.LOG_READ):
    """Return the sealed entries that match, with their inclusion proofs and the signed checkpoint, as one file.

    `veralot-verify` checks it with no server. `older` names sizes of heads that were handed out before: the extract then
    proves that the log continues them.

    Raises: RecordNotFound, ValueNotAllowed, ExtractTooLarge, ExtractEmpty.
    """

    filter: LogFilter = LogFilter()
    format: ExtractFormat = ExtractFormat.CSV
    older: list[int] = []


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
