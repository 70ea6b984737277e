"""Behind the page of one inspection. No Qt."""

from collections.abc import Iterator, Sequence

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.inspection.presenters.correcting import correctable
from veralot_client.modules.inspection.presenters.entry.records import Records
from veralot_client.modules.inspection.presenters.retesting import retested
from veralot_shared.contracts.inspection import (
    CharacteristicView,
    ClassSampling,
    CloseInspection,
    CompleteInspection,
    GetInspection,
    GetSwitching,
    InspectionDetail,
    InspectionEvent,
    InspectionsChanged,
    InspectionStatus,
    InvestigationView,
    LaboratoryFinding,
    ListResults,
    ListSwitching,
    Permission,
    ResultsRecorded,
    ResultView,
    SwitchingDetail,
    SwitchingView,
    TakeSample,
)
from veralot_shared.contracts.training import AbleView, GrantsChanged, WhoMay
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import CharacteristicId, InspectionId
from veralot_shared.messages import Page, Query
from veralot_shared.rules.sampling.terms import printed_aql

PORTION = 1000
"""Results in one question."""

EVENTS = {
    "take_sample": InspectionEvent.TAKE_SAMPLE,
    "complete": InspectionEvent.COMPLETE,
    "decide": InspectionEvent.DECIDE,
    "investigate": InspectionEvent.OPEN_INVESTIGATION,
    "close": InspectionEvent.CLOSE,
    "cancel": InspectionEvent.CANCEL,
}

FOUND = N_("Phase 1: {finding}. {text}")


class InspectionPresenter(Presenter):
    """Reads an inspection, its results and its severity, and sends what needs no form.

    Attributes:
        detail: what is known; None until the first answer.
        results: every result, those of the newest attempt first, those too that no longer count; a first portion while
            `reading`.
        switching: how severely these goods are inspected, and why.
        able: who may record it; None where nothing is asked for, or it is not known yet.
        error: why it could not be read the last time.
        shown: told when any of that is other than before.
    """

    def __init__(self, services: Services, inspection_id: InspectionId) -> None:
        super().__init__(services)
        self.inspection_id = inspection_id
        self.detail: InspectionDetail | None = None
        self.results: Sequence[ResultView] = ()
        self.reading = False
        self._turn = 0
        self.switching: SwitchingDetail | None = None
        self.able: list[AbleView] | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(InspectionsChanged, self._on_changed)
        self.follow(ResultsRecorded, self._on_recorded)
        self.follow(GrantsChanged, lambda _event: self._ask_able())
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the inspection, now or again."""
        self.ask(GetInspection(id=self.inspection_id), self.take, self._fail)

    def take(self, detail: InspectionDetail) -> None:
        """Show an inspection as the server has just answered it."""
        self.detail, self.error = detail, None
        self.shown.tell()
        self._turn += 1
        self._read(self._turn, Records())
        one = detail.inspection
        wanted: Query[list[SwitchingView]] = ListSwitching(item_id=one.item_id, supplier_id=one.supplier_id)
        self.ask(wanted, self._find_switching, self._fail)
        self._ask_able()

    def can(self, verb: str) -> bool:
        """Return whether something can be done with the inspection as it stands."""
        if self.detail is None:
            return False
        if verb in EVENTS:
            return EVENTS[verb] in self.detail.possible
        found = self.open_investigation()
        if found is None:
            return False
        return found.finding is None if verb == "finding" else found.finding is LaboratoryFinding.NO_ERROR

    def correctable(self, result: ResultView | None) -> bool:
        """Return whether the chosen result can be corrected now."""
        return self.detail is not None and correctable(self.detail, result)

    def again(self) -> str:
        """Return in words what a retest asks for, or what phase 1 of an investigation found; nothing where neither is."""
        detail, words = self.detail, self.words
        found = self.open_investigation()
        if found is not None and found.finding is not None:
            return words.text(FOUND, finding=words.label(found.finding), text=found.finding_text)
        return retested(detail, words)

    def characteristic(self, asked: CharacteristicId) -> CharacteristicView | None:
        """Return what is inspected by its number."""
        known = self.detail.revision.characteristics if self.detail else ()
        return next((one for one in known if one.id == asked), None)

    def attempt(self) -> int:
        """Return which attempt is the newest."""
        return 1 if self.detail is None else self.detail.inspection.attempt

    def open_investigation(self) -> InvestigationView | None:
        """Return the investigation that is not concluded yet."""
        if self.detail is None or self.detail.inspection.status is not InspectionStatus.OOS_INVESTIGATION:
            return None
        open_ones = [one for one in self.detail.investigations if one.conclusion is None]
        return open_ones[-1] if open_ones else None

    def take_sample(self) -> None:
        """Note that the sample is taken."""
        self.send(TakeSample(inspection_id=self.inspection_id), self.take)

    def complete(self) -> None:
        """Have the verdict computed."""
        self.send(CompleteInspection(inspection_id=self.inspection_id), self.take)

    def close_inspection(self) -> None:
        """Close the inspection."""
        self.send(CloseInspection(inspection_id=self.inspection_id), self.take)

    def _on_changed(self, event: InspectionsChanged) -> None:
        if self.inspection_id in event.inspection_ids:
            self.load()

    def _on_recorded(self, event: ResultsRecorded) -> None:
        if event.inspection_id == self.inspection_id:
            self.load()

    def _read(self, turn: int, records: Records) -> None:
        """Ask for the next portion of the results."""
        asked = ListResults(inspection_id=self.inspection_id, after_id=records.last, page=Page(limit=PORTION))
        self.ask(asked, lambda found: self._take_results(turn, records, found), self._fail)

    def _take_results(self, turn: int, records: Records, found: list[ResultView]) -> None:
        if turn != self._turn:
            return
        first = not len(records)
        new = records.take(found)
        self.reading = bool(new) and len(found) >= PORTION
        if first or not self.reading:
            # What is being judged now comes first; what was recorded in an attempt before follows.
            self.results = sorted(records, key=lambda one: -one.attempt)
            self.shown.tell()
        if self.reading:
            self._read(turn, records)

    def _ask_able(self) -> None:
        """Ask who holds what the plan asks for."""
        asked = self.detail.revision.qualification_ids if self.detail else []
        if asked and self.services.session.can(WhoMay.permission):
            self.ask(WhoMay(qualification_ids=asked, right=Permission.RECORD), self._take_able, lambda _error: None)

    def _take_able(self, found: list[AbleView]) -> None:
        self.able = found
        self.shown.tell()

    def _find_switching(self, found: list[SwitchingView]) -> None:
        one = self.detail.inspection if self.detail else None
        mine = [
            each
            for each in found
            if one is not None
            and (each.stage, each.line, each.supplier_id) == (one.stage, one.operation, one.supplier_id)
        ]
        if mine:
            self.ask(GetSwitching(id=mine[0].id), self._take_switching, self._fail)

    def _take_switching(self, found: SwitchingDetail) -> None:
        self.switching = found
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()


def plan_text(one: ClassSampling, words: Words) -> str:
    """Return a class's plan in one line: how many are inspected, how many may fail, from how many it is refused."""
    if not one.stages:
        return words.text("passed over")
    return " → ".join(stage_texts(one, words))


def stage_texts(one: ClassSampling, words: Words) -> Iterator[str]:
    """Return each sample of a class's plan: its size, Ac and Re; by variables k, and M for two limits."""
    for stage in one.stages:
        if one.constant is not None and one.maximum is not None:
            k, m = words.number(one.constant), words.number(one.maximum)
            yield f"n = {words.number(stage.size)}, k = {k}, M = {m} %"
            continue
        accept = "#" if stage.accept is None else words.number(stage.accept)
        yield f"n = {words.number(stage.size)}, Ac = {accept}, Re = {words.number(stage.reject)}"


def scheme_text(one: ClassSampling, words: Words) -> str:
    """Return by which rules a class is sampled."""
    parts = [words.label(one.scheme), words.label(one.kind)]
    if one.level is not None:
        parts.append(words.text("level {level}", level=one.level.value))
    if one.aql is not None:
        parts.append(f"AQL {printed_aql(one.aql)}")
    parts.append(words.label(one.severity))
    return " · ".join(parts)


def why_text(one: ClassSampling, words: Words) -> str:
    """Return why a class has just this plan."""
    return " ".join(words.text(each.text, **each.values) for each in one.why)
