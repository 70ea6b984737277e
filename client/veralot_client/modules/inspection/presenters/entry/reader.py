"""Reads an inspection of any size for the entry screen: portion after portion, and later only what has come since. No Qt."""

from collections.abc import Sequence
from typing import Final, Protocol

from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.entry.measuring import Pieces
from veralot_client.modules.inspection.presenters.entry.outbox import Outbox
from veralot_client.modules.inspection.presenters.entry.records import Records
from veralot_client.modules.inspection.presenters.entry.sending import Capturing
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, Sheet
from veralot_client.modules.inspection.presenters.entry.waiting import kept_here, waiting
from veralot_shared.contracts.genealogy import ListUnits, UnitView
from veralot_shared.contracts.inspection import (
    GetInspection,
    InspectionDetail,
    LaboratoryFinding,
    ListResults,
    ListSamples,
    ResultEntry,
    ResultView,
    SampleView,
)
from veralot_shared.contracts.training import GrantView, MyQualifications
from veralot_shared.errors import CodedError
from veralot_shared.ids import InspectionId, InvestigationId
from veralot_shared.messages import Page

PORTION: Final = 1000
"""Results, or units, in one question."""
PIECE: Final = 250
"""So many results are taken at once: the screen goes on in between, and never stands still for them."""


class Holder(Protocol):
    """Who holds what is read."""

    services: Services
    inspection_id: InspectionId
    capture: Capturing
    detail: InspectionDetail | None
    sheet: Sheet | None
    records: Records
    pieces: Pieces
    outbox: Outbox
    held: list[GrantView] | None
    withheld: set[Cell]

    def begun(self, sheet: Sheet) -> None:
        """A sheet is there, without results yet."""
        ...

    def arrived(self) -> None:
        """More is there than before."""
        ...

    def failed(self, error: CodedError) -> None:
        """It could not be read."""
        ...


class Reader:
    """Reads for one presenter; a reading that begins ends the one before.

    Attributes:
        busy: whether more is to come.
    """

    def __init__(self, holder: Holder) -> None:
        self._of = holder
        self._turn = 0
        self._findings: list[tuple[InvestigationId, LaboratoryFinding | None]] = []
        self.busy = False

    def read(self, *, anew: bool = False) -> None:
        """Read what has come since the last time; with `anew`, everything."""
        self._turn += 1
        self.busy = True
        turn = self._turn
        if anew:
            self._findings = []
            self._of.records = Records()
        asked = GetInspection(id=self._of.inspection_id)
        self._of.capture.ask(asked, lambda detail: self._take(turn, detail), lambda error: self._fail(turn, error))

    def _take(self, turn: int, detail: InspectionDetail) -> None:
        if turn != self._turn:
            return
        of = self._of
        of.detail = detail
        sheet = Sheet(detail)
        findings = [(one.id, one.finding) for one in detail.investigations]
        first = of.sheet is None
        if of.sheet is None or not sheet.asks_like(of.sheet):
            # The next sample of a double plan, or a retest: other results are asked for than before.
            sheet.order = of.sheet.order if of.sheet is not None else sheet.order
            of.sheet = sheet
            of.records = Records()
            of.begun(sheet)
        elif findings != self._findings:
            # A finding may have set results aside that were read as counting.
            of.records = Records()
        self._findings = findings
        if first and detail.inspection.per_unit:
            self._ask_units(0)
            self._ask_samples(0)
        if detail.revision.qualifications:
            of.capture.ask(MyQualifications(), self._take_held, _pass)
        self._ask(turn, whole=not of.records)

    def _ask(self, turn: int, *, whole: bool) -> None:
        asked = ListResults(
            inspection_id=self._of.inspection_id, after_id=self._of.records.last, page=Page(limit=PORTION)
        )
        self._of.capture.ask(
            asked, lambda found: self._take_results(turn, found, whole=whole), lambda error: self._fail(turn, error)
        )

    def _take_results(self, turn: int, found: list[ResultView], *, whole: bool) -> None:
        of = self._of
        if turn != self._turn or of.sheet is None:
            return
        if whole and not of.capture.away:
            of.withheld.update(of.sheet.let_go(everything=True))
        self._take_piece(turn, found, 0, new=False)

    def _take_piece(self, turn: int, found: list[ResultView], start: int, *, new: bool) -> None:
        of = self._of
        if turn != self._turn or of.sheet is None:
            return
        new = self._taken(of.sheet, found[start : start + PIECE]) or new
        if start + PIECE < len(found):
            of.services.background.post(lambda: self._take_piece(turn, found, start + PIECE, new=new))
            return
        if new and len(found) >= PORTION:
            of.arrived()
            self._ask(turn, whole=False)
            return
        if of.capture.away:
            of.services.background.start(
                lambda _job: kept_here(of.capture.journal(), of.inspection_id),
                lambda kept: self._take_kept(turn, kept),
                lambda error: self._fail(turn, error),
            )
            return
        self.busy = False
        # The server has what was kept here, and what is no result was put before a person, or refused.
        of.withheld.update(of.sheet.let_go(everything=False))
        of.arrived()

    def _take_kept(self, turn: int, kept: Sequence[ResultEntry]) -> None:
        """Show what was entered here before and still waits, also in a screen, or a program, that was started anew."""
        of = self._of
        if turn != self._turn or of.sheet is None:
            return
        for entry in waiting(of.sheet, of.pieces, kept):
            of.sheet.put(entry)
        self.busy = False
        of.arrived()

    def _taken(self, sheet: Sheet, piece: list[ResultView]) -> bool:
        """Take a piece of a portion; return whether anything of it is new."""
        of = self._of
        new = of.records.take(piece)
        for result in new:
            if result.unit_id is not None:
                of.pieces.recorded(result.unit_id, result.sample_no - 1)
        kept = sheet.kept()
        sheet.take(new)
        of.outbox.say_recorded(kept - sheet.kept())
        return bool(new)

    def _take_held(self, held: list[GrantView]) -> None:
        self._of.held = held
        self._of.arrived()

    def _ask_units(self, offset: int) -> None:
        detail = self._of.detail
        if detail is not None:
            page = Page(offset=offset, limit=PORTION)
            asked = ListUnits(lot_id=detail.inspection.lot_id, page=page)
            self._of.capture.ask(asked, lambda found: self._take_units(offset, found), _pass)

    def _take_units(self, offset: int, found: list[UnitView]) -> None:
        self._of.pieces.know(found)
        self._of.arrived()
        if len(found) >= PORTION:
            self._ask_units(offset + len(found))

    def _ask_samples(self, offset: int) -> None:
        """Ask which unit is which sample: the server has numbered them."""
        page = Page(offset=offset, limit=PORTION)
        asked = ListSamples(inspection_id=self._of.inspection_id, page=page)
        self._of.capture.ask(asked, lambda found: self._take_samples(offset, found), _pass)

    def _take_samples(self, offset: int, found: list[SampleView]) -> None:
        for one in found:
            self._of.pieces.recorded(one.unit_id, one.sample_no - 1)
        self._of.arrived()
        if len(found) >= PORTION:
            self._ask_samples(offset + len(found))

    def _fail(self, turn: int, error: Exception) -> None:
        if turn != self._turn:
            return
        self.busy = False
        if isinstance(error, CodedError):
            self._of.failed(error)
        else:
            self._of.services.notices.error(error)


def _pass(_error: Exception) -> None:
    """What only helps is done without."""
