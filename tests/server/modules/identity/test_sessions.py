"""Locking, unlocking, listing and ending sessions."""

from collections.abc import Callable

import pytest

from tests.factories.identity import (
    OTHER_PASSWORD,
    PASSWORD,
    WORKSTATION,
    account,
    acting,
    customer,
    session_row,
    signed_before,
    stored,
)
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.identity import sessions
from veralot_server.modules.identity.handlers.sessions import lock_session, logout, revoke_session, unlock_session
from veralot_server.modules.identity.queries import list_sessions
from veralot_shared.contracts.identity import (
    EndReason,
    ListSessions,
    LockSession,
    LoginRefused,
    Logout,
    PermissionDenied,
    RevokeSession,
    Role,
    SessionEnded,
    SessionNeeded,
    UnlockSession,
)
from veralot_shared.errors import CodedError, RecordNotFound
from veralot_shared.ids import SessionId, UserId

Refusal = Callable[..., CodedError]


def ended(tx: Transaction) -> list[SessionId]:
    """Return the sessions whose end was told."""
    return [event.session_id for event, _ in tx.events if isinstance(event, SessionEnded)]


@pytest.fixture
def li_na(tx: Transaction) -> UserId:
    """Return a QA person, who is signed in and acts."""
    user_id = account(tx, "li.na", "qa_release")
    acting(tx, user_id)
    return user_id


def of(tx: Transaction) -> SessionId:
    """Return the acting session."""
    assert tx.actor.session_id is not None
    return tx.actor.session_id


@pytest.mark.usefixtures("li_na")
def test_logging_out_ends_the_session_and_says_so(tx: Transaction) -> None:
    logout(Logout(), tx)
    row = session_row(tx, of(tx))
    assert (row.ended_at, row.end_reason) == (tx.now, "logout")
    assert ended(tx) == [of(tx)]


def test_without_a_session_there_is_none_to_end(tx: Transaction, refusal: Refusal) -> None:
    tx.act(Actor.system("cron"), Logout.op)
    assert isinstance(refusal(logout, Logout(), tx), SessionNeeded)


@pytest.mark.requirement("P11-21")
@pytest.mark.usefixtures("li_na")
def test_after_locking_both_components_are_needed_again(tx: Transaction) -> None:
    signed_before(tx)
    lock_session(LockSession(), tx)
    row = session_row(tx, of(tx))
    assert (row.locked_at, row.signed_at) == (tx.now, None)
    unlock_session(UnlockSession(password=PASSWORD), tx)
    row = session_row(tx, of(tx))
    assert (row.locked_at, row.signed_at) == (None, None)


@pytest.mark.requirement("P11-21")
@pytest.mark.usefixtures("li_na")
def test_after_inactivity_too(tx: Transaction) -> None:
    # Nobody locked the session: it counts as locked by the time since its last contact.
    signed_before(tx)
    unlock_session(UnlockSession(password=PASSWORD), tx)
    assert session_row(tx, of(tx)).signed_at is None


@pytest.mark.requirement("P11-26")
def test_a_wrong_password_does_not_unlock_and_counts(tx: Transaction, refusal: Refusal, li_na: UserId) -> None:
    lock_session(LockSession(), tx)
    assert isinstance(refusal(unlock_session, UnlockSession(password=OTHER_PASSWORD), tx), LoginRefused)
    assert session_row(tx, of(tx)).locked_at is not None
    assert stored(tx, li_na).failed_attempts == 1


def test_an_ended_session_stays_as_it_ended(tx: Transaction, li_na: UserId) -> None:
    sessions.end(tx, of(tx), EndReason.REVOKED)
    sessions.end(tx, of(tx), EndReason.LOGOUT)
    sessions.end_all(tx, li_na, EndReason.ACCOUNT_LOCKED)
    sessions.lock(tx, of(tx))
    row = session_row(tx, of(tx))
    assert (row.end_reason, row.locked_at) == ("revoked", None)
    assert len(ended(tx)) == 1


# --- listing and revoking


def test_a_person_sees_the_own_sessions_and_which_one_this_is(tx: Transaction, li_na: UserId) -> None:
    first = of(tx)
    acting(tx, account(tx, "other", "inspector"))
    acting(tx, li_na)
    listed = list_sessions(ListSessions(), tx)
    assert [(view.id, view.current) for view in listed] == [(of(tx), True), (first, False)]
    assert {(view.user_name, view.workstation) for view in listed} == {("li.na", WORKSTATION)}


def test_a_person_ends_the_own_other_session(tx: Transaction, li_na: UserId) -> None:
    left_open = of(tx)
    acting(tx, li_na)
    revoke_session(RevokeSession(session_id=left_open), tx)
    assert ended(tx) == [left_open]
    assert [view.ended_at is not None for view in list_sessions(ListSessions(), tx)] == [False, True]


def test_others_sessions_need_the_right(tx: Transaction, refusal: Refusal, li_na: UserId) -> None:
    theirs = of(tx)
    acting(tx, account(tx, "nosy", "manager"))
    for handler, message in (
        (revoke_session, RevokeSession(session_id=theirs)),
        (list_sessions, ListSessions(everybody=True)),
    ):
        error = refusal(handler, message, tx)
        assert isinstance(error, PermissionDenied)
        assert error.roles == [Role.ADMINISTRATOR]
    assert session_row(tx, theirs).ended_at is None
    acting(tx, account(tx, "admin", "administrator"))
    assert {view.user_id for view in list_sessions(ListSessions(everybody=True), tx)} >= {li_na, tx.actor.user_id}
    revoke_session(RevokeSession(session_id=theirs), tx)
    assert session_row(tx, theirs).end_reason == "revoked"


def test_a_session_that_there_is_not(tx: Transaction, refusal: Refusal) -> None:
    assert isinstance(refusal(revoke_session, RevokeSession(session_id=SessionId(0)), tx), RecordNotFound)


@pytest.mark.requirement("P11-11")
@pytest.mark.usefixtures("li_na")
def test_a_customers_user_learns_nothing_of_our_sessions(tx: Transaction, refusal: Refusal) -> None:
    ours = of(tx)
    acting(tx, account(tx, "guest", "registrant", customer_id=customer(tx, "C-1")))
    assert isinstance(refusal(revoke_session, RevokeSession(session_id=ours), tx), RecordNotFound)
