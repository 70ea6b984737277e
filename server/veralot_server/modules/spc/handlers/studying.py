"""Keeps studies of gauges, and what is concluded from them."""

from typing import Any

import msgspec
from sqlalchemy import insert, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import Stored, check_version
from veralot_server.modules.spc import studies
from veralot_server.modules.spc.domain import studying
from veralot_server.modules.spc.studies import Kept
from veralot_server.modules.spc.tables import Study
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.spc import (
    ConcludeStudy,
    CreateStudy,
    SaveStudy,
    StudyClosed,
    StudyDetail,
    StudyEntry,
    StudyIncomplete,
    StudyStatus,
)
from veralot_shared.ids import StudyId

NUMBER = "SELECT nextval('spc_study_number')"
TEXTS = ("title", "gauge", "characteristic", "unit")


@handles(CreateStudy)
def create_study(command: CreateStudy, tx: Transaction) -> StudyDetail:
    """Begin a study."""
    studying.require(command.entry)
    entry = studies.with_gauge(tx, command.entry)
    drawn = tx.wire.execute(NUMBER).fetchone()
    values = content(entry) | {
        "number": f"MSA-{tx.today:%y}-{drawn[0] if drawn else 0:04d}",
        "status": StudyStatus.OPEN,
        "made_at": tx.now,
        "made_by": tx.actor.user_id,
    }
    study_id = StudyId(tx.execute(insert(Study).values(values).returning(Study.id)).scalar_one())
    studies.tell(tx, study_id)
    return studies.detail(tx, study_id)


@handles(SaveStudy)
def save_study(command: SaveStudy, tx: Transaction) -> StudyDetail:
    """Save a study's entries."""
    studying.require(command.entry)
    found = studies.lock(tx, command.study_id)
    require_open(found)
    entry = command.entry
    if (found.gauge_id, entry.gauge_id) == (None, None):
        entry = msgspec.structs.replace(entry, gauge=found.gauge)
    elif entry != found.entry:
        entry = studies.with_gauge(tx, entry)
    yours, theirs = content(entry), content(found.entry)
    stored = Stored("study", "spc_study", found.id, found.number, found.version)
    check_version(tx, stored, command.version, theirs=theirs, yours=yours)
    tx.execute(update(Study).where(Study.id == found.id).values(version=found.version + 1, **yours))
    studies.tell(tx, found.id)
    return studies.detail(tx, found.id)


@handles(ConcludeStudy)
def conclude_study(command: ConcludeStudy, tx: Transaction) -> StudyDetail:
    """Keep the signed conclusion."""
    if not command.text.strip():
        raise ReasonMissing(field="text")
    found = studies.lock(tx, command.study_id)
    require_complete(found)
    values = {
        "status": StudyStatus.CONCLUDED,
        "version": found.version + 1,
        "conclusion": command.conclusion,
        "conclusion_text": command.text.strip(),
        "concluded_at": tx.now,
        "concluded_by": tx.signature.signer_id if tx.signature else tx.actor.user_id,
        "signature_id": tx.signature.id if tx.signature else None,
    }
    tx.execute(update(Study).where(Study.id == found.id).values(values))
    studies.tell(tx, found.id)
    return studies.detail(tx, found.id)


def content(entry: StudyEntry) -> dict[str, Any]:
    """Return an entry as it is kept, with what it computes to."""
    found = studying.analysed(entry)
    needed = len(entry.parts) * len(entry.appraisers) * entry.trials
    values: dict[str, Any] = {name: getattr(entry, name).strip() for name in TEXTS}
    computed: dict[str, Any] = {
        "gauge_id": entry.gauge_id,
        "tolerance": entry.tolerance,
        "parts": entry.parts,
        "appraisers": entry.appraisers,
        "trials": entry.trials,
        "readings": entry.values or [None] * needed,
        "share": found.share if found else None,
        "categories": found.categories if found else None,
    }
    return values | computed


def require_open(found: Kept) -> None:
    """Check that a study is not concluded. Raises: StudyClosed."""
    if found.status is StudyStatus.CONCLUDED:
        raise StudyClosed(number=found.number)


def require_complete(found: Kept) -> None:
    """Check that a study can be concluded. Raises: StudyClosed, StudyIncomplete."""
    require_open(found)
    if studying.analysed(found.entry) is None:
        raise StudyIncomplete(number=found.number, missing=studying.missing(found.entry))
