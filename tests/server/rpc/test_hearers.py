"""Who hears what: an event that names a right is heard by those who have it, and by the person whom it concerns."""

import asyncio
import uuid
from collections.abc import Callable

import pytest

from tests.server.rpc.conftest import Caller
from tests.server.rpc.test_events import Ear, listening
from veralot_server.rpc.push import HEARTBEAT_SECONDS, Batch, Hearer, Hub, Row, stream
from veralot_shared.contracts.identity import (
    DisableUser,
    EnableUser,
    ListSessions,
    Logout,
    Permission,
    RevokeSession,
    Role,
    SessionEnded,
    UpdateUser,
    UsersChanged,
    WhoAmI,
)
from veralot_shared.contracts.items import CreatePartner, PartnerKind
from veralot_shared.ids import PartnerId, UserId
from veralot_shared.messages import EVENTS

pytestmark = pytest.mark.requirement("P11-11")


def row(permission: str | None = None, customer: int | None = None, user: int | None = None) -> Row:
    return Row(
        upto="1:1:",
        name="x.Y",
        payload="{}",
        customer_id=PartnerId(customer) if customer else None,
        permission=permission,
        user_id=UserId(user) if user else None,
        gap=False,
    )


@pytest.mark.parametrize(
    ("event", "rights", "customer", "heard"),
    [
        (row(), "", None, True),
        (row("a:b:c"), "", None, False),
        (row("a:b:c"), "a:b:c", None, True),
        (row("a:b:c", user=7), "", None, True),
        (row("a:b:c", user=8), "", None, False),
        (row(customer=5), "", 5, True),
        (row(customer=6), "", 5, False),
        (row(), "", 5, False),
        (row("a:b:c", customer=5), "", 5, False),
        (row("a:b:c", user=7), "", 5, True),
    ],
)
def test_right_customer_and_concern_decide(event: Row, rights: str, customer: int | None, *, heard: bool) -> None:
    who = Hearer(UserId(7), PartnerId(customer) if customer else None, frozenset(rights.split()))
    assert who.may_hear(event) is heard


def test_the_stream_ends_when_the_session_expires() -> None:
    """Nobody tells that a session expires: whoever holds on to its stream hears nothing after that all the same."""
    hub, expired = Hub(""), Hearer(UserId(7), None, frozenset(), seconds_left=0.2)

    async def ask_again() -> Hearer:
        return expired

    async def heard() -> list[bytes]:
        return [part async for part in stream(hub, Batch("1:1:", []), expired, ask_again, resumed=True)]

    async def within(seconds: float) -> list[bytes]:
        return await asyncio.wait_for(heard(), seconds)

    parts = asyncio.run(within(HEARTBEAT_SECONDS - 2))
    assert parts[0].startswith(b"event: server.Ready")


def test_what_concerns_people_names_the_right_to_read_them() -> None:
    named = {name for name, event in EVENTS.items() if event.permission == Permission.USER_READ}
    assert {UsersChanged.name, SessionEnded.name, "identity.SecurityAlert", "identity.FloorChanged"} <= named


def names(ear: Ear, caller: Caller) -> list[str]:
    """Return what is heard until a change that everybody hears."""
    caller.call(CreatePartner(code=uuid.uuid4().hex, kind=PartnerKind.SUPPLIER, name="Told"))
    return [name for name, _ in ear.until("items.PartnersChanged") if name.startswith("identity.")]


def test_others_accounts_are_told_to_those_who_may_read_them(admin: Caller, person: Callable[..., Caller]) -> None:
    buyer, auditor, other = person("buyer"), person("auditor"), person("operator")
    account = other.call(WhoAmI())
    with listening(buyer) as ear_of_buyer, listening(auditor) as ear_of_auditor, listening(other) as own_ear:
        admin.call(
            UpdateUser(
                id=account.id,
                version=account.version,
                full_name="Renamed",
                full_name_zh="",
                roles=[Role.OPERATOR],
                language="en",
                customer_id=None,
            )
        )
        assert names(ear_of_buyer, buyer) == []
        assert names(ear_of_auditor, buyer) == ["identity.UsersChanged"]
        assert names(own_ear, buyer) == ["identity.UsersChanged"]


def test_ones_own_session_ending_is_heard_and_ends_the_stream(admin: Caller, person: Callable[..., Caller]) -> None:
    other = person("operator")
    session = next(one for one in other.call(ListSessions()) if one.current)
    with listening(other) as ear:
        admin.call(RevokeSession(session_id=session.id))
        heard = ear.until("identity.SessionEnded")
        assert heard[-1][1] == {"session_id": session.id}
        ear.until("server.Upto")
        with pytest.raises(AssertionError, match="the stream ended"):
            ear.next()


def test_others_sessions_ending_are_not_heard(person: Callable[..., Caller]) -> None:
    buyer, other = person("buyer"), person("operator")
    with listening(buyer) as ear:
        other.call(Logout())
        assert names(ear, buyer) == []


def test_rights_that_change_count_from_then_on(admin: Caller, person: Callable[..., Caller]) -> None:
    auditor, other, buyer = person("auditor"), person("operator"), person("buyer")
    account, told = auditor.call(WhoAmI()), other.call(WhoAmI())
    with listening(auditor) as ear:
        admin.call(
            UpdateUser(
                id=account.id,
                version=account.version,
                full_name=account.full_name,
                full_name_zh="",
                roles=[Role.BUYER],
                language="en",
                customer_id=None,
            )
        )
        assert names(ear, buyer) == ["identity.UsersChanged"]
        admin.call(DisableUser(id=told.id, reason="test"))
        assert names(ear, buyer) == []
        admin.call(EnableUser(id=told.id, reason="test"))
