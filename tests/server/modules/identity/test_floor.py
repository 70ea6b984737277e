"""Badges, PINs and shared workstations: who may sign in where with what, and what ends when something is lost."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, update

from tests.factories.identity import PASSWORD, account, acting, alter, customer, session_row, stored, stranger
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.domain import FAILURES_TO_LOCK
from veralot_server.modules.identity.handlers import badges, floor, own, workstations
from veralot_server.modules.identity.queries import list_badges, list_workstations
from veralot_server.modules.identity.tables import Badge, Pin, Session, Workstation
from veralot_shared.contracts.identity import (
    AccountLocked,
    AssignBadge,
    BadgeLogin,
    BadgeOther,
    BadgeRefused,
    BadgeState,
    BadgeUsedBefore,
    BadgeView,
    BlockBadge,
    CheckBadge,
    ClientOutdated,
    EnrolmentView,
    EnrolWorkstation,
    ListBadges,
    ListWorkstations,
    LoginMethod,
    LoginRefused,
    LoginView,
    PasswordExpired,
    PasswordLoginNeeded,
    PinNeeded,
    PinTooWeak,
    ReturnBadge,
    SessionEnded,
    SetPin,
    UnblockBadge,
    WithdrawWorkstation,
    WorkstationUnknown,
)
from veralot_shared.errors import CodedError, RecordExists, RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import BadgeId, UserId
from veralot_shared.messages import contract_hash

pytestmark = pytest.mark.requirement("DI-01")

Refusal = Callable[..., CodedError]
PIN = "530948"
CODE = "04A1B2C3D4"


@pytest.fixture
def admin(tx: Transaction) -> UserId:
    """An administrator, who acts."""
    user_id = account(tx, "admin", "administrator")
    acting(tx, user_id)
    return user_id


@pytest.fixture
def station(tx: Transaction, admin: UserId) -> EnrolmentView:
    """A computer on the floor."""
    assert admin
    return workstations.enrol_workstation(EnrolWorkstation(name="Line 3", idle_seconds=120), tx)


@pytest.fixture
def ana(tx: Transaction) -> UserId:
    """An operator with a PIN."""
    user_id = account(tx, "ana", "operator")
    acting(tx, user_id)
    own.set_pin(SetPin(password=PASSWORD, pin=PIN), tx)
    return user_id


@pytest.fixture
def badge(tx: Transaction, ana: UserId, station: EnrolmentView, admin: UserId) -> BadgeView:
    """Ana's badge."""
    assert station.token
    acting(tx, admin)
    return badges.assign_badge(AssignBadge(user_id=ana, code=CODE, label="0017"), tx)


def scan(tx: Transaction, station: EnrolmentView, code: str = CODE, pin: str = PIN) -> LoginView:
    """Sign in as the client of that computer does."""
    stranger(tx)
    tx.op = BadgeLogin.op
    message = BadgeLogin(badge=code, pin=pin, workstation_token=station.token, contract_hash=contract_hash())
    return floor.badge_login(message, tx)


# --- signing in ------------------------------------------------------------------------------------------------------


def test_badge_and_pin_begin_a_session_at_that_computer(
    tx: Transaction, badge: BadgeView, station: EnrolmentView, ana: UserId
) -> None:
    view = scan(tx, station)
    assert (view.user.id, view.method, view.workstation, view.idle_seconds) == (ana, LoginMethod.BADGE, "Line 3", 120)
    row = session_row(tx, view.session_id)
    assert (row.method, row.badge_id, row.workstation_id) == ("badge", badge.id, station.workstation.id)
    assert row.workstation == "Line 3", "the server's own name for it, whatever the client says"
    assert row.signed_at is None, "the first signature takes both components"


@pytest.mark.usefixtures("badge")
@pytest.mark.parametrize("code", [CODE.lower(), f" {CODE} ", "０４Ａ１Ｂ２Ｃ３Ｄ４"])  # noqa: RUF001 - full width, as some readers send
def test_a_badge_is_the_same_however_the_reader_writes_it(tx: Transaction, station: EnrolmentView, code: str) -> None:
    assert scan(tx, station, code).user.user_name == "ana"


@pytest.mark.usefixtures("badge")
@pytest.mark.parametrize(("code", "pin"), [("FFFFFFFF", PIN), ("x", PIN), ("\x00\x01", PIN), (CODE, "530949")])
def test_wrong_badge_and_wrong_pin_are_told_alike(
    tx: Transaction, station: EnrolmentView, refusal: Refusal, code: str, pin: str
) -> None:
    error = refusal(scan, tx, station, code, pin)
    assert isinstance(error, BadgeRefused)


@pytest.mark.requirement("P11-26")
@pytest.mark.usefixtures("badge")
def test_wrong_pins_lock_the_account_like_wrong_passwords(
    tx: Transaction, station: EnrolmentView, ana: UserId, refusal: Refusal
) -> None:
    for _ in range(FAILURES_TO_LOCK - 1):
        assert isinstance(refusal(scan, tx, station, CODE, "111222"), BadgeRefused)
    assert isinstance(refusal(scan, tx, station, CODE, "111222"), AccountLocked)
    assert stored(tx, ana).state == "locked"
    assert isinstance(refusal(scan, tx, station), AccountLocked)


@pytest.mark.usefixtures("badge")
def test_a_right_pin_forgets_the_wrong_ones(
    tx: Transaction, station: EnrolmentView, ana: UserId, refusal: Refusal
) -> None:
    refusal(scan, tx, station, CODE, "111222")
    scan(tx, station)
    assert stored(tx, ana).failed_attempts == 0


@pytest.mark.usefixtures("badge")
def test_no_badge_counts_at_a_computer_that_nobody_enrolled(
    tx: Transaction, station: EnrolmentView, refusal: Refusal, ana: UserId
) -> None:
    elsewhere = msgspec.structs.replace(station, token="guessed")
    assert isinstance(refusal(scan, tx, elsewhere, CODE, "111222"), WorkstationUnknown)
    assert stored(tx, ana).failed_attempts == 0, "nobody is locked out from elsewhere"


@pytest.mark.usefixtures("badge")
def test_a_first_or_old_password_must_be_changed_first(
    tx: Transaction, station: EnrolmentView, ana: UserId, refusal: Refusal
) -> None:
    alter(tx, ana, password_changed_at=tx.now - timedelta(days=400))
    assert isinstance(refusal(scan, tx, station), PasswordExpired)


@pytest.mark.usefixtures("badge")
def test_a_closed_account_has_no_badge(tx: Transaction, station: EnrolmentView, ana: UserId, refusal: Refusal) -> None:
    alter(tx, ana, state="disabled")
    assert isinstance(refusal(scan, tx, station), BadgeRefused)


@pytest.mark.trap("T14")
def test_without_a_pin_one_is_told_to_set_one(
    tx: Transaction, station: EnrolmentView, admin: UserId, refusal: Refusal
) -> None:
    bo = account(tx, "bo", "operator")
    acting(tx, admin)
    badges.assign_badge(AssignBadge(user_id=bo, code="BBBB2222", label="2"), tx)
    assert isinstance(refusal(scan, tx, station, "BBBB2222"), PinNeeded)


@pytest.mark.usefixtures("badge")
def test_an_old_client_is_told_to_update(tx: Transaction, station: EnrolmentView) -> None:
    stranger(tx)
    message = BadgeLogin(badge=CODE, pin=PIN, workstation_token=station.token, contract_hash="other")
    with pytest.raises(ClientOutdated):
        floor.badge_login(message, tx)


@pytest.mark.usefixtures("badge")
def test_who_comes_back_leaves_no_session_behind_but_keeps_those_elsewhere(
    tx: Transaction, station: EnrolmentView, admin: UserId
) -> None:
    first = scan(tx, station)
    acting(tx, admin)
    other = workstations.enrol_workstation(EnrolWorkstation(name="Line 4"), tx)
    elsewhere = scan(tx, other)
    second = scan(tx, station)
    assert session_row(tx, first.session_id).end_reason == "came_back"
    assert session_row(tx, elsewhere.session_id).ended_at is None
    assert session_row(tx, second.session_id).ended_at is None


# --- the PIN ---------------------------------------------------------------------------------------------------------


def test_only_a_hash_of_the_pin_is_kept(tx: Transaction, ana: UserId) -> None:
    row = tx.execute(select(Pin.pin_hash).where(Pin.user_id == ana)).scalar_one()
    assert row.startswith("$argon2id$")
    logged = tx.wire.execute("SELECT new->>'pin_hash' FROM audit.entry WHERE table_name = 'identity_pin'").fetchall()
    assert {value for (value,) in logged} == {"***"}


@pytest.mark.parametrize("pin", ["12345", "123456", "121212", "555555", "19800131", "abcdef", "1234567890123"])
@pytest.mark.usefixtures("ana")
def test_a_weak_pin_is_refused(tx: Transaction, pin: str) -> None:
    with pytest.raises(PinTooWeak):
        own.set_pin(SetPin(password=PASSWORD, pin=pin), tx)


@pytest.mark.usefixtures("ana")
def test_the_password_is_asked_for_again(tx: Transaction, refusal: Refusal) -> None:
    assert isinstance(refusal(own.set_pin, SetPin(password="wrong", pin="740285"), tx), LoginRefused)


@pytest.mark.usefixtures("badge")
def test_a_session_that_a_badge_began_sets_no_pin(tx: Transaction, station: EnrolmentView) -> None:
    view = scan(tx, station)
    tx.actor = msgspec.structs.replace(tx.actor, session_id=view.session_id)
    with pytest.raises(PasswordLoginNeeded):
        own.set_pin(SetPin(password=PASSWORD, pin="740285"), tx)


@pytest.mark.usefixtures("badge")
def test_a_new_pin_ends_what_the_old_one_began(tx: Transaction, station: EnrolmentView, ana: UserId) -> None:
    view = scan(tx, station)
    acting(tx, ana)
    own.set_pin(SetPin(password=PASSWORD, pin="740285"), tx)
    assert session_row(tx, view.session_id).end_reason == "pin_changed"
    assert scan(tx, station, pin="740285").user.pin_set_at is not None


# --- badges ----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("P11-22")
def test_a_badges_code_is_stored_as_a_keyed_hash_alone(tx: Transaction, badge: BadgeView) -> None:
    stored_hash = bytes(tx.execute(select(Badge.code_hash).where(Badge.id == badge.id)).scalar_one())
    assert len(stored_hash) == 32
    logged = tx.wire.execute("SELECT new::text FROM audit.entry WHERE table_name = 'identity_badge'").fetchall()
    assert all(CODE not in text and stored_hash.hex() not in text for (text,) in logged)


def test_a_badge_is_never_given_to_another_person(tx: Transaction, badge: BadgeView) -> None:
    bo = account(tx, "bo", "operator")
    badges.return_badge(ReturnBadge(id=badge.id, reason="leaves"), tx)
    with pytest.raises(BadgeUsedBefore, match="ana"):
        badges.assign_badge(AssignBadge(user_id=bo, code=CODE, label="17"), tx)
    with pytest.raises(BadgeUsedBefore):
        badges.assign_badge(AssignBadge(user_id=badge.user_id, code=CODE, label="17"), tx)


@pytest.mark.requirement("P11-25")
def test_a_lost_badge_is_blocked_at_once_with_what_it_began(
    tx: Transaction, badge: BadgeView, station: EnrolmentView, admin: UserId, refusal: Refusal
) -> None:
    view = scan(tx, station)
    acting(tx, admin)
    blocked = badges.block_badge(BlockBadge(id=badge.id, reason="lost"), tx)
    assert (blocked.state, blocked.reason) == (BadgeState.BLOCKED, "lost")
    assert session_row(tx, view.session_id).end_reason == "badge_withdrawn"
    assert SessionEnded(session_id=view.session_id) in [event for event, _ in tx.events]
    assert isinstance(refusal(scan, tx, station), BadgeRefused)
    acting(tx, admin)
    badges.unblock_badge(UnblockBadge(id=badge.id, reason="found"), tx)
    scan(tx, station)


@pytest.mark.requirement("P11-25")
def test_a_replacement_is_recorded_and_takes_the_old_one_out_of_use(
    tx: Transaction, badge: BadgeView, station: EnrolmentView, refusal: Refusal
) -> None:
    new = badges.assign_badge(AssignBadge(user_id=badge.user_id, code="NEW12345", label="18", replaces=badge.id), tx)
    assert new.replaces == badge.label
    assert isinstance(refusal(scan, tx, station), BadgeRefused)
    scan(tx, station, "NEW12345")


@pytest.mark.trap("T6")
def test_one_person_has_one_badge(tx: Transaction, badge: BadgeView) -> None:
    with pytest.raises(ValueNotAllowed):
        badges.assign_badge(AssignBadge(user_id=badge.user_id, code="NEW12345", label="18"), tx)
    badges.block_badge(BlockBadge(id=badge.id, reason="lost"), tx)
    badges.assign_badge(AssignBadge(user_id=badge.user_id, code="NEW12345", label="18"), tx)
    with pytest.raises(ValueNotAllowed):
        badges.unblock_badge(UnblockBadge(id=badge.id, reason="found"), tx)


def test_anothers_badge_is_not_replaced(tx: Transaction, badge: BadgeView) -> None:
    bo = account(tx, "bo", "operator")
    with pytest.raises(ValueNotAllowed):
        badges.assign_badge(AssignBadge(user_id=bo, code="NEW12345", label="18", replaces=badge.id), tx)


@pytest.mark.requirement("P11-27")
def test_badges_are_tested_when_given_out_and_periodically(tx: Transaction, badge: BadgeView) -> None:
    assert badge.tested_at == tx.now
    assert badge.test_due is not None
    assert badge.test_due > tx.today
    tx.execute(update(Badge).where(Badge.id == badge.id).values(tested_at=tx.now - timedelta(days=400)))
    assert badges.check_badge(CheckBadge(id=badge.id, code=CODE), tx).tested_at == tx.now
    with pytest.raises(BadgeOther):
        badges.check_badge(CheckBadge(id=badge.id, code="OTHER123"), tx)


def test_what_was_returned_stays_returned(tx: Transaction, badge: BadgeView) -> None:
    badges.return_badge(ReturnBadge(id=badge.id, reason="leaves"), tx)
    for command in (
        BlockBadge(id=badge.id, reason="x"),
        UnblockBadge(id=badge.id, reason="x"),
        ReturnBadge(id=badge.id, reason="x"),
        CheckBadge(id=badge.id, code=CODE),
    ):
        with pytest.raises(TransitionIllegal):
            tx.call(command)


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(("code", "label"), [("abc", "1"), ("with space", "1"), ("GOODCODE", " ")])
def test_what_no_badge_can_be_is_refused(tx: Transaction, code: str, label: str) -> None:
    bo = account(tx, "bo", "operator")
    with pytest.raises(ValueNotAllowed):
        badges.assign_badge(AssignBadge(user_id=bo, code=code, label=label), tx)


@pytest.mark.trap("T11")
def test_badges_are_listed_and_a_customer_sees_its_own(tx: Transaction, badge: BadgeView) -> None:
    assert [one.id for one in list_badges(ListBadges(search="ana"), tx)] == [badge.id]
    assert list_badges(ListBadges(search="0018"), tx) == []
    tx.actor = msgspec.structs.replace(tx.actor, customer_id=customer(tx, "C-1"))
    assert list_badges(ListBadges(), tx) == []
    assert list_workstations(ListWorkstations(), tx) == []
    with pytest.raises(RecordNotFound):
        badges.block_badge(BlockBadge(id=badge.id, reason="x"), tx)
    with pytest.raises(RecordNotFound):
        badges.block_badge(BlockBadge(id=BadgeId(10**9), reason="x"), tx)


# --- workstations ----------------------------------------------------------------------------------------------------


def test_a_workstations_key_is_told_once_and_kept_as_a_hash(tx: Transaction, station: EnrolmentView) -> None:
    row = tx.execute(select(Workstation.token_hash)).scalars().all()
    assert station.token.encode() not in [bytes(one) for one in row]
    assert [one.name for one in list_workstations(ListWorkstations(), tx)] == ["Line 3"]


@pytest.mark.usefixtures("badge")
def test_a_withdrawn_workstation_takes_no_badge_and_its_sessions_end(
    tx: Transaction, station: EnrolmentView, admin: UserId, refusal: Refusal
) -> None:
    view = scan(tx, station)
    acting(tx, admin)
    command = WithdrawWorkstation(id=station.workstation.id, reason="scrapped")
    gone = workstations.withdraw_workstation(command, tx)
    assert gone.withdrawn_at == tx.now
    assert session_row(tx, view.session_id).end_reason == "workstation_withdrawn"
    assert isinstance(refusal(scan, tx, station), WorkstationUnknown)
    acting(tx, admin)
    with pytest.raises(TransitionIllegal):
        workstations.withdraw_workstation(command, tx)


@pytest.mark.usefixtures("station")
def test_two_workstations_have_two_names(tx: Transaction) -> None:
    with pytest.raises(RecordExists):
        workstations.enrol_workstation(EnrolWorkstation(name=" Line 3 "), tx)
    with pytest.raises(ValueNotAllowed):
        workstations.enrol_workstation(EnrolWorkstation(name="  "), tx)


def test_sessions_say_how_they_were_begun(tx: Transaction, ana: UserId) -> None:
    methods = tx.execute(select(Session.method).where(Session.user_id == ana)).scalars().all()
    assert set(methods) == {"password"}
