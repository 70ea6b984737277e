"""What one can ask of statistical process control."""

import msgspec

from veralot_shared.contracts.spc.states import Permission
from veralot_shared.contracts.spc.views import (
    CapabilityView,
    ChartView,
    ControlView,
    ExceptionView,
    LimitsView,
    MissedView,
    StudyDetail,
    StudyView,
    SubgroupView,
)
from veralot_shared.ids import ControlId, ExceptionId, GaugeId, ItemId, LotId, StudyId, SubgroupId
from veralot_shared.messages import Page, Query


class ControlFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which characteristics: texts match by beginning, ignoring case; `text` by code, name or item."""

    text: str = ""
    item_id: ItemId | None = None
    with_ended: bool = False


class ListControls(Query[list[ControlView]], permission=Permission.READ):
    """List characteristics under control by code, with their alarms."""

    filter: ControlFilter = ControlFilter()
    page: Page = Page()


class GetChart(Query[ChartView], permission=Permission.READ):
    """Return a chart with its newest `last` points. Raises: RecordNotFound."""

    control_id: ControlId
    last: int = 500


class GetSubgroup(Query[SubgroupView], permission=Permission.READ):
    """Return a subgroup as recorded. Raises: RecordNotFound."""

    id: SubgroupId


class ListSubgroups(Query[list[SubgroupView]], permission=Permission.READ):
    """List subgroups of a characteristic, the newest first. Raises: RecordNotFound."""

    control_id: ControlId
    page: Page = Page()


class PreviewLimits(Query[LimitsView], permission=Permission.READ):
    """Compute the limits of chosen subgroups without freezing them. Raises: RecordNotFound, LimitsIncalculable."""

    control_id: ControlId
    first: int
    last: int
    excluded: list[int] = []


class GetCapability(Query[CapabilityView], permission=Permission.READ):
    """Return the capability of the phase in force, or of chosen subgroups. Raises: RecordNotFound."""

    control_id: ControlId
    first: int | None = None
    last: int | None = None


class ListExceptions(Query[list[ExceptionView]], permission=Permission.READ):
    """List breaches, the newest first."""

    control_id: ControlId | None = None
    lot_id: LotId | None = None
    open_only: bool = False
    number: str = ""
    page: Page = Page()


class GetException(Query[ExceptionView], permission=Permission.READ):
    """Return a breach. Raises: RecordNotFound."""

    id: ExceptionId


class ListMissed(Query[list[MissedView]], permission=Permission.READ):
    """List when timed samples of a characteristic were missed, the newest first. Raises: RecordNotFound."""

    control_id: ControlId
    page: Page = Page()


class ListStudies(Query[list[StudyView]], permission=Permission.READ):
    """List studies of gauges, the newest first, or of one; `text` matches number, title or gauge by beginning."""

    text: str = ""
    gauge_id: GaugeId | None = None
    page: Page = Page()


class GetStudy(Query[StudyDetail], permission=Permission.READ):
    """Return a study with its measurements and what they compute to. Raises: RecordNotFound."""

    id: StudyId
