"""Behind the list of assessments and the page of one. No Qt."""

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.gauges import (
    AssessmentDetail,
    AssessmentsChanged,
    AssessmentState,
    AssessmentView,
    GetAssessment,
    ListAssessments,
)
from veralot_shared.contracts.genealogy import LotsChanged
from veralot_shared.errors import CodedError
from veralot_shared.ids import GaugeAssessmentId


class AssessmentsPresenter(WholeList[AssessmentView]):
    """Reads the assessments and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListAssessments(page=page)))
        self.follow(AssessmentsChanged, lambda _event: self.load())
        self.follow_resync(self.load)


class AssessmentPresenter(Presenter):
    """Reads one assessment.

    Attributes:
        detail: what is known; None until the first answer.
        error: why it could not be read the last time.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, assessment_id: GaugeAssessmentId) -> None:
        super().__init__(services)
        self.assessment_id = assessment_id
        self.detail: AssessmentDetail | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(AssessmentsChanged, self._on_assessments)
        self.follow(LotsChanged, self._on_lots)
        self.follow_resync(self.load)

    @property
    def open(self) -> bool:
        """Whether anything can still be decided."""
        return self.detail is not None and self.detail.assessment.state is AssessmentState.OPEN

    def load(self) -> None:
        """Read it, now or again."""
        self.ask(GetAssessment(id=self.assessment_id), self.take, self._fail)

    def take(self, detail: AssessmentDetail) -> None:
        """Show an assessment as it is now."""
        self.detail, self.error = detail, None
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()

    def _on_assessments(self, event: AssessmentsChanged) -> None:
        if self.assessment_id in event.assessment_ids:
            self.load()

    def _on_lots(self, event: LotsChanged) -> None:
        if self.detail is not None and not {lot.lot_id for lot in self.detail.lots}.isdisjoint(event.lot_ids):
            self.load()
