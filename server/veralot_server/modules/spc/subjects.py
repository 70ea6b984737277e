"""What is signed: the subgroups that limits were computed from with what they gave, and a study with its conclusion."""

from typing import Any, Final

from veralot_server.core.module import Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import basing, controls, phases, studies
from veralot_server.modules.spc.domain import studying
from veralot_server.modules.spc.studies import Kept
from veralot_shared.contracts.spc import ConcludeStudy, FreezeLimits, StudyClosed, StudyIncomplete, StudyStatus
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import ControlId, StudyId
from veralot_shared.rules.canonical import content_hash

BASE: Final = """
SELECT s.number, coalesce(s.count::text, array_to_string(s.readings, ' ')), coalesce(trim_scale(s.looked_at)::text, '')
FROM spc_subgroup s WHERE s.control_id = %s AND s.number BETWEEN %s AND %s AND NOT s.number = ANY(%s)
    AND NOT s.void ORDER BY s.number
"""


@signs(FreezeLimits)
def frozen(command: FreezeLimits, tx: Transaction) -> list[Subject]:
    """Return the subgroups and what they give."""
    found = controls.row(tx, command.control_id)
    base = basing.computed(tx, found, command.first, command.last, command.excluded)
    basing.require_later(tx, found, command.first)
    said = {
        "first": command.first,
        "last": command.last,
        "excluded": sorted(set(command.excluded)),
        "subgroups": base.subgroups,
        "centre": figure(base.found.centre),
        "spread": figure(base.found.spread),
        "reason": command.reason.strip(),
    }
    return [phase(tx, found.id, found.label, found.chart, (found.phase or 0) + 1, said)]


def phase(tx: Transaction, control_id: ControlId, label: str, chart: str, number: int, said: dict[str, Any]) -> Subject:
    """Return limits as they are signed, with the hash of every reading behind them."""
    rows = [list(row) for row in tx.wire.execute(BASE, (control_id, said["first"], said["last"], said["excluded"]))]
    bound = {"chart": chart, "phase": number, **said, "readings_sha256": content_hash({"readings": rows})}
    return Subject(kind="spc_phase", key=f"{control_id}/{number}", label=f"{label} · {number}", content=bound)


def figure(value: float) -> str:
    """Return a computed figure as it is signed: the shortest text that is that binary number."""
    return repr(value)


@subject("spc_phase")
def phase_again(key: str, tx: Transaction) -> Subject | None:
    """Read frozen limits again."""
    control_id, number = key.split("/")
    try:
        found = controls.row(tx, ControlId(int(control_id)))
    except RecordNotFound:
        return None
    for one in phases.of_control(tx, found.id):
        if one.number == int(number):
            said = {
                "first": one.base_first,
                "last": one.base_last,
                "excluded": one.excluded,
                "subgroups": one.subgroups,
                "centre": figure(one.centre),
                "spread": figure(one.spread),
                "reason": one.reason,
            }
            return phase(tx, found.id, found.label, one.chart, one.number, said)
    return None


@signs(ConcludeStudy)
def concluded(command: ConcludeStudy, tx: Transaction) -> list[Subject]:
    """Return the study with its measurements, what they give, and the conclusion; who measured does not conclude."""
    found = studies.kept(tx, command.study_id)
    if found.status is StudyStatus.CONCLUDED:
        raise StudyClosed(number=found.number)
    if studying.analysed(found.entry) is None:
        raise StudyIncomplete(number=found.number, missing=studying.missing(found.entry))
    return [study(found, command.conclusion, command.text.strip(), frozenset({int(found.made_by)}))]


def study(found: Kept, conclusion: str, text: str, doers: frozenset[int] = frozenset()) -> Subject:
    """Return a study as it is signed."""
    analysis = studying.analysed(found.entry)
    bound = {
        "title": found.title,
        "gauge": found.gauge,
        **({} if found.gauge_id is None else {"gauge_id": found.gauge_id}),
        "tolerance": found.tolerance,
        "parts": found.parts,
        "appraisers": found.appraisers,
        "trials": found.trials,
        "measurements_sha256": content_hash({"values": [str(one) for one in found.entry.values]}),
        "share": figure(analysis.share) if analysis else "",
        "conclusion": conclusion,
        "text": text,
    }
    return Subject(kind="spc_study", key=str(found.id), label=found.number, content=bound, doers=doers)


@subject("spc_study")
def study_again(key: str, tx: Transaction) -> Subject | None:
    """Read a concluded study again."""
    try:
        found = studies.kept(tx, StudyId(int(key)))
    except RecordNotFound:
        return None
    return study(found, found.conclusion or "", found.conclusion_text)
