"""Brings a file to the server piece by piece, and goes on where an earlier try broke off."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from veralot_client.core.background import Job
from veralot_client.core.rpc import Server
from veralot_shared.contracts.exchange import LARGEST_PIECE, FindStaged, StageFile


class ChosenFile(NamedTuple):
    """A file that was chosen. The time of its last change tells whether it is still the one that was checked."""

    path: Path
    size: int
    changed: int

    @property
    def name(self) -> str:
        """Return its name, by which it is known in an import."""
        return self.path.name


def described(path: Path) -> ChosenFile:
    """Return a file as it is now."""
    stat = path.stat()
    return ChosenFile(path, stat.st_size, stat.st_mtime_ns)


def upload(server: Server, file: ChosenFile, job: Job) -> str:
    """Bring a file to the server and return the SHA-256 under which it waits there; an empty file is not brought.

    Blocks. Raises: CodedError, Cancelled, OSError.
    """
    with file.path.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        if not file.size:
            return ""
        offset = server.call(FindStaged(sha256=sha256, size=file.size), job=job).received
        source.seek(offset)
        while piece := source.read(LARGEST_PIECE):
            job.report(offset, file.size)
            server.call(StageFile(sha256=sha256, size=file.size, offset=offset, content=piece), job=job)
            offset += len(piece)
    return sha256
