"""The one dispatcher: what must not be forgotten is done here, once, for every message.

decode → session → permission → signature → replay check → transaction → handler → events → commit → retry on conflict →
reply or coded error, with a timing log. Handlers are plain functions that do none of it.
"""

import hashlib
import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import structlog
from psycopg import errors as pg

from veralot_server.core import module
from veralot_server.core.acting import Acting, Former
from veralot_server.core.audit.sealer import CHANNEL as SEAL_CHANNEL
from veralot_server.core.bounds import require_storable
from veralot_server.core.database import Database
from veralot_server.core.malformed import malformed, not_taken
from veralot_server.core.metrics import CALLS, REPLAYS, RETRIES
from veralot_server.core.transaction import Actor, Refused, Transaction, begin, glance
from veralot_server.modules.identity import signing
from veralot_server.modules.identity.secrets import token_hash
from veralot_server.rpc import push, sessions
from veralot_server.rpc.characters import require_seen
from veralot_server.rpc.herald import NOTIFY
from veralot_server.settings import Settings
from veralot_shared import errors
from veralot_shared.contracts import identity
from veralot_shared.messages import JSON, Command, Message, Query, SignedCommand, messages, secret_fields

log = structlog.get_logger(__name__)

ATTEMPTS = 8
SLOW_SECONDS = 0.5

CONFLICTS = (pg.SerializationFailure, pg.DeadlockDetected, pg.LockNotAvailable, pg.UniqueViolation)
"""Another transaction was faster. Run again, the handler sees what it wrote and says so in the plant's own words."""


CONCLUDE = b"SELECT rpc.conclude($1::uuid, $2, $3::bytea, $4::bigint, $5::bytea, $6::jsonb)"
WRITTEN_OUT = 1 << 16
"""So many bytes of what is kept of a command go with the COMMIT; PostgreSQL parses that whole, so that more goes apart."""


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it arrived."""

    op: str
    body: bytes
    content_type: str
    token: str | None = None
    command_id: UUID | None = None
    workstation: str = ""
    address: str = ""
    request_id: str = ""


class Dispatcher:
    """Carries messages through their life, from any number of threads; between two it keeps but what `Known` says."""

    def __init__(self, database: Database, settings: Settings, tell: Callable[[], None] | None = None) -> None:
        """Load every module, so that a missing handler stops the start and not a user.

        `tell` wakes those who listen, after each commit of something to hear; without it the transactions notify.
        """
        module.load()
        self._tell = tell
        self.database = database
        self.settings = settings
        self.known = sessions.Known()

    # --- from outside

    def handle(self, incoming: Incoming) -> bytes:
        """Carry out one message and return its encoded reply.

        Raises:
            CodedError: whatever the message, its sender's rights or the plant's rules refuse.
        """
        started = time.perf_counter()
        outcome = "ok"
        try:
            return self._handle(decode(incoming), incoming)
        except errors.CodedError as error:
            outcome = error.code
            raise
        except psycopg.OperationalError as error:
            outcome = errors.ServerUnavailable.code
            log.exception("database unavailable", op=incoming.op)
            raise errors.ServerUnavailable from error
        except Exception as error:
            # The first of the two top handlers: whatever nobody foresaw is logged whole and answered with its number alone.
            outcome = errors.Unexpected.code
            log.exception("unexpected", op=incoming.op, request_id=incoming.request_id)
            raise errors.Unexpected(report=incoming.request_id) from error
        finally:
            seconds = time.perf_counter() - started
            CALLS.labels(op=known_op(incoming.op), outcome=outcome).observe(seconds)
            if seconds > SLOW_SECONDS:
                log.warning("slow call", op=incoming.op, ms=round(seconds * 1000), request_id=incoming.request_id)

    def _handle(self, message: Message[Any], incoming: Incoming) -> bytes:
        if isinstance(message, Query):
            return encode(self._ask(message, incoming), incoming.content_type)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._carry_out(message, incoming)
            except CONFLICTS as conflict:
                if attempt == ATTEMPTS:
                    log.warning("conflicts without end", op=incoming.op, conflict=str(conflict))
                    raise errors.ServerBusy from conflict
                RETRIES.labels(op=message.op).inc()
                # Two that collided must not collide again in step.
                time.sleep(random.uniform(0, 0.004 * 2**attempt))  # noqa: S311 - no secret hangs on it
            except (pg.DataError, pg.ForeignKeyViolation, pg.CheckViolation) as wrong:
                raise not_taken(wrong) from wrong
        raise errors.ServerBusy

    def _ask(self, message: Message[Any], incoming: Incoming) -> Any:  # noqa: ANN401 - any reply type
        holder = token_hash(incoming.token) if incoming.token else None
        found = self.known.find(holder) if holder else None
        try:
            with self._reading(
                message, None if found else holder, glancing=found is not None and found.customer_id is None
            ) as tx:
                self._admit(message, incoming, tx, found or self._looked_up(holder, tx))
                reply = module.handler_of(message)(message, tx)
        except pg.DataError as wrong:
            raise not_taken(wrong) from wrong
        except UnicodeEncodeError as wrong:
            raise malformed(wrong) from wrong
        if tx.contact is not None:
            self._touch(tx)
        return reply

    def _reading(
        self, message: Message[Any], holder: bytes | None, *, glancing: bool
    ) -> AbstractContextManager[Transaction]:
        if glancing and message.op in module.SINGLE:
            return glance(self.database, self.settings, self.inner)
        return begin(self.database, self.settings, self.inner, read_only=True, token_hash=holder)

    def _looked_up(self, holder: bytes | None, tx: Transaction) -> sessions.Found | None:
        found = sessions.looked_up(tx)
        if holder is not None and found is not None:
            self.known.keep(holder, found)
        return found

    def _carry_out(self, message: Message[Any], incoming: Incoming) -> bytes:
        holder = token_hash(incoming.token) if incoming.token else None
        acting = None if message.public or holder is None else Acting(message.op, incoming.command_id)
        with begin(self.database, self.settings, self.inner, token_hash=holder, acting=acting) as tx:
            tx.told = self._tell
            self._admit(message, incoming, tx, sessions.looked_up(tx))
            become = tx.act if acting is None else tx.acted
            former = become(tx.actor, message.op, incoming.command_id)
            if former is not None:
                return again(former, message, incoming, tx)
            try:
                if isinstance(message, SignedCommand):
                    self._sign(message, tx)
                reply = carried_out(message, tx)
            except Refused:
                # What it wrote is kept, so what it tells is told; a reply there is none, and the id may be used again.
                self._conclude(message, msgspec.structs.replace(incoming, command_id=None), tx, None)
                raise
            self._conclude(message, incoming, tx, reply)
        if tx.contact is not None:
            self._touch(tx)
        return encode(reply, incoming.content_type)

    # --- from inside

    def inner(self, message: Message[Any], tx: Transaction) -> Any:  # noqa: ANN401 - any reply type
        """Carry out a message that a handler sent to another module: same transaction, same rights.

        Raises:
            PermissionDenied: the actor lacks the right.
            SignatureNeeded: the message must be signed and the transaction is not.
        """
        permit(message, tx)
        if isinstance(message, SignedCommand) and tx.signature is None:
            self._sign(message, tx)
        try:
            return carried_out(message, tx)
        except Refused as refused:
            # Kept work is the outermost message's to keep: it may have written half of its own.
            raise refused.error from refused

    # --- steps

    def _admit(self, message: Message[Any], incoming: Incoming, tx: Transaction, found: sessions.Found | None) -> None:
        tx.address = incoming.address
        tx.op = message.op
        if message.public:
            tx.actor = Actor.system(incoming.workstation or "unknown")
            return
        tx.actor = sessions.enter(tx, found, message.op)
        structlog.contextvars.bind_contextvars(user=tx.actor.user_name)
        permit(message, tx)

    def _conclude(self, message: Message[Any], incoming: Incoming, tx: Transaction, reply: object) -> None:
        """Keep events and reply in the same transaction as what they tell of."""
        kept = None if message.secret_reply else incoming.command_id
        events = push.recorded(tx)
        if kept is None and events is None:
            return
        command_id = str(kept).encode() if kept else None
        body = b"\\x" + msgspec.msgpack.encode(reply).hex().encode() if kept else None
        about = (message.op.encode(), b"\\x" + digest(message).encode(), b"%d" % tx.actor.user_id)
        values = (command_id, *about, body, events)
        if sum(len(value or b"") for value in values) > WRITTEN_OUT:
            tx.wire.direct(CONCLUDE, *values)
        else:
            tx.closing = b"SELECT rpc.conclude(%s); " % b", ".join(map(tx.wire.literal, values))
        if events is not None and self._tell is None:
            tx.closing += NOTIFY + b"; "

    def _sign(self, message: SignedCommand[Any], tx: Transaction) -> None:
        subjects = module.SIGNING[message.op](message, tx)
        if not subjects:
            raise identity.NothingToSign
        shown = signing.shown_hash(message, subjects)
        entry = message.signature
        if entry is None:
            raise identity.SignatureNeeded(
                statement=message.statement,
                meaning=signing.meaning_of(message),
                subjects=[signing.view(subject) for subject in subjects],
                shown_hash=shown,
                needs_user_name=not tx.actor.has_signed,
                second_person=any(tx.actor.user_id in subject.doers for subject in subjects),
            )
        if entry.shown_hash != shown:
            raise identity.SignedContentChanged(differences=[])
        signer = signing.prove_signer(entry, tx)
        signing.check_may_sign(signer, message, subjects)
        signing.write_signature(tx, message, signer, entry.reason, subjects)
        tx.wire.execute(f"NOTIFY {SEAL_CHANNEL}")

    def _touch(self, tx: Transaction) -> None:
        """Note that the session is alive; apart from the transaction, so that no reader waits for a writer."""
        with self.database.wire() as wire:
            wire.execute(
                b"INSERT INTO rpc.contact (session_id, at) VALUES (%s, now()) "
                b"ON CONFLICT (session_id) DO UPDATE SET at = excluded.at WHERE rpc.contact.at < excluded.at",
                (tx.contact,),
            )


# --- handlers --------------------------------------------------------------------------------------------------------


def carried_out(message: Message[Any], tx: Transaction) -> Any:  # noqa: ANN401 - any reply type
    """Return the handler's reply; when it is the outermost command's, other modules have heard what was told meanwhile."""
    tx.depth += 1
    try:
        reply = module.handler_of(message)(message, tx)
    finally:
        tx.depth -= 1
    if not tx.depth and isinstance(message, Command):
        module.tell_hearers(tx)
    return reply


# --- rights ----------------------------------------------------------------------------------------------------------


def permit(message: Message[Any], tx: Transaction) -> None:
    """Check the sender's right.

    Raises:
        PermissionDenied: naming the right and the roles that have it.
    """
    right = message.permission
    if right is None or right in tx.actor.permissions:
        return
    rows = tx.wire.execute(
        "SELECT role FROM identity_role_permission WHERE permission = %s ORDER BY role", (str(right),)
    ).fetchall()
    raise identity.PermissionDenied(permission=str(right), roles=[identity.Role(row[0]) for row in rows])


# --- coding ----------------------------------------------------------------------------------------------------------


@cache
def _decoders(op: str) -> tuple[Callable[[bytes], Message[Any]], Callable[[bytes], Message[Any]]]:
    cls = messages()[op]
    return msgspec.json.Decoder(cls).decode, msgspec.msgpack.Decoder(cls).decode


NOTHING = b"\x80"
"""A message without fields, which may also come as no body at all."""


def decode(incoming: Incoming) -> Message[Any]:
    """Return the message.

    Raises:
        MessageUnknown, MessageInvalid: no such operation, or not its form; the field's path is named.
        ValueNotAllowed: a value has the form but is beyond what any record holds, or has characters that nobody sees.
    """
    message = decoded(incoming)
    require_storable(message)
    require_seen(message)
    return message


def decoded(incoming: Incoming) -> Message[Any]:
    """Return the message as its form alone has it. Raises: MessageUnknown, MessageInvalid."""
    if incoming.op not in messages():
        raise errors.MessageUnknown(op=incoming.op)
    from_json, from_msgpack = _decoders(incoming.op)
    try:
        if incoming.content_type == JSON:
            return from_json(incoming.body or b"{}")
        return from_msgpack(incoming.body or NOTHING)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise malformed(wrong) from wrong


_JSON = msgspec.json.Encoder()
_MSGPACK = msgspec.msgpack.Encoder()


def encode(reply: Any, content_type: str) -> bytes:  # noqa: ANN401 - any reply type
    """Return a reply in the format that its message came in."""
    return _JSON.encode(reply) if content_type == JSON else _MSGPACK.encode(reply)


def again(former: Former, message: Message[Any], incoming: Incoming, tx: Transaction) -> bytes:
    """Return the reply that a command was given before.

    Raises:
        CommandConflict: its id was used for something else, or by somebody else.
        CommandAnswerGone: it was carried out so long ago that its reply is no longer kept.
    """
    if (former.op, former.digest, former.user_id) != (message.op, digest(message), tx.actor.user_id):
        raise errors.CommandConflict(command_id=tx.command_id or UUID(int=0))
    if former.body is None:
        raise errors.CommandAnswerGone(at=former.at)
    REPLAYS.labels(op=message.op).inc()
    return transcode(bytes.fromhex(former.body), message, incoming.content_type)


def transcode(body: bytes, message: Message[Any], content_type: str) -> bytes:
    """Return a kept reply in the format asked for now."""
    if content_type != JSON:
        return body
    return _JSON.encode(msgspec.msgpack.decode(body, type=message.reply_type()))


def digest(message: Message[Any]) -> str:
    """Return what tells two commands apart that came under one id; secrets are no part of it, and may be entered anew."""
    hidden = secret_fields(type(message)) | {"signature"}
    content = [getattr(message, name) for name in message.__struct_fields__ if name not in hidden]
    return hashlib.sha256(msgspec.msgpack.encode((message.op, content))).hexdigest()


def known_op(op: str) -> str:
    """Return `op`, or one name for all that do not exist, so that strangers cannot fill the metrics."""
    return op if op in messages() else "unknown"
