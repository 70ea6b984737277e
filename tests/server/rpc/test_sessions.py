"""How sessions are found quickly, and how quickly they are lost."""

import contextlib
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.server.rpc.conftest import Caller, problem
from veralot_server.core import module
from veralot_server.core.transaction import Transaction
from veralot_server.rpc.sessions import Known
from veralot_shared.contracts import identity
from veralot_shared.contracts.gauges import GetCalibration
from veralot_shared.contracts.genealogy import Trace
from veralot_shared.contracts.identity import ListSessions, RevokeSession, WhoAmI
from veralot_shared.contracts.labels import DescribeSubjects, LabelKind
from veralot_shared.contracts.tasks import Calendar, ListDays
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import CalibrationId, NodeId
from veralot_shared.messages import Message, messages

ANYBODY: Any = object()
ASKED: dict[str, Message[Any]] = {
    Trace.op: Trace(root=NodeId(0)),
    DescribeSubjects.op: DescribeSubjects(kind=LabelKind.LOT, ids=[0]),
    GetCalibration.op: GetCalibration(id=CalibrationId(0)),
    ListDays.op: ListDays(calendars=[Calendar.CHINA, Calendar.PLANT]),
}
"""Questions that ask about something; the others are asked without more."""

module.load()


class Counting(psycopg.Cursor[Any]):
    """A cursor that counts statements."""

    count = 0

    def execute(self, *args: Any, **kwargs: Any) -> "Counting":
        Counting.count += 1
        return super().execute(*args, **kwargs)


@pytest.mark.parametrize("op", sorted(module.SINGLE))
def test_what_is_said_to_be_one_statement_is_one(tx: Transaction, op: str) -> None:
    tx.wire.cursor_factory = Counting
    Counting.count = 0
    message = ASKED[op] if op in ASKED else messages()[op]()
    with contextlib.suppress(RecordNotFound):
        module.handler_of(message)(message, tx)
    tx.wire.cursor_factory = psycopg.Cursor
    assert Counting.count <= 1


def test_nothing_is_remembered_while_nothing_can_be_heard() -> None:
    known = Known()
    known.keep(b"token", ANYBODY)
    assert known.find(b"token") is None
    known.hearing(now=True)
    known.keep(b"token", ANYBODY)
    assert known.find(b"token") is ANYBODY
    known.hearing(now=False)
    assert known.find(b"token") is None


@pytest.mark.parametrize(("event", "kept"), [("identity.SessionEnded", False), ("genealogy.LotsChanged", True)])
def test_news_about_people_empties_what_is_remembered(event: str, kept: bool) -> None:  # noqa: FBT001 - a case of the test
    known = Known()
    known.hearing(now=True)
    known.keep(b"token", ANYBODY)
    known.hear(event)
    assert (known.find(b"token") is ANYBODY) is kept


def test_a_session_is_trusted_for_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Known()
    known.hearing(now=True)
    known.keep(b"token", ANYBODY)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 1.1)
    assert known.find(b"token") is None


@pytest.mark.requirement("P11-24")
def test_a_revoked_session_ends_at_every_process(
    person: Callable[..., Caller], admin: Caller, addresses: list[str]
) -> None:
    caller = person("operator")
    other = Caller(addresses[1])
    other.headers = caller.headers
    assert other.post(WhoAmI()).status_code == 200
    (session,) = [
        one
        for one in admin.call(ListSessions(everybody=True))
        if one.user_name == caller.user_name and not one.ended_at
    ]
    admin.call(RevokeSession(session_id=session.id))
    deadline = time.monotonic() + 1.0
    while (reply := other.post(WhoAmI())).status_code == 200:
        assert time.monotonic() < deadline, "a question was still answered a second after the session was revoked"
    assert isinstance(problem(reply), identity.SessionNeeded)
    assert isinstance(problem(caller.post(identity.Logout())), identity.SessionNeeded)


SEEING = "inspection:inspection:read"
KEPT = "SELECT role, rights FROM rpc.role_rights"
HELD = """
SELECT role, string_agg(permission, ' ' ORDER BY permission) FROM identity_role_permission GROUP BY role
"""


@pytest.mark.requirement("P11-11")
def test_what_is_kept_of_the_rights_of_roles_follows_every_change(tx: Transaction) -> None:
    def kept() -> dict[str, str]:
        found = dict(tx.wire.execute(KEPT).fetchall())
        assert found == dict(tx.wire.execute(HELD).fetchall())
        return found

    before = kept()
    assert SEEING in before["inspector"].split()
    tx.wire.execute("DELETE FROM identity_role_permission WHERE role = 'inspector' AND permission = %s", (SEEING,))
    tx.wire.execute("DELETE FROM identity_role_permission WHERE role = 'operator'")
    after = kept()
    assert set(before) - set(after) == {"operator"}
    assert SEEING not in after["inspector"].split()
    tx.wire.execute("INSERT INTO identity_role_permission (role, permission) VALUES ('operator', %s)", (SEEING,))
    tx.wire.execute("UPDATE identity_role_permission SET role = 'inspector' WHERE role = 'operator'")
    assert SEEING in kept()["inspector"].split()
