"""Answers about gauges."""

from typing import Final

from veralot_server.core.module import Behind, answers, finds
from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges import records, stickers
from veralot_shared.contracts.gauges import (
    AssessedLotView,
    AssessmentDetail,
    AssessmentView,
    CalibrationView,
    FindGauge,
    GaugeDetail,
    GaugeStepView,
    GaugeUseView,
    GaugeView,
    GetAssessment,
    GetCalibration,
    GetGauge,
    ListAssessments,
    ListGauges,
    ListGaugeUses,
    PrintStickers,
    StickersView,
)
from veralot_shared.contracts.genealogy import GetLot
from veralot_shared.contracts.recall import GaugeSuspect
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId

MOST_STICKERS: Final = 200
STICKERS_RULE: Final = N_("From 1 to 200 stickers are printed at once.")

MEASURED: Final = b"""
SELECT DISTINCT lot_id FROM gauges_use WHERE gauge_id = %(gauge)s AND at BETWEEN %(since)s AND %(until)s
"""

PAGE_LIMIT: Final = 1000

WINDOW: Final = "LIMIT %(limit)s OFFSET %(offset)s"

MATCHING: Final = """
AND (%(search)s = '' OR position(upper(%(search)s) IN upper(g.code)) > 0 OR position(upper(%(search)s) IN upper(g.name)) > 0
     OR position(%(search)s IN g.name_zh) > 0 OR position(upper(%(search)s) IN upper(g.serial_no)) > 0)
AND (%(kind)s::text IS NULL OR g.kind = %(kind)s)
AND (%(due)s::integer IS NULL
     OR (g.status IN ('valid', 'limited_use') AND g.due_on <= %(today)s::date + %(due)s::integer))
"""

SCANNED: Final = """
AND (upper(g.code) = upper(%(code)s) OR (g.serial_no <> '' AND upper(g.serial_no) = upper(%(code)s)))
ORDER BY upper(g.code) = upper(%(code)s) DESC, g.id LIMIT 1
"""

STEPS: Final = """
SELECT s.at, s.event, s.from_status, s.to_status, u.full_name AS by, u.full_name_zh AS by_zh, s.note, s.signature_id
FROM gauges_step s JOIN identity_user u ON u.id = s.by_id WHERE s.gauge_id = %(gauge)s ORDER BY s.id DESC
"""

LOTS: Final = """
SELECT d.lot_id, l.lot_no, i.code AS item, i.name AS item_name, i.name_zh AS item_name_zh, l.customer_id, l.status,
       EXISTS (SELECT FROM genealogy_hold h WHERE h.node_id = l.id AND h.lifted_at IS NULL) AS held,
       n.results, n.first_at, n.last_at, d.impact, d.reason, coalesce(u.full_name, '') AS decided_by,
       coalesce(u.full_name_zh, '') AS decided_by_zh, d.decided_at
FROM gauges_assessed_lot d
JOIN gauges_assessment a ON a.id = d.assessment_id
JOIN genealogy_lot l ON l.id = d.lot_id
JOIN items_item i ON i.id = l.item_id
LEFT JOIN identity_user u ON u.id = d.decided_by
CROSS JOIN LATERAL (
    SELECT count(*) AS results, min(s.at) AS first_at, max(s.at) AS last_at FROM gauges_use s
    WHERE s.gauge_id = a.gauge_id AND s.lot_id = d.lot_id AND s.at <= a.until AND (a.since IS NULL OR s.at >= a.since)) n
WHERE d.assessment_id = %(assessment)s ORDER BY l.lot_no, l.id
"""

DOUBTED: Final = """
AND s.gauge_id = %(gauge)s AND s.at <= %(until)s AND (%(since)s::timestamptz IS NULL OR s.at >= %(since)s)
ORDER BY l.lot_no, s.at, s.id
"""


@answers(ListGauges, single=True)
def list_gauges(query: ListGauges, tx: Transaction) -> list[GaugeView]:
    """List gauges by code, those that are due by their due date."""
    order = "g.code" if query.due_within is None else "g.due_on, g.code"
    return records.gauges(
        tx,
        f"{MATCHING} ORDER BY {order} {WINDOW}",
        search=query.search.strip(),
        kind=query.kind,
        due=query.due_within,
        today=tx.today,
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


@answers(FindGauge)
def find_gauge(query: FindGauge, tx: Transaction) -> GaugeView:
    """Return the gauge that was scanned. Raises: RecordNotFound."""
    found = records.gauges(tx, SCANNED, code=query.code.strip())
    return tx.found(found[0] if found else None, "gauge", query.code)


@answers(GetGauge)
def get_gauge(query: GetGauge, tx: Transaction) -> GaugeDetail:
    """Tell all that is known of a gauge but what was measured with it, which may be a great deal."""
    gauge = records.gauge(tx, query.id)
    counted = tx.wire.execute("SELECT count(*) FROM gauges_use WHERE gauge_id = %s", (gauge.id,)).fetchone()
    return GaugeDetail(
        gauge=gauge,
        calibrations=records.calibrations(
            tx, "AND c.gauge_id = %(gauge)s ORDER BY c.done_on DESC, c.id DESC", gauge=gauge.id
        ),
        assessments=records.assessments(tx, "AND a.gauge_id = %(gauge)s ORDER BY a.id DESC", gauge=gauge.id),
        steps=tx.rows(GaugeStepView, STEPS, gauge=gauge.id),
        uses=counted[0] if counted else 0,
    )


@answers(PrintStickers)
def print_stickers(query: PrintStickers, tx: Transaction) -> StickersView:
    """Draw the stickers of gauges, in the order asked for."""
    if not 1 <= len(query.gauge_ids) <= MOST_STICKERS:
        raise ValueNotAllowed(value=str(len(query.gauge_ids)), rule=STICKERS_RULE, field="gauge_ids")
    found = [records.gauge(tx, gauge_id) for gauge_id in query.gauge_ids]
    name = found[0].code if len(found) == 1 else "gauges"
    return StickersView(name=f"{name}.pdf", content=stickers.printed(found))


@answers(GetCalibration, single=True)
def get_calibration(query: GetCalibration, tx: Transaction) -> CalibrationView:
    """Return one calibration."""
    return records.calibration(tx, query.id)


@answers(ListGaugeUses)
def list_gauge_uses(query: ListGaugeUses, tx: Transaction) -> list[GaugeUseView]:
    """List what was measured with a gauge, or of a lot."""
    if query.gauge_id is not None:
        records.facts(tx, query.gauge_id)
    if query.lot_id is not None:
        tx.call(GetLot(id=query.lot_id))
    return records.uses(
        tx,
        "AND (%(gauge)s::bigint IS NULL OR s.gauge_id = %(gauge)s) AND (%(lot)s::bigint IS NULL OR s.lot_id = %(lot)s) "
        f"ORDER BY s.at DESC, s.id DESC {WINDOW}",
        gauge=query.gauge_id,
        lot=query.lot_id,
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


@finds(GaugeSuspect)
def by_gauge(suspect: GaugeSuspect, tx: Transaction) -> Behind:
    """Return every lot that was measured with a gauge in a time: its samples spoke for all of it. Raises: RecordNotFound."""
    gauge = records.facts(tx, suspect.gauge_id)
    found = tx.wire.execute(MEASURED, {"gauge": gauge.id, "since": suspect.since, "until": suspect.until})
    ends = (moment.astimezone(tx.zone).strftime("%Y-%m-%d %H:%M") for moment in (suspect.since, suspect.until))
    return Behind(label=gauge.code, detail=" … ".join(ends), lots=frozenset(LotId(row[0]) for row in found))


@answers(ListAssessments, single=True)
def list_assessments(query: ListAssessments, tx: Transaction) -> list[AssessmentView]:
    """List assessments, open ones first."""
    return records.assessments(
        tx,
        f"ORDER BY a.state = 'open' DESC, a.id DESC {WINDOW}",
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


@answers(GetAssessment)
def get_assessment(query: GetAssessment, tx: Transaction) -> AssessmentDetail:
    """Return an assessment with every lot and every result since the last good calibration."""
    found = records.assessment(tx, query.id)
    return AssessmentDetail(
        assessment=found,
        calibration=records.calibration(tx, found.calibration_id),
        lots=tx.rows(AssessedLotView, LOTS, assessment=found.id),
        uses=records.uses(tx, DOUBTED, gauge=found.gauge_id, since=found.since, until=found.until),
    )
