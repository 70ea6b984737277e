"""Carries a record from one state to the next, and writes down each step: who, when, what was said, under which signature.

Which step is legal, `domain.machine` decides by `MACHINES`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import cases, dues, plant_terms, said, working_days
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import machine, terms
from veralot_server.modules.quality.tables import Case, Link, Step
from veralot_shared.contracts.quality import (
    FIRST,
    NEW_CYCLE,
    OVER,
    CaseKind,
    LinkKind,
    QualityClock,
    QualityEvent,
    QualityStatus,
)
from veralot_shared.ids import CaseId
from veralot_shared.messages import Message


def begin(tx: Transaction, kind: CaseKind, message: Message[Any], **values: object) -> CaseFacts:
    """Number a record, write it with what its first message says, and start its clock for closing."""
    status = FIRST[kind]
    row = {
        "kind": kind,
        "number": cases.next_number(tx, kind),
        "status": status,
        "opened_at": tx.now,
        "opened_by": cases.author(tx),
        "due_on": due(tx, kind, status),
        "source_kind": "other",
        **values,
    }
    case_id = CaseId(tx.execute(insert(Case).values(row).returning(Case.id)).scalar_one())
    case = cases.facts(tx, case_id)
    write(tx, case, QualityEvent.OPEN, None, status, said.of(tx, message))
    start_closing(tx, case)
    cases.tell(tx, case)
    return case


def start_closing(tx: Transaction, case: CaseFacts) -> None:
    """Start the clock within which a record is to be closed, by the plant's own term."""
    days = plant_terms.holding(tx).get((case.kind, None))
    if days is not None:
        dues.start(tx, case, QualityClock.CLOSING, tx.now + timedelta(days=days))


def advance(
    tx: Transaction, case: CaseFacts, event: QualityEvent, message: Message[Any] | None = None, **values: object
) -> CaseFacts:
    """Bring a record to the state that an event leads to, with other `values` of its row, and tell.

    What begins a new cycle counts one up; the steps of the old one stay. What was over and is opened again has its time
    until it is closed anew.

    Raises:
        TransitionIllegal: it cannot go there.
    """
    target = machine.step(case.number, case.kind, case.status, event)
    change: dict[str, object] = {"status": machine.kept(case.kind, target), "version": Case.version + 1, **values}
    if (case.kind, event) in NEW_CYCLE:
        change["cycle"] = case.cycle + 1
    if target is not case.status:
        change.setdefault("due_on", due(tx, case.kind, target))
    change["closed_at"] = tx.now if target in OVER else None
    tx.execute(update(Case).where(Case.id == case.id).values(change))
    now = cases.facts(tx, case.id)
    write(tx, now, event, case.status, target, [] if message is None else said.of(tx, message))
    if target in OVER:
        dues.meet(tx, case.id, QualityClock.CLOSING)
    elif case.status in OVER:
        start_closing(tx, now)
    cases.tell(tx, now)
    return now


def due(tx: Transaction, kind: CaseKind, status: QualityStatus) -> date | None:
    """Return by when what follows on a state is due, by the plant's own terms and days."""
    return terms.step_due(kind, status, tx.today, working_days.of_plant(tx), plant_terms.holding(tx))


def write(
    tx: Transaction,
    case: CaseFacts,
    event: QualityEvent,
    before: QualityStatus | None,
    after: QualityStatus,
    told: Sequence[said.Said],
) -> None:
    """Write a step of a record's history."""
    row = {
        "case_id": case.id,
        "cycle": case.cycle,
        "event": event,
        "from_status": before,
        "to_status": after,
        "at": tx.now,
        "by_id": cases.author(tx),
        "said": list(told),
        "signature_id": tx.signature.id if tx.signature else None,
    }
    tx.execute(insert(Step).values(row))


def link(tx: Transaction, case: CaseFacts, other: CaseFacts, kind: LinkKind) -> None:
    """Write that a record belongs to another, once."""
    query = "SELECT FROM quality_link WHERE from_id = %s AND to_id = %s AND kind = %s"
    if tx.wire.execute(query, (case.id, other.id, kind)).fetchone() is None:
        tx.execute(insert(Link).values(from_id=case.id, to_id=other.id, kind=kind))
        cases.tell(tx, other)
