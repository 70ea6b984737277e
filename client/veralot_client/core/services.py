"""What a module is handed to work with."""

from dataclasses import dataclass, field

from veralot_client.core.actions import Actions
from veralot_client.core.background import Background
from veralot_client.core.capture.capture import Capture
from veralot_client.core.changes import Changes
from veralot_client.core.connection import Connection
from veralot_client.core.floor import Station, Unenrolled
from veralot_client.core.navigation import Answers, Current, Navigator
from veralot_client.core.notices import Notices
from veralot_client.core.rpc import Server
from veralot_client.core.sending import Sender
from veralot_client.core.session import Session
from veralot_client.core.words import Words
from veralot_client.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Services:
    """The parts of the client that every module may use, made once by `app.py`. It decides nothing itself.

    Attributes:
        server: blocking calls, for work in the background only; pages use `sender`.
        session: who is signed in, `session.can(Permission.…)`.
        connection: whether the server is there.
        changes: events from the server; callbacks run in the GUI thread.
        words: texts, numbers and dates in the language of the moment.
        background: work in another thread.
        capture: sends what may be entered offline, or keeps it while the server is away.
        sender: sends messages, asks for signatures, shows errors.
        navigator: opens records and panels.
        notices: shows errors, says what was done.
        actions: the registry of actions.
        settings: what this person chose on this computer: how windows and tables were left.
        station: what this computer is on the floor.
        current: the record that the person works on.
        answers: what every module finds for a scan or a number.
    """

    server: Server
    session: Session
    connection: Connection
    changes: Changes
    words: Words
    background: Background
    capture: Capture
    sender: Sender
    navigator: Navigator
    notices: Notices
    actions: Actions
    settings: Settings
    station: Station = field(default_factory=Unenrolled)
    current: Current = field(default_factory=Current)
    answers: Answers = field(default_factory=Answers)
