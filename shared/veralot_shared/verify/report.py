"""What the verifier found: a list of checks with their results, and the verdict that follows from them."""

from enum import StrEnum

import msgspec


class Name(StrEnum):
    """The checks, in the order in which they run."""

    PDF = "pdf"
    ARCHIVE = "archive"
    SIGNATURE = "signature"
    UNCHANGED = "unchanged"
    ISSUER = "issuer"
    ATTACHMENTS = "attachments"
    CHECKPOINT = "checkpoint"
    LOG_KEY = "log-key"
    INCLUSION = "inclusion"
    RECORD = "record"
    IMPORT = "import"
    FILES = "files"
    SIGNATURES = "signatures"
    ENTRIES = "entries"
    CONSISTENCY = "consistency"


class Result(StrEnum):
    """What came of a check. What did not run proves nothing, and is never counted as passed."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "not run"


class Reason(StrEnum):
    """Why a check failed or did not run."""

    PDF_UNREADABLE = "pdf-unreadable"
    ARCHIVE_UNREADABLE = "archive-unreadable"
    ARCHIVE_TOO_LARGE = "archive-too-large"
    ENTRIES_OTHER = "entries-other"
    ENTRIES_CONTRADICT_LOG = "entries-contradict-log"
    SIGNATURE_MISSING = "signature-missing"
    SIGNATURE_UNREADABLE = "signature-unreadable"
    SIGNATURE_WRONG = "signature-wrong"
    SIGNATURE_PADDED = "signature-padded"
    DOCUMENT_ALTERED = "document-altered"
    NOT_PADES = "not-pades"
    CHANGED_AFTER_SIGNING = "changed-after-signing"
    ISSUER_UNKNOWN = "issuer-unknown"
    CHAIN_BROKEN = "chain-broken"
    CERTIFICATE_NOT_GIVEN = "certificate-not-given"
    ATTACHMENT_MISSING = "attachment-missing"
    ATTACHMENT_UNEXPECTED = "attachment-unexpected"
    ATTACHMENT_ALTERED = "attachment-altered"
    ATTACHMENT_UNREADABLE = "attachment-unreadable"
    FORMAT_UNKNOWN = "format-unknown"
    CHECKPOINT_MALFORMED = "checkpoint-malformed"
    CHECKPOINT_FORGED = "checkpoint-forged"
    LOG_KEY_OTHER = "log-key-other"
    LOG_KEY_NOT_GIVEN = "log-key-not-given"
    NO_ENTRIES = "no-entries"
    LEAF_UNREADABLE = "leaf-unreadable"
    INCLUSION_WRONG = "inclusion-wrong"
    LOT_NOT_IN_LOG = "lot-not-in-log"
    IMPORT_NOT_IN_LOG = "import-not-in-log"
    ROW_NOT_PROVEN = "row-not-proven"
    LOT_DELETED = "lot-deleted"
    RECORD_CONTRADICTS_LOG = "record-contradicts-log"
    NO_FILES = "no-files"
    FILE_NOT_PROVEN = "file-not-proven"
    FILE_NOT_NAMED = "file-not-named"
    FILES_ELSEWHERE = "files-elsewhere"
    SIGNATURE_NOT_IN_LOG = "signature-not-in-log"
    SIGNATURE_CONTRADICTS_LOG = "signature-contradicts-log"
    CONTENT_HASH_WRONG = "content-hash-wrong"
    SIGNATURE_LEFT_OUT = "signature-left-out"
    NO_SIGNATURES = "no-signatures"
    OLDER_NOTE_NOT_GIVEN = "older-note-not-given"
    OLDER_NOTE_FORGED = "older-note-forged"
    OLDER_NOTE_OTHER_LOG = "older-note-other-log"
    OLDER_NOTE_NEWER = "older-note-newer"
    CONSISTENCY_MISSING = "consistency-missing"
    HISTORY_REWRITTEN = "history-rewritten"
    EARLIER_CHECK_FAILED = "earlier-check-failed"


class Verdict(StrEnum):
    """What it comes to."""

    ACCEPTED = "accepted"
    INTACT = "intact"
    """Nothing is wrong, but who made it was not compared with anything that the reader trusts."""
    REFUSED = "refused"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One check. A check that is not `required` may not have run, for want of something to compare with."""

    name: Name
    result: Result
    reason: Reason | None = None
    required: bool = True
    facts: dict[str, str] = {}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All checks of one dossier."""

    checks: list[Check]

    @property
    def verdict(self) -> Verdict:
        """Refused unless every required check passed or had nothing to check."""
        results = {check.result for check in self.checks}
        if Result.FAILED in results or any(c.required and c.result is Result.NOT_RUN for c in self.checks):
            return Verdict.REFUSED
        return Verdict.INTACT if Result.NOT_RUN in results else Verdict.ACCEPTED

    def check(self, name: Name) -> Check:
        """Return the check of a name."""
        return next(check for check in self.checks if check.name is name)


def passed(name: Name, **facts: str) -> Check:
    """Return a check that passed; the facts say what was found."""
    return Check(name=name, result=Result.PASSED, facts=facts)


def failed(name: Name, reason: Reason, **facts: str) -> Check:
    """Return a check that failed; the facts say where."""
    return Check(name=name, result=Result.FAILED, reason=reason, facts=facts)


def blocked(name: Name) -> Check:
    """Return a check that could not run because one before it failed."""
    return Check(name=name, result=Result.NOT_RUN, reason=Reason.EARLIER_CHECK_FAILED)


def optional(name: Name, reason: Reason, **facts: str) -> Check:
    """Return a check that did not run because the reader gave nothing to compare with."""
    return Check(name=name, result=Result.NOT_RUN, reason=reason, required=False, facts=facts)
