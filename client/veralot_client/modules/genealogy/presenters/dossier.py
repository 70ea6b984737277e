"""Behind the dossier: everything about one lot, and what can be done with it now. No Qt."""

from collections.abc import Callable, Sequence
from pathlib import Path

from veralot_client.core import saving
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.possibilities import POSSIBLE, possible
from veralot_client.modules.genealogy.presenters.units import UnitBook
from veralot_shared.contracts.attachments import AttachmentsChanged, FileTargetKind
from veralot_shared.contracts.genealogy import (
    DossierView,
    ExportDossier,
    FileView,
    GetDossier,
    HoldView,
    ListHolds,
    LotsChanged,
    LotView,
    StockOf,
    StockView,
)
from veralot_shared.contracts.inspection import InspectionsChanged
from veralot_shared.contracts.items import GetItem, ItemKind, ItemView, Permission
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId, NodeId
from veralot_shared.messages import Page
from veralot_shared.verify.format import FILES_SECTION

TABLE = "genealogy_lot"
"""What the audit log calls the records of lots."""
MOST_HOLDS = 1_000


class DossierPresenter(Presenter):
    """Reads the dossier of a lot and keeps it fresh.

    Attributes:
        dossier: what is known; None until the first answer.
        error: why it could not be read the last time.
        stock: where the lot lies.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, lot_id: LotId) -> None:
        super().__init__(services)
        self.lot_id = lot_id
        self.dossier: DossierView | None = None
        self.error: CodedError | None = None
        self.stock: list[StockView] = []
        self.shown: Observers[[]] = Observers()
        self._kind: ItemKind | None = None
        self._units = UnitBook(services)
        self.follow(LotsChanged, self._on_change)
        # Inspections and files stand in its sections, and before its release.
        self.follow(InspectionsChanged, lambda event: self._on_evidence(event.lot_ids))
        self.follow(AttachmentsChanged, self._on_files)

    @property
    def lot(self) -> LotView | None:
        """The lot."""
        return self.dossier.lot if self.dossier else None

    def load(self) -> None:
        """Read the dossier, now or again."""
        self.ask(GetDossier(lot_id=self.lot_id), self._take, self._fail)
        self.ask(StockOf(lot_id=self.lot_id), self._take_stock, lambda _error: None)

    def can(self, action_id: str) -> bool:
        """Return whether an action can work with the lot in its present state."""
        return self.lot is not None and possible(action_id, self.lot, self._kind)

    def offered(self) -> list[str]:
        """Return the actions that this person may do with the lot now, in the order in which they are declared."""
        actions = self.services.actions
        known = {action.id: action for action in actions}
        return [each for each in POSSIBLE if self.can(each) and each in known and actions.permitted(known[each])]

    def open_holds(self, done: Callable[[list[HoldView]], None]) -> None:
        """Read the open holds on the lot."""
        self.ask(ListHolds(node_ids=[NodeId(self.lot_id)], page=Page(limit=MOST_HOLDS)), done)

    def trace_unit(self, serial: str) -> None:
        """Open the trace of a unit of the lot."""
        self.units([serial], lambda nodes: self.services.navigator.open("unit", nodes[0][0]))

    def units(self, serials: Sequence[str], done: Callable[[list[tuple[NodeId, str]]], None]) -> None:
        """Find units of the lot by their serial numbers; those that have left it since are passed over."""

        def tell() -> None:
            known = self._units.units(self.lot_id)
            nodes = [(NodeId(known[serial].id), serial) for serial in serials if serial in known]
            if nodes:
                done(nodes)

        self._units.open(self.lot_id, tell)

    def has_files(self) -> bool:
        """Return whether files belong to the lot, so that its dossier can hold them."""
        return self.dossier is not None and any(section.id == FILES_SECTION for section in self.dossier.sections)

    def export(self, done: Callable[[FileView], None], *, enclosed: bool = False) -> None:
        """Have the server make the signed PDF, in the language of the moment; `enclosed` puts the lot's files into it."""
        command = ExportDossier(lot_id=self.lot_id, language=self.words.language, enclosed=enclosed)
        self.send(command, done, title=self.words.text(N_("Making the dossier")))

    def save(self, file: FileView, path: Path) -> None:
        """Write a file of the server to disk, if it is what the server says it is."""
        saving.save(self.services, file.content, path, file.sha256)

    def _take(self, dossier: DossierView) -> None:
        first = self.dossier is None
        self.dossier, self.error = dossier, None
        self.shown.tell()
        if first and self.services.session.can(Permission.ITEM_READ):
            self.ask(GetItem(id=dossier.lot.item_id), self._take_item, lambda _error: None)

    def _take_stock(self, stock: list[StockView]) -> None:
        self.stock = [each for each in stock if each.quantity > 0]
        self.shown.tell()

    def _take_item(self, item: ItemView) -> None:
        self._kind = item.kind
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()

    def _on_files(self, event: AttachmentsChanged) -> None:
        if event.target.kind is FileTargetKind.LOT:
            self._on_evidence([LotId(event.target.id)])

    def _on_evidence(self, lot_ids: Sequence[LotId]) -> None:
        if self.lot_id in lot_ids:
            self.load()

    def _on_change(self, event: LotsChanged) -> None:
        if self.lot_id in event.lot_ids:
            self._units = UnitBook(self.services)
            self.load()
