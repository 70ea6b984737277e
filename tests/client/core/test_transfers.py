"""Files go out and come back whole, however often the connection breaks."""

from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from tests.fakes import FakeServer
from veralot_client.core.background import Cancelled, Job
from veralot_client.core.rpc import Server
from veralot_client.core.transfers import Sent, download, upload
from veralot_shared.contracts.attachments import BeginUpload, FileDamaged, FileTooLarge, UploadView
from veralot_shared.errors import RecordNotFound, ServerUnavailable
from veralot_shared.ids import AttachmentId

CONTENT = Random(1).randbytes(900_000)
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file to send."""
    path = tmp_path / "certificate.pdf"
    path.write_bytes(CONTENT)
    return path


def begun(fake: FakeServer, message: BeginUpload) -> UploadView:
    stored = len(fake.arrived.get(message.sha256, b""))
    complete = message.sha256 in fake.files
    return UploadView(upload_id=1, sha256=message.sha256, size=message.size, stored=stored, complete=complete)


@pytest.fixture(autouse=True)
def _counting(fake_server: FakeServer) -> None:
    fake_server.answer(BeginUpload, lambda message: begun(fake_server, message))


def fetched(server: Server, target: Path, digest: str = DIGEST, job: Job | None = None) -> None:
    download(server, digest, len(CONTENT), AttachmentId(7), target, job or Job())


def test_a_file_is_sent_and_its_progress_told(server: Server, fake_server: FakeServer, file: Path) -> None:
    told: list[tuple[int, int]] = []
    job = Job("Sending")
    job.progressed.subscribe(lambda done, total: told.append((done, total)))
    assert upload(server, file, job) == Sent(DIGEST, len(CONTENT))
    assert fake_server.files[DIGEST] == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_what_the_server_has_is_not_sent_again(server: Server, fake_server: FakeServer, file: Path) -> None:
    fake_server.files[DIGEST] = CONTENT
    upload(server, file, Job())
    assert fake_server.arrived == {}


def test_a_broken_upload_goes_on_where_it_stopped(server: Server, fake_server: FakeServer, file: Path) -> None:
    fake_server.break_files_after = [300_000, 200_000]
    assert upload(server, file, Job()).sha256 == DIGEST
    assert fake_server.files[DIGEST] == CONTENT


def test_a_connection_that_breaks_for_good_says_so(server: Server, fake_server: FakeServer, file: Path) -> None:
    fake_server.break_files_after = [10] * 20
    with pytest.raises(ServerUnavailable):
        upload(server, file, Job())


def test_a_refusal_is_raised_before_anything_is_sent(server: Server, fake_server: FakeServer, file: Path) -> None:
    fake_server.answer(BeginUpload, FileTooLarge(size=len(CONTENT), limit=10))
    with pytest.raises(FileTooLarge):
        upload(server, file, Job())
    assert fake_server.arrived == {}


def test_a_person_can_stop_an_upload(server: Server, fake_server: FakeServer, file: Path) -> None:
    job = Job("Sending")
    job.progressed.subscribe(lambda done, _total: job.cancel() if done else None)
    with pytest.raises(Cancelled):
        upload(server, file, job)
    assert DIGEST not in fake_server.files


def test_a_file_comes_back_whole(server: Server, fake_server: FakeServer, tmp_path: Path) -> None:
    fake_server.files[DIGEST] = CONTENT
    fake_server.break_files_after = [400_000, 100_000]
    fetched(server, tmp_path / "back.pdf")
    assert (tmp_path / "back.pdf").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["back.pdf"]


@pytest.mark.parametrize("error", [FileDamaged, RecordNotFound, ServerUnavailable])
def test_what_does_not_come_whole_leaves_nothing(
    server: Server, fake_server: FakeServer, tmp_path: Path, error: type[Exception]
) -> None:
    if error is not RecordNotFound:
        fake_server.files[DIGEST] = CONTENT if error is ServerUnavailable else CONTENT[::-1]
    fake_server.break_files_after = [10] * 20 if error is ServerUnavailable else []
    with pytest.raises(error):
        fetched(server, tmp_path / "back.pdf")
    assert list(tmp_path.iterdir()) == []
