"""What a page hands its command to: sent at once while the server is there, else kept on this computer and sent later."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar
from uuid import UUID, uuid4

import msgspec

from veralot_client.core.background import Background, Job
from veralot_client.core.capture.guarding import Guards
from veralot_client.core.connection import Connection, ConnectionState
from veralot_client.core.observers import Observers, Post, at_once
from veralot_client.core.rpc import Server
from veralot_client.core.session import Session, SessionState
from veralot_shared.contracts.capture import (
    BeginCapture,
    DepositKey,
    EntryForm,
    EntryKeysEnded,
    JournalClosed,
    NotForOffline,
    Permission,
    PieceView,
    TakeSnapshot,
    WorkListMissing,
)
from veralot_shared.errors import CodedError, ServerUnavailable
from veralot_shared.i18n import N_
from veralot_shared.ids import CommandId, SessionId
from veralot_shared.messages import Command, Message, Query
from veralot_shared.rules.journal import entry_hash

if TYPE_CHECKING:
    from veralot_client.core.capture.journal import Journal, Waiting
    from veralot_client.core.capture.journals import Journals
    from veralot_client.core.capture.signing_keys import SigningKeys
    from veralot_client.core.capture.work_list import WorkList

# What encrypts and signs is imported when it is first needed: nobody waits for it before the login window is there.

R = TypeVar("R")
NOT_OPENED = N_("nobody has signed in here with a password or badge that opens it")


class Kept(NamedTuple):
    """An entry that waits on this computer: its id, its place in the journal, and when it was made."""

    id: UUID
    counter: int
    at: datetime


class Answered(Generic[R]):
    """The server's reply to a command that was sent at once."""

    def __init__(self, reply: R) -> None:
        self.reply = reply


class Capture:
    """Keeps one session ready to go on without the server. Use it in the GUI thread; callbacks run there too.

    Attributes:
        changed: told when what waits, or whether anything can be entered, may have changed.
        kept: told when something was kept.
        guards: rules of modules before what would be kept here.
        hurry: tell it to have what waits handed in now.
        talking: held while the server is asked how far it knows the journal, or given more of it: one at a time, so that an
            answer that is no longer true is never taken for what it has.
    """

    def __init__(
        self,
        server: Server,
        session: Session,
        connection: Connection,
        background: Background,
        journals: "Journals",
        post: Post = at_once,
    ) -> None:
        self.changed: Observers[[]] = Observers(post)
        self.kept: Observers[[]] = Observers(post)
        self.hurry: Observers[[]] = Observers(post)
        self.server = server
        self._session = session
        self._connection = connection
        self._background = background
        self.journals = journals
        self._lock, self.talking = Lock(), Lock()
        self._keys: SigningKeys | None = None
        self._alone_keys: SigningKeys | None = None
        self._work_list: WorkList | None = None
        self._pieces: dict[str, PieceView] = {}
        self._verifier, self.guards = b"", Guards()
        self._login: SessionId | None = None
        self._unsubscribe = session.changed.subscribe(self._follow)
        if session.alone:
            # Who came back at the login window was there before the desk was.
            self._go_on_alone()

    def end(self) -> None:
        """The desk is gone: its keys are forgotten; what waits stays on the disk."""
        self._unsubscribe()
        self._forget()

    # --- what a page uses --------------------------------------------------------------------------------------------

    def send(
        self,
        command: Command[R],
        done: Callable[[R], None],
        kept: Callable[[Kept], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Send a command, or keep it while the server is away.

        Args:
            command: one that may be entered offline.
            done: takes the server's reply.
            kept: told that it waits on this computer, encrypted and on the disk.
            failed: takes what the server refuses, or why it cannot be kept; nothing was entered then.
        """
        entry = uuid4()

        def arrived(outcome: "Answered[R] | Kept") -> None:
            if isinstance(outcome, Kept):
                self.changed.tell()
                kept(outcome)
                self.kept.tell()
            else:
                done(outcome.reply)

        return self._background.start(lambda job: self.send_or_keep(command, entry, job), arrived, failed)

    def ask(self, query: Query[R], done: Callable[[R], None], failed: Callable[[Exception], None] | None = None) -> Job:
        """Ask the server, or while it is away this person's work list."""
        return self._background.start(lambda job: self.answer(query, job), done, failed)

    def answer(self, query: Query[R], job: Job | None = None) -> R:
        """Return what the server says, or what it said in advance. Blocks. Raises: CodedError."""
        if self.away:
            return self._from_list(query)
        try:
            return self.server.call(query, job=job)
        except ServerUnavailable:
            return self._from_list(query)

    def known(self, message: Message[R]) -> R | None:
        """Return what this person's work list says to a question while it is good; None where it says nothing."""
        work_list, keys = self._work_list, self._keys
        if work_list is None or keys is None or not isinstance(message, Query) or keys.now() > work_list.expires_at:
            return None
        return work_list.answer(message)

    @property
    def away(self) -> bool:
        """Whether the server is known to be away, or has yet to be told who is here."""
        return self._session.alone or self._connection.state in {ConnectionState.RECONNECTING, ConnectionState.OFFLINE}

    @property
    def alone(self) -> bool:
        """Whether this person came back while the server was away."""
        return self._session.alone

    @property
    def unproven(self) -> bool:
        """Whether the server has no proof of who is here, or nobody is."""
        return self._session.alone or self._session.state is not SessionState.ACTIVE

    @property
    def allowed(self) -> bool:
        """Whether this person may enter anything without the server."""
        return self._session.can(Permission.MAKE)

    def why_not(self) -> CodedError | None:
        """Return why nothing could be entered without the server now; None where it could."""
        try:
            self._ready()
        except CodedError as error:
            return error
        return None

    def waiting(self) -> "Waiting":
        """Return what waits on this computer, in all its journals."""
        return self.journals.waiting(self.server.url)

    @property
    def good_until(self) -> datetime | None:
        """Until when this person could go on without the server; None where there is no work list."""
        keys, work_list = self._keys, self._work_list
        return None if keys is None or work_list is None else min(keys.view.ends_at, work_list.expires_at)

    def wipe(self) -> None:
        """Remove what this computer keeps for the server. Raises: EntriesWaiting, JournalRefused."""
        self.journals.wipe(self.server.url)
        self._forget()
        self.changed.tell()

    # --- sending and keeping -----------------------------------------------------------------------------------------

    def send_or_keep(self, command: Command[R], entry: UUID, job: Job | None = None) -> Answered[R] | Kept:
        """Send a command under the id of an entry, or keep it under the same. Blocks. Raises: CodedError."""
        if not type(command).offline:
            raise NotForOffline(op=command.op)
        # Behind what waits already: the order in which things were entered is the order in which they are recorded.
        journal = self.journal()
        behind = journal is not None and journal.waiting().count > 0 and self.why_not() is None
        if self.away or behind:
            return self.keep(command, entry)
        try:
            return Answered(self.server.call(command, job=job, command_id=CommandId(entry), once=True))
        except ServerUnavailable:
            # It may have arrived all the same: kept under the same id, it is recorded once.
            return self.keep(command, entry)

    def keep(self, command: Command[Any], entry: UUID) -> Kept:
        """Write a command into the journal: signed, chained, encrypted, on the disk. Raises: CodedError."""
        journal, keys, work_list = self._ready()
        self.guards.require(command, work_list.answer, keys.now())
        device_at = datetime.now(UTC)

        def make(counter: int, previous: bytes) -> EntryForm:
            elapsed = keys.elapsed_ms()
            said: dict[str, Any] = {
                "counter": counter,
                "previous": previous,
                "key_id": keys.view.id,
                "snapshot_id": work_list.id,
                "device_at": device_at,
                "elapsed_ms": elapsed,
                "op": command.op,
                "body": msgspec.msgpack.encode(command),
            }
            digest = entry_hash(device=journal.device, entry=entry, **said)
            return EntryForm(id=entry, signature=keys.sign(elapsed, digest), **said)

        with self._lock:
            form = journal.append(make, device_at)
        return Kept(entry, form.counter, device_at)

    def journal(self) -> "Journal | None":
        """Return this person's journal, if it is open."""
        user = self._session.user
        return None if user is None else self.journals.of(self.server.url, user.id)

    def now(self) -> datetime:
        """Return the time by the server's clock, as far as this computer can know it; else its own."""
        try:
            return datetime.now(UTC) if self._keys is None else self._keys.now()
        except EntryKeysEnded:
            return datetime.now(UTC)

    def _ready(self) -> "tuple[Journal, SigningKeys, WorkList]":
        """Return what an entry needs. Raises: JournalClosed, WorkListMissing, WorkListExpired, EntryKeysEnded."""
        journal, keys, work_list = self.journal(), self._keys, self._work_list
        if journal is None:
            raise JournalClosed(problem=NOT_OPENED)
        if keys is None or work_list is None:
            raise WorkListMissing
        now = keys.now()
        if now > keys.view.ends_at:
            raise EntryKeysEnded
        work_list.require(now)
        return journal, keys, work_list

    def _from_list(self, query: Query[R]) -> R:
        work_list = self._work_list
        if work_list is None:
            raise WorkListMissing
        if self._keys is not None:
            work_list.require(self._keys.now())
        found = work_list.answer(query)
        if found is None:
            raise ServerUnavailable
        return found

    # --- being ready -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Take keys where they are wanted, and today's work list, for when the server is away."""
        if self._session.alone:
            self._background.start(lambda _job: self._remember(), lambda _none: None, self._on_failure)
        elif self.allowed and self._session.state is SessionState.ACTIVE:
            self._background.start(lambda _job: self.make_ready(), lambda _none: self.changed.tell(), self._on_failure)

    def make_ready(self) -> None:
        """Do what `prepare` says. Blocks. Raises: CodedError."""
        with self.talking:
            self._make_ready()

    def _make_ready(self) -> None:
        from veralot_client.core.capture.signing_keys import SigningKeys  # noqa: PLC0415 - see above
        from veralot_client.core.capture.work_list import WorkList  # noqa: PLC0415 - see above

        journal = self.journal()
        if journal is None:
            return
        login = self._session.login_view
        keys = self._keys
        if keys is not None:
            keys.forget_past()
        if keys is None or keys.alone or login is None or self._login != login.session_id or keys.half_over():
            self._register(journal, SigningKeys(), SigningKeys())
            self._login = login.session_id if login else None
        snapshot = self.server.call(TakeSnapshot(device=journal.device, has=sorted(self._pieces)))
        self._work_list = WorkList(snapshot, journal.device, self._verifier, self._pieces)
        self._pieces = self._work_list.pieces
        self._remember()

    def _register(self, journal: "Journal", keys: "SigningKeys", alone: "SigningKeys") -> None:
        user = self._session.user
        tried = None if user is None else self.journals.tried(self.server.url, user.id)
        begun = self.server.call(
            BeginCapture(
                device=journal.device,
                name=self.server.workstation or journal.device.hex[:8],
                public_keys=keys.public,
                alone_keys=alone.public,
                span_seconds=keys.span_seconds,
                device_at=datetime.now(UTC),
                head=journal.head.counter,
                waiting=self.waiting().form,
                guesses=tried.wrong if tried else 0,
                count_altered=bool(tried and not tried.intact),
            )
        )
        if user is not None and tried:
            self.journals.told(self.server.url, user.id, tried)
        keys.registered(begun.key)
        journal.meet(begun.head, begun.head_hash)
        self._keys, self._verifier, self._alone_keys = keys, begun.verifier, None
        if begun.alone is not None:
            alone.registered(begun.alone)
            self._alone_keys = alone
        if begun.depository and not begun.deposited:
            self._deposit(journal, begun.depository)

    def _deposit(self, journal: "Journal", depository: bytes) -> None:
        """Leave the journal's key with the plant, which alone can open it: for when this person's secret is reset."""
        from veralot_shared.rules.wrapping import wrap  # noqa: PLC0415 - see above

        user = self._session.user
        key = None if user is None else self.journals.key_of(self.server.url, user.id)
        if key is not None:
            wrapped = wrap(key, depository, journal.device.bytes)
            self.server.call(DepositKey(device=journal.device, wrapped=wrapped))

    # --- coming back while the server is away ------------------------------------------------------------------------

    def _remember(self) -> None:
        """Keep what lets this person come back; keys of spans that are over are left out. Raises: JournalRefused."""
        from veralot_client.core.capture.remembered import Clocks, Remembered  # noqa: PLC0415 - see above

        login, keys, work_list = self._session.login_view, self._alone_keys, self._work_list
        if login is None or keys is None or work_list is None:
            return
        keys.forget_past()
        clocks = Clocks.now()
        content = Remembered(
            login=msgspec.structs.replace(login, token=""),
            key=keys.view,
            seeds=keys.seeds,
            verifier=self._verifier,
            snapshot=work_list.whole,
            elapsed_ms=keys.elapsed_ms(),
            clocks=clocks,
        )
        self.journals.remember(self.server.url, login.user.id, msgspec.msgpack.encode(content))

    def _go_on_alone(self) -> None:
        """Take up what was remembered of the person who came back: they enter with keys and work list of before."""
        from veralot_client.core.capture.remembered import Remembered  # noqa: PLC0415 - see above
        from veralot_client.core.capture.work_list import WorkList  # noqa: PLC0415 - see above

        user, journal = self._session.user, self.journal()
        content = None if user is None else self.journals.alone(self.server.url, user.id)
        if content is None or journal is None:
            return
        found = msgspec.msgpack.decode(content, type=Remembered)
        self._keys = self._alone_keys = found.keys()
        self._verifier = found.verifier
        self._work_list = WorkList(found.snapshot, journal.device, found.verifier, {})
        self._pieces = self._work_list.pieces

    def _on_failure(self, error: Exception) -> None:
        """What is not ready is told when it is needed, or by the next attempt; a bug is not passed over."""
        if not isinstance(error, CodedError):
            raise error

    def _follow(self, state: SessionState) -> None:
        if state in {SessionState.SIGNED_OUT, SessionState.ENDED}:
            self._forget()
        elif state is SessionState.ACTIVE and self._session.alone:
            self._go_on_alone()
        self.changed.tell()

    def _forget(self) -> None:
        self._keys, self._alone_keys, self._work_list, self._pieces = None, None, None, {}
