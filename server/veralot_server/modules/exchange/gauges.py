"""Gauges: each once, by the rules of its own module; one that is in use comes with its last calibration.

That calibration was done and reviewed elsewhere: it is marked as imported, has no points, and bears no signature here.
"""

from collections.abc import Iterable
from typing import Final

from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.master_output import MasterOutput
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import GaugeRow
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.gauges.domain import entries
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

GAUGE: Final = N_("gauge")
WHOLE: Final = N_(
    "A calibration is imported whole: its day, when the next is due, its certificate, and to what it is traceable."
)
ORDER: Final = N_("The next calibration is due after the last one.")


class Gauges:
    """Takes gauges."""

    def __init__(self, known: Known, output: MasterOutput, problems: Problems) -> None:
        """Begin with the codes of the database."""
        self._taken, self._output, self._problems = known.gauges, output, problems

    def take(self, readings: Iterable[Reading[GaugeRow]]) -> None:
        """Take rows."""
        for reading in readings:
            self._take(reading)

    def _take(self, reading: Reading[GaugeRow]) -> None:
        row = reading.seen
        self._problems.obey(
            reading.place,
            lambda: self._check_code(row),
            lambda: entries.require_code(row.code),
            lambda: entries.require_name(row.name),
            lambda: entries.require_unit(row.unit),
            lambda: entries.require_range(row.range_low, row.range_high),
            lambda: entries.require_resolution(row.resolution),
            lambda: entries.require_interval(row.interval_months),
            lambda: entries.require_warning(row.warning_days),
            lambda: self._check_whole(row),
            lambda: self._check_order(row),
        )
        if reading.row is not None:
            self._output.gauge(reading.row)

    def _check_code(self, row: GaugeRow) -> None:
        if not self._taken.add(row.code.upper()):
            self._problems.add(row.place, RecordExists(kind=GAUGE, key=row.code), "code", row.code)

    def _check_whole(self, row: GaugeRow) -> None:
        parts = (row.calibrated_on, row.due_on, row.certificate_no, row.traceable_to)
        if any(parts) and not all(parts):
            self._problems.add(row.place, ValueNotAllowed(value="", rule=WHOLE), "calibrated_on")

    def _check_order(self, row: GaugeRow) -> None:
        if row.calibrated_on and row.due_on and row.due_on <= row.calibrated_on:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.due_on), rule=ORDER), "due_on", row.due_on)
