"""Beginning a session: who gets in, who does not, and what a failure leaves behind."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pyotp
import pytest
from argon2 import extract_parameters

from tests.factories.identity import (
    PASSWORD,
    WORKSTATION,
    account,
    acting,
    alter,
    credentials,
    session_row,
    stored,
    stranger,
)
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.handlers.login import login
from veralot_server.modules.identity.handlers.totp import begin_totp, confirm_totp
from veralot_server.modules.identity.secrets import Passwords, Vault, token_hash
from veralot_shared.contracts.identity import (
    AccountLocked,
    BeginTotp,
    ClientOutdated,
    ConfirmTotp,
    LoginRefused,
    Permission,
    SecurityAlert,
    SessionEnded,
    TotpNeeded,
)
from veralot_shared.errors import CodedError
from veralot_shared.ids import UserId
from veralot_shared.messages import secret_fields

Refusal = Callable[..., CodedError]


@pytest.fixture
def li_na(tx: Transaction) -> UserId:
    """Return a QA person with a password."""
    user_id = account(tx, "Li.Na", "qa_release")
    stranger(tx)
    return user_id


@pytest.mark.requirement("P11-05")
def test_a_person_gets_a_session(tx: Transaction, li_na: UserId) -> None:
    view = login(credentials("Li.Na"), tx)
    row = session_row(tx, view.session_id)
    assert row.user_id == li_na
    assert row.token_hash == token_hash(view.token)
    assert view.token.encode() not in bytes(row.token_hash)
    assert (row.workstation, row.ended_at, row.signed_at) == (WORKSTATION, None, None)
    assert row.expires_at == tx.now + timedelta(hours=tx.settings.session_hours)


def test_the_client_learns_what_it_needs(tx: Transaction, li_na: UserId) -> None:
    view = login(credentials("Li.Na"), tx)
    assert view.user.id == li_na
    assert Permission.SIGN in view.permissions
    assert Permission.USER_MANAGE not in view.permissions
    assert (view.plant, view.plant_zone) == ("Test plant", "Asia/Shanghai")
    assert view.idle_seconds == tx.settings.idle_seconds
    assert not view.must_change_password
    assert not view.must_accept_accountability


@pytest.mark.requirement("P11-06")
def test_the_log_says_that_the_person_began_the_session(tx: Transaction, li_na: UserId) -> None:
    view = login(credentials("Li.Na"), tx)
    query = "SELECT user_id, message FROM audit.entry WHERE table_name = 'identity_session' AND key = %s"
    assert tx.wire.execute(query, (str(view.session_id),)).fetchall() == [(li_na, "identity.Login")]


@pytest.mark.requirement("P11-23")
@pytest.mark.usefixtures("li_na")
def test_the_user_name_has_no_case(tx: Transaction) -> None:
    assert login(credentials("LI.nA"), tx).user.user_name == "Li.Na"


@pytest.mark.requirement("P11-05")
@pytest.mark.usefixtures("li_na")
@pytest.mark.parametrize(
    ("name", "password"),
    [("li.na", "wrong"), ("li.na", ""), ("nobody", PASSWORD), ("", PASSWORD), ("li\x00na", PASSWORD), ("system", "")],
)
def test_wrong_credentials_are_refused_alike(tx: Transaction, refusal: Refusal, name: str, password: str) -> None:
    assert isinstance(refusal(login, credentials(name, password), tx), LoginRefused)


@pytest.mark.requirement("P11-24")
def test_a_closed_account_is_refused_as_if_it_were_not_there(tx: Transaction, refusal: Refusal, li_na: UserId) -> None:
    alter(tx, li_na, state="disabled")
    assert isinstance(refusal(login, credentials("li.na"), tx), LoginRefused)
    assert stored(tx, li_na).failed_attempts == 0


def test_an_account_without_a_password_is_refused(tx: Transaction, refusal: Refusal) -> None:
    account(tx, "new", password=None, state="requested")
    assert isinstance(refusal(login, credentials("new", ""), tx), LoginRefused)


def test_another_contract_is_told_before_anything_is_looked_at(tx: Transaction, refusal: Refusal) -> None:
    outdated = msgspec.structs.replace(credentials("nobody"), contract_hash="old")
    assert isinstance(refusal(login, outdated, tx), ClientOutdated)


# --- failures


@pytest.mark.requirement("P11-26")
def test_five_failures_lock_the_account_and_raise_the_alarm(tx: Transaction, refusal: Refusal, li_na: UserId) -> None:
    session_id = acting(tx, li_na).session_id
    stranger(tx)
    for count in range(1, 5):
        assert isinstance(refusal(login, credentials("li.na", "wrong"), tx), LoginRefused)
        assert stored(tx, li_na).failed_attempts == count
    assert not [event for event, _ in tx.events if isinstance(event, SecurityAlert)]
    error = refusal(login, credentials("li.na", "wrong"), tx)
    assert isinstance(error, AccountLocked)
    assert error.failures == 5
    assert stored(tx, li_na).state == "locked"
    alerts = [event for event, _ in tx.events if isinstance(event, SecurityAlert)]
    assert [(alert.user_name, alert.workstation) for alert in alerts] == [("Li.Na", WORKSTATION)]
    assert session_id in [event.session_id for event, _ in tx.events if isinstance(event, SessionEnded)]
    assert session_row(tx, session_id).end_reason == "account_locked"


@pytest.mark.requirement("P11-26")
def test_a_locked_account_does_not_tell_whether_the_password_is_right(
    tx: Transaction, refusal: Refusal, li_na: UserId
) -> None:
    alter(tx, li_na, state="locked", failed_attempts=5)
    right, wrong = (refusal(login, credentials("li.na", password), tx) for password in (PASSWORD, "wrong"))
    assert isinstance(right, AccountLocked)
    assert isinstance(wrong, AccountLocked)
    assert right.data() == wrong.data()


def test_a_success_forgets_former_failures(tx: Transaction, li_na: UserId) -> None:
    alter(tx, li_na, failed_attempts=4)
    login(credentials("li.na"), tx)
    assert stored(tx, li_na).failed_attempts == 0


# --- passwords that must be changed


@pytest.mark.requirement("P11-22")
def test_a_first_password_must_be_changed(tx: Transaction, li_na: UserId) -> None:
    alter(tx, li_na, must_change_password=True)
    assert login(credentials("li.na"), tx).must_change_password


@pytest.mark.requirement("P11-24")
def test_an_old_password_must_be_changed(tx: Transaction, li_na: UserId) -> None:
    alter(tx, li_na, password_changed_at=tx.now - timedelta(days=181))
    assert login(credentials("li.na"), tx).must_change_password


@pytest.mark.requirement("P11-14")
def test_whoever_may_sign_is_asked_to_accept_once(tx: Transaction, li_na: UserId) -> None:
    alter(tx, li_na, accountability_accepted_at=None)
    assert login(credentials("li.na"), tx).must_accept_accountability


@pytest.mark.requirement("DI-11")
def test_an_administrator_is_not_asked_since_it_never_signs(tx: Transaction) -> None:
    account(tx, "admin", "administrator", accountability_accepted_at=None)
    stranger(tx)
    assert not login(credentials("admin"), tx).must_accept_accountability


def test_a_hash_of_other_parameters_is_made_anew(tx: Transaction, li_na: UserId) -> None:
    alter(tx, li_na, password_hash=Passwords(128).hash(PASSWORD))
    login(credentials("li.na"), tx)
    renewed = stored(tx, li_na).password_hash
    assert extract_parameters(renewed).memory_cost == tx.settings.password_memory
    login(credentials("li.na"), tx)
    assert stored(tx, li_na).password_hash == renewed


# --- the second component


@pytest.fixture
def device(tx: Transaction, li_na: UserId) -> pyotp.TOTP:
    """Return the authenticator of an enrolled person, whose present step was not used yet."""
    acting(tx, li_na)
    totp = pyotp.TOTP(begin_totp(BeginTotp(), tx).secret)
    confirm_totp(ConfirmTotp(code=totp.at(tx.now)), tx)
    alter(tx, li_na, totp_last_step=None)
    stranger(tx)
    return totp


@pytest.mark.requirement("P11-21")
def test_an_enrolled_person_needs_a_code(tx: Transaction, refusal: Refusal, device: pyotp.TOTP, li_na: UserId) -> None:
    assert isinstance(refusal(login, credentials("li.na"), tx), TotpNeeded)
    assert stored(tx, li_na).failed_attempts == 0
    assert login(credentials("li.na", totp=device.at(tx.now)), tx).user.totp_enrolled


@pytest.mark.usefixtures("device")
def test_whoever_lacks_the_password_does_not_learn_of_the_device(tx: Transaction, refusal: Refusal) -> None:
    assert isinstance(refusal(login, credentials("li.na", "wrong"), tx), LoginRefused)


@pytest.mark.requirement("P11-26")
def test_a_code_counts_once_and_wrong_ones_count_as_failures(
    tx: Transaction, refusal: Refusal, device: pyotp.TOTP, li_na: UserId
) -> None:
    login(credentials("li.na", totp=device.at(tx.now)), tx)
    stranger(tx)
    assert isinstance(refusal(login, credentials("li.na", totp=device.at(tx.now)), tx), LoginRefused)
    assert stored(tx, li_na).failed_attempts == 1
    assert isinstance(refusal(login, credentials("li.na", totp="ABCD-EFGH-ABCD-EFGH"), tx), LoginRefused)
    assert stored(tx, li_na).failed_attempts == 2


@pytest.mark.requirement("P11-25")
def test_each_recovery_code_opens_once(tx: Transaction, refusal: Refusal, li_na: UserId) -> None:
    acting(tx, li_na)
    totp = pyotp.TOTP(begin_totp(BeginTotp(), tx).secret)
    codes = confirm_totp(ConfirmTotp(code=totp.at(tx.now)), tx)
    stranger(tx)
    login(credentials("li.na", totp=codes[0]), tx)
    stranger(tx)
    assert isinstance(refusal(login, credentials("li.na", totp=codes[0]), tx), LoginRefused)
    login(credentials("li.na", totp=codes[9].lower()), tx)


def test_the_device_secret_lies_sealed_in_the_database(tx: Transaction, device: pyotp.TOTP, li_na: UserId) -> None:
    sealed = stored(tx, li_na).totp_secret
    assert Vault.load(tx.settings.keys, {}).open(li_na, sealed) == device.secret
    assert device.secret not in sealed


def test_secrets_are_hidden_where_messages_are_logged() -> None:
    assert secret_fields(type(credentials("li.na"))) == {"password", "totp"}
    assert PASSWORD not in repr(credentials("li.na"))
