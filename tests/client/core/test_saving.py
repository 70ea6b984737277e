"""A file is saved whole or not at all, and whoever started it may cancel it."""

import hashlib
from pathlib import Path

import pytest

from veralot_client.core.background import Cancelled, Job
from veralot_client.core.saving import PIECE, write
from veralot_client.core.services import Services
from veralot_client.modules.exchange.presenters.imports import save
from veralot_shared.contracts.genealogy import FileView

CONTENT = b"x" * (2 * PIECE + 7)


def test_it_is_written_whole_with_its_progress(tmp_path: Path) -> None:
    path, told = tmp_path / "dossier.pdf", list[tuple[int, int]]()
    job = Job("dossier.pdf")
    job.progressed.subscribe(lambda done, total: told.append((done, total)))
    write(CONTENT, path, job)
    assert path.read_bytes() == CONTENT
    assert told == [(0, len(CONTENT)), (PIECE, len(CONTENT)), (2 * PIECE, len(CONTENT))]
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_file_is_one(tmp_path: Path) -> None:
    write(b"", tmp_path / "empty", Job())
    assert (tmp_path / "empty").read_bytes() == b""


def test_cancelled_it_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "dossier.pdf"
    path.write_bytes(b"before")
    job = Job("dossier.pdf")
    job.progressed.subscribe(lambda done, _total: job.cancel() if done else None)
    with pytest.raises(Cancelled):
        write(CONTENT, path, job)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_does_not_take_it_leaves_nothing_half(tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.mkdir()
    (path / "file").touch()
    with pytest.raises(OSError, match="taken"):
        write(CONTENT, path, Job())
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_not_what_the_server_says_is_not_kept(tmp_path: Path, services: Services) -> None:
    path = tmp_path / "report.pdf"
    right = hashlib.sha256(CONTENT).hexdigest()
    bad = FileView(name="report.pdf", media_type="application/pdf", content=CONTENT + b"!", sha256=right)
    with pytest.raises(OSError, match="checksum"):
        save(services, bad, path)
    assert not path.exists()
