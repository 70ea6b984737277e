"""What one can ask about inspections."""

import msgspec

from veralot_shared.contracts.inspection.severity_views import SwitchingDetail, SwitchingView
from veralot_shared.contracts.inspection.states import InspectionStage, InspectionStatus, Permission, Verdict
from veralot_shared.contracts.inspection.views import (
    FailureView,
    InspectionDetail,
    InspectionPage,
    ResultView,
    SampleView,
)
from veralot_shared.ids import CharacteristicId, GaugeId, InspectionId, ItemId, LotId, PartnerId, ResultId, SwitchingId
from veralot_shared.messages import Page, Query


class InspectionFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which inspections: every set field must match; texts match by beginning, ignoring case.

    `waiting` are those that no decision was made on yet; `overdue` those of them whose time has passed.
    """

    number: str = ""
    lot_no: str = ""
    lot_id: LotId | None = None
    item_code: str = ""
    item_id: ItemId | None = None
    supplier_id: PartnerId | None = None
    stages: list[InspectionStage] = []
    statuses: list[InspectionStatus] = []
    verdicts: list[Verdict] = []
    waiting: bool = False
    overdue: bool = False


class ListInspections(Query[InspectionPage], permission=Permission.READ):
    """List inspections: the work list. `sort` is a field of `InspectionView`, with `-` before it for descending.

    Raises: ValueNotAllowed.
    """

    filter: InspectionFilter = InspectionFilter()
    sort: str = "-id"
    page: Page = Page()


AHEAD = 50
"""So many inspections an inspector's work list holds, what is due first at the top."""
WORK_LIST = ListInspections(filter=InspectionFilter(waiting=True), sort="due_at", page=Page(limit=AHEAD))
"""What a computer asks in advance, for when the server is away."""


class GetInspection(Query[InspectionDetail], permission=Permission.READ):
    """Return an inspection with its frozen plan and sampling. Raises: RecordNotFound."""

    id: InspectionId


class ListResults(Query[list[ResultView]], permission=Permission.READ):
    """List results in the order of recording: of an inspection, of one of its characteristics, or of what a gauge measured.

    One of `inspection_id` and `gauge_id` is needed. With `all_attempts`, what no longer counts is listed too. With
    `after_id`, only what was recorded after that result: so any number of them is read, portion by portion.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    inspection_id: InspectionId | None = None
    characteristic_id: CharacteristicId | None = None
    gauge_id: GaugeId | None = None
    all_attempts: bool = True
    after_id: ResultId | None = None
    page: Page = Page(limit=1000)


class ListSamples(Query[list[SampleView]], permission=Permission.READ):
    """List the samples of an inspection that are units by name, by number. Raises: RecordNotFound."""

    inspection_id: InspectionId
    page: Page = Page(limit=1000)


class ListFailures(Query[list[FailureView]], permission=Permission.READ):
    """List the characteristics that failed in an inspection, with all that a nonconformity report needs.

    Raises: RecordNotFound.
    """

    inspection_id: InspectionId


class ListSwitching(Query[list[SwitchingView]], permission=Permission.READ):
    """List severities: per item, supplier or line, and stage."""

    item_id: ItemId | None = None
    supplier_id: PartnerId | None = None
    page: Page = Page()


class GetSwitching(Query[SwitchingDetail], permission=Permission.READ):
    """Return a severity with its history. Raises: RecordNotFound."""

    id: SwitchingId
