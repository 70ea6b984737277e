"""Where the entry screen stands: the inspection, its sheet, the cell that is entered, and what is in the hand. No Qt."""

from typing import Final

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.entry.measuring import Hands, Pieces
from veralot_client.modules.inspection.presenters.entry.records import Records
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, Entry, Progress, Sheet, State
from veralot_shared.contracts.gauges import GaugeView
from veralot_shared.contracts.genealogy import UnitView
from veralot_shared.contracts.inspection import (
    OPEN_FOR_RESULTS,
    CharacteristicView,
    InspectionDetail,
    InspectionStatus,
    ResultView,
    asked_of,
)
from veralot_shared.contracts.training import GrantView, NotQualified, by_qualification, lacking
from veralot_shared.errors import CodedError

WRITABLE: Final = OPEN_FOR_RESULTS | {InspectionStatus.CREATED}


class Standing(Presenter):
    """What is known, and what follows from it.

    Attributes:
        detail: the inspection with its frozen plan; None until it is read.
        sheet: its results; None until it is read.
        records: what the server has of them, those too that no longer count.
        at: the cell that is being entered.
        error: why it could not be read the last time.
        typing: what stands half typed in the field.
        moved: told when another cell is being entered.
        hands: the gauges in use.
        pieces: which unit is which sample.
        held: what the person is qualified for; None until it is read, or where nothing is asked for.
        withheld: where something was entered while the server was away that it has not recorded.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.detail: InspectionDetail | None = None
        self.sheet: Sheet | None = None
        self.records = Records()
        self.at: Cell | None = None
        self.error: CodedError | None = None
        self.typing = ""
        self._half_typed: dict[Cell, str] = {}
        self.moved: Observers[[]] = Observers()
        self.hands = Hands(self.words, services.capture.now)
        self.pieces = Pieces()
        self.held: list[GrantView] | None = None
        self.withheld: set[Cell] = set()

    def characteristic(self) -> CharacteristicView | None:
        """Return the characteristic that is being entered."""
        return None if self.sheet is None or self.at is None else self.sheet.rows[self.at.row]

    def entry(self) -> Entry | None:
        """Return what stands in the cell that is being entered."""
        return None if self.sheet is None or self.at is None else self.sheet.entries.get(self.at)

    def former(self) -> list[ResultView]:
        """Return what the result of the cell was before it was corrected or set aside, the oldest first."""
        one = self.characteristic()
        return [] if one is None or self.at is None else self.records.former(one.id, self.at.sample + 1)

    def correctable(self) -> ResultView | None:
        """Return the recorded result of the cell, if another may be put in its place now."""
        entry = self.entry()
        open_ = self.detail is not None and self.detail.inspection.status in OPEN_FOR_RESULTS
        return entry.result if entry is not None and open_ and entry.state is State.RECORDED else None

    def gauge(self) -> GaugeView | None:
        """Return the gauge that the characteristic is measured with now."""
        one = self.characteristic()
        return None if one is None else self.hands.of(one)

    def unit(self) -> UnitView | None:
        """Return the unit that is the sample."""
        return None if self.at is None else self.pieces.unit_at(self.at.sample)

    def progress(self) -> Progress:
        """Return how far everything is."""
        return Progress(0, 0, 0, 0) if self.sheet is None else self.sheet.progress()

    def undecided(self) -> int:
        """Return how many results that were entered while the server was away it has and has not recorded."""
        if self.sheet is None or self.services.capture.waiting().count:
            return 0
        return sum(cell not in self.sheet.entries for cell in self.withheld)

    @property
    def writable(self) -> bool:
        """Whether results can be entered now."""
        return self.detail is not None and self.detail.inspection.status in WRITABLE

    def unqualified(self, one: CharacteristicView | None = None) -> NotQualified | None:
        """Return why the person may not work by this plan, or not record this characteristic; nothing where they may.

        By the server's clock, as far as this computer can know it.
        """
        user, detail = self.services.session.user, self.detail
        if detail is None or self.held is None or user is None:
            return None
        asked, zone = asked_of(detail.revision, {one.id} if one is not None else ()), self.words.zone
        day = self.services.capture.now().astimezone(zone).date()
        missing = lacking(asked, by_qualification(self.held), day, zone)
        names = {"person": user.full_name, "person_zh": user.full_name_zh}
        return NotQualified(**names, number=detail.inspection.number, lacking=missing) if missing else None

    # --- moving ------------------------------------------------------------------------------------------------------

    def go(self, cell: Cell | None) -> None:
        """Enter another cell; what stands half typed in this one is there again when one comes back."""
        if cell is not None and self.sheet is not None and self.sheet.has(cell):
            self.stand(cell)
            self.moved.tell()

    def step(self, by: int) -> None:
        """Enter the cell before or after this one."""
        if self.sheet is not None and self.at is not None:
            self.go(self.sheet.beside(self.at, by))

    def next_failing(self) -> None:
        """Go to the next result that is out of specification."""
        if self.sheet is not None:
            self.go(self.sheet.next_failed(self.at))

    def go_to_balloon(self, code: str) -> None:
        """Enter the characteristic of a balloon: where its next result is missing, else its first."""
        sheet = self.sheet
        row = next((row for row, one in enumerate(sheet.rows) if one.code == code), None) if sheet else None
        if sheet is None or row is None:
            return
        cells = [Cell(row, sample) for sample in sheet.asked[row]]
        self.go(next((cell for cell in cells if cell not in sheet.entries), cells[0] if cells else None))

    def stand(self, cell: Cell) -> None:
        """Enter a cell: what is half typed belongs to the cell that it was typed for, and to no other."""
        if cell == self.at:
            return
        if self.at is not None and self.typing:
            self._half_typed[self.at] = self.typing
        self.at, self.typing = cell, self._half_typed.pop(cell, "")
