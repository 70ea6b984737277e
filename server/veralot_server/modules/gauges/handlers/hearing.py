"""Hears what inspections record: notes what each result was measured with, and refuses gauges that must not be used.

It is part of the inspection's own transaction, so a result and the use of its gauge are there together or not at all.
"""

from datetime import date, datetime
from typing import Final

import msgspec

from veralot_server.core.module import hears
from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges import opening, records
from veralot_shared.contracts.gauges import GaugeNotUsable, rule_against
from veralot_shared.contracts.inspection import ResultsRecorded
from veralot_shared.ids import GaugeId

MEASURED: Final = """
SELECT m.gauge_id, m.day, array_agg(m.id ORDER BY m.id) AS results, min(m.at) AS first_at FROM (
    SELECT r.gauge_id, r.id, t.at, (t.at AT TIME ZONE %(zone)s)::date AS day FROM inspection_result r
    CROSS JOIN LATERAL (SELECT least(coalesce(r.performed_at, r.entered_at, r.recorded_at), r.recorded_at) AS at) t
    WHERE r.id = ANY(%(results)s) AND r.gauge_id IS NOT NULL) m
GROUP BY m.gauge_id, m.day ORDER BY m.gauge_id, m.day
"""
"""When it was measured: when it was done or captured, where that was before it was recorded. What a device's own clock showed
says nothing: people set it."""

NOTE: Final = """
INSERT INTO gauges_use (gauge_id, lot_id, calibration_id, serial_no, what, result, record_kind, record_id, at, noted_at,
                        by_id, accepted_because)
SELECT r.gauge_id, %(lot)s, %(calibration)s, coalesce(u.serial_no, ''), trim(c.code || ' ' || c.name),
       coalesce(trim_scale(r.value)::text || ' ' || c.unit, r.conforming::text, r.nonconforming || '/' || r.inspected,
                r.text, ''),
       'inspection_result', r.id, least(coalesce(r.performed_at, r.entered_at, r.recorded_at), r.recorded_at),
       %(now)s, r.recorded_by, %(because)s
FROM inspection_result r
JOIN inspection_characteristic c ON c.id = r.characteristic_id
LEFT JOIN genealogy_unit u ON u.id = r.unit_id
WHERE r.id = ANY(%(results)s) ORDER BY r.id
"""


class Measured(msgspec.Struct, frozen=True):
    """What one gauge measured on one day."""

    gauge_id: GaugeId
    day: date
    results: list[int]
    first_at: datetime


@hears(ResultsRecorded)
def results_recorded(event: ResultsRecorded, tx: Transaction) -> None:
    """Note the uses of gauges; one that a person let pass on a result entered offline is noted with the reason.

    Raises:
        GaugeNotUsable, RecordNotFound: another gauge has to be taken.
    """
    if not event.gauge_ids:
        return
    decided = tx.captured is not None and tx.captured.accepted
    for one in tx.rows(Measured, MEASURED, results=list(event.result_ids), zone=tx.zone.key):
        now = records.used(tx, one.gauge_id, event.lot_id)
        gauge = records.as_of(tx, now, one.day)
        rule = rule_against(gauge.status, gauge.due_on, one.day)
        if rule is not None and not decided:
            raise GaugeNotUsable(gauge=gauge.code, rule=rule, due_on=gauge.due_on)
        because = tx.signature.reason if rule is not None and tx.signature is not None else ""
        values = {"lot": event.lot_id, "calibration": gauge.calibration_id, "results": one.results, "now": tx.now}
        tx.wire.execute(NOTE, values | {"because": because})
        if gauge.assessed:
            opening.note_late(tx, gauge.id, event.lot_id, one.first_at)
