"""Figures of what was entered offline: ten thousand entries handed in by one device, each recorded exactly once."""

import time
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from benchmarks import load
from benchmarks.figures import Figure
from benchmarks.plant import Bench, cpu_seconds, login, request, served
from veralot_server.core.module import HANDLERS, tell_hearers
from veralot_server.core.transaction import Actor, Signed, Transaction, begin
from veralot_shared.contracts.capture import (
    BeginCapture,
    BeginningView,
    EntryForm,
    Outcome,
    Replay,
    ReplayView,
    SnapshotView,
    TakeSnapshot,
)
from veralot_shared.contracts.genealogy import CreateLocation, LocationKind, ReceiveLot
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.inspection import (
    CharacteristicEntry,
    CharacteristicKind,
    ClassRule,
    CreatePlan,
    DefectClass,
    GetInspection,
    InspectionFilter,
    InspectionStage,
    ListInspections,
    RecordResults,
    ReleasePlan,
    ResultEntry,
    SaveRevision,
    Scheme,
)
from veralot_shared.contracts.items import CreateItem, CreatePartner, ItemKind, PartnerKind, Tracking
from veralot_shared.ids import CharacteristicId, InspectionId, SignatureId
from veralot_shared.messages import Command, Message, messages
from veralot_shared.rules.journal import FIRST, entry_hash

R = TypeVar("R")
ENTRIES = 10_000
INSPECTIONS = 20
SAMPLES = ENTRIES // INSPECTIONS
BATCH = 500
"""As the client sends them."""
TARGET_SECONDS = 5.0
SPAN = 900
SIGNATURE = """
INSERT INTO identity_signature (user_id, user_name, full_name, full_name_zh, role, meaning, statement, reason, signed_at,
                                message, workstation)
VALUES (0, 'bench', 'B', '', 'quality_head', 'released', '', '', now(), 'bench', 'BENCH') RETURNING id
"""
LENGTH = CharacteristicEntry(
    code="1",
    name="Length",
    kind=CharacteristicKind.VARIABLE,
    defect_class=DefectClass.MAJOR,
    lower=Decimal(149),
    upper=Decimal(151),
    unit="mm",
    precision=2,
)


def figures(bench: Bench) -> list[Figure]:
    """Measure handing in, and handing the same in again."""
    with begin(bench.database, bench.settings, bench.dispatcher.inner) as tx:
        work = Floor(tx).prepare()
    with served(bench) as server:
        device = Device(bench, login(bench))
        batches = device.enter(work)
        before = cpu_seconds(bench, server)
        first = device.timed(batches)
        used = cpu_seconds(bench, server) - before
        again = device.timed(batches)
        device.close()
    recorded, results = counted(bench)
    assert device.said == {Outcome.RECORDED: ENTRIES, Outcome.ALREADY: ENTRIES}
    assert (recorded, results) == (ENTRIES, ENTRIES), (recorded, results)
    alone = inserted(bench)
    name = f"{ENTRIES:,} offline entries handed in, proven and recorded once each"
    return [
        Figure(
            name=name,
            value=f"{first:.2f} s",
            baseline=f"as many bare INSERTs {alone:.2f} s; of it CPU of server and database {used:.2f} s",
            ratio=first / alone,
            target=f"≤ {TARGET_SECONDS:.0f} s",
            met=first <= TARGET_SECONDS,
        ),
        Figure(name=f"the same {ENTRIES:,} handed in again: nothing recorded twice", value=f"{again:.2f} s"),
    ]


def inserted(bench: Bench) -> float:
    """Return how long as many rows take that are written one by one in one transaction, with nothing proven or logged."""
    with bench.database.wire() as wire:
        wire.execute("BEGIN")
        wire.execute("CREATE TEMPORARY TABLE bare (id bigint PRIMARY KEY, body text NOT NULL) ON COMMIT DROP")
        started = time.perf_counter()
        for number in range(ENTRIES):
            wire.execute("INSERT INTO bare VALUES (%s, %s)", (number, "x" * 200))
        wire.execute("COMMIT")
        return time.perf_counter() - started


def counted(bench: Bench) -> tuple[int, int]:
    """Return how many entries are recorded, and how many results there are of as many different entries."""
    with bench.database.wire() as wire:
        entries = wire.execute("SELECT count(*) FROM capture_entry WHERE state = 'recorded'").fetchone()
        results = wire.execute("SELECT count(DISTINCT entry_id), count(*) FROM inspection_result").fetchone()
    assert entries is not None
    assert results is not None
    assert results[0] == results[1]
    return int(entries[0]), int(results[1])


class Floor:
    """A plant in which inspections wait, each of so many samples of one length."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        rights = frozenset(str(kind.permission) for kind in messages().values() if kind.permission is not None)
        tx.act(Actor.system("bench", rights), "bench.Setup")
        row = tx.wire.execute("SELECT id FROM identity_user WHERE user_key = 'bench'").fetchone()
        user = row[0] if row else 0
        for role in (Role.INSPECTOR, Role.QUALITY_HEAD):
            tx.wire.execute("INSERT INTO identity_user_role (user_id, role) VALUES (%s, %s)", (user, role))

    def prepare(self) -> list[tuple[InspectionId, CharacteristicId]]:
        """Receive the lots, and return their inspections with the characteristic."""
        supplier = self._do(CreatePartner(code="S", kind=PartnerKind.SUPPLIER, name="S", name_zh="S")).id
        place = self._do(CreateLocation(code="Q", name="Q", kind=LocationKind.QUARANTINE)).id
        made = CreateItem(code="CP", name="CP", kind=ItemKind.COMPONENT, tracking=Tracking.LOT, unit="pcs")
        item = self._do(made)
        draft = self._do(CreatePlan(code="IP", item_id=item.id, stage=InspectionStage.INCOMING)).revision
        rule = ClassRule(
            defect_class=DefectClass.MAJOR, scheme=Scheme.CUSTOMER, sample_size=SAMPLES, accept=SAMPLES - 1
        )
        saved = SaveRevision(revision_id=draft.id, version=draft.version, rules=[rule], characteristics=[LENGTH])
        revision = self._do(saved).revision
        self._sign()
        self._do(ReleasePlan(revision_id=revision.id))
        for number in range(INSPECTIONS):
            self._do(
                ReceiveLot(
                    item_id=item.id,
                    lot_no=f"R-{number}",
                    supplier_id=supplier,
                    supplier_lot_no=f"S-{number}",
                    quantity=Decimal(SAMPLES * 2),
                    unit="pcs",
                    location_id=place,
                )
            )
        rows = self._do(ListInspections(filter=InspectionFilter(waiting=True))).rows
        details = [self._do(GetInspection(id=row.id)) for row in rows]
        return [(one.inspection.id, one.revision.characteristics[0].id) for one in details]

    def _sign(self) -> None:
        row = self._tx.wire.execute(SIGNATURE).fetchone()
        signed = SignatureId(row[0] if row else 0)
        self._tx.sign(Signed(id=signed, signer_id=self._tx.actor.user_id, signer_name="B", reason=""))

    def _do(self, message: Message[R]) -> R:
        reply: R = HANDLERS[message.op](message, self._tx)
        tell_hearers(self._tx)
        return reply


class Device:
    """A device over one connection."""

    def __init__(self, bench: Bench, token: str) -> None:
        self._bench = bench
        self._token = token
        self._line = load.Fetcher(bench.address)
        self.id = uuid.uuid4()
        self.said: dict[Outcome, int] = {}
        self._key = Ed25519PrivateKey.generate()

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def enter(self, work: list[tuple[InspectionId, CharacteristicId]]) -> list[Replay]:
        """Return ten thousand entries, signed and chained, as batches."""
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        begun = msgspec.msgpack.decode(
            self._send(
                BeginCapture(
                    device=self.id,
                    name="BENCH",
                    public_keys=[public],
                    span_seconds=SPAN,
                    device_at=datetime.now(UTC),
                )
            ),
            type=BeginningView,
        )
        listed = msgspec.msgpack.decode(self._send(TakeSnapshot(device=self.id)), type=SnapshotView)
        entries, previous = list[EntryForm](), FIRST
        for number in range(ENTRIES):
            inspection, characteristic = work[number // SAMPLES]
            result = ResultEntry(
                characteristic_id=characteristic, sample_no=number % SAMPLES + 1, value=Decimal("150.00")
            )
            command = RecordResults(inspection_id=inspection, results=[result])
            said: dict[str, Any] = {
                "counter": number + 1,
                "previous": previous,
                "key_id": begun.key.id,
                "snapshot_id": listed.id,
                "device_at": datetime.now(UTC),
                "elapsed_ms": number,
                "op": command.op,
                "body": msgspec.msgpack.encode(command),
            }
            entry = uuid.uuid4()
            previous = entry_hash(device=self.id, entry=entry, **said)
            entries.append(EntryForm(id=entry, signature=self._key.sign(previous), **said))
        return [
            Replay(device=self.id, sent_at=datetime.now(UTC), entries=entries[start : start + BATCH])
            for start in range(0, ENTRIES, BATCH)
        ]

    def timed(self, batches: list[Replay]) -> float:
        """Hand everything in and return the seconds until all of it was answered."""
        started = time.perf_counter()
        for batch in batches:
            reply = msgspec.msgpack.decode(self._send(batch), type=ReplayView)
            for one in reply.outcomes:
                self.said[one.outcome] = self.said.get(one.outcome, 0) + 1
        return time.perf_counter() - started

    def _send(self, command: Command[Any]) -> bytes:
        return self._line.fetch(request(self._bench, command, self._token, str(uuid.uuid4())))
