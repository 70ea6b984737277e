"""A process that enters without end, and says of each entry when it is on the disk. A test kills it."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from veralot_client.core.capture.journal import Journal
from veralot_client.core.capture.sealing import Seal
from veralot_shared.contracts.capture import EntryForm
from veralot_shared.ids import EntryKeyId, SnapshotId


def form(counter: int, previous: bytes, text: str = "x") -> EntryForm:
    """Return an entry for a place."""
    return EntryForm(
        id=uuid4(),
        counter=counter,
        previous=previous,
        key_id=EntryKeyId(1),
        snapshot_id=SnapshotId(1),
        device_at=datetime.now(UTC),
        elapsed_ms=counter,
        op="test.Note",
        body=text.encode(),
        signature=b"s" * 64,
    )


def main() -> None:
    """Write for ever."""
    file, device, key = sys.argv[1:]
    journal = Journal(Path(file), UUID(device), Seal(bytes.fromhex(key)))
    while True:
        made = journal.append(form, datetime.now(UTC))
        sys.stdout.write(f"{made.counter}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
