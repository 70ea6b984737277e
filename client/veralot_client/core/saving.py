"""Writes what came from the server to a file: whole or not at all, with progress, and until somebody cancels it. No Qt."""

import hashlib
from pathlib import Path
from typing import Final

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_shared.i18n import N_

PIECE: Final = 1 << 20


def save(services: Services, content: bytes, path: Path, sha256: str = "") -> None:
    """Write a file in the background, and say that it is there; with `sha256`, only if it is what the server says it is."""
    saved = services.words.text(N_("Saved as {path}"), path=path)

    def work(job: Job) -> None:
        if sha256 and hashlib.sha256(content).hexdigest() != sha256:
            raise OSError(f"{path.name}: content and checksum differ")
        write(content, path, job)

    services.background.start(work, lambda _none: services.notices.done(saved), title=path.name)


def write(content: bytes, path: Path, job: Job) -> None:
    """Write a file beside its place and put it there when it is whole; what was there before stays until then.

    Raises: OSError, Cancelled.
    """
    waiting = path.with_name(f"{path.name}.part")
    try:
        with waiting.open("wb") as file:
            for at in range(0, len(content), PIECE):
                job.report(at, len(content))
                file.write(content[at : at + PIECE])
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
