"""What the module answers: people, roles, the server, and which signatures hold."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.identity import CloseRoom, account, acting, customer, entry, room
from veralot_server.core import module
from veralot_server.core.module import Subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import signing
from veralot_server.modules.identity.queries import hello, list_roles, list_users, signatures_of, who_am_i
from veralot_shared import __version__
from veralot_shared.contracts.identity import (
    Hello,
    ListRoles,
    ListUsers,
    Permission,
    Role,
    SignaturesOf,
    WhoAmI,
)
from veralot_shared.errors import CodedError, RecordNotFound
from veralot_shared.messages import Page, contract_hash

Refusal = Callable[..., CodedError]


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """Return rooms that can be signed and then change: key → content; those that begin with X are other customers'."""
    there: dict[str, dict[str, Any]] = {"R-1": {}, "R-2": {}, "X-1": {}}

    def read(key: str, tx: Transaction) -> Subject | None:
        hidden = tx.actor.customer_id is not None and key.startswith("X")
        return None if hidden or key not in there else room(key, **there[key])

    monkeypatch.setitem(module.SUBJECTS, "room", read)
    return there


def sign(tx: Transaction, *keys: str) -> int:
    """Sign rooms as the acting person and return the signature's number."""
    who = signing.prove_signer(entry(tx.actor.user_name), tx)
    return signing.write_signature(tx, CloseRoom(room=keys[0]), who, "Inspected", [room(key) for key in keys]).id


# --- people


def test_a_person_asks_for_the_own_account(tx: Transaction) -> None:
    user_id = account(tx, "li.na", "qa_release")
    acting(tx, user_id)
    view = who_am_i(WhoAmI(), tx)
    assert (view.id, view.roles, view.identity_verified_by) == (user_id, [Role.QA_RELEASE], "Veralot")


@pytest.mark.parametrize("search", ["LI.N", "li.na", "Li.na", "张三"])
def test_people_are_found_by_any_of_their_names(tx: Transaction, search: str) -> None:
    account(tx, "li.na", "qa_release")
    assert "li.na" in [view.user_name for view in list_users(ListUsers(search=search), tx)]


@pytest.mark.parametrize("search", ["%", "_", "\\", "'; DROP TABLE identity_user; --"])
def test_a_search_takes_every_character_as_it_stands(tx: Transaction, search: str) -> None:
    account(tx, "li.na", "qa_release")
    assert list_users(ListUsers(search=search), tx) == []


def test_people_come_in_windows_and_closed_accounts_with_them(tx: Transaction) -> None:
    names = [f"worker{number:02}" for number in range(12)]
    for name in names:
        account(tx, name, "operator", password=None, state="disabled")
    window = list_users(ListUsers(search="WORKER", page=Page(offset=5, limit=3)), tx)
    assert [view.user_name for view in window] == names[5:8]
    assert list_users(ListUsers(page=Page(offset=-1, limit=-1)), tx) == []


@pytest.mark.requirement("P11-11")
def test_a_customers_user_sees_the_people_of_its_customer(tx: Transaction) -> None:
    number = customer(tx, "C-1")
    account(tx, "ours", "operator")
    acting(tx, account(tx, "guest", "registrant", customer_id=number))
    assert [view.user_name for view in list_users(ListUsers(), tx)] == ["guest"]


def test_the_clockwork_is_no_person(tx: Transaction) -> None:
    assert "system" not in [view.user_name for view in list_users(ListUsers(), tx)]


@pytest.mark.requirement("DI-11")
def test_roles_are_listed_with_their_rights(tx: Transaction) -> None:
    roles = {view.role: view.permissions for view in list_roles(ListRoles(), tx)}
    assert list(roles) == list(Role)
    assert Permission.USER_MANAGE in roles[Role.ADMINISTRATOR]
    assert Permission.SIGN not in roles[Role.ADMINISTRATOR]
    assert Permission.SIGN in roles[Role.QA_RELEASE]


def test_the_server_says_who_it_is(tx: Transaction) -> None:
    view = hello(Hello(), tx)
    assert (view.name, view.version, view.contract_hash) == ("Veralot", __version__, contract_hash())
    assert (view.plant, view.plant_zone, view.demo) == ("Test plant", "Asia/Shanghai", False)


# --- signatures


@pytest.fixture
def head(tx: Transaction) -> None:
    """Act as the head of quality."""
    acting(tx, account(tx, "head", "quality_head"))


@pytest.mark.requirement("P11-17")
@pytest.mark.usefixtures("rooms", "head")
def test_signatures_are_shown_with_name_time_and_meaning(tx: Transaction) -> None:
    first, second = sign(tx, "R-1"), sign(tx, "R-1", "R-2")
    views = signatures_of(SignaturesOf(kind="room", key="R-1"), tx)
    assert [view.id for view in views] == [second, first]
    newest = views[0]
    assert (newest.full_name, newest.full_name_zh, newest.signed_at) == ("Head", "张三", tx.now)
    assert (newest.meaning, newest.statement, newest.reason) == ("approved", "I close this room.", "Inspected")
    assert [(item.kind, item.key, item.label) for item in newest.records] == [
        ("room", "R-1", "Room R-1"),
        ("room", "R-2", "Room R-2"),
    ]
    assert all(view.valid for view in views)


@pytest.mark.requirement("P11-18")
@pytest.mark.usefixtures("head")
def test_a_changed_record_makes_every_signature_over_it_void(tx: Transaction, rooms: dict[str, dict[str, Any]]) -> None:
    sign(tx, "R-1")
    sign(tx, "R-1", "R-2")
    rooms["R-2"]["area"] = 13
    both, one = signatures_of(SignaturesOf(kind="room", key="R-1"), tx)
    assert (one.valid, both.valid) == (True, False)
    assert [item.valid for item in both.records] == [True, False]
    rooms["R-2"]["area"] = 12
    assert signatures_of(SignaturesOf(kind="room", key="R-2"), tx)[0].valid


@pytest.mark.requirement("P11-18")
@pytest.mark.usefixtures("head")
def test_a_signature_on_a_vanished_record_is_void_but_shown(tx: Transaction, rooms: dict[str, dict[str, Any]]) -> None:
    sign(tx, "R-1")
    del rooms["R-1"]
    assert [view.valid for view in signatures_of(SignaturesOf(kind="room", key="R-1"), tx)] == [False]


@pytest.mark.usefixtures("rooms", "head")
def test_an_unsigned_record_has_no_signatures_and_an_unknown_one_is_not_there(
    tx: Transaction, refusal: Refusal
) -> None:
    assert signatures_of(SignaturesOf(kind="room", key="R-1"), tx) == []
    for kind, key in (("room", "R-9"), ("castle", "1")):
        assert isinstance(refusal(signatures_of, SignaturesOf(kind=kind, key=key), tx), RecordNotFound)


@pytest.mark.requirement("P11-11")
@pytest.mark.usefixtures("rooms", "head")
def test_a_customers_user_sees_no_other_customers_records(tx: Transaction, refusal: Refusal) -> None:
    sign(tx, "R-1", "X-1")
    acting(tx, account(tx, "guest", "registrant", customer_id=customer(tx, "C-1")))
    views = signatures_of(SignaturesOf(kind="room", key="R-1"), tx)
    assert [[item.key for item in view.records] for view in views] == [["R-1"]]
    assert isinstance(refusal(signatures_of, SignaturesOf(kind="room", key="X-1"), tx), RecordNotFound)


@pytest.mark.usefixtures("rooms", "head")
def test_each_record_is_read_once(tx: Transaction, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        sign(tx, "R-1", "R-2")
    asked: list[str] = []

    def read(key: str, _: Transaction) -> Subject:
        asked.append(key)
        return room(key)

    monkeypatch.setitem(module.SUBJECTS, "room", read)
    signatures_of(SignaturesOf(kind="room", key="R-1"), tx)
    # Once to see that the record is there, then each once.
    assert sorted(asked) == ["R-1", "R-1", "R-2"]
