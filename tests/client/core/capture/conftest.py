"""A command that only these tests know, and a server's side of a device that answers as the real one does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fakes import FakeServer
from veralot_client.core.capture.journal import Journal, hash_of
from veralot_client.core.capture.journals import Journals
from veralot_client.core.capture.sealing import Seal, new_key
from veralot_client.core.services import Services
from veralot_shared import messages
from veralot_shared.contracts.capture import (
    BeginCapture,
    BeginningView,
    DamageForm,
    DepositKey,
    EntryForm,
    KeyView,
    Outcome,
    OutcomeView,
    Permission,
    PieceView,
    Proof,
    RecoveredView,
    RecoverKey,
    Replay,
    ReplayView,
    SnapshotView,
    TakeSnapshot,
)
from veralot_shared.contracts.genealogy import Find
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import DeviceId, EntryKeyId, SnapshotId, UserId
from veralot_shared.messages import Command
from veralot_shared.rules.journal import FIRST, piece_hash, snapshot_text, span_of
from veralot_shared.rules.wrapping import unwrap, wrap


class NoteReading(Command[str], permission=Permission.MAKE, offline=True):
    """Note a reading."""

    text: str


class Plant:
    """The server's side: it proves what it is handed, in order, and remembers it."""

    def __init__(self, fake: FakeServer) -> None:
        self.fake = fake
        self.key = Ed25519PrivateKey.generate()
        self.public: dict[int, list[bytes]] = {}
        self.plant_key = X25519PrivateKey.generate()
        self.deposits: dict[UUID, bytes] = {}
        self.lasting = timedelta(hours=12)
        self.list_lasting = timedelta(hours=12)
        self.issued_at = datetime(2026, 3, 2, 8, tzinfo=UTC)
        self.begun: list[BeginCapture] = []
        self.taken: list[EntryForm] = []
        self.damaged: list[DamageForm] = []
        self.replays: list[Replay] = []
        self.noted: list[str] = []
        self.conflicts: set[str] = set()
        self.head, self.head_hash = 0, FIRST
        fake.answer(BeginCapture, self.begin)
        fake.answer(TakeSnapshot, self.take)
        fake.answer(DepositKey, self.deposit)
        fake.answer(RecoverKey, self.recover)
        fake.answer(Replay, self.replay)
        fake.answer(NoteReading, self.note)

    def note(self, message: NoteReading) -> str:
        """Answer a command that came at once."""
        self.noted.append(message.text)
        return message.text

    def begin(self, message: BeginCapture) -> BeginningView:
        """Register keys."""
        self.begun.append(message)
        number = len(self.begun) * 2 - 1
        self.public |= {number: message.public_keys, number + 1: message.alone_keys}
        view = KeyView(
            id=EntryKeyId(number),
            device_id=DeviceId(1),
            device=message.name,
            user_id=UserId(7),
            user_name="li.wei",
            full_name="Li Wei",
            full_name_zh="李伟",
            issued_at=self.issued_at,
            ends_at=self.issued_at + self.lasting,
            span_seconds=message.span_seconds,
            entries=0,
            proof=Proof.BY_SERVER,
            revoked_at=None,
            revoked_by=None,
            revoked_by_zh=None,
            revoked_reason="",
        )
        verifier = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return BeginningView(
            key=view,
            alone=msgspec.structs.replace(view, id=EntryKeyId(number + 1), proof=Proof.BY_DEVICE),
            head=self.head,
            head_hash=self.head_hash,
            verifier=verifier,
            depository=self.plant_key.public_key().public_bytes_raw(),
            deposited=message.device in self.deposits,
        )

    def deposit(self, message: DepositKey) -> None:
        """Take a journal's key into keeping."""
        self.deposits[message.device] = unwrap(message.wrapped, self.plant_key, message.device.bytes)

    def recover(self, message: RecoverKey) -> RecoveredView:
        """Hand it out."""
        if message.device not in self.deposits:
            raise RecordNotFound(kind="deposit", key=str(message.device))
        return RecoveredView(wrapped=wrap(self.deposits[message.device], message.recipient, message.device.bytes))

    def take(self, message: TakeSnapshot) -> SnapshotView:
        """Hand out a work list with one answer."""
        asked = msgspec.json.encode(Find(text="R-26")).decode()
        sha256 = piece_hash(Find.op, asked, "[]")
        expires_at = self.issued_at + self.list_lasting
        signed = snapshot_text(
            snapshot_id=5,
            device=message.device,
            user_id=7,
            issued_at=self.issued_at,
            expires_at=expires_at,
            pieces=[sha256],
        )
        known = sha256 in message.has
        piece = PieceView(sha256=sha256, op=Find.op, asked=None if known else asked, reply=None if known else "[]")
        return SnapshotView(
            id=SnapshotId(5),
            user_id=UserId(7),
            issued_at=self.issued_at,
            expires_at=expires_at,
            pieces=[piece],
            signature=self.key.sign(signed),
        )

    def replay(self, message: Replay) -> ReplayView:
        """Take a batch."""
        self.replays.append(message)
        self.damaged += message.damaged
        batch: list[Any] = sorted([*message.entries, *message.damaged], key=lambda each: each.counter)
        outcomes = [self.outcome(message.device, each) for each in batch]
        return ReplayView(
            outcomes=[one for one in outcomes if one is not None], head=self.head, received_at=self.issued_at
        )

    def outcome(self, device: UUID, form: EntryForm | DamageForm) -> OutcomeView | None:
        """Take one entry."""
        if isinstance(form, DamageForm):
            self.head, self.head_hash = form.counter, b""
            return None
        outcome = Outcome.ALREADY
        if form.counter > self.head + 1:
            outcome = Outcome.AHEAD
        elif form.counter == self.head + 1:
            digest = hash_of(device, form)
            assert self.head_hash in {b"", form.previous}
            Ed25519PublicKey.from_public_bytes(self.public[form.key_id][span_of(form.elapsed_ms, 900)]).verify(
                form.signature, digest
            )
            self.taken.append(form)
            self.head, self.head_hash = form.counter, digest
            text = msgspec.msgpack.decode(form.body)["text"]
            outcome = Outcome.CONFLICT if text in self.conflicts else Outcome.RECORDED
        return OutcomeView(id=form.id, counter=form.counter, outcome=outcome)

    def texts(self) -> list[str]:
        """Return what was handed in."""
        return [msgspec.msgpack.decode(form.body)["text"] for form in self.taken]


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(messages.messages(), NoteReading.op, NoteReading)


@pytest.fixture
def plant(fake_server: FakeServer) -> Plant:
    """Return the server's side of the device."""
    return Plant(fake_server)


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    """Return the journals of the services of this test."""
    return Journals(tmp_path / "journals")


@pytest.fixture
def ready(services: Services, plant: Plant) -> Services:
    """Return services whose person may go on without the server."""
    assert services.session.user is not None
    services.capture.journals.unlock(services.server.url, services.session.user.id, "secret")
    services.capture.make_ready()
    assert plant.begun
    return services


@pytest.fixture
def seal() -> Seal:
    """Return a seal."""
    return Seal(new_key())


@pytest.fixture
def journal(tmp_path: Path, seal: Seal) -> Journal:
    """Return an empty journal."""
    return Journal(tmp_path / "one.journal", uuid4(), seal)
