"""Stops a release while an inspection that the lot needs is undecided, was decided against it, or was never made (T9)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from veralot_server.core.module import readiness
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import plans, standing
from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.standing import Standing
from veralot_server.modules.inspection.tasks import WAITS
from veralot_shared.contracts.genealogy import BlockerView, CheckResult, CheckView, LotEvent, LotView
from veralot_shared.contracts.inspection import InspectionStage, Permission, UsageDecision
from veralot_shared.i18n import N_

NAME: Final = "inspection.inspections"
TITLE: Final = N_("Inspections")

GATES: Final = frozenset({LotEvent.ACCEPT, LotEvent.RELEASE_PRODUCTION, LotEvent.RELEASE_MARKET})

ARRIVED: Final = """
SELECT v.kind FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id
WHERE m.target_lot_id = %(lot)s AND m.lot_id = m.target_lot_id AND v.kind IN ('receipt', 'produce') ORDER BY m.id LIMIT 1
"""

STAGES: Final[Mapping[str, InspectionStage]] = MappingProxyType(
    {"receipt": InspectionStage.INCOMING, "produce": InspectionStage.FINAL}
)


@readiness(NAME)
def inspections(lot: LotView, event: LotEvent, tx: Transaction) -> CheckView:
    """Return whether everything of a lot that a plan asks to be inspected is inspected and decided for it."""
    if event not in GATES:
        return CheckView(id=NAME, title=TITLE, result=CheckResult.NOT_APPLICABLE)
    found = standing.of_lot(tx, lot.id)
    missing = [undecided(one) for one in standing.undecided(tx, found)]
    missing += [rejected(one) for one in against(found)]
    unmade = never_made(tx, lot, found) + left_out(tx, lot)
    if missing:
        return CheckView(id=NAME, title=TITLE, result=CheckResult.FAILED, missing=missing + unmade)
    if unmade:
        return CheckView(id=NAME, title=TITLE, result=CheckResult.NOT_RUN, missing=unmade)
    result = CheckResult.PASSED if found else CheckResult.NOT_APPLICABLE
    return CheckView(id=NAME, title=TITLE, result=result)


def undecided(one: Standing) -> BlockerView:
    """Return that an inspection is not decided; it waits for whoever does its next step."""
    return about(words.BLOCK_UNDECIDED, one, WAITS[one.status][1])


def rejected(one: Standing) -> BlockerView:
    """Return that an inspection was decided against the lot."""
    return about(words.BLOCK_REJECTED, one, Permission.CREATE)


def about(text: str, one: Standing, permission: Permission) -> BlockerView:
    """Return what is said of an inspection, and which right does something about it."""
    return BlockerView(
        text, {"number": one.number}, kind="inspection", id=one.id, label=one.number, permission=permission
    )


def against(found: Sequence[Standing]) -> list[Standing]:
    """Return the inspections that rejected goods which no later inspection was of; a concession is no rejection."""
    again = {one.resubmits_id for one in found}
    return [one for one in found if one.decision is UsageDecision.REJECT and one.id not in again]


def left_out(tx: Transaction, lot: LotView) -> list[BlockerView]:
    """Return how much no inspection was of, where goods are inspected in parts: the rest has not passed with them."""
    return [
        BlockerView(
            words.BLOCK_PARTLY,
            standing.said(one),
            kind="lot",
            id=one.lot_id,
            label=one.lot_no,
            permission=Permission.CREATE,
        )
        for one in standing.uncovered(tx, lot.id)
    ]


def never_made(tx: Transaction, lot: LotView, found: Sequence[Standing]) -> list[BlockerView]:
    """Return which plan in force asks for an inspection that nobody has made. What was split off has its parent's."""
    row = tx.wire.execute(ARRIVED, {"lot": lot.id}).fetchone()
    stage = STAGES.get(row[0]) if row else None
    if stage is None or any(one.stage is stage for one in found):
        return []
    known = plans.in_force(tx, lot.item_id, stage, supplier_id=lot.supplier_id, customer_id=lot.customer_id)
    return [
        BlockerView(
            words.BLOCK_NONE,
            {"plan": one.code},
            kind="inspection_plan",
            id=one.plan_id,
            label=one.code,
            permission=Permission.CREATE,
        )
        for one in known[:1]
    ]
