"""Sends labels to a printer over TCP and asks it what has come out. No Qt; it blocks, so it runs in the background.

A label is marked as sent on the server before its first byte leaves, and as printed when the printer says that nothing
is left to print. Whatever interrupts this in between, the server knows of each label at least what is certain: one that
may have come out stays `sent` until a person looks, one that cannot have waits again.
"""

import re
import socket
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from veralot_client.core.background import Job
from veralot_client.core.rpc import Server
from veralot_shared.contracts.labels import PrinterView, ReportLabels, TakeLabels, TakenLabel
from veralot_shared.ids import LabelId, LabelJobId

BATCH: Final = 20
"""Labels that are taken from the queue at once."""
PATIENCE: Final = 10.0
"""Seconds without any answer after which a printer counts as lost."""
PAUSE: Final = 0.05
STATUS: Final = b"~HS"
"""Asks for three lines of numbers between STX and ETX (ZPL II, Host Status Return)."""
LINE: Final = re.compile(rb"\x02([0-9,]*)\x03")
LINES: Final = 3


class Trouble(StrEnum):
    """Why labels did not come out."""

    UNREACHABLE = "unreachable"
    BROKEN_OFF = "broken_off"
    NO_ANSWER = "no_answer"


class Lost(Exception):
    """The printer is gone."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Status(NamedTuple):
    """What a printer says of itself."""

    formats: int
    remaining: int
    paper_out: bool
    paused: bool
    head_open: bool
    ribbon_out: bool

    @property
    def idle(self) -> bool:
        """Whether everything sent has come out."""
        return not self.formats and not self.remaining

    @property
    def waits_for_a_person(self) -> bool:
        """Whether somebody must do something at the printer."""
        return self.paper_out or self.paused or self.head_open or self.ribbon_out


class Outcome(NamedTuple):
    """What became of a run: how many came out, and of how many nobody knows."""

    printed: int
    unknown: int
    trouble: Trouble | None


class Line:
    """A connection to one printer."""

    def __init__(self, printer: PrinterView, patience: float = PATIENCE) -> None:
        self._printer = printer
        self._patience = patience
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Connect. Raises: Lost."""
        try:
            self._socket = socket.create_connection((self._printer.host, self._printer.port), timeout=self._patience)
        except OSError as problem:
            raise Lost(Trouble.UNREACHABLE) from problem

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def send(self, content: bytes) -> None:
        """Send. Raises: Lost."""
        try:
            self._open_socket().sendall(content)
        except OSError as problem:
            raise Lost(Trouble.BROKEN_OFF) from problem

    def status(self) -> Status:
        """Ask the printer how it is. Raises: Lost."""
        self.send(STATUS)
        answer = b""
        ends = time.monotonic() + self._patience
        while len(LINE.findall(answer)) < LINES:
            answer += self._receive(ends)
        return read_status(answer)

    def _receive(self, ends: float) -> bytes:
        try:
            self._open_socket().settimeout(max(0.01, ends - time.monotonic()))
            part = self._open_socket().recv(4096)
        except TimeoutError as problem:
            raise Lost(Trouble.NO_ANSWER) from problem
        except OSError as problem:
            raise Lost(Trouble.BROKEN_OFF) from problem
        if not part:
            raise Lost(Trouble.BROKEN_OFF)
        return part

    def _open_socket(self) -> socket.socket:
        if self._socket is None:
            raise Lost(Trouble.UNREACHABLE)
        return self._socket


def read_status(answer: bytes) -> Status:
    """Return what the three lines of a printer's status say. Raises: Lost where they say nothing."""
    lines = [line.split(b",") for line in LINE.findall(answer)[:LINES]]
    try:
        first, second = lines[0], lines[1]
        return Status(
            formats=int(first[4]),
            remaining=int(second[8]),
            paper_out=first[1] == b"1",
            paused=first[2] == b"1",
            head_open=second[2] == b"1",
            ribbon_out=second[3] == b"1",
        )
    except (IndexError, ValueError) as problem:
        raise Lost(Trouble.NO_ANSWER) from problem


class Run:
    """Sends the queued labels of one job to its printer, until none is left or the printer is lost."""

    def __init__(self, server: Server, printer: PrinterView, job_id: LabelJobId, patience: float = PATIENCE) -> None:
        self._server = server
        self._printer = printer
        self._job_id = job_id
        self._line = Line(printer, patience)
        self.printed = 0
        self.unknown = 0

    def run(self, job: Job, total: int, waits: Callable[[], None] = lambda: None) -> Outcome:
        """Send; `total` is how many there are, `waits` is told while somebody is needed at the printer.

        Raises:
            CodedError: the server refuses; what is certain of each label has been said before.
            Cancelled: the person wants no more; labels that were not sent wait again.
        """
        try:
            self._line.open()
            while taken := self._server.call(TakeLabels(job_id=self._job_id, limit=BATCH)):
                self._send_batch(taken, job, total, waits)
        except Lost as lost:
            return Outcome(self.printed, self.unknown, lost.trouble)
        finally:
            self._line.close()
        return Outcome(self.printed, self.unknown, None)

    def _send_batch(self, taken: Sequence[TakenLabel], job: Job, total: int, waits: Callable[[], None]) -> None:
        """Send labels one by one; whatever happens, say of each what is certain."""
        printed: list[LabelId] = []
        begun = 0
        try:
            for label in taken:
                job.check()
                begun += 1
                self._line.send(label.content)
                if self._printer.answers:
                    self._await_idle(job, waits)
                    printed.append(label.id)
                    self.printed += 1
                else:
                    self.unknown += 1
                job.report(self.printed + self.unknown, total)
        finally:
            if self._printer.answers:
                self.unknown += begun - len(printed)
            unsent = [label.id for label in taken[begun:]]
            if printed or unsent:
                self._server.call(ReportLabels(job_id=self._job_id, printed=printed, unsent=unsent))

    def _await_idle(self, job: Job, waits: Callable[[], None]) -> None:
        """Wait until the printer says that nothing is left to print. Raises: Lost, Cancelled."""
        while not (status := self._line.status()).idle:
            if status.waits_for_a_person:
                waits()
            job.pause(PAUSE)
