"""Keeps what the dispatcher remembers from growing for ever: old events go, of old replies the body goes.

Of a command its id, digest, sender and time stay for good: a command that comes again after years is refused and not
carried out twice. A client whose place in the stream of events lies before what was pruned reads everything anew.
"""

from datetime import timedelta
from typing import Any, Final, NamedTuple

import psycopg
import structlog
from psycopg import Connection as Wire

from veralot_server.core.workers import Worker
from veralot_server.settings import Settings

log = structlog.get_logger(__name__)

LOCK: Final = 7_265_163
"""Any fixed number but the sealer's and the migrations'."""
EVERY_SECONDS: Final = 600.0
BATCH: Final = 2_000
"""Rows in one transaction: a few milliseconds, so that nobody who writes waits for it."""

DROP_EVENTS: Final = b"""
WITH dropped AS (
    DELETE FROM rpc.event WHERE id IN (
        SELECT id FROM (SELECT id, at FROM rpc.event ORDER BY id LIMIT %(batch)s) AS oldest WHERE at < now() - %(age)s)
    RETURNING xid),
moved AS (
    UPDATE rpc.horizon SET xid = newest.xid
    FROM (SELECT xid FROM dropped ORDER BY xid DESC LIMIT 1) AS newest WHERE horizon.xid < newest.xid)
SELECT count(*) FROM dropped
"""
"""The oldest events by number, of which those go that are old enough; the horizon moves with them, in one statement."""

DROP_BODIES: Final = b"""
WITH dropped AS (
    UPDATE rpc.reply SET body = NULL WHERE command_id IN (
        SELECT command_id FROM rpc.reply WHERE body IS NOT NULL AND at < now() - %(age)s ORDER BY at LIMIT %(batch)s)
    RETURNING 1)
SELECT count(*) FROM dropped
"""


class Pruned(NamedTuple):
    """How many events went, and how many replies lost their body."""

    events: int
    replies: int


def prune(wire: Wire[Any], settings: Settings) -> Pruned:
    """Prune one batch of each; nothing where another process is at it.

    Args:
        wire: a connection in autocommit mode.
        settings: say how long events and replies are kept.
    """
    with wire.transaction():
        row = wire.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,)).fetchone()
        if row is None or not row[0]:
            return Pruned(0, 0)
        return Pruned(
            _drop(wire, DROP_EVENTS, timedelta(days=settings.event_days)),
            _drop(wire, DROP_BODIES, timedelta(days=settings.reply_days)),
        )


def _drop(wire: Wire[Any], statement: bytes, age: timedelta) -> int:
    row = wire.execute(statement, {"batch": BATCH, "age": age}).fetchone()
    return int(row[0]) if row else 0


class Pruner(Worker):
    """Prunes, in every process; a lock in the database lets one work at a time."""

    def __init__(self, url: str, settings: Settings) -> None:
        """Remember where to work and how long things are kept; `start` does it."""
        super().__init__("pruner")
        self._url = url
        self._settings = settings

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._prune_all()
            except psycopg.Error as error:
                log.warning("the pruner stopped at an error; it tries again later", error=str(error))
            self._stop.wait(EVERY_SECONDS)

    def _prune_all(self) -> None:
        with psycopg.connect(self._url, autocommit=True, application_name="veralot pruner") as wire:
            while not self._stop.is_set():
                pruned = prune(wire, self._settings)
                if not any(pruned):
                    return
                log.info("pruned", events=pruned.events, replies=pruned.replies)
