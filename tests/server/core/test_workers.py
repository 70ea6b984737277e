"""A thread that ends by what nobody foresaw is logged, and the process says so instead of going on without it."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from veralot_server.app import liveness
from veralot_server.core.workers import Worker
from veralot_server.rpc.pruning import Pruner
from veralot_server.settings import Settings


class Digger(Worker):
    """Works until it is stopped, or does what it was given."""

    def __init__(self, name: str, work: Callable[[], None] | None = None) -> None:
        super().__init__(name)
        self._given = work

    def _run(self) -> None:
        if self._given is not None:
            self._given()
        self._stop.wait()


def broken() -> None:
    """Meet what nobody foresaw."""
    raise LookupError("a hole")


def test_a_worker_that_breaks_is_logged_and_the_process_is_no_longer_live(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda caught: told.append(caught.exc_value))
    whole, other = Digger("whole"), Digger("other", broken)
    assert liveness([whole])["status"] == "stopped", "not begun"
    with structlog.testing.capture_logs() as logs:
        whole.start()
        other.start()
        other._thread.join(timeout=30)  # noqa: SLF001 - to wait for its end, not for a time
    try:
        assert liveness([whole]) == {"status": "live"}
        assert liveness([whole, other]) == {"status": "stopped", "workers": ["other"]}
        assert [(entry["event"], entry["worker"]) for entry in logs] == [("a worker ended", "other")]
        assert [type(error) for error in told] == [LookupError]
    finally:
        whole.stop()
    assert not whole.works


def test_what_the_database_refuses_is_tried_again(admin_url: str, tmp_path: Path) -> None:
    """In a database without our tables, say while it is being restored."""
    pruner = Pruner(admin_url, Settings(home=tmp_path))
    with structlog.testing.capture_logs() as logs:
        pruner.start()
        deadline = time.monotonic() + 30
        while not logs and time.monotonic() < deadline:
            pass
        assert [entry["event"] for entry in logs] == ["the pruner stopped at an error; it tries again later"]
        assert pruner.works
        pruner.stop()
    assert not pruner.works
