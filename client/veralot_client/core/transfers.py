"""Files to the server and back: hashed on the way, in parts, with progress, going on where a lost connection broke them off.

These calls block: make them in the background. A file is never held in memory whole.
"""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from veralot_client.core import rpc
from veralot_client.core.background import Job
from veralot_client.core.rpc import Server, refusal
from veralot_shared.contracts.attachments import BeginUpload, FileDamaged, UploadOutOfStep, UploadView
from veralot_shared.errors import PROBLEM_TYPE, ServerUnavailable
from veralot_shared.ids import AttachmentId

if TYPE_CHECKING:
    from veralot_client.core.http import Answer

PART: Final = 1 << 18


class Sent(NamedTuple):
    """A file that the server has whole."""

    sha256: str
    size: int


class Unfinished(Exception):
    """The connection broke; what came over stays."""


# --- out -------------------------------------------------------------------------------------------------------------


def upload(server: Server, path: Path, job: Job) -> Sent:
    """Send a file, unless the server has its content already.

    Raises:
        CodedError: the server refuses it.
        ServerUnavailable: it cannot be reached; what it has stays, and the next try goes on from there.
        OSError: the file cannot be read.
        Cancelled: the job was cancelled.
    """
    digest, size = hashed(path, job)
    for pause in (*rpc.PAUSES, None):
        begun = server.call(BeginUpload(sha256=digest, size=size), job=job)
        if begun.complete or sent_rest(server, path, begun, job):
            return Sent(digest, size)
        if pause is not None:
            job.pause(pause)
    raise ServerUnavailable


def hashed(path: Path, job: Job) -> Sent:
    """Return a file's hash and size. Raises: OSError, Cancelled."""
    digest, size = sha256(), 0
    with path.open("rb") as stream:
        while part := stream.read(PART):
            job.check()
            digest.update(part)
            size += len(part)
    return Sent(digest.hexdigest(), size)


def sent_rest(server: Server, path: Path, begun: UploadView, job: Job) -> bool:
    """Send what the server lacks; return whether it then has all of it. Raises: CodedError, OSError, Cancelled."""
    from veralot_client.core.http import Lost  # noqa: PLC0415 - at the first call, as in `rpc`

    headers = {"Upload-Offset": str(begun.stored), "Content-Length": str(begun.size - begun.stored)}
    try:
        answer = server.put(f"/files/{begun.sha256}", parts(path, begun, job), headers)
    except Lost:
        return False
    if answer.status == HTTPStatus.OK:
        return msgspec.json.decode(answer.content, type=UploadView).complete
    if away(answer):
        return False
    error = refusal(answer)
    if isinstance(error, UploadOutOfStep):
        return False  # a try before this one is still being written down: ask again where to go on
    raise error


def parts(path: Path, begun: UploadView, job: Job) -> Iterator[bytes]:
    """Yield a file from where the server wants it, telling how far it is. Raises: OSError, Cancelled."""
    done = begun.stored
    with path.open("rb") as stream:
        stream.seek(done)
        while part := stream.read(min(PART, begun.size - done)):
            job.report(done, begun.size)
            yield part
            done += len(part)
    job.report(done, begun.size)


def away(answer: "Answer") -> bool:
    """Tell whether no server stands behind what answered."""
    return answer.status in rpc.GATEWAY_AWAY and answer.media_type != PROBLEM_TYPE


# --- in --------------------------------------------------------------------------------------------------------------


def download(server: Server, digest: str, size: int, attachment_id: AttachmentId, target: Path, job: Job) -> None:
    """Write a content to `target`, which begins to exist once all of it is there and its hash is right.

    Raises:
        CodedError: the server refuses it.
        ServerUnavailable: it cannot be reached.
        FileDamaged: something else came than was asked for.
        OSError: it cannot be written.
        Cancelled: the job was cancelled.
    """
    waiting = target.with_name(f"{target.name}.part")
    try:
        for pause in (*rpc.PAUSES, None):
            with suppress(Unfinished):
                fetch_rest(server, f"/files/{digest}?attachment={attachment_id}", size, waiting, job)
                require_hash(waiting, digest, job)
                waiting.replace(target)
                return
            if pause is not None:
                job.pause(pause)
        raise ServerUnavailable
    finally:
        waiting.unlink(missing_ok=True)


def fetch_rest(server: Server, path: str, size: int, waiting: Path, job: Job) -> None:
    """Append to a file what is missing of it. Raises: CodedError, Unfinished, OSError, Cancelled."""
    from veralot_client.core.http import Lost, Refused  # noqa: PLC0415 - at the first call, as in `rpc`

    with waiting.open("ab") as stream:
        done = stream.tell()
        if done >= size:
            return
        headers = {"Range": f"bytes={done}-"} if done else {}
        try:
            for part in server.get(path, headers):
                stream.write(part)
                done += len(part)
                job.report(min(done, size), size)
        except Lost as lost:
            raise Unfinished from lost
        except Refused as refused:
            if away(refused.answer):
                raise Unfinished from refused
            raise refusal(refused.answer) from refused


def require_hash(path: Path, digest: str, job: Job) -> None:
    """Check that a file is the one that was asked for. Raises: FileDamaged, OSError, Cancelled."""
    found = hashed(path, job).sha256
    if found != digest:
        raise FileDamaged(expected=digest, found=found)
