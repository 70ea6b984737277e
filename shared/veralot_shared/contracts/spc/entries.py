"""What is entered: subgroups by hand, and the measurements of a study. Control limits are never among it (SPC-01)."""

from datetime import datetime
from decimal import Decimal

import msgspec

from veralot_shared.ids import GaugeId, LotId


class SubgroupEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One subgroup: measured values, or a count among so many pieces or units looked at.

    `late_reason` is needed where timed samples before it were missed (SPC-04).
    """

    values: list[Decimal] = []
    count: int | None = None
    looked_at: Decimal | None = None
    lot_id: LotId | None = None
    taken_at: datetime | None = None
    note: str = ""
    late_reason: str = ""


class StudyEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The measurements of a study: each part by each appraiser, as often as there are trials.

    `values` are in the order part, appraiser, trial; one that is not measured yet is empty. `gauge_id` is the gauge that is
    studied; `gauge` is its code at the time, which the server writes. A study from before gauges were kept has that text alone.
    """

    title: str
    gauge: str = ""
    gauge_id: GaugeId | None = None
    characteristic: str = ""
    unit: str = ""
    tolerance: Decimal | None = None
    parts: list[str] = []
    appraisers: list[str] = []
    trials: int = 2
    values: list[Decimal | None] = []
