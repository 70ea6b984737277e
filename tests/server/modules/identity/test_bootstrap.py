"""A new plant's first account, and the demonstration plant's passwords."""

from collections.abc import Callable

import msgspec
import pytest

from tests.factories.identity import PASSWORD, account, credentials, stored, stranger
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.identity.bootstrap import create_first_administrator, set_demo_password
from veralot_server.modules.identity.handlers.login import login
from veralot_shared.contracts.identity import PasswordTooWeak, Permission, Role
from veralot_shared.errors import CodedError, RecordExists, RecordNotFound, TransitionIllegal, ValueNotAllowed

Refusal = Callable[..., CodedError]


@pytest.fixture(autouse=True)
def command_line(tx: Transaction) -> None:
    """Act as the command line does."""
    tx.act(Actor.system("server"), "identity.Bootstrap")


@pytest.mark.requirement("P11-05")
def test_the_first_administrator_signs_in_and_makes_the_others(tx: Transaction) -> None:
    user_id = create_first_administrator(tx, "Admin", PASSWORD)
    stranger(tx)
    view = login(credentials("admin"), tx)
    assert (view.user.id, view.user.roles) == (user_id, [Role.ADMINISTRATOR])
    assert Permission.USER_MANAGE in view.permissions
    assert view.must_change_password


def test_there_is_one_first_administrator(tx: Transaction, refusal: Refusal) -> None:
    create_first_administrator(tx, "admin", PASSWORD)
    error = refusal(create_first_administrator, tx, "another", PASSWORD)
    assert isinstance(error, RecordExists)
    assert error.key == "admin"


def test_it_has_no_weak_password_and_a_proper_name(tx: Transaction, refusal: Refusal) -> None:
    assert isinstance(refusal(create_first_administrator, tx, "admin", "admin"), PasswordTooWeak)
    assert isinstance(refusal(create_first_administrator, tx, "the admin", PASSWORD), ValueNotAllowed)
    assert isinstance(refusal(create_first_administrator, tx, "system", PASSWORD), RecordExists)


def test_published_passwords_are_for_the_demonstration_alone(tx: Transaction, refusal: Refusal) -> None:
    user_id = account(tx, "li.na", "qa_release", password=None, state="requested")
    with pytest.raises(RuntimeError):
        set_demo_password(tx, "li.na", "demo")
    tx.settings = msgspec.structs.replace(tx.settings, demo=True)
    set_demo_password(tx, "Li.Na", "demo")
    row = stored(tx, user_id)
    assert (row.state, row.must_change_password) == ("active", False)
    stranger(tx)
    assert login(credentials("li.na", "demo"), tx).user.id == user_id
    assert isinstance(refusal(set_demo_password, tx, "nobody", "demo"), RecordNotFound)
    account(tx, "gone", "operator", state="disabled")
    assert isinstance(refusal(set_demo_password, tx, "gone", "demo"), TransitionIllegal)
