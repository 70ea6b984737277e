"""Rights, states and kinds of what is entered while the server is away."""

from enum import StrEnum

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    MAKE = "capture:entry:make", "Enter while the server is away"
    READ = "capture:device:read", "See offline devices and entries"
    MANAGE = "capture:device:manage", "Manage offline devices and their keys"
    DECIDE = "capture:conflict:decide", "Decide conflicts of entries made offline"


class EntryState(StrEnum):
    """What became of an entry. A person decides on a conflict: accepted as it is, or rejected; nothing is dropped."""

    RECORDED = "recorded"
    CONFLICT = "conflict"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What the server says of an entry that was handed in. `AHEAD`: one before it is still to come, hand in from there."""

    RECORDED = "recorded"
    ALREADY = "already"
    CONFLICT = "conflict"
    REFUSED = "refused"
    AHEAD = "ahead"


class Proof(StrEnum):
    """Who had a person's proof of who they are: the server at a login, or the device alone while the server was away."""

    BY_SERVER = "by_server"
    BY_DEVICE = "by_device_alone"


class IncidentKind(StrEnum):
    """What is wrong with a device's chain of entries, or was tried on it while the server was away."""

    MISSING = "missing"
    ALTERED = "altered"
    BROKEN = "broken"
    FORKED = "forked"
    UNSIGNED = "unsigned"
    GUESSED = "guessed"
    COUNT_ALTERED = "count_altered"


class Trouble(StrEnum):
    """What a device found wrong with an entry in its own journal."""

    MISSING = "missing"
    ALTERED = "altered"


DECIDED = frozenset({EntryState.ACCEPTED, EntryState.REJECTED})
UNDECIDED = frozenset({EntryState.CONFLICT})
