"""What a handler gets: the actor, the clock, the database, and nothing that lets it commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, NoReturn, TypeVar, overload
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import Connection, CursorResult, Executable, Select
from sqlalchemy.exc import DBAPIError

from veralot_server.core.acting import ACT, Acting, Former, former
from veralot_server.core.captured import Captured
from veralot_server.core.database import Base, Database, Wire
from veralot_server.settings import Settings
from veralot_shared.errors import CodedError, RecordNotFound
from veralot_shared.ids import PartnerId, SessionId, SignatureId, UserId
from veralot_shared.messages import Event, Message

R = TypeVar("R")
T = TypeVar("T")

SYSTEM_USER = UserId(0)
"""The plant's own clockwork: expiry, sealing, imports by command line. Nobody can sign in as it."""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts, from where, with which rights.

    `customer_id` limits a customer's user to that customer's records; `has_signed` says that the session's first signature,
    which takes both components, has been given.
    """

    user_id: UserId
    user_name: str
    full_name: str
    session_id: SessionId | None
    workstation: str
    roles: frozenset[str]
    permissions: frozenset[str]
    customer_id: PartnerId | None = None
    has_signed: bool = False

    @classmethod
    def system(cls, workstation: str, permissions: frozenset[str] = frozenset()) -> Actor:
        """Return the plant's own clockwork at a workstation."""
        return cls(
            user_id=SYSTEM_USER,
            user_name="system",
            full_name="Veralot",
            session_id=None,
            workstation=workstation,
            roles=frozenset(),
            permissions=permissions,
        )


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """The signature under which a handler works: its number and its signer, who may be a second person."""

    id: SignatureId
    signer_id: UserId
    signer_name: str
    reason: str


class Refused(Exception):
    """Carries a coded error out of a handler whose work is to be kept, such as a counted failure to sign in."""

    def __init__(self, error: CodedError) -> None:
        super().__init__(str(error))
        self.error = error


Dispatch = Callable[[Message[Any], "Transaction"], Any]


class Transaction:
    """One transaction of one actor. The dispatcher begins and ends it; handlers only work in it.

    Attributes:
        actor: who acts.
        signature: the signature under which a signed command works.
        settings: the plant's settings.
        entered: what the database knows of the session with whose token the transaction was begun, as JSON.
        known: the reply that the command was given before, as JSON, where it was asked as the transaction began.
        closing: what is still to be written when the transaction is committed, in the same round trip.
        told: is called after the commit where there are events.
        events: what is told after the commit, each with the customer whose record it is about.
        concerned: by an event's place among them, the person who hears it in any case.
        heard: how many of the events other modules have heard already, in this transaction.
        depth: how many messages are being carried out, each sent by the one before.
        captured: when and where the command was entered, if the server was away then.
        settled: records, by kind and id, that the command which is about to be signed decides: checks take them as decided.
    """

    def __init__(
        self,
        database: Database,
        wire: Wire,
        *,
        settings: Settings,
        dispatch: Dispatch,
    ) -> None:
        """Made by the dispatcher (`begin`) alone, over a connection on which a transaction is open."""
        self._database = database
        self._dispatch = dispatch
        self.wire = wire
        self.settings = settings
        self.actor = Actor.system("server")
        self.op = ""
        self.command_id: UUID | None = None
        self.address = ""
        self.signature: Signed | None = None
        self.contact: SessionId | None = None
        self.entered: bytes | None = None
        self.known: bytes | None = None
        self.closing = b""
        self.told: Callable[[], None] | None = None
        self.events: list[tuple[Event, PartnerId | None]] = []
        self.concerned: dict[int, UserId] = {}
        self.heard = 0
        self.depth = 0
        self.captured: Captured | None = None
        self.settled: set[tuple[str, int]] = set()

    @cached_property
    def _connection(self) -> Connection:
        """SQLAlchemy's view of the connection, made when a handler first needs it."""
        return self._database.over(self.wire)

    # --- who acts

    def act(self, actor: Actor, op: str, command_id: UUID | None = None) -> Former | None:
        """Say who acts by which message: from here on the database lets business rows change and logs them as theirs.

        Returns:
            The reply that this command id was given before, if it was: asked in the same round trip.
        """
        self._become(actor, op, command_id)
        context = {
            "user_id": actor.user_id,
            "user_name": actor.user_name,
            "session_id": actor.session_id,
            "workstation": actor.workstation,
            "message": op,
            "command_id": command_id,
            "zone": self.settings.zone,
        }
        told = self.wire.direct(ACT, msgspec.json.encode(context), str(command_id).encode() if command_id else None)
        return former(told.get_value(0, 1))

    def acted(self, actor: Actor, op: str, command_id: UUID | None) -> Former | None:
        """Note here who acts where the database was told as the transaction began; return what `act` returns."""
        self._become(actor, op, command_id)
        return former(self.known)

    def _become(self, actor: Actor, op: str, command_id: UUID | None) -> None:
        self.actor, self.op, self.command_id = actor, op, command_id

    def because(self, reason: str) -> None:
        """Record why, beside every change from here on."""
        self._set(reason=reason)

    def sign(self, signed: Signed) -> None:
        """Record the signature under which every change from here on is made."""
        self.signature = signed
        self._set(signature=str(signed.id), reason=signed.reason)

    def _set(self, **values: str) -> None:
        """Set transaction-local variables that the audit triggers read."""
        names = ", ".join("set_config('veralot." + name + f"', %({name})s, true)" for name in values)
        self.wire.execute(f"SELECT {names}".encode(), values)

    def refuse(self, error: CodedError) -> NoReturn:
        """Commit what was written so far, then raise `error` to the caller."""
        raise Refused(error)

    @cached_property
    def now(self) -> datetime:
        """Return the database's clock at the start of the transaction, in UTC."""
        row = self.wire.execute("SELECT transaction_timestamp()").fetchone()
        if row is None:
            raise RuntimeError("the database has no clock")
        moment: datetime = row[0]
        return moment

    @property
    def zone(self) -> ZoneInfo:
        """Return the plant's time zone."""
        return self.settings.tz

    @property
    def today(self) -> date:
        """Return the plant's date."""
        return self.now.astimezone(self.zone).date()

    # --- database

    @overload
    def execute(
        self, statement: Select[T], parameters: Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[T]: ...
    @overload
    def execute(
        self, statement: Executable, parameters: Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]: ...
    def execute(self, statement: Any, parameters: Any = None) -> CursorResult[Any]:
        """Run a SQLAlchemy statement; with `parameters` once for each of them.

        Raises:
            psycopg.Error: as the database raised it, without SQLAlchemy's wrapping: there is one family of errors to know.
        """
        try:
            return self._connection.execute(statement, parameters)
        except DBAPIError as wrapped:
            if wrapped.orig is None:
                raise
            raise wrapped.orig from wrapped

    def rows(self, kind: type[R], query: str, /, **parameters: object) -> list[R]:
        """Run plain SQL (`%(name)s`) and return each row as a `kind`, whose fields are named like the columns."""
        cursor = self.wire.cursor(row_factory=dict_row)
        found = cursor.execute(query.encode(), parameters).fetchall()
        return msgspec.convert(found, list[kind], strict=False)  # type: ignore[valid-type]  # `kind` is a runtime type

    def stream(self, kind: type[R], query: str, /, **parameters: object) -> Iterator[R]:
        """Run plain SQL as `rows` does, with one row in memory at a time; nothing else can be asked until it has ended."""
        with self.wire.cursor(row_factory=dict_row) as cursor:
            for row in cursor.stream(query.encode(), parameters):
                yield msgspec.convert(row, kind, strict=False)

    def document(self, kind: type[R], query: bytes, *values: object) -> R | None:
        """Run a constant query (`$1`) whose one value is JSON and return it as a `kind`; `None` where it finds nothing.

        The quickest way to an answer, for what is asked all the time; `rows` is for everything else.
        """
        result = self.wire.direct(query, *(None if value is None else str(value).encode() for value in values))
        found = result.get_value(0, 0) if result.ntuples else None
        return None if found is None else msgspec.json.decode(found, type=kind)

    def one(self, kind: type[R], query: str, /, **parameters: object) -> R | None:
        """Run plain SQL and return its first row, or `None`."""
        found = self.rows(kind, query, **parameters)
        return found[0] if found else None

    def insert(self, table: type[Base], values: Mapping[str, object]) -> int:
        """Write one row of plain values and return its id: what a statement of SQLAlchemy would do, at a third of the cost."""
        found = self.wire.execute(_insert(table, tuple(values)), tuple(values.values()), prepare=True).fetchone()
        return int(found[0]) if found is not None else 0

    @contextmanager
    def aside(self) -> Iterator[Wire]:
        """Lend a second connection, outside this transaction, for work that must see what others have committed."""
        with self._database.wire() as wire:
            yield wire

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Try something: what is raised within undoes what was written and told within, and goes on up."""
        told = len(self.events)
        self.wire.simple(b"SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            # Whatever it is: what half of the attempt wrote must not be committed with the rest.
            self.wire.simple(b"ROLLBACK TO attempt; RELEASE attempt")
            del self.events[told:]
            self.heard = min(self.heard, told)
            self.concerned = {place: user for place, user in self.concerned.items() if place < told}
            raise
        self.wire.simple(b"RELEASE attempt")

    # --- telling

    def call(self, message: Message[R]) -> R:
        """Send a message to another module, in this transaction and with this actor's rights."""
        reply: R = self._dispatch(message, self)
        return reply

    def emit(self, event: Event, customer_id: PartnerId | None = None, *, user_id: UserId | None = None) -> None:
        """Tell after the commit whoever has the event's right.

        Args:
            event: what changed.
            customer_id: the customer whose record it is about: its users hear it as well as ours.
            user_id: the person concerned, who hears it whatever rights they have.
        """
        if user_id is not None:
            self.concerned[len(self.events)] = user_id
        self.events.append((event, customer_id))

    def found(self, row: T | None, kind: str, key: object) -> T:
        """Return `row`.

        Raises:
            RecordNotFound: it is `None`.
        """
        if row is None:
            raise RecordNotFound(kind=kind, key=str(key))
        return row


@cache
def _insert(table: type[Base], names: tuple[str, ...]) -> sql.Composed:
    """Return the statement that writes one row of a table."""
    return sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(table.__tablename__),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join(sql.Placeholder() * len(names)),
    )


@contextmanager
def glance(database: Database, settings: Settings, dispatch: Dispatch) -> Iterator[Transaction]:
    """Open no transaction at all, for a question whose answer is one statement: it is its own snapshot."""
    with database.wire() as wire:
        yield Transaction(database, wire, settings=settings, dispatch=dispatch)


@contextmanager
def begin(
    database: Database,
    settings: Settings,
    dispatch: Dispatch,
    *,
    read_only: bool = False,
    token_hash: bytes | None = None,
    acting: Acting | None = None,
) -> Iterator[Transaction]:
    """Open a transaction on one snapshot; commit it at the end, or roll it back when anything is raised.

    With `acting` the database is told in the same round trip that who holds the token acts.

    A `Refused` is committed and its error raised after that. Two transactions that change the same row: the second fails
    with a serialization failure and is run again from its start by the dispatcher.
    """
    with database.wire() as wire:
        tx = Transaction(database, wire, settings=settings, dispatch=dispatch)
        _begin(tx, BEGIN_READ_ONLY if read_only else BEGIN, token_hash, acting)
        try:
            try:
                yield tx
            except Refused as refused:
                _commit(tx)
                raise refused.error from None
            _commit(tx)
        except BaseException:
            # Whatever it is, also what ends the thread: the connection goes back to the pool with nothing open.
            wire.undo()
            raise


BEGIN = b"BEGIN ISOLATION LEVEL REPEATABLE READ"
BEGIN_READ_ONLY = BEGIN + b" READ ONLY"


def _begin(tx: Transaction, begin_with: bytes, token_hash: bytes | None, acting: Acting | None) -> None:
    """Begin, and ask in the same round trip who holds the token, or without one what time it is.

    A hash is hexadecimal, an operation is one of ours, and an id is a UUID: they are safe to write out.
    """
    wire = tx.wire
    if token_hash is None:
        said = wire.simple(b"%s; %s" % (begin_with, CLOCK)).get_value(0, 0)
        tx.now = datetime.fromisoformat((said or b"").decode())
        return
    token = token_hash.hex().encode()
    if acting is None:
        tx.entered = wire.simple(b"%s; SELECT rpc.enter('\\x%s')" % (begin_with, token)).get_value(0, 0)
        return
    command_id = b"NULL" if acting.command_id is None else b"'%s'" % str(acting.command_id).encode()
    zone = wire.literal(tx.settings.zone.encode())
    asked = b"SELECT * FROM rpc.enter_to_act('\\x%s', '%s', %s, %s)" % (token, acting.op.encode(), command_id, zone)
    told = wire.simple(b"%s; %s" % (begin_with, asked))
    tx.entered, tx.known = told.get_value(0, 0), told.get_value(0, 1)


def _commit(tx: Transaction) -> None:
    tx.wire.simple(tx.closing + b"COMMIT")
    if tx.events and tx.told is not None:
        tx.told()


CLOCK = b"SELECT to_json(transaction_timestamp()) #>> '{}'"
