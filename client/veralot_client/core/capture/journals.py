"""Finds and opens this computer's journals: one of its own where it has a key ring, else one for each person."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import RLock
from typing import Final

from veralot_client.core.capture import vaults
from veralot_client.core.capture.journal import Journal, Waiting, connect, waiting_in
from veralot_client.core.capture.vaults import Opened
from veralot_shared.contracts.capture import EntriesWaiting, JournalRefused, Permission
from veralot_shared.contracts.identity import LoginView
from veralot_shared.ids import UserId

log = logging.getLogger(__name__)

SUFFIX: Final = ".journal"
OWN: Final = "computer"
PASSWORD: Final = "password"  # noqa: S105 - a method's name
BADGE: Final = "badge"
ASIDE: Final = "closed"
"""The name of files whose key is lost for now: what waits in them is still counted."""


class Journals:
    """The journals that this computer keeps, by server. May be used from any thread."""

    def __init__(self, folder: Path) -> None:
        """Keep them in `folder`."""
        self._folder = folder
        self._lock = RLock()
        self._open: dict[Path, tuple[Journal, Opened]] = {}
        self._of: dict[tuple[str, UserId], Path] = {}
        self._closed: dict[Path, Waiting] = {}

    def unlock(self, url: str, user_id: UserId, secret: str, method: str = PASSWORD) -> Journal:
        """Open the journal for a person who has just proven who they are, by which `method`. Raises: JournalRefused."""
        with self._lock:
            file = self._file(url, OWN)
            if file not in self._open:
                opened = vaults.open_by_ring(file)
                if opened is None:
                    file = self._file(url, f"{method}-{user_id}")
                    opened = None if file in self._open else self._by_secret(file, secret)
                if opened is not None:
                    self._open[file] = (Journal(file, opened.device, opened.seal), opened)
            self._of[url, user_id] = file
            self._closed.clear()
            return self._open[file][0]

    def change_secret(self, url: str, user_id: UserId, secret: str) -> None:
        """A person has another secret from now on. Raises: JournalRefused."""
        with self._lock:
            file = self._of.get((url, user_id))
            if file is not None and file.name.startswith(PASSWORD):
                vaults.change_secret(file, self._open[file][1], secret)

    def of(self, url: str, user_id: UserId) -> Journal | None:
        """Return the journal that is open for a person; None where none was."""
        with self._lock:
            file = self._of.get((url, user_id))
            return self._open[file][0] if file in self._open else None

    def waiting(self, url: str) -> Waiting:
        """Return what waits on this computer for a server, in every journal, also in those that nobody here can open now."""
        counts = [self._count(file) for file in self._files(url)]
        oldest = [one.oldest_at for one in counts if one.oldest_at is not None]
        return Waiting(sum(one.count for one in counts), min(oldest, default=None))

    def wipe(self, url: str) -> None:
        """Remove everything that is kept for a server. Raises: EntriesWaiting (OFF-08), JournalRefused."""
        with self._lock:
            waiting = self.waiting(url)
            if waiting.count:
                raise EntriesWaiting(count=waiting.count, oldest_at=waiting.oldest_at)
            for file in list(self._files(url)):
                self._remove(file)

    def close(self) -> None:
        """Close every file."""
        with self._lock:
            for journal, _opened in self._open.values():
                journal.close()
            self._open.clear()
            self._of.clear()

    # --- inside

    def _by_secret(self, file: Path, secret: str) -> Opened:
        opened = vaults.open_by_secret(file, secret)
        if opened is None:
            self._put_aside(file)
            opened = vaults.open_by_secret(file, secret)
        if opened is None:
            raise JournalRefused(problem="")
        return opened

    def _put_aside(self, file: Path) -> None:
        """Keep a file that the secret of today does not open, where it is counted and not written to."""
        number = sum(1 for other in file.parent.iterdir() if other.name.startswith(f"{ASIDE}-{file.stem}"))
        with closing(connect(file)) as wire:
            wire.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.rename(file.with_name(f"{ASIDE}-{file.stem}-{number + 1}{SUFFIX}"))
        for rest in (f"{file.name}-wal", f"{file.name}-shm"):
            file.with_name(rest).unlink(missing_ok=True)

    def _remove(self, file: Path) -> None:
        opened = self._open.pop(file, None)
        if opened is not None:
            opened[0].close()
        vaults.forget(file)
        self._closed.pop(file, None)
        self._of = {key: known for key, known in self._of.items() if known != file}
        vaults.remove(file)

    def _count(self, file: Path) -> Waiting:
        if file in self._open:
            return self._open[file][0].waiting()
        if file not in self._closed:
            self._closed[file] = self._count_closed(file)
        return self._closed[file]

    @staticmethod
    def _count_closed(file: Path) -> Waiting:
        """Look once into a file that nobody here has opened: nobody here writes to it either."""
        try:
            with closing(connect(file)) as wire:
                return waiting_in(wire)
        except (sqlite3.Error, JournalRefused):
            # Nobody knows what is in a file that cannot be read; so that it is not wiped, it counts as one entry.
            return Waiting(1)

    def _files(self, url: str) -> Iterator[Path]:
        folder = self._file(url, OWN).parent
        return iter(sorted(folder.glob(f"*{SUFFIX}"))) if folder.is_dir() else iter(())

    def _file(self, url: str, name: str) -> Path:
        server = "".join(c if c.isalnum() or c in "-." else "_" for c in url)
        return self._folder / server / f"{name}{SUFFIX}"


class Keeper:
    """Opens a person's journal when they prove who they are to one server. Blocks; called where the proof was sent from."""

    def __init__(self, journals: Journals, url: str) -> None:
        self._journals = journals
        self._url = url

    def proven(self, login: LoginView, secret: str, method: str) -> None:
        """A person has proven who they are; only who may enter something offline needs a journal."""
        if Permission.MAKE not in login.permissions:
            return
        try:
            self._journals.unlock(self._url, login.user.id, secret, method)
        except JournalRefused as problem:
            # Signing in must not fail for it; whoever then wants to enter something is told.
            log.warning("the journal cannot be opened: %s", problem)

    def changed(self, login: LoginView | None, secret: str) -> None:
        """A person has another password."""
        try:
            if login is not None:
                self._journals.change_secret(self._url, login.user.id, secret)
        except JournalRefused as problem:
            log.warning("the journal's secret cannot be changed: %s", problem)
