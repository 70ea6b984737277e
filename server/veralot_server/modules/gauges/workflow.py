"""Carries a gauge from one state to the next, and writes down each step: who, when, why, under which signature."""

from sqlalchemy import update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges import records
from veralot_server.modules.gauges.domain.steps import step
from veralot_server.modules.gauges.records import Facts
from veralot_server.modules.gauges.tables import Gauge, Step
from veralot_shared.contracts.gauges import GaugeEvent, GaugeStatus
from veralot_shared.ids import GaugeId


def advance(tx: Transaction, gauge: Facts, event: GaugeEvent, note: str = "", **values: object) -> GaugeStatus:
    """Bring a gauge to the state that an event leads to, with other `values` of its row, and tell.

    Raises: TransitionIllegal.
    """
    target = step(gauge.code, gauge.status, event)
    change = update(Gauge).where(Gauge.id == gauge.id)
    tx.execute(change.values(status=target, version=Gauge.version + 1, **values))
    written(tx, gauge.id, event, gauge.status, target, note)
    return target


def written(
    tx: Transaction, gauge_id: GaugeId, event: GaugeEvent, before: GaugeStatus | None, after: GaugeStatus, note: str
) -> None:
    """Write a step of a gauge's history, and tell."""
    row = {
        "gauge_id": gauge_id,
        "event": event,
        "from_status": before,
        "to_status": after,
        "at": tx.now,
        "by_id": records.author(tx),
        "note": note,
        "signature_id": tx.signature.id if tx.signature else None,
    }
    tx.insert(Step, row)
    records.tell(tx, gauge_id)
