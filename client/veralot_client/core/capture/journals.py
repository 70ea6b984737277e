"""Finds and opens this computer's journals: one of its own where it has a key ring, else one for each person."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Final
from uuid import UUID

from veralot_client.core.capture import guesses, vaults
from veralot_client.core.capture.guesses import Tried
from veralot_client.core.capture.journal import Journal, Waiting, connect, waiting_in
from veralot_client.core.capture.vaults import Opened, Person
from veralot_client.core.session import PASSWORD
from veralot_shared.contracts.capture import EntriesWaiting, JournalRefused
from veralot_shared.ids import UserId

SUFFIX: Final = ".journal"
OWN: Final = "computer"
ASIDE: Final = "closed"
"""The name of files whose key is lost for now: what waits in them is still counted."""
Lost = Callable[[UUID], bytes | None]
"""Returns the key of a device's journal that no secret here opens, from where it was deposited; None where none was."""


class Journals:
    """The journals that this computer keeps, by server. May be used from any thread."""

    def __init__(self, folder: Path) -> None:
        """Keep them in `folder`."""
        self._folder = folder
        self._lock = RLock()
        self._open: dict[Path, tuple[Journal, Opened]] = {}
        self._of: dict[tuple[str, UserId], Path] = {}
        self._closed: dict[Path, Waiting] = {}
        self._people: dict[tuple[str, UserId], Person] = {}
        self._alone: dict[tuple[str, UserId], bytes] = {}

    def unlock(
        self, url: str, user_id: UserId, secret: str, method: str = PASSWORD, lost: Lost = lambda _device: None
    ) -> Journal:
        """Open the journal for a person who has just proven who they are, by which `method`.

        Where the secret of today does not open it, `lost` is asked for its key. Raises: JournalRefused.
        """
        with self._lock:
            file = self._file(url, OWN)
            if file not in self._open:
                opened = self._by_ring(file, lost)
                if opened is None:
                    file = self._file(url, f"{method}-{user_id}")
                    opened = None if file in self._open else self._by_secret(file, secret, lost)
                if opened is not None:
                    self._open[file] = (Journal(file, opened.device, opened.seal), opened)
            self._of[url, user_id] = file
            self._closed.clear()
            return self._open[file][0]

    def change_secret(self, url: str, user_id: UserId, secret: str) -> None:
        """A person has another password from now on. Raises: JournalRefused."""
        with self._lock:
            file = self._of.get((url, user_id))
            if file is None:
                return
            if file.name.startswith(PASSWORD):
                vaults.change_secret(file, self._open[file][1], secret)
            known = self._people.get((url, user_id))
            if known is not None and known.name.startswith(PASSWORD):
                vaults.forget_person(file, known.name)
                self._people[url, user_id] = vaults.person(known.name, secret, known.said)

    def key_of(self, url: str, user_id: UserId) -> bytes | None:
        """Return the key to the journal that is open for a person; None where none was."""
        found = self._opened_for(url, user_id)
        return None if found is None else found[1].key

    # --- coming back while the server is away ------------------------------------------------------------------------

    def know(self, url: str, user_id: UserId, secret: str, method: str, said: str) -> None:
        """A person has proven who they are: what is remembered of them from now on, their secret opens."""
        person = vaults.person(f"{method}-{user_id}", secret, named(said))
        with self._lock:
            self._people[url, user_id] = person

    def remember(self, url: str, user_id: UserId, content: bytes) -> None:
        """Keep what lets a person come back, if it is known by which secret. Raises: JournalRefused."""
        with self._lock:
            file, person = self._of.get((url, user_id)), self._people.get((url, user_id))
            if file in self._open and person is not None:
                vaults.remember(file, self._open[file][1], person, content)

    def may_try(self, url: str, method: str, said: str, most: int) -> bool:
        """Write down that a secret is tried; return whether it may be, after so many in vain. Raises: JournalRefused."""
        with self._lock:
            known = self._known_by(url, method, named(said))
            return all(guesses.begin(file, named(said), most) for file in known)

    def proved(self, url: str, user_id: UserId, said: str) -> None:
        """The server has a person's proof: what was tried under their name counts no more. Raises: JournalRefused."""
        with self._lock:
            found = self._opened_for(url, user_id)
            if found is not None:
                guesses.settle(found[0].file, found[1], named(said))

    def tried(self, url: str, user_id: UserId) -> Tried:
        """Return which wrong secrets the server has not been told of. Raises: JournalRefused."""
        found = self._opened_for(url, user_id)
        return Tried() if found is None else guesses.untold(found[0].file, found[1])

    def told(self, url: str, user_id: UserId, what: Tried) -> None:
        """The server has been told. Raises: JournalRefused."""
        found = self._opened_for(url, user_id)
        if found is not None:
            guesses.tell(found[0].file, found[1], what)

    def recall(self, url: str, secret: str, method: str, said: str) -> bytes | None:
        """Return what is kept of the person whose secret this is; None where it is nobody's. Raises: JournalRefused."""
        with self._lock:
            for file, opened in self._openable(url, secret, method, named(said)):
                found = vaults.recall(file, opened, method, secret, named(said))
                if found is None:
                    continue
                person, content = found
                guesses.settle(file, opened, named(said), right=1)
                user_id = UserId(int(person.name.rpartition("-")[2]))
                if file not in self._open:
                    self._open[file] = (Journal(file, opened.device, opened.seal), opened)
                self._of[url, user_id] = file
                self._people[url, user_id] = person
                return content
            return None

    def came_alone(self, url: str, user_id: UserId, content: bytes) -> None:
        """Hold what was recalled of a person until their desk takes it."""
        self._alone[url, user_id] = content

    def alone(self, url: str, user_id: UserId) -> bytes | None:
        """Return what was recalled of a person, once."""
        return self._alone.pop((url, user_id), None)

    def keeps_anybody(self, url: str) -> bool:
        """Return whether this computer keeps a journal for a server at all."""
        return next(self._files(url), None) is not None

    def keeps(self, url: str, user_id: UserId, method: str) -> bool:
        """Return whether somebody has a journal here already: one of their own, or a part in this computer's."""
        name, own = f"{method}-{user_id}", self._file(url, OWN)
        return self._file(url, name).exists() or (own.exists() and vaults.knows(own, name))

    def of(self, url: str, user_id: UserId) -> Journal | None:
        """Return the journal that is open for a person; None where none was. It never waits for one that is being opened."""
        found = self._opened_for(url, user_id)
        return None if found is None else found[0]

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
            self._people.clear()

    # --- inside

    def _opened_for(self, url: str, user_id: UserId) -> tuple[Journal, Opened] | None:
        file = self._of.get((url, user_id))
        return None if file is None else self._open.get(file)

    def _known_by(self, url: str, method: str, said: bytes) -> list[Path]:
        """Return the files that let somebody come back who is named so: this computer's, or their own."""
        own = self._file(url, OWN)
        candidates = (file for file in self._files(url) if file == own or file.name.startswith(f"{method}-"))
        return [file for file in candidates if vaults.knows_said(file, method, said)]

    def _openable(self, url: str, secret: str, method: str, said: bytes) -> Iterator[tuple[Path, Opened]]:
        """Yield the files that the key ring or this secret opens, without making any."""
        own = self._file(url, OWN)
        for file in self._known_by(url, method, said):
            if file == own:
                opened = self._open[own][1] if own in self._open else vaults.open_by_ring(own)
            else:
                opened = vaults.open_by_secret(file, secret)
            if opened is not None:
                yield file, opened

    def _by_ring(self, file: Path, lost: Lost) -> Opened | None:
        """Open a file by the key ring; one whose key the ring has lost is given it again."""
        opened = vaults.open_by_ring(file)
        if opened is not None or not file.exists():
            return opened
        recovered = self._recovered(file, lost)
        if recovered is not None:
            vaults.into_ring_again(recovered)
        return recovered

    @staticmethod
    def _recovered(file: Path, lost: Lost) -> Opened | None:
        device = vaults.device_in(file)
        key = lost(device)
        opened = None if key is None else Opened(device, key)
        return opened if opened is not None and vaults.fits(file, opened) else None

    def _by_secret(self, file: Path, secret: str, lost: Lost) -> Opened:
        opened = vaults.open_by_secret(file, secret)
        if opened is None:
            opened = self._recovered(file, lost)
            if opened is not None:
                vaults.change_secret(file, opened, secret)
                return opened
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
        self._people = {key: known for key, known in self._people.items() if key in self._of}
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


def named(said: str) -> bytes:
    """Return what stands for a user name or a badge in a file: names as they count, whatever their case."""
    return sha256(said.strip().casefold().encode()).digest()
