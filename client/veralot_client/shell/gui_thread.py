"""The only hop between threads: work goes out to workers, results come back into the thread that draws."""

import logging
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from veralot_client.core.background import Cancelled, Job
from veralot_client.core.observers import Observers
from veralot_client.core.workers import Workers
from veralot_shared.errors import CodedError

T = TypeVar("T")

log = logging.getLogger(__name__)

TURN_SECONDS = 0.0005
"""So long one thread of Python computes while another waits for its turn.

A page that is painted asks Python for each of its cells, and waits for a turn each time. With Python's usual 5 ms the window
stands still for more than a second while workers read a large trace; so, they are slower by some hundredths.
"""


class GuiThread(QObject):
    """Carries calls into the thread in which it was made, in the order in which they come; workers give way to it."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN_SECONDS)
        self._posted.connect(self._carry_out, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Have `call` made by the GUI thread soon. May be called from any thread; does not wait."""
        self._posted.emit(call)

    def _carry_out(self, call: Callable[[], None]) -> None:
        call()


class QtBackground:
    """Runs work in workers; `done`, `failed` and progress come back in the GUI thread.

    Workers never hold `done` and `failed`: were a worker the last to let go of a window that one of them belongs to, Qt would
    destroy it outside its thread, and the program with it.

    Attributes:
        started: told of each job that has a title, so that its progress can be shown.
        ended: told when such a job is over, however it ended.
    """

    def __init__(self, gui: GuiThread, show_error: Callable[[Exception], None]) -> None:
        """Bring results back by `gui`; errors that nobody takes go to `show_error`."""
        self.started: Observers[[Job]] = Observers()
        self.ended: Observers[[Job]] = Observers()
        self._gui = gui
        self._show_error = show_error
        self._workers = Workers()
        self._waiting: dict[Job, tuple[Callable[[Any], None], Callable[[Exception], None]]] = {}

    @property
    def busy(self) -> bool:
        """Whether any work is on its way, or its result not taken yet."""
        return bool(self._waiting)

    def start(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        title: str = "",
    ) -> Job:
        """Run `work` elsewhere; see `Background.start`."""
        job = Job(title)
        self._waiting[job] = (done, failed or self._show_error)
        if title:
            self.started.tell(job)
        self._workers.submit(lambda: self._run(job, work))
        return job

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` in the GUI thread; see `Background.post`."""
        self._gui.post(call)

    def stop(self) -> None:
        """The client ends: take no more work."""
        self._workers.stop()

    def _run(self, job: Job, work: Callable[[Job], Any]) -> None:
        """Run in a worker. Whatever goes wrong is told; a bug too, since here nobody else would hear of it."""
        try:
            job.check()
            result = work(job)
        except Cancelled:
            self._gui.post(lambda: self._drop(job))
        except CodedError as error:
            self._fail(job, error)
        except Exception as error:
            log.exception("a bug in the background")
            self._fail(job, error)
        else:
            self._gui.post(lambda: self._end(job)[0](result))

    def _fail(self, job: Job, error: Exception) -> None:
        self._gui.post(lambda: self._end(job)[1](error))

    def _drop(self, job: Job) -> None:
        self._end(job)

    def _end(self, job: Job) -> tuple[Callable[[Any], None], Callable[[Exception], None]]:
        """Forget a job and return who takes its result and who its error: nobody, once it was cancelled."""
        takers = self._waiting.pop(job)
        if job.title:
            self.ended.tell(job)
        return (_drop, _drop) if job.cancelled else takers


class DeskBackground:
    """The background as one desk has it: its own errors, and the progress of its own jobs alone.

    What comes when the desk is gone has nobody to take it: the windows that asked are gone too.

    Attributes:
        started, ended: as `QtBackground` has them, of this desk's jobs.
    """

    def __init__(self, background: QtBackground, show_error: Callable[[Exception], None]) -> None:
        """Work in `background`; errors that nobody takes go to `show_error`."""
        self.started: Observers[[Job]] = Observers()
        self.ended: Observers[[Job]] = Observers()
        self._background = background
        self._show_error = show_error
        self._mine: set[Job] = set()
        self._gone = False
        self._unsubscribe = background.ended.subscribe(self._on_end)

    def start(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        title: str = "",
    ) -> Job:
        """Run `work` elsewhere; see `Background.start`."""
        failing = failed or self._show_error
        job = self._background.start(work, self._while_here(done), self._while_here(failing), title=title)
        if title:
            self._mine.add(job)
            self.started.tell(job)
        return job

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` in the GUI thread; see `Background.post`."""
        self._background.post(call)

    def end(self) -> None:
        """The desk is gone."""
        self._unsubscribe()
        self._mine.clear()
        self._gone = True

    def _while_here(self, take: Callable[[T], None]) -> Callable[[T], None]:
        """Return a taker that takes nothing any more once the desk is gone."""

        def taken(result: T) -> None:
            if not self._gone:
                take(result)

        return taken

    def _on_end(self, job: Job) -> None:
        if job in self._mine:
            self._mine.discard(job)
            self.ended.tell(job)


def _drop(_result: object) -> None:
    """Take what nobody waits for any more."""
