"""Stops the release of a lot that was measured with a gauge which was out of tolerance, until that is assessed."""

from typing import Final

from veralot_server.core.module import readiness
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.gauges import LotImpact, Permission
from veralot_shared.contracts.genealogy import BlockerView, CheckResult, CheckView, LotEvent, LotView
from veralot_shared.i18n import N_

NAME: Final = "gauges.assessment"
TITLE: Final = N_("Gauges in tolerance")
UNDECIDED: Final = N_("Gauge {gauge} was out of tolerance; assessment {number} has not decided on this lot.")
DECIDED: Final = N_("Gauge {gauge} was out of tolerance; assessment {number} says that this lot needs more.")

FAMILY: Final = """
WITH RECURSIVE family(id) AS (
    SELECT %(lot)s::bigint
    UNION
    SELECT e.parent_id FROM family f JOIN genealogy_edge e ON e.child_id = f.id AND e.kind IN ('split', 'drawn', 'merged')
    JOIN genealogy_lot l ON l.id = e.parent_id
)
"""
"""A lot, and those that it is a part of: what was measured before it was divided counts for the parts."""

DOUBTS: Final = f"""{FAMILY}
SELECT a.id, g.code, a.number, d.impact FROM gauges_assessed_lot d
JOIN gauges_assessment a ON a.id = d.assessment_id JOIN gauges_gauge g ON g.id = a.gauge_id
WHERE d.lot_id IN (SELECT id FROM family) AND (d.impact IS NULL OR (a.state = 'open' AND d.impact <> 'no_impact'))
ORDER BY a.id, d.lot_id
"""  # noqa: S608 - expressions of our own

MEASURED: Final = f"{FAMILY} SELECT EXISTS (SELECT FROM gauges_use WHERE lot_id IN (SELECT id FROM family))"  # noqa: S608 - as above


@readiness(NAME)
def assessed(lot: LotView, _event: LotEvent, tx: Transaction) -> CheckView:
    """Return whether every gauge that measured the lot was good, or an assessment says that it does no harm."""
    missing = [
        BlockerView(
            UNDECIDED if impact is None else DECIDED,
            {"gauge": code, "number": number},
            kind="gauge_assessment",
            id=key,
            label=number,
            permission=Permission.ASSESS if impact is None else Permission.CLOSE,
        )
        for key, code, number, impact in tx.wire.execute(DOUBTS, {"lot": lot.id}).fetchall()
        if impact != LotImpact.NO_IMPACT
    ]
    if missing:
        return CheckView(id=NAME, title=TITLE, result=CheckResult.FAILED, missing=missing)
    row = tx.wire.execute(MEASURED, {"lot": lot.id}).fetchone()
    return CheckView(id=NAME, title=TITLE, result=CheckResult.PASSED if row and row[0] else CheckResult.NOT_APPLICABLE)
