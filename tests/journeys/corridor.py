"""An inspector's computer in a corridor with bad Wi-Fi, and the server that it knows, which comes and goes."""

from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tests.client.stand_ins import Inline
from tests.fakes import Waiter
from tests.server.rpc.conftest import served
from veralot_client.core.capture.capture import Capture, Kept
from veralot_client.core.capture.handing_in import HandingIn
from veralot_client.core.capture.journals import Journals
from veralot_client.core.capture.keeper import Keeper
from veralot_client.core.changes import Changes
from veralot_client.core.connection import Connection, ConnectionState
from veralot_client.core.rpc import Server
from veralot_client.core.session import Session
from veralot_server.cli.demo import PASSWORD
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import LotView, ReceiveLot
from veralot_shared.contracts.inspection import (
    GetInspection,
    InspectionDetail,
    InspectionFilter,
    ListInspections,
    RecordResults,
    ResultEntry,
)
from veralot_shared.ids import PartnerId

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


class Line(Protocol):
    """What leads from a computer to the server: the tour's cable, or the process of the server itself."""

    @property
    def url(self) -> str:
        """The address to which the client is told to go."""
        ...

    def plug(self) -> None:
        """Let the server be there again."""
        ...

    def pull(self) -> None:
        """Let the server be away: what is under way breaks."""
        ...

    def end(self) -> None:
        """Put it away."""
        ...


class OwnServer:
    """A process of the server that is really ended, and begun anew."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running = ExitStack()
        self.plug()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{self._settings.host}:{self._settings.port}"

    def plug(self) -> None:
        """Start it."""
        self._running.enter_context(served(self._settings))

    def pull(self) -> None:
        """End it."""
        self._running.close()

    def end(self) -> None:
        """End it for good."""
        self.pull()


class Floor:
    """The inspector's computer, and the server that it knows, which comes and goes."""

    def __init__(self, line: Line, folder: Path, name: str = "CORRIDOR-1") -> None:
        self.line = line
        self.folder, self.name = folder, name
        self.start()

    @property
    def url(self) -> str:
        """The server's address, as this computer knows it."""
        return self.line.url

    def start(self) -> None:
        """Start the client."""
        self.journals = Journals(self.folder)
        self.server = Server(self.url, workstation=self.name)
        self.session = Session(self.server, proofs=Keeper(self.journals, self.server))
        self.connection = Connection()
        self.changes = Changes(self.server, self.connection)
        self.capture = Capture(self.server, self.session, self.connection, Inline(), self.journals)
        self.handing_in = HandingIn(self.capture, self.connection, Inline(), lambda: "Sending")
        self.said, self.states = Waiter(), Waiter()
        self.kept: list[Kept] = []
        self.handing_in.done.subscribe(self.said)
        self.connection.changed.subscribe(self.states)

    def sign_in(self, user_name: str = "zhao.min", password: str = PASSWORD) -> None:
        """Sign in, listen, and be ready for bad days."""
        view = self.session.login(user_name, password)
        # What the login window asks for before it lets anybody in.
        if view.must_accept_accountability:
            self.session.accept_accountability(password)
        self.session.begin()
        self.changes.start()
        self.states.until(lambda got: ConnectionState.ONLINE in got)
        if self.capture.allowed:
            self.capture.make_ready()

    def enter(self, found: InspectionDetail, sample: int, value: str) -> None:
        """Enter one result."""
        self.capture.send(measured(found, sample, value), lambda _reply: None, self.kept.append)

    def come(self) -> None:
        """Let the server be there."""
        self.line.plug()

    def back(self) -> None:
        """Let the server be there, and wait until the computer has noticed."""
        self.states.got.clear()
        self.come()
        self.states.until(lambda got: ConnectionState.ONLINE in got, 60)

    def pause(self) -> None:
        """Let the server be away while this client is not running."""
        self.line.pull()

    def go(self) -> None:
        """Let the server be away, and wait until the computer has noticed."""
        self.states.got.clear()
        self.line.pull()
        self.states.until(lambda got: ConnectionState.RECONNECTING in got)

    def stop(self) -> None:
        """End the client."""
        self.handing_in.end()
        self.capture.end()
        self.changes.stop()
        self.server.close()
        self.journals.close()


def received(like: LotView, number: str, place: Any) -> ReceiveLot:
    """Return the command that receives a lot like another."""
    return ReceiveLot(
        item_id=like.item_id,
        lot_no=number,
        supplier_id=PartnerId(like.supplier_id or 0),
        supplier_lot_no=number,
        quantity=Decimal(100),
        unit=like.unit,
        location_id=place,
        expiry=like.expiry,
    )


def inspection(person: "Person", lot: LotView) -> InspectionDetail:
    """Return the inspection that receiving a lot has made."""
    (found,) = person.call(ListInspections(filter=InspectionFilter(lot_id=lot.id))).rows
    detail: InspectionDetail = person.call(GetInspection(id=found.id))
    return detail


def measured(found: InspectionDetail, sample: int, value: str) -> RecordResults:
    """Return the command that records one length."""
    number = next(one.id for one in found.revision.characteristics if one.code == "1")
    result = ResultEntry(characteristic_id=number, sample_no=sample, value=Decimal(value))
    return RecordResults(inspection_id=found.inspection.id, results=[result])
