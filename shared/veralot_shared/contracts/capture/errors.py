"""What can go wrong with what is entered while the server is away."""

from datetime import datetime

from veralot_shared.errors import CodedError, Sentence


class DeviceBlocked(CodedError, status=403):
    """The device was blocked: it is said to be lost, or its chain is not believed."""

    text = "This computer may not enter anything while the server is away: {reason} Ask your administrator."
    reason: str


class WorkListMissing(CodedError, status=409):
    """This computer holds no work list that is still good, so nothing can be entered while the server is away."""

    text = (
        "The server cannot be reached, and this computer has no work list that is still valid. Nothing was entered. "
        "What you typed is kept; try again when the connection is back."
    )


class WorkListExpired(CodedError, status=409):
    """The work list that this computer holds has expired."""

    text = (
        "The server cannot be reached, and the work list on this computer was valid only until {until}. Nothing was "
        "entered. What you typed is kept; try again when the connection is back."
    )
    until: datetime


class EntryKeysEnded(CodedError, status=409):
    """The keys of this login can no longer sign: too much time has passed since signing in."""

    text = (
        "The server cannot be reached, and you signed in too long ago to enter anything without it. Nothing was entered. "
        "What you typed is kept; try again when the connection is back."
    )


class JournalRefused(CodedError, status=507):
    """The disk does not take the entry: it is full, or broken. Nothing was entered."""

    text = (
        "This computer's disk does not take the entry ({problem}). Nothing was entered. Make room on the disk or go to "
        "another computer; what you typed is kept here."
    )
    problem: str


class JournalClosed(CodedError, status=409):
    """The journal of this computer cannot be opened by this person."""

    text = (
        "What is kept on this computer cannot be opened ({problem}). Nothing was entered. Sign in again with your password "
        "when the server is back."
    )
    problem: str


class NotForOffline(CodedError, status=403):
    """Such a command is never entered without the server (OFF-01)."""

    text = "The server cannot be reached, and this cannot be done without it. What you typed is kept."
    op: str


class EntriesWaiting(CodedError, status=409):
    """Entries wait on this computer, so nothing of it may be wiped (OFF-08)."""

    text = (
        "{count} entries wait on this computer to be sent, the oldest since {oldest_at}. It cannot be wiped before they "
        "have arrived at the server. Connect it, and wait until none is left."
    )
    count: int
    oldest_at: datetime | None


class EntryUnproven(CodedError, status=422):
    """The signature is not that of the login whose entry it says to be; who entered it is not known."""

    text = "The entry’s signature does not fit. It is not known who entered it, so it cannot be recorded."


class EntryUnreadable(CodedError, status=422):
    """The entry holds no command that this server may record from a device."""

    text = "The entry holds nothing that may be entered while the server is away ({op}): {problem}"
    op: str
    problem: str | list[Sentence]


class ProofTooOld(CodedError, status=403):
    """The key to a journal is handed out only just after its person has proven who they are."""

    text = "You signed in too long ago for this. Sign in again."


class AloneRefused(CodedError, status=401):
    """The server is away, and this computer cannot tell that somebody is who they say."""

    text = (
        "The server cannot be reached, and this computer does not know you by what you entered. Check it and try again. "
        "Only who signed in here not long ago can come back without the server."
    )


class AloneExpired(CodedError, status=401):
    """The server is away, and what this computer knows of the person is too old."""

    text = (
        "The server cannot be reached. You could have come back without it until {until}; now it is needed. What you "
        "typed is kept."
    )
    until: datetime


class AloneTooOften(CodedError, status=401):
    """The server is away, and a wrong secret was entered too often."""

    text = (
        "The server cannot be reached, and a wrong secret was entered here {failures} times. Nobody is let in under this "
        "name before the server is back."
    )
    failures: int
