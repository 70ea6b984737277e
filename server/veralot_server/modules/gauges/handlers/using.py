"""Notes what was measured with which gauge, and refuses gauges that must not be used."""

from datetime import datetime

import msgspec

from veralot_server.core.module import handles
from veralot_server.core.records import add
from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges import opening, records
from veralot_server.modules.gauges.domain import entries
from veralot_server.modules.gauges.records import UsedGauge
from veralot_server.modules.gauges.tables import Use
from veralot_shared.contracts.gauges import (
    AcceptGaugeUse,
    GaugeNotUsable,
    NoteGaugeUse,
    UseLine,
    UseNoted,
    rule_against,
)
from veralot_shared.ids import CalibrationId, GaugeId, LotId, UserId


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A use as it is written."""

    gauge_id: GaugeId
    lot_id: LotId
    calibration_id: CalibrationId | None
    serial_no: str
    what: str
    result: str
    record_kind: str
    record_id: int
    at: datetime
    noted_at: datetime
    by_id: UserId
    accepted_because: str


@handles(NoteGaugeUse)
def note_gauge_use(command: NoteGaugeUse, tx: Transaction) -> UseNoted:
    """Note results, of a gauge that may be used and might be when they were measured."""
    gauge, moment = measured(tx, command)
    rule = rule_against(gauge.status, gauge.due_on, records.day_of(tx, moment))
    if rule is not None:
        raise GaugeNotUsable(gauge=gauge.code, rule=rule, due_on=gauge.due_on)
    return noted(tx, gauge, command, moment)


@handles(AcceptGaugeUse)
def accept_gauge_use(command: AcceptGaugeUse, tx: Transaction) -> UseNoted:
    """Note results of a gauge that turned out not to be usable, because a person said why they are kept."""
    reason = entries.require_reason(command.reason)
    gauge, moment = measured(tx, command)
    tx.because(reason)
    return noted(tx, gauge, command, moment, reason)


def measured(tx: Transaction, command: NoteGaugeUse | AcceptGaugeUse) -> tuple[UsedGauge, datetime]:
    """Return the gauge as it was when the results were measured, and that moment."""
    entries.require_lines(command.lines)
    moment = command.at or tx.now
    entries.require_past(moment, tx.now)
    gauge = records.used(tx, command.gauge_id, command.lot_id)
    return records.as_of(tx, gauge, records.day_of(tx, moment)), moment


def noted(
    tx: Transaction, gauge: UsedGauge, command: NoteGaugeUse | AcceptGaugeUse, moment: datetime, reason: str = ""
) -> UseNoted:
    """Write uses down, and bring them before the assessments that are about their time."""
    add(tx, Use.__tablename__, [row(tx, gauge, command.lot_id, line, moment, reason) for line in command.lines])
    if gauge.assessed:
        opening.note_late(tx, gauge.id, command.lot_id, moment)
    return UseNoted(gauge_id=gauge.id, gauge=gauge.code, due_on=gauge.due_on, results=len(command.lines))


def row(tx: Transaction, gauge: UsedGauge, lot_id: LotId, line: UseLine, moment: datetime, reason: str) -> Row:
    """Return a use as it is written."""
    return Row(
        gauge_id=gauge.id,
        lot_id=lot_id,
        calibration_id=gauge.calibration_id,
        serial_no=line.serial_no.strip(),
        what=line.what.strip(),
        result=line.result.strip(),
        record_kind=line.record_kind,
        record_id=line.record_id,
        at=moment,
        noted_at=tx.now,
        by_id=tx.actor.user_id,
        accepted_because=reason,
    )
