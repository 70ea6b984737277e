"""Draws charts from what was recorded, and computes limits that nobody has frozen yet."""

from typing import Final

import numpy as np

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import basing, controls, exceptions, phases, subgroups
from veralot_server.modules.spc.controls import Row
from veralot_server.modules.spc.domain import charting, placing, words
from veralot_server.modules.spc.domain.charting import LONGEST_PATTERN, Held, Series
from veralot_server.modules.spc.queries.lists import EXCEPTIONS
from veralot_shared.contracts.spc import (
    COUNTED,
    REMEMBERING,
    ChartView,
    ExceptionView,
    GetChart,
    LimitsView,
    Panel,
    PhaseView,
    PreviewLimits,
)
from veralot_shared.ids import SubgroupId

MOST: Final = 200_000
"""So many points a chart may show at once."""

BESIDE: Final = b"""
SELECT s.id, s.taken_at, coalesce(l.lot_no, ''), s.missed, s.number,
       EXISTS (SELECT FROM spc_revision v WHERE v.subgroup_id = s.id)
FROM spc_subgroup s LEFT JOIN genealogy_lot l ON l.id = s.lot_id
WHERE s.control_id = $1::bigint AND s.number >= $2::integer ORDER BY s.number
"""


@answers(GetChart)
def get_chart(query: GetChart, tx: Transaction) -> ChartView:
    """Draw a chart's newest points and judge them."""
    found = controls.row(tx, query.control_id)
    known = phases.of_control(tx, found.id)
    first = max(1, found.subgroups - min(query.last, MOST) + 1)
    points = subgroups.series(tx, found.id, begun(found, known, first))
    cut = int(np.searchsorted(points.numbers, first))
    holding, why_none = in_force(found, known, points)
    anew = exceptions.places(tx, found.id) if found.chart in REMEMBERING else []
    shown = charting.shown(charting.judge(found.spec, points, holding, anew), cut)
    void = subgroups.series(tx, found.id, first, void=True)
    beside = tx.wire.rows(BESIDE, str(found.id).encode(), str(first).encode())
    panels, breaches = placing.among(*shown, points.numbers[cut:].tolist(), [row[4] for row in beside])
    values = {"scope": tx.actor.customer_id, "control": found.id, "lot": None, "open": False, "number": ""}
    return ChartView(
        control=controls.shown(found, tx.now),
        total=found.subgroups,
        trial=not known and bool(holding),
        why_none=why_none,
        numbers=[row[4] for row in beside],
        subgroup_ids=[SubgroupId(row[0]) for row in beside],
        taken=[row[1] for row in beside],
        lots=[row[2] for row in beside],
        missed=[row[3] for row in beside],
        aside=placing.aside(found.spec, void, [row[4] for row in beside]),
        changed=[place for place, row in enumerate(beside) if row[5]],
        panels=panels,
        breaches=breaches,
        phases=known,
        exceptions=tx.rows(ExceptionView, EXCEPTIONS, **values, limit=500, offset=0),
    )


def begun(found: Row, known: list[PhaseView], first: int) -> int:
    """Return from which subgroup on points must be read to judge those from `first` on."""
    if found.chart not in REMEMBERING:
        return max(1, first - 2 * LONGEST_PATTERN)
    return max([one.first for one in known if one.first <= first], default=1)


def in_force(found: Row, known: list[PhaseView], points: Series) -> tuple[list[Held], str]:
    """Return the frozen limits; before there are any, those of all points shown, or why there can be none."""
    if known:
        return phases.held(known), ""
    trial = charting.tried(found.spec, points)
    if trial is None:
        return [], words.NO_VARIATION if len(points.numbers) > 1 else ""
    return [Held(0, trial)], ""


@answers(PreviewLimits)
def preview_limits(query: PreviewLimits, tx: Transaction) -> LimitsView:
    """Compute limits without keeping them."""
    control = controls.row(tx, query.control_id)
    base = basing.computed(tx, control, query.first, query.last, query.excluded)
    judged = charting.judge(control.spec, base.series, [Held(0, base.found)])
    places = sorted({place for found in judged.breaches.values() for place in found.tolist()})
    whole = [one for one in judged.panels if one.panel is Panel.DISPERSION]
    return LimitsView(
        subgroups=base.subgroups,
        centre=base.found.centre,
        spread=base.found.spread if control.chart not in COUNTED else 0.0,
        location=charting.steps(judged.panels[0].points, 0)[-1],
        dispersion=charting.steps(whole[0].points, 0)[-1] if whole else None,
        broken=base.series.numbers[places].tolist(),
    )
