"""The door of files: any size up to the limit in flat memory, proven by its hash, resumable, and only for who may."""

import os
import signal
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec
import psycopg
import pytest

from tests.server.rpc.conftest import Caller, free_port, problem, wait_until_ready
from veralot_server.settings import Settings, to_environment
from veralot_shared.contracts.attachments import (
    AttachFile,
    BeginUpload,
    FileDamaged,
    FileTarget,
    FileTargetKind,
    FileTooLarge,
    ListFileTypes,
    UploadOutOfStep,
    UploadView,
)
from veralot_shared.contracts.identity import PermissionDenied, SessionNeeded
from veralot_shared.contracts.items import CreatePartner, PartnerKind
from veralot_shared.errors import MessageInvalid, MessageUnknown, RecordNotFound

MIB = 1 << 20
LIMIT = 64 * MIB


def random_bytes(size: int, seed: int) -> bytes:
    """Return bytes that are the same each time and compress to nothing."""
    return Random(seed).randbytes(size)


def put(caller: Caller, content: bytes, digest: str = "", offset: int = 0, said: str = "") -> httpx.Response:
    """Send a content, or from an offset the rest of it, over a line of its own.

    A server that refuses before it has read everything hangs up, and whoever asks next over that line may not know yet.
    """
    name = digest or sha256(content).hexdigest()
    more = {"Upload-Offset": said or str(offset)} if offset or said else {}
    authorised = {"Authorization": caller.headers.get("Authorization", ""), "Connection": "close"}
    return caller.http.put(f"/files/{name}", content=content[offset:], headers=authorised | more)


def get(caller: Caller, digest: str, query: str = "", **headers: str) -> httpx.Response:
    authorised = {"Authorization": caller.headers.get("Authorization", "")}
    return caller.http.get(f"/files/{digest}{query}", headers=authorised | headers)


def view(reply: httpx.Response) -> UploadView:
    assert reply.status_code == 200, reply.text
    return msgspec.json.decode(reply.content, type=UploadView)


def attach(caller: Caller, partner_id: int, digest: str, name: str = "Bericht 报告.pdf") -> Any:
    """Attach a content to a supplier."""
    types = {one.code: one.id for one in caller.call(ListFileTypes())}
    target = FileTarget(kind=FileTargetKind.PARTNER, id=partner_id)
    return caller.call(AttachFile(target=target, sha256=digest, file_name=name, type_id=types["validation"]))


@pytest.fixture(scope="module")
def buyer(person: Callable[..., Caller]) -> Caller:
    return person("buyer")


@pytest.fixture(scope="module")
def supplier(buyer: Caller) -> int:
    made = buyer.call(CreatePartner(code=uuid.uuid4().hex[:8], kind=PartnerKind.SUPPLIER, name="Polymers"))
    return int(made.id)


@pytest.mark.requirement("P11-03")
def test_what_is_sent_comes_back_the_same(buyer: Caller, supplier: int) -> None:
    content = b"%PDF-1.7 " + random_bytes(3 * MIB + 17, 1)
    sent = view(put(buyer, content))
    assert (sent.complete, sent.stored) == (True, len(content))
    made = attach(buyer, supplier, sent.sha256)
    reply = get(buyer, sent.sha256, f"?attachment={made.id}")
    assert reply.content == content
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"] == "attachment; filename*=UTF-8''Bericht%20%E6%8A%A5%E5%91%8A.pdf"
    assert reply.headers["x-content-type-options"] == "nosniff"
    part = get(buyer, sent.sha256, Range=f"bytes={MIB - 3}-{MIB + 2}")
    assert (part.status_code, part.content) == (206, content[MIB - 3 : MIB + 3])
    assert part.headers["content-range"] == f"bytes {MIB - 3}-{MIB + 2}/{len(content)}"
    assert get(buyer, sent.sha256, Range="bytes=5-2").content == content


def memory(caller: Caller) -> float:
    """Return what the server process that answers holds in memory, in bytes."""
    lines = caller.http.get("/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("process_resident_memory_bytes "))


def test_the_largest_file_is_taken_and_given_in_flat_memory(buyer: Caller, supplier: int) -> None:
    content = random_bytes(LIMIT, 2)
    view(put(buyer, random_bytes(2 * MIB, 3)))
    before = memory(buyer)
    digest = view(put(buyer, content)).sha256
    attach(buyer, supplier, digest)
    found = sha256()
    with buyer.http.stream("GET", f"/files/{digest}", headers={"Authorization": buyer.headers["Authorization"]}) as got:
        for part in got.iter_bytes():
            found.update(part)
    assert found.hexdigest() == digest
    assert memory(buyer) - before < 24 * MIB


def test_one_byte_more_is_refused_before_it_is_read(buyer: Caller) -> None:
    read = 0

    def body() -> Iterator[bytes]:
        nonlocal read
        for _ in range(65):
            read += MIB
            yield bytes(MIB)

    with pytest.raises(FileTooLarge):
        buyer.call(BeginUpload(sha256="0" * 64, size=LIMIT + 1))
    headers = {"Authorization": buyer.headers["Authorization"], "Content-Length": str(LIMIT + 1)}
    with httpx.Client(base_url=buyer.address, timeout=30) as line:
        try:
            reply = line.put(f"/files/{'0' * 64}", content=body(), headers=headers)
        except httpx.TransportError:
            reply = None  # hung up while the body was still on its way, which is a refusal too
    assert reply is None or isinstance(problem(reply), FileTooLarge)
    assert read < LIMIT


def test_more_than_was_announced_is_refused(buyer: Caller) -> None:
    def body() -> Iterator[bytes]:
        yield bytes(MIB)
        yield bytes(MIB)

    reply = buyer.http.put(
        f"/files/{'1' * 64}", content=body(), headers={"Authorization": buyer.headers["Authorization"]}
    )
    assert isinstance(problem(reply), MessageInvalid), "no length was announced at all"


def test_what_is_not_what_its_hash_says_is_refused_and_dropped(buyer: Caller, plant: Settings) -> None:
    digest = sha256(b"what was meant").hexdigest()
    assert isinstance(problem(put(buyer, b"what came over", digest)), FileDamaged)
    query = """SELECT count(*) FROM files.piece p JOIN files.upload u ON u.id = p.upload_id
               WHERE u.sha256 = decode(%s, 'hex')"""
    with psycopg.connect(str(plant.owner_url)) as owner:
        assert owner.execute(query, (digest,)).fetchone() == (0,)
    assert view(put(buyer, b"what was meant")).complete


def broken_off(caller: Caller, digest: str, content: bytes, sent: int) -> None:
    """Announce a content whole, send so many bytes of it, and hang up."""
    url = httpx.URL(caller.address)
    head = (
        f"PUT /files/{digest} HTTP/1.1\r\nHost: x\r\nAuthorization: {caller.headers['Authorization']}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    with socket.create_connection((url.host, url.port or 0)) as line:
        line.sendall(head.encode() + content[:sent])


def eventually(look: Callable[[], int]) -> int:
    """Return what is seen, as soon as it is something."""
    pause = threading.Event()
    for _ in range(200):
        if seen := look():
            return seen
        pause.wait(0.05)
    return 0


def test_an_upload_goes_on_where_it_stopped(buyer: Caller) -> None:
    content = random_bytes(2 * MIB + 5, 4)
    digest = sha256(content).hexdigest()
    begun = buyer.call(BeginUpload(sha256=digest, size=len(content)))
    assert (begun.stored, begun.complete) == (0, False)
    wrong = put(buyer, content, digest, offset=MIB)
    assert isinstance(found := problem(wrong), UploadOutOfStep)
    assert found.stored == 0
    broken_off(buyer, digest, content, MIB + 7)
    stored = eventually(lambda: buyer.call(BeginUpload(sha256=digest, size=len(content))).stored)
    assert stored == MIB, "whole pieces stay"
    assert view(put(buyer, content, offset=stored, digest=digest)).complete


def test_many_who_send_the_same_content_at_once_keep_it_once(
    person: Callable[..., Caller], supplier: int, plant: Settings
) -> None:
    content = random_bytes(3 * MIB, 5)
    callers = [person("buyer", server=n % 2) for n in range(6)]
    with ThreadPoolExecutor(len(callers)) as pool:
        replies = list(pool.map(lambda caller: view(put(caller, content)), callers))
    assert all(reply.complete for reply in replies)
    attach(callers[0], supplier, replies[0].sha256)
    query = """SELECT (SELECT count(*) FROM files.content WHERE sha256 = decode(%(hash)s, 'hex')),
                      (SELECT sum(length(data)) FROM files.piece p JOIN files.upload u ON u.id = p.upload_id
                       WHERE u.sha256 = decode(%(hash)s, 'hex'))"""
    with psycopg.connect(str(plant.owner_url)) as owner:
        assert owner.execute(query, {"hash": replies[0].sha256}).fetchone() == (1, len(content))


@contextmanager
def server(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server of this test's own, which it may kill."""
    command = [sys.executable, "-m", "veralot_server", "serve"]
    environment = os.environ | to_environment(settings)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            wait_until_ready(f"http://{settings.host}:{settings.port}", process)
            yield process
        finally:
            if process.poll() is None:
                process.terminate()


@pytest.mark.requirement("P11-01")
def test_a_server_that_is_killed_in_an_upload_leaves_no_half_file(buyer: Caller, plant: Settings) -> None:
    content = random_bytes(6 * MIB, 6)
    digest = sha256(content).hexdigest()
    own = msgspec.structs.replace(plant, port=free_port())
    address = f"http://{own.host}:{own.port}"
    gate = threading.Event()

    def body(kill: Callable[[], None]) -> Iterator[bytes]:
        for start in range(0, 4 * MIB, MIB):
            yield content[start : start + MIB]
        while buyer.call(BeginUpload(sha256=digest, size=len(content))).stored < 2 * MIB:
            gate.wait(0.05)
        kill()
        yield content[4 * MIB :]

    with server(own) as process:
        headers = {"Authorization": buyer.headers["Authorization"], "Content-Length": str(len(content))}
        group = os.getpgid(process.pid)
        with httpx.Client(base_url=address, timeout=10) as line, pytest.raises(httpx.TransportError):
            line.put(f"/files/{digest}", content=body(lambda: os.killpg(group, signal.SIGKILL)), headers=headers)
    begun = buyer.call(BeginUpload(sha256=digest, size=len(content)))
    assert not begun.complete
    assert begun.stored % MIB == 0
    assert 2 * MIB <= begun.stored < len(content)
    assert isinstance(problem(get(buyer, digest)), RecordNotFound)
    assert view(put(buyer, content, digest, offset=begun.stored)).complete


@pytest.mark.requirement("P11-05", "P11-11")
def test_who_may_not_is_refused_before_a_byte_is_read(
    buyer: Caller, supplier: int, person: Callable[..., Caller]
) -> None:
    content = b"%PDF- a secret"
    digest = view(put(buyer, content)).sha256
    made = attach(buyer, supplier, digest)
    stranger = Caller(buyer.address)
    for reply in (put(stranger, content), get(stranger, digest)):
        assert isinstance(problem(reply), SessionNeeded)
    auditor = person("auditor")
    assert isinstance(problem(put(auditor, content)), PermissionDenied)
    assert get(auditor, digest).content == content
    assert isinstance(problem(get(buyer, digest, f"?attachment={made.id + 1000}")), RecordNotFound)


@pytest.mark.parametrize("path", ["", "x", "0" * 63, "0" * 65, "A" * 64, "../etc/passwd", "0" * 64 + "/x"])
def test_what_is_no_hash_is_not_there(buyer: Caller, path: str) -> None:
    reply = buyer.http.get(f"/files/{path}", headers={"Authorization": buyer.headers["Authorization"]})
    assert isinstance(problem(reply), MessageUnknown)


def test_other_methods_and_numbers_that_are_none_are_refused(buyer: Caller) -> None:
    authorised = {"Authorization": buyer.headers["Authorization"]}
    assert isinstance(problem(buyer.http.delete(f"/files/{'0' * 64}", headers=authorised)), MessageUnknown)
    assert isinstance(problem(put(buyer, b"x", said="-1")), MessageInvalid)
    assert isinstance(problem(get(buyer, "0" * 64, "?attachment=x")), MessageInvalid)


def test_what_nobody_attached_goes_after_a_week_and_evidence_never(
    buyer: Caller, supplier: int, plant: Settings
) -> None:
    loose, kept = view(put(buyer, b"attached to nothing")), view(put(buyer, b"evidence"))
    attach(buyer, supplier, kept.sha256, "evidence.txt")
    with psycopg.connect(str(plant.owner_url), autocommit=True) as owner:
        owner.execute("UPDATE files.content SET at = at - interval '8 days'")
        owner.execute("UPDATE files.upload SET finished_at = finished_at - interval '8 days'")
    assert not buyer.call(BeginUpload(sha256="2" * 64, size=1)).complete
    assert not buyer.call(BeginUpload(sha256=loose.sha256, size=loose.size)).complete
    assert buyer.call(BeginUpload(sha256=kept.sha256, size=kept.size)).complete
    assert get(buyer, kept.sha256).content == b"evidence"


def test_the_file_says_where_it_is_described(buyer: Caller) -> None:
    paths = buyer.http.get("/openapi.json").json()["paths"]
    assert set(paths["/files/{sha256}"]) == {"get", "put"}
    assert Path("/files") not in {Path(path) for path in paths}
