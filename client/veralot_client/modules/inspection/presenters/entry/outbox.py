"""Sends what is typed, in portions, and says of each entry what became of it. No Qt."""

from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from veralot_client.core.observers import Observers
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.inspection.presenters.entry.sending import Capturing
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, Entry, Sheet, State, message_entry
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.inspection import RecordedView, RecordResults, ResultInvalid
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import InspectionId

PORTION: Final = 500
"""Results in one command."""
KEPT: Final = N_("The server is away. The results are kept on this computer and sent when it is back.")


class Holder(Protocol):
    """Who holds the sheet that is sent from."""

    services: Services
    words: Words
    inspection_id: InspectionId
    sheet: Sheet | None
    capture: Capturing
    said: Observers[[str, Tone]]

    def load(self) -> None:
        """Read everything again."""
        ...

    def go(self, cell: Cell | None) -> None:
        """Enter another cell."""
        ...

    def settled(self, entries: Sequence[Entry]) -> None:
        """Entries stand otherwise than before."""
        ...


class Outbox:
    """Sends for one presenter, one portion after the other, so that what is later never overtakes."""

    def __init__(self, presenter: Holder) -> None:
        self._of = presenter
        self.busy = False

    def send(self, *, complete: bool) -> None:
        """Send what is typed."""
        sheet = self._of.sheet
        waiting = sheet.waiting() if sheet is not None else []
        if self.busy or sheet is None or not (waiting or complete):
            return
        portion, rest = waiting[:PORTION], waiting[PORTION:]
        command = RecordResults(
            inspection_id=self._of.inspection_id,
            results=[message_entry(entry, sheet.rows[entry.first.row], entry.unit_id) for entry in portion],
            complete=complete and not rest,
        )
        self.busy = True
        self._settle(portion, State.SENDING)
        self._of.capture.send(
            command,
            lambda reply: self._done(portion, reply, complete=complete, more=bool(rest)),
            lambda _kept: self._kept(portion, complete=complete, more=bool(rest)),
            lambda error: self._failed(portion, error),
        )

    def say_recorded(self, count: int) -> None:
        """Say how many results are recorded, at once or since the server is back; nothing where there is none."""
        if count > 0:
            text = self._of.words.plural("{count} result is recorded.", "{count} results are recorded.", count)
            self._of.said.tell(text, Tone.GOOD)

    def _done(self, portion: Sequence[Entry], reply: RecordedView, *, complete: bool, more: bool) -> None:
        self.busy = False
        self._settle(portion, State.RECORDED)
        self.say_recorded(len(reply.results))
        self._go_on(complete=complete, more=more)

    def _kept(self, portion: Sequence[Entry], *, complete: bool, more: bool) -> None:
        self.busy = False
        self._settle(portion, State.KEPT)
        self._of.said.tell(self._of.words.text(KEPT), Tone.WARNING)
        self._go_on(complete=complete, more=more)

    def _go_on(self, *, complete: bool, more: bool) -> None:
        if more:
            self.send(complete=complete)
        elif complete:
            self._of.load()

    def _failed(self, portion: Sequence[Entry], error: Exception) -> None:
        """Nothing of the portion was recorded: all of it is typed again, and what was wrong says so."""
        self.busy = False
        flaws = self._flaws(error)
        again = [
            msgspec.structs.replace(entry, state=State.TYPED, flaw=flaws.get(place, ""))
            for place, entry in enumerate(portion)
        ]
        self._of.settled(again)
        if isinstance(error, CodedError):
            self._of.said.tell(self._of.words.error(error), Tone.BAD)
            first = next((entry.first for entry in again if entry.flaw), None)
            self._of.go(first)
        else:
            self._of.services.notices.error(error)

    def _flaws(self, error: Exception) -> dict[int, str]:
        """Return what is wrong with which entry of the portion, in words."""
        if not isinstance(error, ResultInvalid):
            return {}
        words = self._of.words
        return {
            place: words.text(problem.text, **problem.values)
            for place, problem in zip(error.places, error.problems, strict=False)
        }

    def _settle(self, portion: Sequence[Entry], state: State) -> None:
        self._of.settled([msgspec.structs.replace(entry, state=state, flaw="") for entry in portion])
