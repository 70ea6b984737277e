"""Records what stands of a batch, each entry in its person's name, and writes down every entry as it came."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from psycopg import errors as pg

from veralot_server.core.captured import Captured
from veralot_server.core.capturing import MERGES, STAMPS
from veralot_server.core.malformed import not_taken
from veralot_server.core.module import tell_hearers
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.capture.devices import Known
from veralot_server.modules.capture.domain.times import seconds
from veralot_server.modules.capture.intake import Judged
from veralot_server.modules.capture.people import Person
from veralot_shared.contracts.capture import EntryState
from veralot_shared.errors import CodedError, CommandConflict, Reason
from veralot_shared.ids import UserId
from veralot_shared.messages import Command
from veralot_shared.rules.journal import clock_jump

AT_ONCE: Final = 500
"""So many are recorded together; only where one of them is refused are they recorded one by one."""

INSERT: Final = b"""
INSERT INTO capture_entry (entry, device_id, counter, key_id, user_id, snapshot_id, op, body, previous, hash, signature,
    device_at, elapsed_ms, entered_at, received_at, received_by, offset_seconds, jump_seconds, state, lot_id, about,
    differences, reason)
SELECT entry, %(device)s, counter, key_id, user_id, snapshot_id, op, decode(body, 'hex'), decode(previous, 'hex'),
    decode(hash, 'hex'), decode(signature, 'hex'), device_at, elapsed_ms, entered_at, %(now)s, %(by)s, %(offset)s,
    jump_seconds, state, lot_id, about, differences, reason
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(entry uuid, counter bigint, key_id bigint, user_id bigint, snapshot_id bigint,
    op text, body text, previous text, hash text, signature text, device_at timestamptz, elapsed_ms bigint,
    entered_at timestamptz, jump_seconds numeric, state text, lot_id bigint, about text, differences jsonb, reason jsonb)
ORDER BY counter RETURNING entry, id
"""


class Recorder:
    """Records entries of one device in one transaction; whoever handed them in acts again when it is done."""

    def __init__(self, tx: Transaction, device: Known, known: Mapping[int, Person]) -> None:
        self._tx = tx
        self._device = device
        self._known = known
        self._sender, self._op, self._command_id = tx.actor, tx.op, tx.command_id
        self._formers: dict[UUID, tuple[str, int]] = {}

    def record(self, judged: Sequence[Judged]) -> None:
        """Record what nothing stands against, in order; what its own rules refuse becomes a conflict."""
        standing = [one for one in judged if one.state is EntryState.RECORDED]
        self._formers = formers(self._tx, [one.form.id for one in standing])
        for start in range(0, len(standing), AT_ONCE):
            self._together(standing[start : start + AT_ONCE])
        if standing:
            self._tx.captured = None
            self._tx.act(self._sender, self._op, self._command_id)

    def _together(self, ones: Sequence[Judged]) -> None:
        try:
            with self._tx.attempt():
                for run in self._runs(ones):
                    self._carry_out(run)
        except (CodedError, pg.DataError, pg.IntegrityError):
            for one in ones:
                self._alone(one)

    def _runs(self, ones: Sequence[Judged]) -> Iterator["Run"]:
        """Yield what is carried out by one command each: single entries, and rows of those that can be merged."""
        run: Run | None = None
        for one in ones:
            if self._came_before(one):
                continue
            single = self._single(one)
            joined = None if run is None or run.user_id != single.user_id else merged(run, single)
            if run is not None and joined is None:
                yield run
            run = joined or single
        if run is not None:
            yield run

    def _single(self, one: Judged) -> "Run":
        if one.login is None or one.command is None:
            raise LookupError("an entry without a login or a command is refused before it is recorded")
        how = captured(self._device.name, one.form.id, one)
        return Run(user_id=one.login.user_id, command=stamped(one.command, how), how=how)

    def _came_before(self, one: Judged) -> bool:
        """Return whether an entry was sent while the server was still there, and only its answer was lost."""
        former = self._formers.get(one.form.id)
        if former is None or one.login is None:
            return False
        if former != (one.form.op, one.login.user_id):
            raise CommandConflict(command_id=one.form.id)
        one.already = True
        return True

    def _alone(self, one: Judged) -> None:
        one.already = False
        try:
            with self._tx.attempt():
                for run in self._runs([one]):
                    self._carry_out(run)
        except CodedError as error:
            one.error = error
        except (pg.DataError, pg.IntegrityError) as wrong:
            one.error = not_taken(wrong)

    def _carry_out(self, run: "Run") -> None:
        actor = self._known[run.user_id].actor(self._device.name)
        self._tx.act(actor, run.command.op, run.how.entry)
        carry_out(self._tx, run.command, run.how)


class Run(NamedTuple):
    """What one command carries out: an entry, or several of one person that can be one."""

    user_id: int
    command: Command[Any]
    how: Captured


def merged(run: Run, single: Run) -> Run | None:
    """Return two runs as one, if their commands can be one."""
    merging = MERGES.get(run.command.op)
    if merging is None or run.command.op != single.command.op:
        return None
    command = merging(run.command, single.command)
    return None if command is None else run._replace(command=command)


def stamped(command: Command[Any], how: Captured) -> Command[Any]:
    """Return a command that says itself how it was captured, where it has a place for that."""
    stamp = STAMPS.get(command.op)
    return stamp(command, how) if stamp else command


def formers(tx: Transaction, ids: list[UUID]) -> dict[UUID, tuple[str, int]]:
    """Return which of these commands were answered before, with operation and sender."""
    query = b"SELECT command_id, op, user_id FROM rpc.reply WHERE command_id = ANY(%s)"
    return {row[0]: (row[1], row[2]) for row in tx.wire.execute(query, (ids,)).fetchall()}


def captured(device: str, entry: UUID, one: Judged) -> Captured:
    """Return what the handler that records an entry may know of it."""
    return Captured(
        entry=entry,
        user_id=UserId(one.login.user_id if one.login else 0),
        device=device,
        counter=one.form.counter,
        snapshot_id=one.form.snapshot_id,
        device_at=one.form.device_at,
        entered_at=one.at,
    )


def carry_out(tx: Transaction, command: Command[Any], how: Captured) -> None:
    """Carry a captured command out, and let other modules hear of it. Raises: CodedError, as its handler does."""
    tx.captured = how
    try:
        tx.call(command)
        tell_hearers(tx)
    finally:
        tx.captured = None


def carry_out_as(tx: Transaction, actor: Actor, command: Command[Any], how: Captured) -> None:
    """Carry an accepted command out in its person's name, under the decision's signature; the decider acts again after it."""
    decider, op, command_id, signature = tx.actor, tx.op, tx.command_id, tx.signature
    tx.act(actor, command.op, how.entry)
    if signature is not None:
        tx.sign(signature)
    carry_out(tx, stamped(command, how), how)
    tx.act(decider, op, command_id)
    if signature is not None:
        tx.sign(signature)


def write(tx: Transaction, device: Known, judged: Sequence[Judged], offset: Any) -> dict[UUID, int]:  # noqa: ANN401 - seconds
    """Write every entry down as it came, with what became of it, in one statement; return their ids."""
    if not judged:
        return {}
    rows = msgspec.json.encode([row(one) for one in judged]).decode()
    values = {"device": device.id, "now": tx.now, "by": tx.actor.user_id, "offset": offset, "rows": rows}
    return dict(tx.wire.execute(INSERT, values).fetchall())


def row(one: Judged) -> dict[str, object]:
    """Return an entry as it is written down."""
    form, login = one.form, one.login
    jump = seconds(clock_jump(login.device_at, form.device_at, form.elapsed_ms)) if login else 0
    return {
        "entry": form.id,
        "counter": form.counter,
        "key_id": login.id if login else None,
        "user_id": one.proven_by(),
        "snapshot_id": one.work_list.id if one.work_list else None,
        "op": form.op,
        "body": form.body.hex(),
        "previous": form.previous.hex(),
        "hash": one.step.hash.hex(),
        "signature": form.signature.hex(),
        "device_at": form.device_at,
        "elapsed_ms": form.elapsed_ms,
        "entered_at": one.at,
        "jump_seconds": jump,
        "state": one.state,
        "lot_id": one.lot_id,
        "about": one.about,
        "differences": one.differences,
        "reason": None if one.error is None else Reason.of(one.error),
    }


def conflicts(judged: Iterable[Judged]) -> Iterator[Judged]:
    """Yield what a person has to decide."""
    return (one for one in judged if one.state is EntryState.CONFLICT)
