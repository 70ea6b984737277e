"""Actions: ids, shortcuts, rights, and what is possible now."""

from collections.abc import Callable, Sequence

import pytest

from tests.client.stand_ins import make_login
from tests.fakes import FakeServer
from veralot_client.core.actions import Action, ActionClash, Actions
from veralot_client.core.connection import ATTEMPTS_BEFORE_OFFLINE, Connection
from veralot_client.core.navigation import Subject
from veralot_client.core.rpc import Server
from veralot_client.core.session import Session, SessionState
from veralot_shared.contracts.genealogy import GetLot, Permission, ReceiveLot
from veralot_shared.contracts.identity import LockSession, Login


def nothing() -> None:
    """Do nothing."""


@pytest.fixture
def connection() -> Connection:
    return Connection()


@pytest.fixture
def actions(server: Server, fake_server: FakeServer, connection: Connection) -> Actions:
    fake_server.answer(Login, make_login([str(Permission.RECEIVE), str(Permission.READ)]))
    fake_server.answer(LockSession, None)
    session = Session(server)
    session.login("li.wei", "secret")
    return Actions(session, connection)


class NotePage:
    def __init__(self) -> None:
        self.possible = True
        self.performed: list[str] = []
        self.shown: list[Subject] = []

    def can_perform(self, _action_id: str) -> bool:
        return self.possible

    def why_not(self, _action_id: str) -> str:
        return "" if self.possible else "Its lot is held."

    def perform(self, action_id: str) -> None:
        self.performed.append(action_id)

    def subjects(self) -> list[Subject]:
        return self.shown


def test_an_id_is_given_once(actions: Actions) -> None:
    actions.add(Action(id="a.b", title="A", run=nothing))
    with pytest.raises(ActionClash, match=r"a\.b"):
        actions.add(Action(id="a.b", title="B", run=nothing))


def test_a_shortcut_is_given_once_but_two_panels_may_share_one(actions: Actions) -> None:
    actions.add(Action(id="a.b", title="A", run=nothing, shortcut="Ctrl+B"))
    with pytest.raises(ActionClash, match=r"Ctrl\+B"):
        actions.add(Action(id="a.c", title="B", panel="a.panel", shortcut="Ctrl+B"))
    actions.add(Action(id="a.d", title="B", panel="a.panel", shortcut="Ctrl+D"))
    actions.add(Action(id="a.e", title="B", panel="a.other", shortcut="Ctrl+D"))


@pytest.mark.parametrize(("run", "panel"), [(None, ""), (nothing, "a.panel")])
def test_an_action_either_runs_or_belongs_to_a_panel(
    actions: Actions, run: Callable[[], None] | None, panel: str
) -> None:
    with pytest.raises(ActionClash):
        actions.add(Action(id="a.b", title="A", run=run, panel=panel))


def test_the_message_says_which_right_is_needed(actions: Actions) -> None:
    receive = Action(id="a.b", title="A", run=nothing, sends=ReceiveLot)
    release = Action(id="a.c", title="A", run=nothing, permission=Permission.RELEASE)
    assert receive.needs is Permission.RECEIVE
    assert actions.permitted(receive)
    assert not actions.permitted(release)
    assert not actions.possible(release)


def test_without_a_server_one_can_read_but_not_write(actions: Actions, connection: Connection) -> None:
    write = actions.add(Action(id="a.write", title="A", run=nothing, sends=ReceiveLot))
    read = actions.add(Action(id="a.read", title="A", run=nothing, sends=GetLot))
    for _ in range(ATTEMPTS_BEFORE_OFFLINE):
        connection.lost()
    assert not actions.possible(write)
    assert actions.possible(read)
    assert not actions.run("a.write")
    connection.opened()
    assert actions.run("a.write")


def test_a_locked_session_can_do_nothing(actions: Actions) -> None:
    action = actions.add(Action(id="a.b", title="A", run=nothing))
    actions._session.lock()  # noqa: SLF001 - the session that these actions ask
    assert actions._session.state is SessionState.LOCKED  # noqa: SLF001 - as above
    assert not actions.possible(action)


def test_a_pages_action_goes_to_the_current_page(actions: Actions) -> None:
    action = actions.add(Action(id="a.b", title="A", panel="a.panel"))
    page = NotePage()
    assert not actions.possible(action)
    actions.enter_page("a.other", page)
    assert not actions.possible(action)
    actions.enter_page("a.panel", page)
    assert actions.run("a.b")
    assert actions.why_not(action) == "", "it can be done"
    page.possible = False
    assert not actions.run("a.b")
    assert actions.why_not(action) == "Its lot is held."
    actions.enter_page("", None)
    assert actions.why_not(action) == "", "nobody is there to say why"
    assert page.performed == ["a.b"]


def test_the_state_decides_and_changes_are_told(actions: Actions) -> None:
    allowed = [False]
    told: list[str] = []
    actions.changed.subscribe(lambda: told.append("changed"))
    actions.add(Action(id="a.b", title="A", run=lambda: told.append("run"), enabled=lambda: allowed[0]))
    assert not actions.run("a.b")
    allowed[0] = True
    actions.refresh()
    assert actions.run("a.b")
    assert told == ["changed", "run", "changed"]


def test_an_action_about_records_follows_what_the_page_shows(actions: Actions) -> None:
    done: list[Sequence[Subject]] = []
    action = actions.add(Action(id="labels.print", title="Print", about=done.append, kinds=("lot", "unit")))
    page = NotePage()
    assert not actions.possible(action)
    actions.enter_page("genealogy.dossier", page)
    assert not actions.possible(action)
    page.shown = [Subject("lot", 7, "L7")]
    assert actions.run("labels.print")
    page.shown = [Subject("lot", 7, "L7"), Subject("shipment", 8, "SH-8")]
    assert not actions.run("labels.print")
    assert done == [[Subject("lot", 7, "L7")]]


def test_an_action_says_one_way_in_which_it_is_done(actions: Actions) -> None:
    with pytest.raises(ActionClash):
        actions.add(Action(id="a.b", title="A", run=nothing, about=lambda _places: None, kinds=("lot",)))


def test_an_action_that_asks_for_a_trait_waits_for_records_that_have_it() -> None:
    action = Action(id="a.report", title="Report", about=lambda _subjects: None, kinds=("inspection",), trait="failed")
    failed, good = Subject("inspection", 1, "IN-1", frozenset({"failed"})), Subject("inspection", 2, "IN-2")
    assert action.fits([failed])
    assert not action.fits([good])
    assert not action.fits([failed, good])
