"""The sentences that tell both sides of a conflict: what an entry was made against, and what holds now."""

from datetime import datetime

from veralot_shared.contracts.capture import Difference, IncidentKind
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_
from veralot_shared.rules.canonical import utc_text

CHAIN = {
    IncidentKind.MISSING: N_("The entry before it could not be handed in by the device."),
    IncidentKind.ALTERED: N_("The entry before it was altered on the device."),
    IncidentKind.BROKEN: N_("It does not follow on the entry before it that arrived here."),
    IncidentKind.FORKED: N_("The device had already handed in another entry in this place: its journal was set back."),
    IncidentKind.UNSIGNED: N_("Its signature does not fit."),
}
REASON_RULE = N_("Say why.")


def told(what: str, then: Sentence, now: Sentence) -> Difference:
    """Return a difference under a heading."""
    return Difference(what=Sentence(what), then=then, now=now)


def chain(kind: IncidentKind, counter: int) -> Difference:
    """Return that the chain is broken before an entry."""
    place = {"counter": str(counter)}
    return told(
        N_("Chain of entries"),
        Sentence(N_("Each entry names the one before it (place {counter})."), place),
        Sentence(CHAIN[kind]),
    )


def revoked(at: datetime, reason: str) -> Difference:
    """Return that the login's keys are no longer believed."""
    return told(
        N_("Keys of the login"),
        Sentence(N_("The login’s keys were good.")),
        Sentence(N_("They were revoked at {at}: {reason}"), {"at": utc_text(at), "reason": reason}),
    )


def ended(ends_at: datetime, entered_at: datetime) -> Difference:
    """Return that the keys had ended when the entry was made."""
    return told(
        N_("Keys of the login"),
        Sentence(N_("They could sign until {at}."), {"at": utc_text(ends_at)}),
        Sentence(N_("It was entered at {at}."), {"at": utc_text(entered_at)}),
    )


def too_early(now: datetime, entered_at: datetime) -> Difference:
    """Return that an entry says to have been made after it arrived."""
    return told(
        N_("Time of entry"),
        Sentence(N_("It was entered at {at}."), {"at": utc_text(entered_at)}),
        Sentence(N_("It arrived before that, at {at}."), {"at": utc_text(now)}),
    )


def account(state: str) -> Difference:
    """Return that the account of whoever entered it is no longer open."""
    return told(
        N_("Account"),
        Sentence(N_("The account of who entered it was active.")),
        Sentence(N_("The account is no longer active ({state})."), {"state": state}),
    )


def lapsed(right: str) -> Difference:
    """Return that whoever entered it no longer has the right."""
    return told(
        N_("Right"),
        Sentence(N_("Who entered it had the right “{right}”."), {"right": right}),
        Sentence(N_("The right was taken away.")),
    )


def no_work_list() -> Difference:
    """Return that the work list that the entry names is not one of this person on this device."""
    return told(
        N_("Work list"),
        Sentence(N_("An entry is made against a work list of its own person and device.")),
        Sentence(N_("The one that it names is not.")),
    )


def expired(expires_at: datetime, entered_at: datetime) -> Difference:
    """Return that the work list had expired when the entry was made."""
    return told(
        N_("Work list"),
        Sentence(N_("It was good until {at}."), {"at": utc_text(expires_at)}),
        Sentence(N_("It was entered at {at}."), {"at": utc_text(entered_at)}),
    )
