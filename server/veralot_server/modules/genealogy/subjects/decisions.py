"""What is signed when a lot is accepted, released, rejected, disposed of or recalled."""

from collections.abc import Callable
from typing import NamedTuple

from veralot_server.core.module import BINDINGS, Subject, signs
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import gate, lots
from veralot_server.modules.genealogy.domain.reasons import require_any
from veralot_server.modules.genealogy.subjects.history import next_steps
from veralot_server.modules.genealogy.subjects.lots import nobody, signed_lots
from veralot_shared.contracts.genealogy import (
    DisposeLot,
    Disposition,
    LotEvent,
    RecallLots,
    RejectLot,
    ReleaseLot,
    ReleaseProduction,
    ReleaseToMarket,
)
from veralot_shared.ids import LotId

DOERS = """
SELECT r.by_id FROM genealogy_status_change r
WHERE r.lot_id = %(lot)s AND r.event IN ('receive', 'sample', 'report_rework', 'return_from_customer')
UNION
SELECT v.by_id FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id
WHERE m.target_lot_id = %(lot)s AND m.lot_id = m.target_lot_id AND v.kind IN ('receipt', 'produce', 'rework')
UNION
SELECT v.by_id FROM genealogy_edge e JOIN genealogy_movement v ON v.id = e.movement_id
WHERE e.child_id = %(lot)s AND v.kind = 'consume'
"""
"""Who received, sampled, made or reworked a lot."""


class Decision(NamedTuple):
    """A decision that is about to be signed: which, why, and whether those who did the work may not sign it."""

    event: LotEvent
    reason: str
    four_eyes: bool = False


DECISIONS: dict[type, Callable[..., Decision]] = {
    ReleaseLot: lambda command: Decision(LotEvent.ACCEPT, command.note, four_eyes=True),
    ReleaseProduction: lambda command: Decision(LotEvent.RELEASE_PRODUCTION, command.note, four_eyes=True),
    ReleaseToMarket: lambda command: Decision(LotEvent.RELEASE_MARKET, command.note),
    RejectLot: lambda command: Decision(LotEvent.REJECT, command.reason),
    DisposeLot: lambda command: Decision(
        LotEvent.CONCEDE if command.disposition is Disposition.CONCESSION else LotEvent.ORDER_REWORK,
        command.justification,
    ),
}


@signs(ReleaseLot, ReleaseProduction, ReleaseToMarket)
def release(command: ReleaseLot | ReleaseProduction | ReleaseToMarket, tx: Transaction) -> list[Subject]:
    """Return what a release binds. Nobody is asked to sign one that will be refused for want of evidence (T14)."""
    found = decided(command, tx)
    gate.require_ready(tx, command.lot_id, DECISIONS[type(command)](command).event)
    return found


@signs(RejectLot, DisposeLot)
def decision(command: RejectLot | DisposeLot, tx: Transaction) -> list[Subject]:
    """Return what any other decision on a lot binds."""
    return decided(command, tx)


def decided(
    command: ReleaseLot | ReleaseProduction | ReleaseToMarket | RejectLot | DisposeLot, tx: Transaction
) -> list[Subject]:
    """Return the lot that is decided on, the decision, and what the modules have of the lot that the decision rests on."""
    taken = DECISIONS[type(command)](command)
    doers = (lambda lot_id: workers(tx, lot_id)) if taken.four_eyes else nobody
    found = signed_lots(tx, [command.lot_id], doers)
    return found + next_steps(tx, found, taken.event, taken.reason) + resting(tx, command.lot_id)


def resting(tx: Transaction, lot_id: LotId) -> list[Subject]:
    """Return the records of other modules that a decision on a lot rests on (T10)."""
    lot = lots.view(tx, lot_id)
    return [subject for _, binding in sorted(BINDINGS.items()) for subject in binding(lot, tx)]


def workers(tx: Transaction, lot_id: LotId) -> frozenset[int]:
    """Return who received, sampled, made or reworked a lot; none of them may release it."""
    return frozenset(row[0] for row in tx.wire.execute(DOERS, {"lot": lot_id}))


@signs(RecallLots)
def recalled(command: RecallLots, tx: Transaction) -> list[Subject]:
    """Return the lots that are recalled, and the decision on each."""
    require_any(command.lot_ids, "lot_ids")
    found = signed_lots(tx, command.lot_ids)
    return found + next_steps(tx, found, LotEvent.RECALL, command.reason)
