"""Figures of the server: a small question, a small command, the log's verification."""

import itertools
import uuid
from collections.abc import Callable, Iterator

import psutil
import psycopg

from benchmarks import load
from benchmarks.figures import Figure, interleaved
from benchmarks.plant import Bench, cpu_seconds, login, request, served
from veralot_shared.contracts.identity import WhoAmI
from veralot_shared.contracts.items import CreatePartner, PartnerKind

CONNECTIONS = 16
SECONDS = 2.0
COMMANDS = 300


def question(bench: Bench) -> Figure:
    """Measure one small question over HTTP: one worker, 16 connections.

    The baseline is an empty Litestar handler that runs as ours do, synchronous in a thread; the same handler on the event
    loop, which no handler of ours is, is printed beside it.
    """
    with served(bench):
        token = login(bench)
        host = f"HTTP/1.1\r\nHost: {bench.address}\r\n"
        threaded = f"POST /baseline/empty-in-thread {host}Content-Length: 0\r\n\r\n".encode()
        looped = f"GET /baseline/empty {host}\r\n".encode()
        asked = request(bench, WhoAmI(), token)

        def rate(text: bytes) -> Callable[[], float]:
            return lambda: load.per_second(bench.address, itertools.repeat(text), CONNECTIONS, SECONDS)

        rate(asked)()
        real, bare = interleaved(rate(asked), rate(threaded))
        loop = rate(looped)()
    share = real / bare
    return Figure(
        name="one small question over HTTP, 16 connections",
        value=f"{real:,.0f}/s",
        baseline=f"empty handler {bare:,.0f}/s in a thread ({loop:,.0f}/s on the loop)",
        ratio=share,
        target="≥ 0.35",
        met=share >= 0.35,
    )


def command(bench: Bench) -> Figure:
    """Measure the CPU of one small command against a bare INSERT through the same pool and HTTP stack."""
    with psycopg.connect(bench.urls.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS bench_partner (LIKE items_partner INCLUDING ALL)")
        owner.execute("GRANT ALL ON bench_partner TO veralot_app")
    with served(bench) as server:
        token = login(bench)
        commands, inserts = _commands(bench, token), _inserts(bench)

        def cost(requests: Iterator[bytes]) -> Callable[[], float]:
            return lambda: _cpu(bench, server, list(itertools.islice(requests, COMMANDS)))

        cost(commands)(), cost(inserts)()
        real, bare = interleaved(cost(commands), cost(inserts))
    return Figure(
        name="one small command, CPU of server and database",
        value=f"{real * 1000:.2f} ms",
        baseline=f"bare INSERT {bare * 1000:.2f} ms",
        ratio=real / bare,
        target="≤ 4",
        met=real / bare <= 4,
    )


def _commands(bench: Bench, token: str) -> Iterator[bytes]:
    for number in itertools.count():
        message = CreatePartner(
            code=f"C-{number}-{uuid.uuid4().hex[:8]}", kind=PartnerKind.SUPPLIER, name="x", name_zh="x"
        )
        yield request(bench, message, token, str(uuid.uuid4()))


def _inserts(bench: Bench) -> Iterator[bytes]:
    for number in itertools.count():
        body = f'{{"code": "I-{number}-{uuid.uuid4().hex[:8]}"}}'
        head = f"POST /baseline/insert HTTP/1.1\r\nHost: {bench.address}\r\nContent-Type: application/json\r\n"
        yield f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def _cpu(bench: Bench, server: psutil.Process, requests: list[bytes]) -> float:
    before = cpu_seconds(bench, server)
    load.one_by_one(bench.address, requests)
    return (cpu_seconds(bench, server) - before) / len(requests)
