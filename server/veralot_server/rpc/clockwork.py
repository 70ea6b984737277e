"""Does what modules registered for when its time has come, though nobody asks: every few seconds, one process at a time.

Each is carried out like a command, by the plant's own clockwork as its actor: what it writes is logged, other modules hear
what it tells, and clients are told after the commit.
"""

from typing import Final

import psycopg
import structlog

from veralot_server.core import module
from veralot_server.core.transaction import Actor, begin
from veralot_server.core.workers import Worker
from veralot_server.rpc import push
from veralot_server.rpc.dispatch import CONCLUDE, CONFLICTS, Dispatcher
from veralot_server.rpc.herald import NOTIFY
from veralot_shared.errors import CodedError

log = structlog.get_logger(__name__)

LOCK: Final = 7_265_164
"""Any fixed number but those of the sealer, the pruner and the migrations."""
EVERY_SECONDS: Final = 10.0


class Clockwork(Worker):
    """Looks what is due, in every process; a lock in the database lets one work at a time."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        """Remember by whom work is carried out; `start` does it."""
        super().__init__("clockwork")
        self._dispatcher = dispatcher

    def turn(self) -> None:
        """Do whatever is due now; what another process is at, or was faster with, is left to it."""
        with self._dispatcher.database.wire() as wire:
            row = wire.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
            if row is None or not row[0]:
                return
            try:
                for name in sorted(module.CLOCKWORK):
                    self._tick(name)
            finally:
                wire.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))

    def _tick(self, name: str) -> None:
        dispatcher = self._dispatcher
        try:
            with begin(dispatcher.database, dispatcher.settings, dispatcher.inner) as tx:
                tx.act(Actor.system("server"), name)
                module.CLOCKWORK[name](tx)
                module.tell_hearers(tx)
                events = push.recorded(tx)
                if events is not None:
                    tx.wire.direct(CONCLUDE, None, name.encode(), None, b"%d" % tx.actor.user_id, None, events)
                    tx.wire.simple(NOTIFY)
        except CONFLICTS as conflict:
            log.info("another was faster; tried again later", work=name, conflict=type(conflict).__name__)
        except CodedError as refused:
            log.warning("refused", work=name, code=refused.code)

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            try:
                self.turn()
            except psycopg.Error as error:
                log.warning("the clockwork stopped at an error; it tries again later", error=str(error))
