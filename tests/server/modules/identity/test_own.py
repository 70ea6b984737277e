"""What one does with one's own account: password, accountability, authenticator."""

from collections.abc import Callable
from itertools import pairwise

import pyotp
import pytest
from sqlalchemy import func, select

from tests.factories.identity import OTHER_PASSWORD, PASSWORD, account, acting, alter, session_row, stored
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.domain import FORMER_PASSWORDS
from veralot_server.modules.identity.handlers.own import accept_accountability, change_password
from veralot_server.modules.identity.handlers.totp import begin_totp, confirm_totp, disable_totp
from veralot_server.modules.identity.secrets import passwords
from veralot_server.modules.identity.tables import RecoveryCode
from veralot_shared.contracts.identity import (
    AcceptAccountability,
    BeginTotp,
    ChangePassword,
    ConfirmTotp,
    DisableTotp,
    LoginRefused,
    PasswordTooWeak,
    PasswordUsedBefore,
)
from veralot_shared.errors import CodedError, TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import UserId

Refusal = Callable[..., CodedError]


@pytest.fixture
def li_na(tx: Transaction) -> UserId:
    """Return a QA person, who is signed in and acts."""
    user_id = account(tx, "li.na", "qa_release")
    acting(tx, user_id)
    return user_id


# --- password


@pytest.mark.requirement("P11-22")
def test_the_owner_changes_a_first_password(tx: Transaction, li_na: UserId) -> None:
    alter(tx, li_na, must_change_password=True)
    assert not change_password(ChangePassword(old=PASSWORD, new=OTHER_PASSWORD), tx).must_change_password
    row = stored(tx, li_na)
    assert passwords(tx.settings.password_memory).matches(row.password_hash, OTHER_PASSWORD)
    assert row.password_changed_at == tx.now


def test_other_sessions_end_and_this_one_goes_on(tx: Transaction, li_na: UserId) -> None:
    other = tx.actor.session_id
    here = acting(tx, li_na).session_id
    change_password(ChangePassword(old=PASSWORD, new=OTHER_PASSWORD), tx)
    assert session_row(tx, other).end_reason == "password_changed"
    assert session_row(tx, here).ended_at is None


@pytest.mark.requirement("P11-26")
def test_a_wrong_old_password_counts(tx: Transaction, refusal: Refusal, li_na: UserId) -> None:
    error = refusal(change_password, ChangePassword(old="wrong", new=OTHER_PASSWORD), tx)
    assert isinstance(error, LoginRefused)
    assert stored(tx, li_na).failed_attempts == 1


@pytest.mark.usefixtures("li_na")
def test_a_weak_one_is_refused_at_its_field(tx: Transaction, refusal: Refusal) -> None:
    error = refusal(change_password, ChangePassword(old=PASSWORD, new="li.na"), tx)
    assert isinstance(error, PasswordTooWeak)
    assert error.field == "new"


@pytest.mark.requirement("P11-24")
@pytest.mark.usefixtures("li_na")
def test_the_last_twelve_do_not_come_back(tx: Transaction, refusal: Refusal) -> None:
    history = [PASSWORD, *(f"{word} kettle {word} song" for word in "abcdefghijkl")]
    for old, new in pairwise(history):
        error = refusal(change_password, ChangePassword(old=old, new=old), tx)
        assert isinstance(error, PasswordUsedBefore)
        change_password(ChangePassword(old=old, new=new), tx)
    barred = history[-FORMER_PASSWORDS]
    error = refusal(change_password, ChangePassword(old=history[-1], new=barred), tx)
    assert isinstance(error, PasswordUsedBefore)
    assert (error.count, error.field) == (FORMER_PASSWORDS, "new")
    change_password(ChangePassword(old=history[-1], new=PASSWORD), tx)


@pytest.mark.requirement("P11-22")
def test_the_log_shows_no_secret(tx: Transaction, li_na: UserId) -> None:
    change_password(ChangePassword(old=PASSWORD, new=OTHER_PASSWORD), tx)
    whole = "SELECT string_agg(coalesce(old::text, '') || coalesce(new::text, ''), '') FROM audit.entry"
    logged = tx.wire.execute(whole).fetchone()
    assert logged is not None
    assert "li.na" in logged[0]
    assert "argon2" not in logged[0]
    assert stored(tx, li_na).password_hash not in logged[0]


# --- accountability


@pytest.mark.requirement("P11-14")
def test_the_accepted_statement_is_kept_with_its_date(tx: Transaction, li_na: UserId) -> None:
    alter(tx, li_na, accountability_accepted_at=None)
    assert accept_accountability(AcceptAccountability(password=PASSWORD), tx).accountability_accepted_at == tx.now
    query = "SELECT reason, user_id FROM audit.entry WHERE table_name = 'identity_user' AND key = %s ORDER BY id DESC"
    logged = tx.wire.execute(query, (str(li_na),)).fetchone()
    assert logged == (AcceptAccountability.statement, li_na)
    assert AcceptAccountability.statement


@pytest.mark.requirement("P11-14")
def test_it_is_accepted_once_and_with_the_password(tx: Transaction, refusal: Refusal, li_na: UserId) -> None:
    before = stored(tx, li_na).accountability_accepted_at
    tx.now = tx.now.replace(year=tx.now.year + 1)
    assert accept_accountability(AcceptAccountability(password=PASSWORD), tx).accountability_accepted_at == before
    assert isinstance(refusal(accept_accountability, AcceptAccountability(password="wrong"), tx), LoginRefused)


# --- authenticator


def test_a_device_counts_once_it_is_proven(tx: Transaction, li_na: UserId) -> None:
    view = begin_totp(BeginTotp(), tx)
    assert view.secret in view.uri
    row = stored(tx, li_na)
    assert row.totp_secret is None
    assert view.secret not in row.totp_pending


@pytest.mark.requirement("P11-27")
def test_the_proof_is_its_initial_test_record(tx: Transaction, refusal: Refusal, li_na: UserId) -> None:
    totp = pyotp.TOTP(begin_totp(BeginTotp(), tx).secret)
    assert isinstance(refusal(confirm_totp, ConfirmTotp(code="000"), tx), LoginRefused)
    codes = confirm_totp(ConfirmTotp(code=totp.at(tx.now)), tx)
    row = stored(tx, li_na)
    assert len(codes) == 10
    assert (row.totp_pending, row.totp_last_step) == (None, totp.timecode(tx.now))
    hashes = tx.execute(select(RecoveryCode.code_hash).where(RecoveryCode.user_id == li_na)).scalars().all()
    assert len(hashes) == 10
    assert not set(hashes) & set(codes)


@pytest.mark.requirement("P11-25")
@pytest.mark.usefixtures("li_na")
def test_an_enrolled_device_is_not_replaced_by_whoever_sits_there(tx: Transaction, refusal: Refusal) -> None:
    totp = pyotp.TOTP(begin_totp(BeginTotp(), tx).secret)
    confirm_totp(ConfirmTotp(code=totp.at(tx.now)), tx)
    assert isinstance(refusal(begin_totp, BeginTotp(), tx), TransitionIllegal)


@pytest.mark.usefixtures("li_na")
def test_nothing_is_confirmed_that_was_not_begun(tx: Transaction, refusal: Refusal) -> None:
    assert isinstance(refusal(confirm_totp, ConfirmTotp(code="123456"), tx), TransitionIllegal)


@pytest.mark.requirement("P11-25")
def test_a_lost_device_is_taken_away_at_once_with_its_codes(tx: Transaction, refusal: Refusal, li_na: UserId) -> None:
    totp = pyotp.TOTP(begin_totp(BeginTotp(), tx).secret)
    confirm_totp(ConfirmTotp(code=totp.at(tx.now)), tx)
    acting(tx, account(tx, "admin", "administrator"))
    assert isinstance(refusal(disable_totp, DisableTotp(id=li_na, reason=""), tx), ValueNotAllowed)
    assert not disable_totp(DisableTotp(id=li_na, reason="Telephone lost"), tx).totp_enrolled
    unused = select(func.count()).where(RecoveryCode.user_id == li_na, RecoveryCode.used_at.is_(None))
    assert tx.execute(unused).scalar() == 0
    assert isinstance(refusal(disable_totp, DisableTotp(id=li_na, reason="Again"), tx), TransitionIllegal)
    acting(tx, li_na)
    assert begin_totp(BeginTotp(), tx).secret != totp.secret
