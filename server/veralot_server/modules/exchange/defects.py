"""Defect codes: each once, by the rules of its own module."""

from collections.abc import Iterable
from typing import Final

from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.master_output import MasterOutput
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import DefectRow
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.quality.domain import defects as rules
from veralot_shared.errors import RecordExists
from veralot_shared.i18n import N_

DEFECT: Final = N_("defect code")


class Defects:
    """Takes defect codes."""

    def __init__(self, known: Known, output: MasterOutput, problems: Problems) -> None:
        """Begin with the codes of the database."""
        self._taken, self._output, self._problems = known.defects, output, problems

    def take(self, readings: Iterable[Reading[DefectRow]]) -> None:
        """Take rows."""
        for reading in readings:
            self._take(reading)

    def _take(self, reading: Reading[DefectRow]) -> None:
        row = reading.seen
        self._problems.obey(
            reading.place,
            lambda: self._check_code(row),
            lambda: rules.require_code(row.code),
            lambda: rules.require_name(row.name),
            lambda: rules.require_name_zh(row.name_zh),
        )
        if reading.row is not None:
            self._output.defect(reading.row)

    def _check_code(self, row: DefectRow) -> None:
        if not self._taken.add(row.code.upper()):
            self._problems.add(row.place, RecordExists(kind=DEFECT, key=row.code), "code", row.code)
