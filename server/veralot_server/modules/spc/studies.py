"""Studies of gauges in the database."""

from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc.domain import studying, words
from veralot_shared.contracts.gauges import GaugeNotUsable, GetGauge
from veralot_shared.contracts.spc import (
    ReadingsInvalid,
    StudiesChanged,
    StudyDetail,
    StudyEntry,
    StudyStatus,
    StudyView,
)
from veralot_shared.errors import RecordNotFound, Sentence
from veralot_shared.ids import GaugeId, SignatureId, StudyId, UserId

VIEW: Final = """
SELECT s.id, s.version, s.number, s.status, s.title, s.gauge, s.gauge_id, s.characteristic, s.unit,
       cardinality(s.parts) AS parts,
       cardinality(s.appraisers) AS appraisers, s.trials, s.share, s.categories, s.conclusion, s.made_at,
       u.full_name AS made_by, u.full_name_zh AS made_by_zh, s.concluded_at, c.full_name AS concluded_by,
       c.full_name_zh AS concluded_by_zh
FROM spc_study s JOIN identity_user u ON u.id = s.made_by LEFT JOIN identity_user c ON c.id = s.concluded_by
WHERE %(scope)s::bigint IS NULL
"""
"""Gauges are the plant's own: a customer's user sees none of their studies."""

KEPT: Final = """
SELECT s.id, s.version, s.number, s.status, s.title, s.gauge, s.gauge_id, s.characteristic, s.unit,
       trim_scale(s.tolerance) AS tolerance,
       s.parts, s.appraisers, s.trials, s.readings, s.conclusion, s.conclusion_text, s.made_by, s.signature_id
FROM spc_study s WHERE s.id = %(id)s AND %(scope)s::bigint IS NULL
"""

LOCK: Final = "SELECT FROM spc_study WHERE id = %s FOR UPDATE"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A study as it lies in the database."""

    id: StudyId
    version: int
    number: str
    status: StudyStatus
    title: str
    gauge: str
    gauge_id: GaugeId | None
    characteristic: str
    unit: str
    tolerance: Decimal | None
    parts: list[str]
    appraisers: list[str]
    trials: int
    readings: list[Decimal | None]
    conclusion: str | None
    conclusion_text: str
    made_by: UserId
    signature_id: SignatureId | None

    @property
    def entry(self) -> StudyEntry:
        """Return what was entered."""
        names = ("title", "gauge", "gauge_id", "characteristic", "unit", "tolerance", "parts", "appraisers", "trials")
        values = [None if one is None else plain(one) for one in self.readings]
        return StudyEntry(values=values, **{name: getattr(self, name) for name in names})


def plain(value: Decimal) -> Decimal:
    """Return a number without the noughts that the database adds."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def kept(tx: Transaction, study_id: StudyId) -> Kept:
    """Return a study. Raises: RecordNotFound."""
    found = tx.one(Kept, KEPT, id=study_id, scope=tx.actor.customer_id)
    return tx.found(found, "study", study_id)


def lock(tx: Transaction, study_id: StudyId) -> Kept:
    """Lock a study until the transaction ends. Raises: RecordNotFound."""
    tx.wire.execute(LOCK, (study_id,))
    return kept(tx, study_id)


def detail(tx: Transaction, study_id: StudyId) -> StudyDetail:
    """Return a study whole. Raises: RecordNotFound."""
    found = kept(tx, study_id)
    view = tx.one(StudyView, f"{VIEW} AND s.id = %(id)s", id=study_id, scope=tx.actor.customer_id)
    if view is None:
        raise RecordNotFound(kind="study", key=str(study_id))
    entry = found.entry
    analysis = studying.analysed(entry)
    return StudyDetail(
        study=view,
        entry=entry,
        missing=studying.missing(entry),
        analysis=None if analysis is None else studying.shown(analysis, entry),
        conclusion_text=found.conclusion_text,
        signature_id=found.signature_id,
    )


def with_gauge(tx: Transaction, entry: StudyEntry) -> StudyEntry:
    """Return an entry with the code of its gauge. Raises: ReadingsInvalid, RecordNotFound, GaugeNotUsable."""
    if entry.gauge_id is None:
        raise ReadingsInvalid(problems=[Sentence(words.GAUGE)], places=[], field="entry.gauge_id")
    gauge = tx.call(GetGauge(id=entry.gauge_id)).gauge
    if gauge.rule is not None:
        raise GaugeNotUsable(gauge=gauge.code, rule=gauge.rule, due_on=gauge.due_on, field="entry.gauge_id")
    return msgspec.structs.replace(entry, gauge=gauge.code)


def tell(tx: Transaction, study_id: StudyId) -> None:
    """Tell that a study changed."""
    tx.emit(StudiesChanged(study_ids=[study_id]))
