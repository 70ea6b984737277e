"""What an instrument sends, and what can go wrong with it."""

from decimal import Decimal
from typing import NamedTuple, Protocol

from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_


class Reading(NamedTuple):
    """A value as it was sent, exact; `unit` is empty where the instrument does not say it."""

    value: Decimal
    unit: str
    raw: str


class InstrumentFailed(CodedError, status=503):
    """The instrument cannot be reached, or its cable was pulled."""

    text = N_("The instrument at {port} cannot be read: {problem}. Check its cable, then connect it again.")
    port: str
    problem: str


class ReadingUnclear(CodedError, status=422):
    """A line that no known instrument writes."""

    text = N_("The instrument sent “{line}”, which is no reading. Measure again.")
    line: str


class Instrument(Protocol):
    """An adapter. `receive` blocks no longer than about a quarter of a second, so that closing is quick."""

    @property
    def name(self) -> str:
        """What the instrument is called."""
        ...

    def open(self) -> None:
        """Get ready. Raises: InstrumentFailed."""
        ...

    def receive(self) -> Reading | None:
        """Return a reading, or nothing if none came. Raises: InstrumentFailed, ReadingUnclear."""
        ...

    def close(self) -> None:
        """Let go; it may be closed already."""
        ...
