"""What was entered is on the disk, encrypted and chained, before the person is told so; nothing is lost unseen."""

import random
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest

from tests.client.core.capture.writer import form
from veralot_client.core.capture.journal import Batch, Journal, Waiting, hash_of
from veralot_client.core.capture.sealing import Seal, new_key
from veralot_shared.contracts.capture import (
    DamageForm,
    EntryForm,
    JournalRefused,
    Outcome,
    OutcomeView,
    Trouble,
)
from veralot_shared.rules.journal import FIRST

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECRET = "nobody reads this on the disk"
RANDOM = random.Random(20260707)


def filled(journal: Journal, count: int = 4) -> list[EntryForm]:
    """Enter so many, and return them."""
    return [journal.append(form, AT) for _ in range(count)]


def outcomes(*entries: EntryForm, outcome: Outcome = Outcome.RECORDED) -> list[OutcomeView]:
    """Return what the server says of entries."""
    return [OutcomeView(id=one.id, counter=one.counter, outcome=outcome) for one in entries]


def meddle(file: Path, *statements: str) -> None:
    """Change the file as somebody with another program does."""
    with closing(sqlite3.connect(file)) as wire, wire:
        wire.executescript("DROP TRIGGER IF EXISTS entry_stays; DROP TRIGGER IF EXISTS entry_waits;")
        for statement in statements:
            wire.execute(statement)


@pytest.mark.requirement("OFF-03")
def test_each_entry_names_the_one_before_it(journal: Journal) -> None:
    entries = filled(journal)
    assert [one.counter for one in entries] == [1, 2, 3, 4]
    assert entries[0].previous == FIRST
    assert [one.previous for one in entries[1:]] == [hash_of(journal.device, one) for one in entries[:-1]]
    assert journal.unsent(10) == Batch(entries, [])
    assert journal.waiting() == Waiting(4, AT)


@pytest.mark.requirement("OFF-04")
def test_nothing_of_it_can_be_read_on_the_disk(journal: Journal) -> None:
    journal.append(lambda counter, previous: form(counter, previous, SECRET), AT)
    journal.close()
    for file in journal.file.parent.iterdir():
        assert SECRET.encode() not in file.read_bytes()
    assert journal.file.stat().st_mode & 0o077 == 0


def test_what_the_server_has_does_not_wait_any_more(journal: Journal) -> None:
    entries = filled(journal)
    journal.acknowledge(journal.unsent(2), outcomes(*entries[:2]), 2)
    assert journal.waiting().count == 2
    assert journal.unsent(10).entries == entries[2:]
    journal.acknowledge(Batch([], []), outcomes(entries[2], outcome=Outcome.AHEAD), 2)
    assert journal.waiting().count == 2


@pytest.mark.requirement("OFF-04")
def test_an_entry_is_neither_changed_nor_removed_while_it_waits(journal: Journal) -> None:
    filled(journal)
    with closing(sqlite3.connect(journal.file)) as wire:
        for statement in ("UPDATE entry SET sealed = x'00'", "DELETE FROM entry WHERE counter = 2"):
            with pytest.raises(sqlite3.IntegrityError):
                wire.execute(statement)


@pytest.mark.requirement("OFF-04")
@pytest.mark.parametrize(
    ("statement", "damaged"),
    [
        ("UPDATE entry SET sealed = x'00ff' WHERE counter = 2", DamageForm(counter=2, trouble=Trouble.ALTERED)),
        ("DELETE FROM entry WHERE counter = 2", DamageForm(counter=2, trouble=Trouble.MISSING)),
        ("DELETE FROM entry WHERE counter = 4", DamageForm(counter=4, trouble=Trouble.MISSING)),
        (
            "UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE counter = 1) WHERE counter = 3",
            DamageForm(counter=3, trouble=Trouble.ALTERED),
        ),
        (
            "UPDATE entry SET sealed = CAST(x'ff00' AS TEXT) WHERE counter = 2",
            DamageForm(counter=2, trouble=Trouble.ALTERED),
        ),
        (
            "UPDATE fact SET value = CAST(x'ff00' AS TEXT) WHERE name = 'head'",
            DamageForm(counter=5, trouble=Trouble.MISSING),
        ),
        ("DELETE FROM fact WHERE name = 'head'", DamageForm(counter=5, trouble=Trouble.MISSING)),
        ("UPDATE fact SET value = x'00' WHERE name = 'head'", DamageForm(counter=5, trouble=Trouble.MISSING)),
    ],
)
def test_tampering_is_told(journal: Journal, statement: str, damaged: DamageForm) -> None:
    entries = filled(journal)
    meddle(journal.file, statement)
    batch = journal.unsent(10)
    assert batch.damaged == [damaged]
    assert batch.entries == [one for one in entries if one.counter != damaged.counter]
    journal.acknowledge(batch, outcomes(*batch.entries), max(5, *(one.counter for one in entries)))
    assert not journal.unsent(10)


@pytest.mark.requirement("OFF-04")
def test_another_key_opens_nothing(journal: Journal) -> None:
    filled(journal, 1)
    journal.close()
    with closing(Journal(journal.file, journal.device, Seal(new_key()))) as other:
        assert [one.trouble for one in other.unsent(10).damaged] == [Trouble.ALTERED, Trouble.MISSING]


# --- bad days --------------------------------------------------------------------------------------------------------


def test_a_full_disk_refuses_before_the_entry_is_accepted(journal: Journal) -> None:
    entries = filled(journal, 2)
    wire = journal._wire  # noqa: SLF001 - the limit holds for one connection alone
    pages = wire.execute("PRAGMA page_count").fetchone()[0]
    wire.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalRefused, match="the disk is full"):
        journal.append(lambda counter, previous: form(counter, previous, "x" * 100_000), AT)
    assert journal.unsent(10) == Batch(entries, [])
    wire.execute("PRAGMA max_page_count = 1000000")
    assert journal.append(form, AT).previous == hash_of(journal.device, entries[-1])


def test_a_disk_that_takes_no_more_bytes_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    key, device, file = new_key(), uuid4(), tmp_path / "one.journal"
    with closing(Journal(file, device, Seal(key))) as first:
        filled(first, 1)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        writing(file, str(device), key), check=False, capture_output=True, text=True, preexec_fn=limited
    )
    accepted = [int(line) for line in done.stdout.split()]
    assert accepted
    assert "JournalRefused" in done.stderr
    with closing(Journal(file, device, Seal(key))) as again:
        batch = again.unsent(10_000)
        assert [one.counter for one in batch.entries] == [1, *accepted]
        assert not batch.damaged


def writing(file: Path, device: str, key: bytes) -> list[str]:
    """Return the command that enters without end."""
    return [sys.executable, "-m", "tests.client.core.capture.writer", str(file), device, key.hex()]


@pytest.mark.requirement("OFF-04")
def test_a_client_that_is_killed_while_it_writes_loses_nothing(tmp_path: Path) -> None:
    key, device, file = new_key(), uuid4(), tmp_path / "one.journal"
    accepted = 0
    for _ in range(4):
        with subprocess.Popen(writing(file, str(device), key), stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(RANDOM.randint(3, 40)):
                accepted = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            rest = process.stdout.read().split()
            accepted = int(rest[-1]) if rest and rest[-1].isdecimal() else accepted
        with closing(Journal(file, device, Seal(key))) as journal:
            batch = journal.unsent(100_000)
            assert not batch.damaged
            assert [one.counter for one in batch.entries] == list(range(1, len(batch.entries) + 1))
            assert len(batch.entries) >= accepted
            previous = FIRST
            for one in batch.entries:
                assert one.previous == previous
                previous = hash_of(device, one)


def test_two_programs_on_one_journal_make_one_chain(journal: Journal, seal: Seal) -> None:
    with closing(Journal(journal.file, journal.device, seal)) as other:
        threads = [Thread(target=filled, args=(each, 20)) for each in (journal, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    batch = journal.unsent(100)
    assert [one.counter for one in batch.entries] == list(range(1, 41))
    assert [one.previous for one in batch.entries[1:]] == [hash_of(journal.device, one) for one in batch.entries[:-1]]


# --- against the server ----------------------------------------------------------------------------------------------


def test_a_server_that_was_set_back_is_given_everything_again(journal: Journal) -> None:
    entries = filled(journal)
    journal.acknowledge(journal.unsent(10), outcomes(*entries), 4)
    journal.meet(2, b"")
    assert journal.unsent(10).entries == entries[2:]


def test_a_journal_that_was_set_back_goes_on_after_what_the_server_has(journal: Journal) -> None:
    filled(journal, 2)
    journal.meet(7, b"7" * 32)
    assert not journal.unsent(10)
    made = journal.append(form, AT)
    assert (made.counter, made.previous) == (8, b"7" * 32)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalRefused, match="cannot be read or written"):
        Journal(tmp_path / "file" / "one.journal", uuid4(), Seal(new_key()))
