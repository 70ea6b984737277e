"""Keeps the register of gauges."""

from sqlalchemy import update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.gauges import records, workflow
from veralot_server.modules.gauges.domain import entries
from veralot_server.modules.gauges.tables import Gauge
from veralot_shared.contracts.gauges import (
    ChangeGauge,
    GaugeEvent,
    GaugeStatus,
    GaugeView,
    RegisterGauge,
    ScrapGauge,
    SendGauge,
    WithdrawGauge,
)
from veralot_shared.errors import RecordExists, RecordNotFound, TransitionIllegal
from veralot_shared.ids import GaugeId

CARE = ("name", "name_zh", "location", "owner", "interval_months", "warning_days")
TAKEN = "SELECT FROM gauges_gauge WHERE upper(code) = upper(%s)"


@handles(RegisterGauge)
def register_gauge(command: RegisterGauge, tx: Transaction) -> GaugeView:
    """Enter a gauge, which waits for its first calibration. A code is taken whatever its case."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind="gauge", key=command.code)
    entries.require_gauge(command)
    if tx.wire.execute(TAKEN, (command.code,)).rowcount:
        raise RecordExists(kind="gauge", key=command.code, field="code")
    values = {name: getattr(command, name) for name in command.__struct_fields__}
    values |= {"status": GaugeStatus.IN_CALIBRATION, "created_at": tx.now}
    gauge_id = GaugeId(tx.insert(Gauge, values))
    workflow.written(tx, gauge_id, GaugeEvent.REGISTER, None, GaugeStatus.IN_CALIBRATION, "")
    return records.gauge(tx, gauge_id)


@handles(ChangeGauge)
def change_gauge(command: ChangeGauge, tx: Transaction) -> GaugeView:
    """Change what may change of a gauge; the due date that its last calibration set stays."""
    entries.require_care(command)
    records.lock(tx, command.id)
    gauge = records.gauge(tx, command.id)
    refuse_if_changed(
        command,
        tx,
        table=Gauge.__tablename__,
        kind="gauge",
        key=gauge.id,
        label=gauge.code,
        version=gauge.version,
        fields=CARE,
    )
    values = {name: getattr(command, name) for name in CARE} | {"version": gauge.version + 1}
    tx.execute(update(Gauge).where(Gauge.id == gauge.id).values(values))
    records.tell(tx, gauge.id)
    return records.gauge(tx, gauge.id)


@handles(SendGauge)
def send_gauge(command: SendGauge, tx: Transaction) -> GaugeView:
    """Send a gauge to calibration."""
    gauge = records.lock(tx, command.id)
    workflow.advance(tx, gauge, GaugeEvent.SEND, command.note.strip())
    return records.gauge(tx, gauge.id)


@handles(WithdrawGauge)
def withdraw_gauge(command: WithdrawGauge, tx: Transaction) -> GaugeView:
    """Take a gauge out of service; it comes back by a calibration."""
    return ended(tx, command.id, GaugeEvent.WITHDRAW, command.reason)


@handles(ScrapGauge)
def scrap_gauge(command: ScrapGauge, tx: Transaction) -> GaugeView:
    """Scrap a gauge, unless an assessment has to say so."""
    gauge = records.gauge(tx, command.id)
    if gauge.open_assessment_id is not None:
        raise TransitionIllegal(kind="gauge", key=gauge.code, state=gauge.stored, event=GaugeEvent.SCRAP)
    return ended(tx, command.id, GaugeEvent.SCRAP, command.reason)


def ended(tx: Transaction, gauge_id: GaugeId, event: GaugeEvent, reason: str) -> GaugeView:
    """Take a gauge away for a reason."""
    why = entries.require_reason(reason)
    gauge = records.lock(tx, gauge_id)
    tx.because(why)
    workflow.advance(tx, gauge, event, why)
    return records.gauge(tx, gauge.id)
