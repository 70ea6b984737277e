"""Behind the page of one recall: what was done, what it affects, what can be done now. No Qt."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from veralot_client.core import saving
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.possible import possible
from veralot_shared.contracts.genealogy import FileView, LotsChanged, Scope
from veralot_shared.contracts.recall import (
    AffectedUnit,
    AffectedView,
    ChangeSuspects,
    CompareRecall,
    ComparisonView,
    FreezeFigures,
    GetAffected,
    GetRecall,
    ListAffectedUnits,
    ListTargets,
    RecallDetail,
    RecallEvent,
    RecallsChanged,
    RecallStatus,
    Suspect,
    TargetView,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import RecallId

Asked = tuple[list[Suspect], Scope, int | None]


class RecallPresenter(Presenter):
    """Reads a recall and what it affects. Of a closed one that is what was frozen.

    Attributes:
        detail: what is known; None until the first answer.
        affected: what it affects; None until that is found.
        compared: frozen figures beside those of now, once somebody asked.
        units: every affected unit, once somebody asked.
        finding: whether the server is looking for what is affected.
        stale: whether affected lots have changed since.
        error: why the recall, or what it affects, could not be read the last time.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, recall_id: RecallId) -> None:
        super().__init__(services)
        self.recall_id = recall_id
        self.detail: RecallDetail | None = None
        self.affected: AffectedView | None = None
        self.compared: ComparisonView | None = None
        self.units: list[AffectedUnit] | None = None
        self.finding = False
        self.stale = False
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self._asked: Asked | None = None
        self.follow(RecallsChanged, self._on_recalls)
        self.follow(LotsChanged, self._on_lots)
        self.follow_resync(self.load)

    # --- reading -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the recall, now or again."""
        self.ask(GetRecall(id=self.recall_id), self.take, self._fail)

    def take(self, detail: RecallDetail) -> None:
        """Show a recall as it is now; look for what it affects if that is another question than before."""
        self.detail, self.error = detail, None
        recall = detail.recall
        newest = detail.snapshots[-1].id if detail.snapshots else None
        asked: Asked = (recall.suspects, recall.scope, newest if recall.status is RecallStatus.CLOSED else None)
        if asked != self._asked:
            self._asked = asked
            self.look()
        self.shown.tell()

    def look(self) -> None:
        """Find what is affected; of a closed recall, read what was frozen."""
        self.units = self.compared = None
        if self._asked is None or not self._asked[0]:
            self.affected, self.finding = None, False
            return
        self.finding = True
        title = self.words.text(N_("Finding what is affected"))
        query = GetAffected(recall_id=self.recall_id, snapshot_id=self._asked[2])
        self.ask(query, self._take_affected, self._fail, title=title)

    def look_again(self) -> None:
        """Find what is affected now, since lots have changed."""
        self.look()
        self.shown.tell()

    def compare(self) -> None:
        """Set frozen figures beside those of now."""
        if self.detail is not None and self.detail.snapshots:
            self.ask(CompareRecall(recall_id=self.recall_id), self._take_compared, self._fail)

    def list_units(self) -> None:
        """Read every affected unit, if that was not done yet."""
        if self.units is None and self.affected is not None:
            title = self.words.text(N_("Listing affected units"))
            self.ask(ListAffectedUnits(recall_id=self.recall_id), self._take_units, self._fail, title=title)

    def targets(self, event: RecallEvent, done: Callable[[list[TargetView]], None]) -> None:
        """Find what an order would concern."""
        title = self.words.text(N_("Finding what is affected"))
        self.ask(ListTargets(recall_id=self.recall_id, event=event), done, title=title)

    # --- doing -------------------------------------------------------------------------------------------------------

    def can(self, action_id: str) -> bool:
        """Return whether an action can work with the recall as it stands."""
        return self.detail is not None and possible(action_id, self.detail)

    def freeze(self) -> None:
        """Freeze what is affected now."""
        text = self.words.text(N_("The figures are frozen."))

        def done(detail: RecallDetail) -> None:
            self.services.notices.done(text)
            self.take(detail)

        self.send(FreezeFigures(recall_id=self.recall_id), done, title=self.words.text(N_("Freezing the figures")))

    def drop(self, dropped: Sequence[Suspect]) -> None:
        """Suspect these no longer."""
        if self.detail is None:
            return
        recall = self.detail.recall
        left = [suspect for suspect in recall.suspects if suspect not in dropped]
        command = ChangeSuspects(
            recall_id=recall.id,
            version=recall.version,
            suspects=left,
            scope=recall.scope,
            instructions=recall.instructions,
        )
        self.send(command, self.take)

    def save(self, file: FileView, path: Path) -> None:
        """Write a file of the server to disk, if it is what the server says it is."""
        saving.save(self.services, file.content, path, file.sha256)

    def elapsed(self, now: datetime | None = None) -> timedelta:
        """Return how long the recall has run, or ran."""
        if self.detail is None:
            return timedelta()
        end = self.detail.recall.ended_at or now or datetime.now(UTC)
        return max(end - self.detail.recall.started_at, timedelta())

    # --- inside ------------------------------------------------------------------------------------------------------

    def _take_affected(self, affected: AffectedView) -> None:
        self.affected, self.finding, self.stale, self.error = affected, False, False, None
        self.shown.tell()

    def _take_compared(self, compared: ComparisonView) -> None:
        self.compared = compared
        self.shown.tell()

    def _take_units(self, units: list[AffectedUnit]) -> None:
        self.units = units
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error, self.finding = error, False
        self.shown.tell()

    def _on_recalls(self, event: RecallsChanged) -> None:
        if self.recall_id in event.recall_ids:
            self.load()

    def _on_lots(self, event: LotsChanged) -> None:
        if self.affected is None or self.detail is None or self.detail.recall.status is RecallStatus.CLOSED:
            return
        if not self.stale and not {lot.id for lot in self.affected.lots}.isdisjoint(event.lot_ids):
            self.stale = True
            self.shown.tell()
