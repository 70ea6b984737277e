"""What an administrator does with others' accounts."""

from collections.abc import Callable

import msgspec
import pytest

from tests.factories.identity import OTHER_PASSWORD, PASSWORD, account, acting, customer, session_row, stored
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.handlers.people import (
    create_user,
    disable_user,
    enable_user,
    reset_password,
    update_user,
    verify_identity,
)
from veralot_shared.contracts.identity import (
    AccountState,
    CreateUser,
    DisableUser,
    EnableUser,
    PasswordTooWeak,
    PasswordUsedBefore,
    ResetPassword,
    Role,
    RolesConflict,
    RolesOfPlant,
    UpdateUser,
    UsersChanged,
    UserView,
    VerifyIdentity,
)
from veralot_shared.errors import (
    CodedError,
    RecordChanged,
    RecordExists,
    RecordNotFound,
    TransitionIllegal,
    ValueNotAllowed,
)
from veralot_shared.ids import PartnerId, UserId

Refusal = Callable[..., CodedError]
NEW = CreateUser(
    user_name="zhao.min", full_name="Zhao Min", full_name_zh="赵敏", roles=[Role.INSPECTOR], password=PASSWORD
)


@pytest.fixture(autouse=True)
def administrator(tx: Transaction) -> UserId:
    """Act as an administrator."""
    user_id = account(tx, "admin", "administrator")
    acting(tx, user_id)
    return user_id


def changed(message: CreateUser, **fields: object) -> CreateUser:
    """Return the message with other fields."""
    return msgspec.structs.replace(message, **fields)


def reasons(tx: Transaction, user_id: UserId) -> list[str]:
    """Return the reasons in the log of an account, newest first."""
    query = "SELECT reason FROM audit.entry WHERE table_name = 'identity_user' AND key = %s ORDER BY id DESC"
    return [row[0] for row in tx.wire.execute(query, (str(user_id),))]


# --- making


@pytest.mark.requirement("P11-22")
def test_a_new_account_has_a_first_password_and_may_not_sign_yet(tx: Transaction) -> None:
    view = create_user(NEW, tx)
    assert (view.state, view.roles, view.must_change_password) == (AccountState.ACTIVE, [Role.INSPECTOR], True)
    assert view.identity_verified_at is None
    assert view.accountability_accepted_at is None
    assert stored(tx, view.id).password_hash.startswith("$argon2id$")
    assert (UsersChanged(user_ids=[view.id]), None) in tx.events


def test_an_account_without_a_password_waits_for_one(tx: Transaction) -> None:
    view = create_user(changed(NEW, password=""), tx)
    assert view.state is AccountState.REQUESTED
    assert reset_password(ResetPassword(id=view.id, password=PASSWORD), tx).state is AccountState.ACTIVE


@pytest.mark.requirement("P11-19")
@pytest.mark.requirement("P11-23")
@pytest.mark.parametrize("name", ["zhao.min", "ZHAO.MIN", " Zhao.Min ", "zhao\uff0emin", "system", "SYSTEM"])
def test_a_user_name_is_given_once_whatever_its_case(tx: Transaction, refusal: Refusal, name: str) -> None:
    first = create_user(NEW, tx)
    disable_user(DisableUser(id=first.id, reason="Left the company"), tx)
    error = refusal(create_user, changed(NEW, user_name=name), tx)
    assert isinstance(error, RecordExists)
    assert error.field == "user_name"


@pytest.mark.parametrize(
    ("fields", "error", "field"),
    [
        ({"user_name": "zhao min"}, ValueNotAllowed, "user_name"),
        ({"full_name": " "}, ValueNotAllowed, "full_name"),
        ({"language": "xx"}, ValueNotAllowed, "language"),
        ({"password": "zhao.min"}, PasswordTooWeak, "password"),
        ({"roles": [Role.PRODUCTION_HEAD, Role.QUALITY_HEAD]}, RolesConflict, "roles"),
        ({"roles": [Role.ADMINISTRATOR, Role.QA_RELEASE]}, RolesConflict, "roles"),
        ({"roles": [Role.REGISTRANT]}, ValueNotAllowed, "customer_id"),
        ({"roles": [Role.WAREHOUSE], "customer_id": PartnerId(1)}, RolesOfPlant, "roles"),
    ],
    ids=str,
)
@pytest.mark.requirement("CN-03")
@pytest.mark.requirement("DI-11")
def test_a_refused_account_leaves_nothing(
    tx: Transaction, refusal: Refusal, fields: dict[str, object], error: type[CodedError], field: str
) -> None:
    count = "SELECT count(*) FROM identity_user"
    before = tx.wire.execute(count).fetchone()
    refused = refusal(create_user, changed(NEW, **fields), tx)
    assert isinstance(refused, error)
    assert getattr(refused, "field", None) == field
    assert tx.wire.execute(count).fetchone() == before


def test_a_customer_must_be_one(tx: Transaction, refusal: Refusal) -> None:
    wrong = changed(NEW, roles=[Role.REGISTRANT], customer_id=PartnerId(0))
    assert isinstance(refusal(create_user, wrong, tx), RecordNotFound)
    number = customer(tx, "C-1")
    assert create_user(changed(wrong, customer_id=number), tx).customer == "Customer C-1"


# --- changing


@pytest.mark.requirement("CMO-01")
def test_nobody_with_a_role_in_the_plant_becomes_a_customers_user(tx: Transaction, refusal: Refusal) -> None:
    number = customer(tx, "C-2")
    ours = create_user(changed(NEW, roles=[Role.PLANNER]), tx)
    assert isinstance(refusal(update_user, update_of(ours, customer_id=number), tx), RolesOfPlant)
    theirs = update_user(update_of(ours, customer_id=number, roles=[Role.REGISTRANT]), tx)
    assert theirs.customer == "Customer C-2"
    assert isinstance(refusal(update_user, update_of(theirs, roles=[Role.PLANNER]), tx), RolesOfPlant)


def update_of(view: UserView, **fields: object) -> UpdateUser:
    """Return the message that changes some fields of what was read."""
    names = ("id", "version", "full_name", "full_name_zh", "roles", "language", "customer_id")
    return UpdateUser(**{name: getattr(view, name) for name in names} | fields)


def test_names_and_roles_change(tx: Transaction) -> None:
    view = create_user(NEW, tx)
    after = update_user(update_of(view, full_name="Zhao Min-Li", roles=[Role.INSPECTOR, Role.QA_RELEASE]), tx)
    assert (after.full_name, after.roles, after.version) == ("Zhao Min-Li", [Role.INSPECTOR, Role.QA_RELEASE], 2)
    assert update_user(update_of(after, roles=[Role.PLANNER]), tx).roles == [Role.PLANNER]


@pytest.mark.requirement("CN-03")
def test_the_second_head_is_refused_to_who_has_the_first(tx: Transaction, refusal: Refusal) -> None:
    view = create_user(changed(NEW, roles=[Role.PRODUCTION_HEAD]), tx)
    error = refusal(update_user, update_of(view, roles=[Role.PRODUCTION_HEAD, Role.QUALITY_HEAD]), tx)
    assert isinstance(error, RolesConflict)
    assert update_user(update_of(view, roles=[Role.QUALITY_HEAD]), tx).roles == [Role.QUALITY_HEAD]


def test_the_second_of_two_is_shown_the_difference(tx: Transaction, refusal: Refusal) -> None:
    view = create_user(NEW, tx)
    update_user(update_of(view, roles=[Role.PLANNER], full_name="Zhao M."), tx)
    stale = update_of(view, full_name="Zhao Min", language="zh_CN", roles=[Role.BUYER])
    error = refusal(update_user, stale, tx)
    assert isinstance(error, RecordChanged)
    assert (error.kind, error.key, error.changed_by, error.version) == ("user", "zhao.min", "Admin", 2)
    assert {(item.field, str(item.yours), str(item.theirs)) for item in error.differences} == {
        ("full_name", "Zhao Min", "Zhao M."),
        ("roles", str([Role.BUYER]), str([Role.PLANNER])),
        ("language", "zh_CN", "en"),
    }


def test_whose_people_they_are_is_shown_by_name(tx: Transaction, refusal: Refusal) -> None:
    one, other = customer(tx, "C-ONE"), customer(tx, "C-TWO")
    view = create_user(changed(NEW, roles=[Role.REGISTRANT], customer_id=one), tx)
    update_user(update_of(view, full_name="Zhao M."), tx)
    error = refusal(update_user, update_of(view, full_name="Zhao M.", customer_id=other), tx)
    assert isinstance(error, RecordChanged)
    (difference,) = error.differences
    assert (difference.yours, difference.yours_name) == (other, "C-TWO")
    assert (difference.theirs, difference.theirs_name) == (one, "C-ONE"), "as the log calls them"


def test_signing_in_meanwhile_is_no_change(tx: Transaction) -> None:
    view = create_user(NEW, tx)
    acting(tx, view.id)
    acting(tx, account(tx, "admin2", "administrator"))
    assert update_user(update_of(view, language="zh_CN"), tx).language == "zh_CN"


# --- closing and opening


@pytest.mark.requirement("P11-24")
def test_a_leavers_account_closes_and_its_sessions_end(tx: Transaction, administrator: UserId) -> None:
    leaver = account(tx, "leaver", "operator")
    session_id = acting(tx, leaver).session_id
    acting(tx, administrator)
    view = disable_user(DisableUser(id=leaver, reason="Left the company"), tx)
    assert view.state is AccountState.DISABLED
    assert session_row(tx, session_id).end_reason == "account_disabled"
    assert reasons(tx, leaver)[0] == "Left the company"


@pytest.mark.requirement("P11-19")
def test_an_account_is_never_deleted(tx: Transaction) -> None:
    privilege = tx.wire.execute("SELECT has_table_privilege('identity_user', 'DELETE')").fetchone()
    assert privilege == (False,)


def test_the_same_person_comes_back(tx: Transaction) -> None:
    person = account(tx, "back", "operator", state="locked", failed_attempts=5)
    view = enable_user(EnableUser(id=person, reason="Identity checked by telephone"), tx)
    assert (view.state, view.failed_attempts) == (AccountState.ACTIVE, 0)
    disable_user(DisableUser(id=person, reason="Leave"), tx)
    assert enable_user(EnableUser(id=person, reason="Back"), tx).state is AccountState.ACTIVE


def test_who_never_had_a_password_waits_for_it_again(tx: Transaction) -> None:
    view = create_user(changed(NEW, password=""), tx)
    disable_user(DisableUser(id=view.id, reason="Mistake"), tx)
    assert enable_user(EnableUser(id=view.id, reason="No mistake"), tx).state is AccountState.REQUESTED


@pytest.mark.parametrize(
    ("handler", "message"), [(disable_user, DisableUser), (enable_user, EnableUser)], ids=["disable", "enable"]
)
def test_a_reason_is_needed_and_nobody_does_it_to_themselves(
    tx: Transaction,
    refusal: Refusal,
    administrator: UserId,
    handler: Callable[..., UserView],
    message: type[DisableUser],
) -> None:
    other = account(tx, "other", "operator", state="locked")
    for user_id, reason, field in ((other, " ", "reason"), (administrator, "Why not", "id")):
        error = refusal(handler, message(id=user_id, reason=reason), tx)
        assert isinstance(error, ValueNotAllowed)
        assert error.field == field


def test_impossible_steps_are_refused(tx: Transaction, refusal: Refusal) -> None:
    person = account(tx, "person", "operator")
    assert isinstance(refusal(enable_user, EnableUser(id=person, reason="?"), tx), TransitionIllegal)
    disable_user(DisableUser(id=person, reason="Left"), tx)
    for handler, message in (
        (disable_user, DisableUser(id=person, reason="Again")),
        (reset_password, ResetPassword(id=person, password=OTHER_PASSWORD)),
        (verify_identity, VerifyIdentity(id=person, document="Passport")),
    ):
        assert isinstance(refusal(handler, message, tx), TransitionIllegal)


# --- passwords and identity


@pytest.mark.requirement("P11-22")
def test_a_reset_password_is_a_first_one_and_ends_the_sessions(tx: Transaction, administrator: UserId) -> None:
    person = account(tx, "person", "operator")
    session_id = acting(tx, person).session_id
    acting(tx, administrator)
    view = reset_password(ResetPassword(id=person, password=OTHER_PASSWORD), tx)
    assert view.must_change_password
    assert session_row(tx, session_id).end_reason == "password_changed"


def test_a_reset_does_not_open_a_locked_account(tx: Transaction) -> None:
    person = account(tx, "person", "operator", state="locked", failed_attempts=5)
    assert reset_password(ResetPassword(id=person, password=OTHER_PASSWORD), tx).state is AccountState.LOCKED


def test_a_reset_obeys_the_rules_for_passwords(tx: Transaction, refusal: Refusal, administrator: UserId) -> None:
    person = account(tx, "person", "operator")
    assert isinstance(refusal(reset_password, ResetPassword(id=person, password="short"), tx), PasswordTooWeak)
    used = refusal(reset_password, ResetPassword(id=person, password=PASSWORD), tx)
    assert isinstance(used, PasswordUsedBefore)
    assert used.field == "password"
    own = refusal(reset_password, ResetPassword(id=administrator, password=OTHER_PASSWORD), tx)
    assert isinstance(own, ValueNotAllowed)


@pytest.mark.requirement("P11-20")
def test_somebody_else_verifies_an_identity_with_a_document(tx: Transaction, refusal: Refusal) -> None:
    person = account(tx, "person", "operator", identity_verified_at=None, identity_verified_by=None)
    head = account(tx, "head", "quality_head", identity_verified_at=None)
    acting(tx, head)
    view = verify_identity(VerifyIdentity(id=person, document="Identity card, staff file 7"), tx)
    assert (view.identity_verified_at, view.identity_verified_by) == (tx.now, "Head")
    assert stored(tx, person).identity_document == "Identity card, staff file 7"
    for user_id, document, field in ((head, "Passport", "id"), (person, " ", "document")):
        error = refusal(verify_identity, VerifyIdentity(id=user_id, document=document), tx)
        assert isinstance(error, ValueNotAllowed)
        assert error.field == field


@pytest.mark.requirement("P11-11")
def test_a_customers_user_reaches_no_account_of_ours(tx: Transaction, refusal: Refusal) -> None:
    ours = account(tx, "ours", "operator")
    theirs = account(tx, "theirs", "administrator", customer_id=customer(tx, "C-1"))
    acting(tx, theirs)
    error = refusal(disable_user, DisableUser(id=ours, reason="Sabotage"), tx)
    assert isinstance(error, RecordNotFound)
