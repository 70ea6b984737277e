"""A caliper on a real pseudo-terminal is read by the real adapter."""

import sys
from collections.abc import Iterator
from decimal import Decimal
from queue import Queue

import pytest

from veralot_client.core.instruments.formats import read_line
from veralot_client.core.instruments.listening import Listener
from veralot_client.core.instruments.reading import InstrumentFailed, Reading, ReadingUnclear
from veralot_client.core.instruments.serial_line import SerialInstrument
from veralot_client.core.instruments.simulator import PretendCaliper
from veralot_shared.errors import CodedError

WAIT = 10


@pytest.mark.parametrize(
    ("line", "value", "unit"),
    [
        ("+012.345", "12.345", ""),
        ("12,345 mm", "12.345", "mm"),
        ("-0.001", "-0.001", ""),
        ("01A+00012.345", "12.345", ""),
        ("01A-00000.020", "-0.020", ""),
        ("S S     12.3456 g", "12.3456", "g"),
        ('0.4860 "', "0.4860", "in"),
        ("  7  ", "7", ""),
    ],
)
def test_known_lines_are_read_exactly(line: str, value: str, unit: str) -> None:
    reading = read_line(line)
    assert (reading.value, reading.unit) == (Decimal(value), unit)
    assert str(reading.value) == str(Decimal(value))


@pytest.mark.parametrize("line", ["", "ERR", "S D   12.3 g", "1.2.3", "12.345 mm mm", "01A", "\x00\x01"])
def test_anything_else_is_no_reading(line: str) -> None:
    with pytest.raises(ReadingUnclear):
        read_line(line)


if sys.platform != "win32":

    @pytest.fixture
    def caliper() -> PretendCaliper:
        """Return a caliper on a pseudo-terminal."""
        return PretendCaliper()

    @pytest.fixture
    def heard(caliper: PretendCaliper) -> Iterator["Queue[Reading | CodedError]"]:
        """Return what a listener to that caliper hands over."""
        queue: Queue[Reading | CodedError] = Queue()
        listener = Listener(SerialInstrument(caliper.port), queue.put, queue.put)
        yield queue
        listener.close()

    def test_what_is_measured_arrives_in_order(caliper: PretendCaliper, heard: "Queue[Reading | CodedError]") -> None:
        caliper.measure("+001.205")
        caliper.measure("+001.210 mm", end="\r")
        found = [heard.get(timeout=WAIT) for _ in range(2)]
        assert [one.value for one in found if isinstance(one, Reading)] == [Decimal("1.205"), Decimal("1.210")]

    def test_a_line_in_pieces_is_one_reading(caliper: PretendCaliper, heard: "Queue[Reading | CodedError]") -> None:
        for piece in ("+0", "01.", "205"):
            caliper.measure(piece, end="")
        caliper.measure("")
        found = heard.get(timeout=WAIT)
        assert isinstance(found, Reading)
        assert found.value == Decimal("1.205")

    def test_noise_is_said_and_listening_goes_on(caliper: PretendCaliper, heard: "Queue[Reading | CodedError]") -> None:
        caliper.measure("????")
        caliper.measure("1.5")
        assert isinstance(heard.get(timeout=WAIT), ReadingUnclear)
        assert isinstance(heard.get(timeout=WAIT), Reading)

    def test_a_pulled_cable_is_said(caliper: PretendCaliper, heard: "Queue[Reading | CodedError]") -> None:
        caliper.unplug()
        assert isinstance(heard.get(timeout=WAIT), InstrumentFailed)

    def test_a_port_that_is_not_there_is_said_at_once() -> None:
        with pytest.raises(InstrumentFailed, match="no-such-port"):
            SerialInstrument("/dev/no-such-port").open()
