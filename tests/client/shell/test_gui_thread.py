"""The one hop between threads, and the guard that watches the thread that draws."""

import logging
import sys
from collections.abc import Iterator
from threading import Event, get_ident
from time import monotonic

import pytest
from pytestqt.qtbot import QtBot

from veralot_client.core.background import Job
from veralot_client.shell.block_guard import LIMIT_SECONDS, BlockGuard
from veralot_client.shell.gui_thread import TURN_SECONDS, DeskBackground, GuiThread, QtBackground
from veralot_shared.errors import RecordNotFound


@pytest.fixture
def shown() -> list[Exception]:
    return []


@pytest.fixture
def background(qapp: object, shown: list[Exception]) -> Iterator[QtBackground]:
    assert qapp is not None
    background = QtBackground(GuiThread(), shown.append)
    yield background
    background.stop()


def test_work_runs_elsewhere_and_its_result_comes_home(background: QtBackground, qtbot: QtBot) -> None:
    results: list[tuple[int, int]] = []
    background.start(lambda _job: get_ident(), lambda worker: results.append((worker, get_ident())))
    qtbot.waitUntil(lambda: bool(results))
    worker, home = results[0]
    assert home == get_ident() != worker


@pytest.mark.usefixtures("background")
def test_workers_give_way_to_the_window_sooner_than_python_makes_them() -> None:
    assert sys.getswitchinterval() == pytest.approx(TURN_SECONDS)
    assert TURN_SECONDS * 100 < LIMIT_SECONDS, "a hundred waits for a turn are not felt"


def test_an_error_comes_home_to_whoever_takes_it(
    background: QtBackground, shown: list[Exception], qtbot: QtBot
) -> None:
    def fail(_job: Job) -> None:
        raise RecordNotFound(kind="lot", key="7")

    taken: list[Exception] = []
    background.start(fail, lambda _result: None, taken.append)
    background.start(fail, lambda _result: None)
    qtbot.waitUntil(lambda: bool(taken and shown))
    assert [type(error) for error in (*taken, *shown)] == [RecordNotFound, RecordNotFound]


def test_a_bug_in_the_background_is_shown(background: QtBackground, shown: list[Exception], qtbot: QtBot) -> None:
    background.start(lambda _job: 1 // 0, lambda _result: None)
    qtbot.waitUntil(lambda: bool(shown))
    assert isinstance(shown[0], ZeroDivisionError)


def test_a_cancelled_job_calls_nobody(background: QtBackground, shown: list[Exception], qtbot: QtBot) -> None:
    results: list[str] = []
    ended: list[Job] = []
    background.ended.subscribe(ended.append)

    def wait(job: Job) -> str:
        job.pause(30)
        return "waited in vain"

    job = background.start(wait, results.append, title="Long work")
    job.cancel()
    qtbot.waitUntil(lambda: ended == [job])
    assert results == []
    assert shown == []


def test_a_result_that_comes_after_cancelling_is_dropped(background: QtBackground, qtbot: QtBot) -> None:
    results: list[str] = []
    go = Event()

    def deaf(_job: Job) -> str:
        go.wait(5)
        return "too late"

    job = background.start(deaf, results.append, title="Deaf work")
    ended: list[Job] = []
    background.ended.subscribe(ended.append)
    job.cancel()
    go.set()
    qtbot.waitUntil(lambda: ended == [job])
    assert results == []


def test_long_work_says_how_far_it_is(background: QtBackground, qtbot: QtBot) -> None:
    progress: list[tuple[int, int]] = []
    ready, done = Event(), Event()

    def count(job: Job) -> None:
        ready.wait(5)
        for number in range(3):
            job.report(number, 3)

    job = background.start(count, lambda _result: done.set(), title="Counting")
    job.progressed.subscribe(lambda at, total: progress.append((at, total)))
    ready.set()
    qtbot.waitUntil(done.is_set)
    assert progress == [(0, 3), (1, 3), (2, 3)]


def test_more_work_than_threads_is_all_done(background: QtBackground, qtbot: QtBot) -> None:
    results: list[int] = []
    for number in range(50):
        background.start(lambda _job, number=number: number, results.append)  # type: ignore[misc]  # mypy cannot type a lambda's default
    qtbot.waitUntil(lambda: len(results) == 50)
    assert sorted(results) == list(range(50))


def test_what_comes_when_the_desk_is_gone_has_nobody_to_take_it(
    background: QtBackground, shown: list[Exception], qtbot: QtBot
) -> None:
    desk = DeskBackground(background, shown.append)
    taken: list[object] = []
    ready = Event()

    def fail(_job: Job) -> None:
        ready.wait(5)
        raise RecordNotFound(kind="lot", key="7")

    desk.start(lambda _job: ready.wait(5), taken.append)
    desk.start(fail, taken.append)
    desk.end()
    ready.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert taken == shown == []


@pytest.fixture
def guard(qapp: object) -> Iterator[BlockGuard]:
    assert qapp is not None
    guard = BlockGuard()
    yield guard
    guard.stop()


def keep_the_window_waiting(seconds: float) -> None:
    """Do something useless in the GUI thread, as a forgotten call to the server would."""
    until = monotonic() + seconds
    while monotonic() < until:
        sum(range(500))


def test_the_guard_names_what_blocked_the_window(
    guard: BlockGuard, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    assert guard is not None
    qtbot.wait(60)
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        keep_the_window_waiting(LIMIT_SECONDS * 2.5)
        qtbot.waitUntil(lambda: "did not answer" in caplog.text)
    assert "keep_the_window_waiting" in caplog.text


def test_the_guard_does_not_cry_at_ordinary_work(qapp: object, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    assert qapp is not None
    # Generous: other processes of the machine may hold this one up for longer than the limit.
    for _ in range(5):
        caplog.clear()
        guard = BlockGuard()
        for _ in range(8):
            keep_the_window_waiting(0.02)
            qtbot.wait(30)
        guard.stop()
        if "did not answer" not in caplog.text:
            return
    pytest.fail("the guard reports blocks where there are none")
