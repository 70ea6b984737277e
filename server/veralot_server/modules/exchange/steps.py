"""Steps of a lot's status, by the one table of transitions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_server.modules.exchange.lots import LOT, Line, LotBook
from veralot_server.modules.exchange.output import Output
from veralot_server.modules.exchange.rows import MovementRow, StatusRow
from veralot_server.modules.exchange.world import Lot
from veralot_server.modules.genealogy.domain.status import beneath
from veralot_shared.contracts.genealogy import LOT_TRANSITIONS, LotEvent, LotStatus
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed
from veralot_shared.i18n import N_

SYSTEM: Final = "system"
"""The plant's own clockwork, which lets goods expire."""

NOT_BY_THIS: Final = N_("This kind of movement does not lead to that status.")

OUTCOME: Final[Mapping[LotEvent, LotStatus]] = MappingProxyType(
    {event: status for (_, event), status in LOT_TRANSITIONS.items()}
)
"""The status that each event leads to; there is one, whatever the status before."""


class Steps:
    """Moves lots from status to status."""

    def __init__(self, lots: LotBook, output: Output) -> None:
        """Write into `output`."""
        self._lots, self._output = lots, output

    def after(self, line: Line) -> None:
        """Bring the lot to the status that its row says it has after the movement."""
        wanted = line.row.status
        lot = line.receiver if line.from_customer else line.lot
        if wanted is None or wanted is lot.status:
            return
        fitting = [event for event in line.rule.events if OUTCOME[event] is wanted]
        legal = [event for event in fitting if (lot.status, event) in LOT_TRANSITIONS]
        if fitting:
            self.take(lot, (legal or fitting)[0], line.row, "status")
        else:
            error = ValueNotAllowed(value=wanted, rule=NOT_BY_THIS)
            self._lots.object(lot.key, line.row.place, error, "status", wanted)

    def take(self, lot: Lot, event: LotEvent, row: MovementRow | StatusRow, column: str) -> None:
        """Bring a lot to the status that an event leads to; one that is not possible is noted, and its outcome believed.

        What follows is then judged as if the step had been possible, so that one missing step is one error.
        """
        if (lot.status, event) not in LOT_TRANSITIONS:
            self._expire(lot, event, row)
        before = lot.status
        target = LOT_TRANSITIONS.get((before, event))
        if target is None:
            error = TransitionIllegal(kind=LOT, key=lot.lot_no, state=before, event=event)
            self._lots.object(lot.key, row.place, error, column, getattr(row, column))
        lot.status = target or OUTCOME.get(event, before)
        lot.cycle += event is LotEvent.REPORT_REWORK
        lot.changed = True
        self._output.change(lot, event, before, row)

    def _expire(self, lot: Lot, event: LotEvent, row: MovementRow | StatusRow) -> None:
        """Let the clock end a lot first, where it has and only so the step is possible: goods expire without a row."""
        expired = beneath(lot.status, lot.expiry, row.at.date())
        if expired is not lot.status and (expired, event) in LOT_TRANSITIONS:
            before, lot.status = lot.status, expired
            self._output.change(lot, LotEvent.EXPIRE, before, row, by=SYSTEM)
