"""Behind the lists of inspections, plans and severities. No Qt."""

from collections.abc import Callable
from pathlib import Path

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.saving import write
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.columns import OVERDUE, WAITING
from veralot_client.widgets.table.whole import WholeList
from veralot_client.widgets.table.window import Slice, Window
from veralot_shared.contracts.exchange import ExportTemplate, Kind, ListFormat
from veralot_shared.contracts.inspection import (
    WORK_LIST,
    GetSwitching,
    InspectionFilter,
    InspectionsChanged,
    InspectionStage,
    InspectionStatus,
    InspectionView,
    ListInspections,
    ListPlans,
    ListSwitching,
    PlanFilter,
    PlansChanged,
    PlanView,
    ResultsRecorded,
    RevisionStatus,
    SwitchingChanged,
    SwitchingDetail,
    SwitchingView,
    Verdict,
)
from veralot_shared.errors import ServerUnavailable
from veralot_shared.ids import SwitchingId
from veralot_shared.messages import Page


class InspectionsPresenter(Presenter):
    """Fetches windows of the work list.

    Attributes:
        counted: told how many wait and how many of them are overdue, after each answer, from the background.
    """

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        """Call `changed` when inspections have changed."""
        super().__init__(services)
        self.waiting = self.overdue = 0
        self.only_waiting = True
        for event in (InspectionsChanged, ResultsRecorded):
            self.follow(event, lambda _event: changed())
        self.follow_resync(changed)

    def fetch(self, window: Window) -> Slice[InspectionView]:
        """Return a window of the list. Blocks. Raises: CodedError."""
        page = Page(offset=window.offset, limit=window.limit)
        sort = window.sort.text if window.sort else "-id"
        wanted = inspection_filter(window, only_waiting=self.only_waiting)
        asked = ListInspections(filter=wanted, sort=sort, page=page)
        try:
            found = self.services.server.call(asked)
        except ServerUnavailable:
            return self._from_work_list(window)
        self.waiting, self.overdue = found.waiting, found.overdue
        return Slice(found.rows, found.total)

    def _from_work_list(self, window: Window) -> Slice[InspectionView]:
        """Return what waits by this computer's work list, while the server is away. Blocks. Raises: CodedError."""
        found = self.services.capture.answer(WORK_LIST)
        self.waiting, self.overdue = found.waiting, found.overdue
        typed = (window.typed("number"), window.typed("lot_no"), window.typed("item_code"))
        rows = [
            row
            for row in found.rows
            if all(
                has.casefold().startswith(wanted.casefold())
                for wanted, has in zip(typed, (row.number, row.lot_no, row.item_code), strict=True)
            )
        ]
        return Slice(rows[window.offset : window.offset + window.limit], len(rows))

    def summary(self) -> str:
        """Return how much waits, in words."""
        words = self.words
        waiting = words.plural("{count} inspection waits", "{count} inspections wait", self.waiting)
        if not self.overdue:
            return waiting
        return f"{waiting} · " + words.plural("{count} is overdue", "{count} are overdue", self.overdue)


def inspection_filter(window: Window, *, only_waiting: bool) -> InspectionFilter:
    """Return what is entered above the columns as the query takes it."""
    ticked = window.ticked("status")
    return InspectionFilter(
        number=window.typed("number"),
        lot_no=window.typed("lot_no"),
        item_code=window.typed("item_code"),
        stages=[one for one in InspectionStage if one.value in window.ticked("stage")],
        statuses=[one for one in InspectionStatus if one.value in ticked],
        verdicts=[one for one in Verdict if one.value in window.ticked("verdict")],
        waiting=WAITING.value in ticked or (only_waiting and not ticked),
        overdue=OVERDUE.value in window.ticked("due_at"),
    )


class PlansPresenter(Presenter):
    """Fetches windows of the list of plans."""

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        """Call `changed` when plans have changed."""
        super().__init__(services)
        self.follow(PlansChanged, lambda _event: changed())
        self.follow_resync(changed)

    def fetch(self, window: Window) -> Slice[PlanView]:
        """Return a window of the list. Blocks. Raises: CodedError."""
        page = Page(offset=window.offset, limit=window.limit)
        wanted = PlanFilter(
            code=window.typed("code"),
            item_code=window.typed("item_code"),
            stages=[one for one in InspectionStage if one.value in window.ticked("stage")],
            statuses=[one for one in RevisionStatus if one.value in window.ticked("status")],
        )
        sort = window.sort.text if window.sort else "code"
        found = self.services.server.call(ListPlans(filter=wanted, sort=sort, page=page))
        return Slice(found.rows, found.total)

    def template(self, path: Path) -> None:
        """Write empty files of plans and of their characteristics, side by side, as the name's ending says."""
        form = ListFormat.CSV if path.suffix.lower() == ".csv" else ListFormat.XLSX
        server, words = self.services.server, self.words
        beside = path.with_name(f"{Kind.CHARACTERISTICS.value}.{form.value}")

        def work(job: Job) -> None:
            for kind, to in ((Kind.INSPECTION_PLANS, path), (Kind.CHARACTERISTICS, beside)):
                write(server.call(ExportTemplate(kind=kind, format=form), job=job).content, to, job)

        told = words.text("Saved as {plans} and {characteristics}.", plans=path.name, characteristics=beside.name)
        self.services.background.start(work, lambda _none: self.services.notices.done(told), title=path.name)


class SeveritiesPresenter(WholeList[SwitchingView]):
    """Reads the severities, and the history of the chosen one.

    Attributes:
        detail: the chosen severity with its history.
        detailed: told when it was read.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListSwitching(page=page)))
        self.detail: SwitchingDetail | None = None
        self.detailed: Observers[[]] = Observers()
        self.follow(SwitchingChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    def choose(self, switching_id: SwitchingId) -> None:
        """Read the history of a severity."""
        self.ask(GetSwitching(id=switching_id), self._take_detail)

    def _take_detail(self, detail: SwitchingDetail) -> None:
        self.detail = detail
        self.detailed.tell()
