"""Behind the page that puts away: scan what it is, see where it may go, scan the place, done. No Qt."""

from decimal import Decimal
from typing import NamedTuple

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import Find, GetLot, Hit, LotView, TransferLot
from veralot_shared.contracts.warehouse import (
    ContainerView,
    FindContainers,
    ListStock,
    MoveContainer,
    SpotView,
    StockCut,
    StockPage,
    StockRow,
    WhereMayItGo,
    WhereView,
)
from veralot_shared.errors import CodedError, from_problem
from veralot_shared.i18n import N_
from veralot_shared.ids import LocationId

SEVERAL = N_("Several things have this number. Scan the code on the label, or type more of it.")
SCAN_FIRST = N_("Scan a lot or a container first.")


class Task(NamedTuple):
    """What is in the hand: a container, or what lies loose of a lot at a place."""

    where: WhereView
    container: ContainerView | None
    row: StockRow | None


class PutAwayPresenter(Presenter):
    """Two scans, one movement.

    Attributes:
        task: what is in the hand; None before something was scanned.
        loose: where the scanned lot lies loose; one of them is in the hand.
        quantity: how much of the lot is moved.
        shown: told when any of them has changed.
        answered: told in words, with a tone, what became of a scan.
        done: told in words what was put away.
        sending: whether a movement is on its way.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.task: Task | None = None
        self.loose: list[StockRow] = []
        self.quantity = Decimal(0)
        self.sending = False
        self.shown: Observers[[]] = Observers()
        self.answered: Observers[[str, Tone]] = Observers()
        self.done: Observers[[str]] = Observers()

    # --- what it is --------------------------------------------------------------------------------------------------

    def scan(self, text: str) -> None:
        """Take a scan: a place where something is in the hand and the code is a place's, else a container or a lot."""
        spot = self.spot_of(text)
        if spot is not None:
            self.put_at(spot)
            return
        self.ask(FindContainers(text=text), lambda found: self._take_containers(text, found), self._fail)

    def spot_of(self, text: str) -> SpotView | None:
        """Return the place whose code was scanned."""
        spots = [] if self.task is None else self.task.where.spots
        return next((spot for spot in spots if spot.code.casefold() == text.strip().casefold()), None)

    def drop(self) -> None:
        """Put nothing away after all."""
        self.task, self.loose = None, []
        self.shown.tell()

    def choose_row(self, location_id: LocationId) -> None:
        """Take what lies loose of the lot at another place into the hand."""
        row = next((each for each in self.loose if each.location_id == location_id), None)
        if row is not None and self.task is not None:
            self.task = self.task._replace(row=row)
            self.quantity = row.quantity
            self.shown.tell()

    def _take_containers(self, text: str, found: list[ContainerView]) -> None:
        if len(found) == 1:
            self.ask(
                WhereMayItGo(container_id=found[0].id), lambda where: self._take_up(where, found[0], []), self._fail
            )
        elif found:
            self.answered.tell(self.words.text(SEVERAL), Tone.WARNING)
        else:
            self.ask(Find(text=text), lambda hits: self._take_hits(text, hits), self._fail)

    def _take_hits(self, text: str, hits: list[Hit]) -> None:
        lots = {hit.lot_id for hit in exact(text, hits) if hit.lot_id is not None}
        if len(lots) == 1:
            lot_id = lots.pop()
            self.ask(GetLot(id=lot_id), self._take_lot, self._fail)
        elif lots:
            self.answered.tell(self.words.text(SEVERAL), Tone.WARNING)
        else:
            self.answered.tell(self.words.text("Nothing here has the number {number}.", number=text), Tone.BAD)

    def _take_lot(self, lot: LotView) -> None:
        query = ListStock(cut=StockCut(lot_id=lot.id), sort="location")
        self.ask(query, lambda page: self._take_stock(lot, page), self._fail)

    def _take_stock(self, lot: LotView, page: StockPage) -> None:
        loose = [row for row in page.rows if row.container_id is None]
        if not loose:
            inside = [row.container_no for row in page.rows if row.container_no is not None]
            text = self.words.text("Nothing of lot {lot_no} is in stock.", lot_no=lot.lot_no)
            if inside:
                names = self.words.listed(inside)
                text = self.words.text(
                    "All of lot {lot_no} is in containers: {containers}. Scan the container.",
                    lot_no=lot.lot_no,
                    containers=names,
                )
            self.answered.tell(text, Tone.WARNING)
            return
        self.ask(WhereMayItGo(lot_id=lot.id), lambda where: self._take_up(where, None, loose), self._fail)

    def _take_up(self, where: WhereView, container: ContainerView | None, loose: list[StockRow]) -> None:
        self.loose = loose
        self.task = Task(where, container, loose[0] if loose else None)
        self.quantity = loose[0].quantity if loose else Decimal(0)
        best = next((spot for spot in where.spots if spot.allowed and not spot.here), None)
        if best is None:
            self.answered.tell(self.words.text("No place takes {what} now.", what=where.label), Tone.BAD)
        else:
            name = self.words.name(best.name, best.name_zh)
            text = self.words.text("Best place: {code} {name}. Scan the place.", code=best.code, name=name)
            self.answered.tell(text, Tone.GOOD)
        self.shown.tell()

    # --- where it goes -----------------------------------------------------------------------------------------------

    def put_at(self, spot: SpotView) -> None:
        """Move what is in the hand to a place, if it may lie there; else say why not and who can change it."""
        if self.task is None or self.sending:
            self.answered.tell(self.words.text(SCAN_FIRST), Tone.WARNING)
            return
        if not spot.allowed:
            reasons = " ".join(self.words.error(from_problem(problem)) for problem in spot.problems)
            self.answered.tell(reasons, Tone.BAD)
            return
        source = self._source()
        if source == spot.id:
            self.answered.tell(self.words.text("It stands at {code} already.", code=spot.code), Tone.WARNING)
            return
        self.sending = True
        self.shown.tell()
        task = self.task
        if task.container is not None:
            command = MoveContainer(container_id=task.container.id, location_id=spot.id)
            self.send(command, lambda _one: self._finish(spot), self._refused)
        elif task.row is not None:
            move = TransferLot(
                lot_id=task.row.lot_id,
                location_id=task.row.location_id,
                target_id=spot.id,
                quantity=self.quantity,
            )
            self.send(move, lambda _lot: self._finish(spot), self._refused)

    def _source(self) -> LocationId | None:
        if self.task is None:
            return None
        if self.task.container is not None:
            return None if self.task.container.inside_id is not None else self.task.container.location_id
        return None if self.task.row is None else self.task.row.location_id

    def _finish(self, spot: SpotView) -> None:
        label = "" if self.task is None else self.task.where.label
        self.sending = False
        self.task, self.loose = None, []
        self.done.tell(self.words.text("{what} was put away at {code}.", what=label, code=spot.code))
        self.shown.tell()

    def _refused(self, error: CodedError) -> None:
        self.sending = False
        self._fail(error)
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.answered.tell(self.words.error(error), Tone.BAD)


def exact(text: str, hits: list[Hit]) -> list[Hit]:
    """Return the hits that are meant: those whose whole number it is; else all."""
    whole = [hit for hit in hits if hit.label.casefold() == text.strip().casefold()]
    return whole or hits
