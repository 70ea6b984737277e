"""Gauges while the server is away: which may be used, told ahead, and which of them must not have been, found out after."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from veralot_server.core.capturing import Attempt, Verdict, captures, snapshots
from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges import records
from veralot_shared.contracts.capture import Difference
from veralot_shared.contracts.gauges import FindGauge, GaugeRule, GaugeView, ListGauges, Permission, rule_against
from veralot_shared.contracts.inspection import RecordResults
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_
from veralot_shared.ids import GaugeId
from veralot_shared.messages import Page, Query

AHEAD: Final = 200
"""So many gauges a work list tells of."""

NAMED: Final = " AND g.id = ANY(%(ids)s)"

KNOWN_NOW: Final[Mapping[GaugeRule, str]] = MappingProxyType(
    {
        GaugeRule.NEVER_CALIBRATED: N_("It is known now that it must not be used: it was never calibrated."),
        GaugeRule.IN_CALIBRATION: N_("It is known now that it must not be used: its calibration is not reviewed."),
        GaugeRule.OVERDUE: N_("It is known now that it must not be used: its calibration was overdue on that day."),
        GaugeRule.OUT_OF_TOLERANCE: N_("It is known now that it must not be used: it was found out of tolerance."),
        GaugeRule.OUT_OF_SERVICE: N_("It is known now that it must not be used: it was taken out of service."),
        GaugeRule.SCRAPPED: N_("It is known now that it must not be used: it was scrapped."),
    }
)
"""What is known of a gauge when results arrive that were measured with it: whoever decides has to know which."""


@snapshots("gauges")
def usable(tx: Transaction) -> list[Query[Any]]:
    """Return what a scan asks of each gauge that may be used today, by its code and by its serial number."""
    if Permission.READ not in tx.actor.permissions:
        return []
    found = tx.call(ListGauges(page=Page(limit=AHEAD)))
    numbers = [number for one in found if one.rule is None for number in (one.code, one.serial_no) if number]
    return [FindGauge(code=number) for number in dict.fromkeys(numbers)]


@captures(RecordResults)
def judged(attempts: Sequence[Attempt], tx: Transaction) -> list[Verdict]:
    """Judge results: whether a gauge that they were measured with is one that must not have been used that day."""
    ids = sorted({gauge for attempt in attempts for gauge in gauges_of(attempt)})
    known = {one.id: one for one in records.gauges(tx, NAMED, ids=ids)} if ids else {}
    return [
        Verdict(differences=differences(attempt, known, attempt.entered_at.astimezone(tx.zone).date()))
        for attempt in attempts
    ]


def gauges_of(attempt: Attempt) -> list[GaugeId]:
    """Return the gauges of an attempt's results, each once."""
    return list(dict.fromkeys(entry.gauge_id for entry in attempt.command.results if entry.gauge_id is not None))


def differences(attempt: Attempt, known: Mapping[GaugeId, GaugeView], day: date) -> list[Difference]:
    """Return what the gauges are now that they were not when they were used."""
    found = [known[gauge] for gauge in gauges_of(attempt) if gauge in known]
    broken = ((one, rule_against(one.stored, one.due_on, day)) for one in found)
    return [
        Difference(
            what=Sentence(N_("Gauge")),
            then=Sentence(N_("Gauge {gauge} might be used."), {"gauge": one.code}),
            now=Sentence(KNOWN_NOW[rule]),
        )
        for one, rule in broken
        if rule is not None
    ]
