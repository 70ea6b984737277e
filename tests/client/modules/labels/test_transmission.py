"""Sending to a printer: whatever breaks, the server is told of each label what is certain."""

import msgspec
import pytest

from tests.client.modules.labels.records import PRINTER, job
from tests.fakes import FakeServer
from tests.printers import FakePrinter, printing
from veralot_client.core.background import Cancelled, Job
from veralot_client.core.rpc import Server
from veralot_client.modules.labels.transmission import Lost, Outcome, Run, Trouble, read_status
from veralot_shared.contracts.labels import JobView, PrinterView, ReportLabels, TakeLabels, TakenLabel
from veralot_shared.ids import LabelId, LabelJobId


class Queue:
    """Answers as a server with so many queued labels would."""

    def __init__(self, fake: FakeServer, count: int) -> None:
        self.left = [TakenLabel(id=LabelId(n), sequence=n, content=b"^XA%d^XZ" % n) for n in range(1, count + 1)]
        self.printed: list[int] = []
        self.unsent: list[int] = []
        fake.answer(TakeLabels, self.take)
        fake.answer(ReportLabels, self.report)

    def take(self, message: TakeLabels) -> list[TakenLabel]:
        taken, self.left = self.left[: message.limit], self.left[message.limit :]
        return taken

    def report(self, message: ReportLabels) -> JobView:
        self.printed += message.printed
        self.unsent += message.unsent
        return job()


def run(server: Server, printer: FakePrinter, own: PrinterView = PRINTER, work: Job | None = None) -> Outcome:
    """Send everything."""
    here = msgspec.structs.replace(own, port=printer.port)
    return Run(server, here, LabelJobId(5), patience=0.5).run(work or Job(), 30)


def test_every_label_comes_out_and_is_reported(server: Server, fake_server: FakeServer) -> None:
    queue = Queue(fake_server, 30)
    with printing() as printer:
        assert run(server, printer) == Outcome(30, 0, None)
    assert printer.labels == [b"^XA%d^XZ" % n for n in range(1, 31)]
    assert queue.printed == list(range(1, 31))


def test_a_connection_that_breaks_leaves_one_label_uncertain(server: Server, fake_server: FakeServer) -> None:
    queue = Queue(fake_server, 30)
    with printing() as printer:
        printer.breaks_after = 25
        assert run(server, printer) == Outcome(25, 1, Trouble.BROKEN_OFF)
    assert queue.printed == list(range(1, 26))
    assert queue.unsent == [27, 28, 29, 30]


def test_a_printer_that_does_not_answer_leaves_the_label_uncertain(server: Server, fake_server: FakeServer) -> None:
    queue = Queue(fake_server, 3)
    with printing() as printer:
        printer.silent = True
        assert run(server, printer) == Outcome(0, 1, Trouble.NO_ANSWER)
    assert (queue.printed, queue.unsent) == ([], [2, 3])


def test_where_no_printer_is_nothing_is_taken(server: Server, fake_server: FakeServer) -> None:
    queue = Queue(fake_server, 3)
    with printing() as printer:
        pass
    assert run(server, printer) == Outcome(0, 0, Trouble.UNREACHABLE)
    assert len(queue.left) == 3


def test_a_printer_that_cannot_answer_is_believed_nothing(server: Server, fake_server: FakeServer) -> None:
    queue = Queue(fake_server, 3)
    with printing() as printer:
        mute = msgspec.structs.replace(PRINTER, answers=False)
        assert run(server, printer, mute) == Outcome(0, 3, None)
    assert (queue.printed, queue.unsent) == ([], [])


def test_without_paper_it_waits_until_the_person_stops_it(server: Server, fake_server: FakeServer) -> None:
    queue, work = Queue(fake_server, 3), Job()
    with printing() as printer:
        printer.paper_out = True
        here = msgspec.structs.replace(PRINTER, port=printer.port)
        with pytest.raises(Cancelled):
            Run(server, here, LabelJobId(5), patience=0.5).run(work, 3, waits=work.cancel)
    assert (queue.printed, queue.unsent) == ([], [2, 3])


@pytest.mark.parametrize(
    "answer", [b"", b"\x02\x03\x02\x03\x02\x03", b"\x02a,b\x03", b"\x021,2,3\x03\x024\x03\x025\x03"]
)
def test_an_answer_that_says_nothing_counts_as_none(answer: bytes) -> None:
    with pytest.raises(Lost):
        read_status(answer)
