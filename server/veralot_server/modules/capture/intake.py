"""Proves and judges a batch: who entered what when, and what of it no longer holds. It writes nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from veralot_server.core.bounds import fault_in
from veralot_server.core.capturing import CAPTURES, Attempt, Verdict
from veralot_server.core.malformed import faults_of
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture import people
from veralot_server.modules.capture.devices import Known
from veralot_server.modules.capture.domain import times, words
from veralot_server.modules.capture.domain.chain import Found, Step
from veralot_server.modules.capture.domain.times import Login, WorkList
from veralot_server.modules.capture.people import Person
from veralot_shared.contracts.capture import (
    Difference,
    EntryState,
    EntryUnproven,
    EntryUnreadable,
    IncidentKind,
)
from veralot_shared.errors import CodedError, Sentence, ValueNotAllowed
from veralot_shared.ids import LotId, UserId
from veralot_shared.messages import Command, Query, messages
from veralot_shared.rules.journal import entered_at, span_of

LOGINS = """
SELECT id, user_id, public_keys, span_seconds, issued_at, device_at, ends_at, revoked_at, revoked_reason
FROM capture_entry_key WHERE device_id = %(device)s AND id = ANY(%(ids)s)
"""
WORK_LISTS = """
SELECT id, user_id, expires_at, pieces FROM capture_snapshot WHERE device_id = %(device)s AND id = ANY(%(ids)s)
"""
PIECES = "SELECT reply FROM capture_piece WHERE sha256 = ANY(%s) AND op = %s AND asked = %s"


class Judged:
    """An entry on its way: what it is, and what stands against it so far."""

    def __init__(self, step: Step, login: Login | None, work_list: WorkList | None) -> None:
        self.step = step
        self.form = step.form
        self.login = login
        self.work_list = work_list
        self.at = step.form.device_at if login is None else entered_at(login.issued_at, step.form.elapsed_ms)
        self.command: Command[Any] | None = None
        self.differences: list[Difference] = []
        self.error: CodedError | None = None
        self.refused = False
        self.already = False
        self.about = ""
        self.lot_id: LotId | None = None

    @property
    def state(self) -> EntryState:
        """What becomes of it, as things stand."""
        if self.refused:
            return EntryState.REFUSED
        return EntryState.CONFLICT if self.differences or self.error is not None else EntryState.RECORDED

    def refuse(self, error: CodedError) -> None:
        """It can never be recorded."""
        self.error, self.refused = error, True

    def proven_by(self) -> UserId | None:
        """Return who entered it, if that is proven."""
        return None if self.login is None or isinstance(self.error, EntryUnproven) else UserId(self.login.user_id)


def judge(tx: Transaction, device: Known, steps: Sequence[Step]) -> tuple[list[Judged], dict[int, Person], list[Found]]:
    """Return the new entries of a batch as judged, their people, and whose signatures do not fit."""
    new = [step for step in steps if step.outcome is None]
    logins = {one.id: one for one in logins_of(tx, device, {step.form.key_id for step in new})}
    lists = {one.id: one for one in lists_of(tx, device, {step.form.snapshot_id for step in new})}
    judged = [Judged(step, logins.get(step.form.key_id), lists.get(step.form.snapshot_id)) for step in new]
    unproven = prove(judged)
    known = people.people(tx, (one.login.user_id for one in judged if one.login is not None))
    for one in judged:
        if not one.refused:
            judge_one(one, known, tx)
    judge_content(tx, [one for one in judged if one.command is not None and not one.refused])
    return judged, known, unproven


def logins_of(tx: Transaction, device: Known, ids: Iterable[int]) -> Iterable[Login]:
    """Return what is known of logins' keys on a device."""
    return map(Login._make, tx.wire.execute(LOGINS.encode(), {"device": device.id, "ids": list(ids)}).fetchall())


def lists_of(tx: Transaction, device: Known, ids: Iterable[int]) -> Iterable[WorkList]:
    """Return what is known of work lists on a device."""
    return map(WorkList._make, tx.wire.execute(WORK_LISTS.encode(), {"device": device.id, "ids": list(ids)}).fetchall())


# --- who -------------------------------------------------------------------------------------------------------------


def prove(judged: Sequence[Judged]) -> list[Found]:
    """Check every signature by the key of its login and span; one that does not fit proves nobody."""
    public = cache(Ed25519PublicKey.from_public_bytes)
    unproven = []
    for one in judged:
        if not signed_by(one, public):
            one.refuse(EntryUnproven())
            unproven.append(Found(IncidentKind.UNSIGNED, one.form.counter, str(one.form.id)))
    return unproven


def signed_by(one: Judged, public: Callable[[bytes], Ed25519PublicKey]) -> bool:
    """Tell whether an entry was signed by its login's key of that span."""
    login = one.login
    raw = None if login is None else times.public_key(login, span_of(one.form.elapsed_ms, login.span_seconds))
    if raw is None:
        return False
    try:
        public(bytes(raw)).verify(one.form.signature, one.step.hash)
    except InvalidSignature:
        return False
    return True


# --- what holds ------------------------------------------------------------------------------------------------------


def judge_one(one: Judged, known: Mapping[int, Person], tx: Transaction) -> None:
    """Read an entry's command, and note what about its person, time, keys, work list and chain no longer holds."""
    login = one.login
    if login is None:
        return
    one.command = readable(one)
    if one.command is None:
        return
    if one.step.incident is not None:
        one.differences.append(words.chain(one.step.incident.kind, one.step.incident.counter))
    one.differences += times.faults(login, one.work_list, one.at, tx.now)
    person, right = known[login.user_id], one.command.permission
    if not person.open:
        one.differences.append(words.account(person.state))
    if right is not None and right not in person.permissions:
        one.differences.append(words.lapsed(str(right)))


def readable(one: Judged) -> Command[Any] | None:
    """Return the command of an entry; one that may not be entered offline, is none, or cannot be stored is refused."""
    found = read(one.form.op, one.form.body)
    if isinstance(found, list):
        one.refuse(EntryUnreadable(op=one.form.op, problem=found))
        return None
    # As at the door: no judge and no handler meets what no record can hold.
    fault = fault_in(found)
    if fault is not None:
        one.refuse(ValueNotAllowed(field=fault.field, value=fault.value, rule=fault.rule))
        return None
    return found


def read(op: str, body: bytes) -> Command[Any] | list[Sentence]:
    """Return the command of an entry, or what is wrong with it: nothing to say where it may not be entered offline."""
    kind = messages().get(op)
    if kind is None or not kind.offline or not issubclass(kind, Command):
        return []
    try:
        return decoder(kind).decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        return faults_of(wrong)


@cache
def decoder(kind: type[Command[Any]]) -> msgspec.msgpack.Decoder[Command[Any]]:
    """Return what reads a kind of command."""
    return msgspec.msgpack.Decoder(kind)


def judge_content(tx: Transaction, readable_ones: Sequence[Judged]) -> None:
    """Let each module judge its commands: all of a kind at once."""
    bases = Bases(tx)
    by_op: dict[str, list[Judged]] = {}
    for one in readable_ones:
        by_op.setdefault(one.form.op, []).append(one)
    for op, ones in by_op.items():
        attempts = [attempt(one, bases) for one in ones]
        for judging in CAPTURES[op]:
            for one, verdict in zip(ones, judging(attempts, tx), strict=True):
                take(one, verdict)


def take(one: Judged, verdict: Verdict) -> None:
    """Take a module's verdict over."""
    one.about, one.lot_id = verdict.about or one.about, verdict.lot_id or one.lot_id
    one.differences += verdict.differences


class Bases:
    """What work lists said, read and decoded once for a whole batch."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._said: dict[tuple[int, str], Any] = {}

    def of(self, work_list: WorkList | None) -> Callable[[Query[Any]], Any]:
        """Return what answers from one work list."""
        return lambda query: None if work_list is None else self._answer(work_list, query)

    def _answer(self, work_list: WorkList, query: Query[Any]) -> Any:  # noqa: ANN401 - any reply type
        asked = msgspec.json.encode(query).decode()
        key = (work_list.id, f"{query.op} {asked}")
        if key not in self._said:
            row = self._tx.wire.execute(PIECES.encode(), (work_list.pieces, query.op, asked)).fetchone()
            reply = None if row is None else str(row[0]).encode()
            self._said[key] = None if reply is None else msgspec.json.decode(reply, type=type(query).reply_type())
        return self._said[key]


def attempt(one: Judged, bases: Bases) -> Attempt:
    """Return an entry as a module judges it."""
    user_id = UserId(one.login.user_id if one.login else 0)
    basis = bases.of(one.work_list)
    return Attempt(entry=one.form.id, command=one.command, user_id=user_id, entered_at=one.at, basis=basis)
