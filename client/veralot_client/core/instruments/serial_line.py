"""An instrument on a serial port, or on a USB cable that behaves as one."""

from typing import Final, NamedTuple

from serial import Serial, SerialException
from serial.tools.list_ports import comports

from veralot_client.core.instruments.formats import read_line
from veralot_client.core.instruments.reading import InstrumentFailed, Reading

WAIT: Final = 0.2
"""Seconds for which `receive` waits."""
LONGEST: Final = 200
"""Bytes without an end of line after which something else than an instrument is talking."""
ENDS: Final = (b"\r", b"\n")


class Port(NamedTuple):
    """A port of this computer: its name, and what the system says is on it."""

    device: str
    description: str


def ports() -> list[Port]:
    """Return the serial ports that this computer has."""
    return [Port(port.device, port.description or "") for port in sorted(comports())]


class SerialInstrument:
    """Reads lines from a port."""

    def __init__(self, port: str, baud: int = 9600) -> None:
        self._port = port
        self._baud = baud
        self._line: Serial | None = None
        self._waiting = b""

    @property
    def name(self) -> str:
        """Return the port."""
        return self._port

    def open(self) -> None:
        """Open the port. Raises: InstrumentFailed."""
        try:
            self._line = Serial(self._port, baudrate=self._baud, timeout=WAIT)
        except (SerialException, OSError) as problem:
            raise InstrumentFailed(port=self._port, problem=str(problem)) from problem

    def receive(self) -> Reading | None:
        """Return the next line's reading, if there is a whole line. Raises: InstrumentFailed, ReadingUnclear."""
        line = self._next() or self._more()
        return None if line is None else read_line(line.decode("ascii", "replace"))

    def close(self) -> None:
        """Close the port."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _more(self) -> bytes | None:
        """Wait a moment for more, and return a line if one is whole then."""
        if self._line is None:
            return None
        try:
            self._waiting += self._line.read(max(1, self._line.in_waiting))
        except (SerialException, OSError) as problem:
            raise InstrumentFailed(port=self._port, problem=str(problem)) from problem
        if len(self._waiting) > LONGEST and self._end() < 0:
            line, self._waiting = self._waiting[:LONGEST], b""
            return line
        return self._next()

    def _next(self) -> bytes | None:
        """Return the first line that is not empty of what has arrived."""
        while (end := self._end()) >= 0:
            line, self._waiting = self._waiting[:end], self._waiting[end + 1 :]
            if line.strip():
                return line
        return None

    def _end(self) -> int:
        """Return where the first line ends; -1 if none does yet."""
        found = [place for end in ENDS if (place := self._waiting.find(end)) >= 0]
        return min(found, default=-1)
