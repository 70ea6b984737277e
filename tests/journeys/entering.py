"""A client's process that enters without end while the server is away, and says of each entry when it is kept.

A test kills it, or lets its disk be full.
"""

import resource
import signal
import sys
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from tests.client.stand_ins import Inline
from veralot_client.core.capture import sealing
from veralot_client.core.capture.capture import Capture
from veralot_client.core.capture.journals import Journals
from veralot_client.core.capture.keeper import Keeper
from veralot_client.core.connection import ATTEMPTS_BEFORE_OFFLINE, Connection
from veralot_client.core.rpc import Server
from veralot_client.core.session import Session
from veralot_server.cli.demo import PASSWORD
from veralot_shared.contracts.capture import JournalRefused
from veralot_shared.contracts.inspection import RecordResults, ResultEntry
from veralot_shared.ids import CharacteristicId, InspectionId


def say(text: str) -> None:
    """Tell the test."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def fill_disk(file: Path) -> None:
    """Let no file grow much further than the journal is now."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    most = max(one.stat().st_size for one in file.rglob("*")) + 20_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def main() -> None:
    """Sign in, wait for the word, and enter."""
    folder, url, inspection, characteristic, disk = sys.argv[1:]
    sealing.MEMORY_KIB = 64  # type: ignore[misc]  # as the test's own client has it
    journals = Journals(Path(folder))
    server, connection = Server(url, workstation="CORRIDOR-1"), Connection()
    session = Session(server, proofs=Keeper(journals, server))
    capture = Capture(server, session, connection, Inline(), journals)
    session.login("zhao.min", PASSWORD)
    capture.make_ready()
    say("ready")
    sys.stdin.readline()
    for _ in range(ATTEMPTS_BEFORE_OFFLINE):
        connection.lost()
    if disk == "full":
        fill_disk(Path(folder))
    sample = 0
    while True:
        sample += 1
        result = ResultEntry(
            characteristic_id=CharacteristicId(int(characteristic)), sample_no=sample, value=Decimal("150.02")
        )
        entry = uuid4()
        try:
            capture.keep(RecordResults(inspection_id=InspectionId(int(inspection)), results=[result]), entry)
        except JournalRefused as refused:
            say(f"refused {refused}")
            return
        say(str(entry))


if __name__ == "__main__":
    main()
