"""The columns of the tables of users and sessions. No Qt."""

from enum import StrEnum

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter, Option, named
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.identity import AccountState, SessionView, UserView
from veralot_shared.i18n import LANGUAGES, N_


class SessionState(StrEnum):
    """What a session counts as."""

    CURRENT = "current"
    ACTIVE = "active"
    LOCKED = "locked"
    ENDED = "ended"


STATES = {
    SessionState.CURRENT: N_("This one"),
    SessionState.ACTIVE: N_("Active"),
    SessionState.LOCKED: N_("Locked"),
    SessionState.ENDED: N_("Ended"),
}
STATE_TONES = {
    SessionState.CURRENT: Tone.INFO,
    SessionState.ACTIVE: Tone.GOOD,
    SessionState.LOCKED: Tone.WARNING,
    SessionState.ENDED: Tone.NEUTRAL,
}


def role_names(user: UserView, words: Words) -> str:
    """Return what a person is in the plant."""
    return words.listed(words.label(role) for role in user.roles)


def session_state(session: SessionView) -> SessionState:
    """Return what a session counts as."""
    if session.ended_at is not None:
        return SessionState.ENDED
    if session.current:
        return SessionState.CURRENT
    return SessionState.LOCKED if session.locked else SessionState.ACTIVE


USERS: tuple[Column[UserView], ...] = (
    Column(id="user_name", title=N_("User name"), value=lambda user: user.user_name, filter=Filter.TEXT, chars=14),
    named("full_name", N_("Full name"), filter=Filter.TEXT, chars=16),
    Column(
        id="state",
        title=N_("Account"),
        value=lambda user: user.state,
        tone=lambda user: tone_of(user.state),
        filter=Filter.CHOICE,
        choices=tuple(AccountState),
        chars=12,
    ),
    Column(
        id="roles",
        title=N_("Roles"),
        value=lambda user: ", ".join(user.roles),
        text=role_names,
        filter=Filter.TEXT,
        chars=30,
    ),
    named("customer", N_("Customer"), filter=Filter.TEXT, chars=10),
    Column(
        id="identity_verified_at",
        title=N_("Identity checked"),
        value=lambda user: user.identity_verified_at,
        filter=Filter.TEXT,
        chars=20,
    ),
    Column(
        id="accountability_accepted_at",
        title=N_("May sign since"),
        value=lambda user: user.accountability_accepted_at,
        filter=Filter.TEXT,
        chars=20,
    ),
    Column(id="totp_enrolled", title=N_("Authenticator"), value=lambda user: user.totp_enrolled, chars=12),
    Column(
        id="must_change_password",
        title=N_("Must change password"),
        value=lambda user: user.must_change_password,
        chars=18,
    ),
    Column(
        id="failed_attempts",
        title=N_("Failed attempts"),
        value=lambda user: user.failed_attempts,
        right=True,
        chars=12,
        hidden=True,
    ),
    Column(
        id="language",
        title=N_("Language"),
        value=lambda user: user.language,
        text=lambda user, _words: LANGUAGES.get(user.language, user.language),
        hidden=True,
    ),
    Column(id="created_at", title=N_("Created"), value=lambda user: user.created_at, chars=20, hidden=True),
)

SESSIONS: tuple[Column[SessionView], ...] = (
    Column(
        id="state",
        title=N_("Session"),
        value=session_state,
        text=lambda session, words: words.text(STATES[session_state(session)]),
        tone=lambda session: STATE_TONES[session_state(session)],
        filter=Filter.CHOICE,
        choices=tuple(Option(state, STATES[state]) for state in SessionState),
        chars=14,
    ),
    Column(
        id="user_name", title=N_("User name"), value=lambda session: session.user_name, filter=Filter.TEXT, chars=14
    ),
    Column(
        id="workstation",
        title=N_("Workstation"),
        value=lambda session: session.workstation,
        filter=Filter.TEXT,
        chars=18,
    ),
    Column(id="address", title=N_("Address"), value=lambda session: session.address, filter=Filter.TEXT, chars=16),
    Column(
        id="started_at", title=N_("Signed in"), value=lambda session: session.started_at, filter=Filter.TEXT, chars=20
    ),
    Column(
        id="last_seen_at",
        title=N_("Last active"),
        value=lambda session: session.last_seen_at,
        filter=Filter.TEXT,
        chars=20,
    ),
    Column(id="ended_at", title=N_("Ended"), value=lambda session: session.ended_at, filter=Filter.TEXT, chars=20),
)
