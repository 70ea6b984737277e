"""What one can ask about quality records."""

from datetime import date

import msgspec

from veralot_shared.contracts.quality.kinds import Cut, Permission
from veralot_shared.contracts.quality.states import CaseKind
from veralot_shared.contracts.quality.views import AgreementView, CaseDetail, CaseView, FiguresView
from veralot_shared.ids import CaseId, LotId
from veralot_shared.messages import Page, Query


class Behind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bar of a chart counts: of one cause, opened or closed on some days, open at the end of a day, overdue now.

    `label` is the bar's key where it has one.
    """

    cut: Cut | None = None
    label: str = ""
    opened_from: date | None = None
    opened_until: date | None = None
    closed_from: date | None = None
    closed_until: date | None = None
    open_on: date | None = None
    late: bool = False


class ListCases(Query[list[CaseView]], permission=Permission.READ):
    """List quality records, the newest first: of some kinds, only open ones, those of a lot, those that a text names.

    With `behind`, those that a bar of a chart counts.
    """

    kinds: list[CaseKind] = []
    open_only: bool = False
    lot_id: LotId | None = None
    search: str = ""
    behind: Behind | None = None
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
    """List what is agreed with customers by their names, the plant's default first; with `former` what holds no more too."""

    former: bool = False
