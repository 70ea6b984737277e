"""What one can ask about quality records."""

from datetime import date

from veralot_shared.contracts.quality.kinds import Cut, Permission
from veralot_shared.contracts.quality.states import CaseKind
from veralot_shared.contracts.quality.views import AgreementView, CaseDetail, CaseView, FiguresView
from veralot_shared.ids import CaseId, LotId
from veralot_shared.messages import Page, Query


class ListCases(Query[list[CaseView]], permission=Permission.READ):
    """List quality records, the newest first: of some kinds, only open ones, those of a lot, those that a text names."""

    kinds: list[CaseKind] = []
    open_only: bool = False
    lot_id: LotId | None = None
    search: str = ""
    page: Page = Page()


class GetCase(Query[CaseDetail], permission=Permission.READ):
    """Return a quality record with all that was done in it. Raises: RecordNotFound."""

    id: CaseId


class GetFigures(Query[FiguresView], permission=Permission.READ):
    """Count the records of a kind that were opened in a time: by a cut, by month, by age."""

    kind: CaseKind
    since: date
    until: date
    cut: Cut = Cut.DEFECT


class ListAgreements(Query[list[AgreementView]], permission=Permission.READ):
    """List what is agreed with customers, by their names."""
