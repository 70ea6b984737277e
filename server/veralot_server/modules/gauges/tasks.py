"""What of gauges waits for somebody: calibrations that are due or to be reviewed, and lots that a bad gauge measured."""

from datetime import date, datetime, time
from typing import Final

import msgspec

from veralot_server.core.module import hears, tasks
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.gauges import AssessmentsChanged, GaugesChanged, Permission
from veralot_shared.contracts.tasks import TasksChanged, TaskView
from veralot_shared.i18n import N_

RIGHTS: Final = {
    N_("Calibrate the gauge"): Permission.CALIBRATE,
    N_("Review the calibration"): Permission.REVIEW,
    N_("Decide on the lots that it measured"): Permission.ASSESS,
}
"""What is to be done, and the right that it needs."""
CALIBRATE, REVIEW, DECIDE = RIGHTS

WAITING: Final = """
SELECT %(calibrate)s AS what, 'gauge' AS kind, g.id, g.code AS label, g.name AS about, g.name_zh AS about_zh, g.due_on,
       coalesce(c.recorded_at, g.created_at) AS since
FROM gauges_gauge g LEFT JOIN gauges_calibration c ON c.id = g.calibration_id
WHERE g.status IN ('valid', 'limited_use') AND g.due_on - g.warning_days <= %(today)s
UNION ALL
SELECT %(review)s, 'gauge', g.id, g.code, g.name, g.name_zh, NULL, min(c.recorded_at)
FROM gauges_calibration c JOIN gauges_gauge g ON g.id = c.gauge_id WHERE c.state = 'recorded' GROUP BY g.id
UNION ALL
SELECT %(decide)s, 'gauge_assessment', a.id, a.number, g.code || ' ' || g.name,
       g.code || ' ' || coalesce(nullif(g.name_zh, ''), g.name), NULL, a.opened_at
FROM gauges_assessment a JOIN gauges_gauge g ON g.id = a.gauge_id WHERE a.state = 'open'
ORDER BY since, id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits."""

    what: str
    kind: str
    id: int
    label: str
    about: str
    about_zh: str
    due_on: date | None
    since: datetime


@tasks("gauges.gauges", Permission.READ)
def waiting(tx: Transaction) -> list[TaskView]:
    """Return everything of gauges that waits; gauges are the plant's own, so for a customer's user nothing does."""
    if tx.actor.customer_id is not None:
        return []
    asked = {"calibrate": CALIBRATE, "review": REVIEW, "decide": DECIDE, "today": tx.today}
    return [task(row, tx) for row in tx.rows(Row, WAITING, **asked)]


def task(row: Row, tx: Transaction) -> TaskView:
    """Return what waits as a task."""
    return TaskView(
        source="gauges.gauge",
        kind=row.kind,
        id=row.id,
        label=row.label,
        what=row.what,
        about=row.about,
        about_zh=row.about_zh,
        since=row.since,
        due_at=None if row.due_on is None else datetime.combine(row.due_on, time(23, 59, 59), tx.zone),
        late=row.due_on is not None and row.due_on < tx.today,
        mine=RIGHTS[row.what] in tx.actor.permissions,
        permission=RIGHTS[row.what],
    )


@hears(GaugesChanged)
def gauges_changed(_event: GaugesChanged, tx: Transaction) -> None:
    """Tell that tasks may have changed."""
    tx.emit(TasksChanged())


@hears(AssessmentsChanged)
def assessments_changed(_event: AssessmentsChanged, tx: Transaction) -> None:
    """Tell that tasks may have changed."""
    tx.emit(TasksChanged())
