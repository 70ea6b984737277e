"""Puts into a container what is scanned or dragged onto it. No Qt."""

from collections.abc import Sequence

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.warehouse.presenters.containers import ContainerPresenter
from veralot_client.modules.warehouse.presenters.put_away import exact
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import Find, Hit
from veralot_shared.contracts.warehouse import (
    ContainerView,
    FillContainer,
    FindContainers,
    ListStock,
    MoveContainer,
    StockCut,
    StockPage,
    StockRow,
    TakeOut,
)
from veralot_shared.errors import CodedError
from veralot_shared.ids import LotId


class PuttingIn(Presenter):
    """Scans into one container: another container goes in at once, of a lot it is asked how much.

    Attributes:
        answered: told in words, with a tone, what became of a scan.
        found: told the loose stock of a lot that was scanned.
    """

    def __init__(self, services: Services, holder: ContainerPresenter) -> None:
        super().__init__(services)
        self.answered: Observers[[str, Tone]] = Observers()
        self.found: Observers[[StockRow]] = Observers()
        self._holder = holder

    def scan(self, text: str) -> None:
        """Put in what a scan names."""
        self.ask(FindContainers(text=text), lambda found: self._take_containers(text, found), self._fail)

    def nest(self, inner: ContainerView, outer: ContainerView) -> None:
        """Put a container into another."""
        command = MoveContainer(container_id=inner.id, inside_id=outer.id)
        self.send(command, lambda _one: self._say_in(inner, outer), self._fail)

    def take_out(self, outer: ContainerView, inner: Sequence[ContainerView]) -> None:
        """Take containers out of one; they stand at its place."""
        command = TakeOut(container_id=outer.id, container_ids=[one.id for one in inner])
        numbers = self.words.listed(one.container_no for one in inner)
        text = self.words.text("{containers} taken out.", containers=numbers)
        self.send(command, lambda _one: self.services.notices.done(text))

    def stand_alone(self, one: ContainerView) -> None:
        """Take the container itself out of what holds it."""
        if one.inside_id is not None:
            command = TakeOut(container_id=one.inside_id, container_ids=[one.id])
            text = self.words.text("{containers} taken out.", containers=one.container_no)
            self.send(command, lambda _outer: self.services.notices.done(text))

    def _take_containers(self, text: str, found: list[ContainerView]) -> None:
        holder = self._holder.open
        if holder is None:
            return
        if len(found) == 1:
            command = FillContainer(container_id=holder.container.id, container_ids=[found[0].id])
            self.send(command, lambda outer: self._say_in(found[0], outer), self._fail)
        else:
            self.ask(Find(text=text), lambda hits: self._take_hits(text, hits), self._fail)

    def _take_hits(self, text: str, hits: list[Hit]) -> None:
        lots = {hit.lot_id for hit in exact(text, hits) if hit.lot_id is not None}
        if len(lots) == 1:
            self._ask_stock(lots.pop())
        else:
            self.answered.tell(self.words.text("Nothing here has the number {number}.", number=text), Tone.BAD)

    def _ask_stock(self, lot_id: LotId) -> None:
        self.ask(ListStock(cut=StockCut(lot_id=lot_id), sort="location"), self._take_stock, self._fail)

    def _take_stock(self, page: StockPage) -> None:
        holder = self._holder.open
        loose = [row for row in page.rows if row.container_id is None]
        here = [row for row in loose if holder is not None and row.location_id == holder.container.location_id]
        row = next(iter(here or loose), None)
        if row is None:
            self.answered.tell(self.words.text("Nothing of this lot lies loose."), Tone.WARNING)
            return
        self.answered.tell(row.lot_no, Tone.GOOD)
        self.found.tell(row)

    def _say_in(self, inner: ContainerView, outer: ContainerView) -> None:
        text = self.words.text("{inner} is in {outer} now.", inner=inner.container_no, outer=outer.container_no)
        self.answered.tell(text, Tone.GOOD)

    def _fail(self, error: CodedError) -> None:
        self.answered.tell(self.words.error(error), Tone.BAD)
