"""What is signed: the results with their verdict, the decision, and what it does to the lot; and by whom it is not."""

from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from veralot_server.core.module import SIGNING, SUBJECTS, Subject
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import NotReady, ReleaseLot
from veralot_shared.contracts.identity import SignatureNeeded
from veralot_shared.contracts.inspection import ApproveReduced, DecideInspection, ReleasePlan, UsageDecision
from veralot_shared.contracts.items import ItemView
from veralot_shared.ids import SwitchingId
from veralot_shared.messages import SignedCommand


def shown(command: SignedCommand[Any], tx: Transaction) -> list[Subject]:
    """Return what the signer of a command binds."""
    found: list[Subject] = SIGNING[command.op](command, tx)
    return found


@pytest.mark.requirement("AQL-13", "P11-18")
@pytest.mark.trap("T10")
def test_a_decision_binds_results_verdict_and_the_lot_that_it_releases(
    inspections: Inspections, plant: Plant, tx: Transaction, item: ItemView
) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    found = inspections.evaluated(found)
    command = DecideInspection(inspection_id=found.inspection.id, decision=UsageDecision.ACCEPT)
    bound = {one.kind: one for one in shown(command, tx)}
    assert set(bound) >= {"inspection", "inspection_decision", "lot", "step"}
    assert tx.actor.user_id in bound["inspection"].doers
    tx.signature = None
    with pytest.raises(SignatureNeeded) as needed:
        tx.call(command)
    assert needed.value.second_person
    assert not tx.settled
    inspections.signed(command)
    for kind in ("inspection", "inspection_decision", "step"):
        again = SUBJECTS[kind](bound[kind].key, tx)
        assert again is not None
        assert again.content_hash == bound[kind].content_hash, kind
    assert plant.lot(lot.id).status == "released"


@pytest.mark.requirement("P11-18")
def test_nothing_but_the_decision_itself_counts_as_decided(
    inspections: Inspections, tx: Transaction, item: ItemView
) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    inspections.evaluated(found)
    with pytest.raises(NotReady):
        shown(ReleaseLot(lot_id=lot.id), tx)


def test_the_author_of_a_plan_does_not_release_it(inspections: Inspections, tx: Transaction, item: ItemView) -> None:
    plan = inspections.draft(item)
    (one,) = shown(ReleasePlan(revision_id=plan.revision.id), tx)
    assert one.doers == {tx.actor.user_id}
    assert one.content["characteristics"] == 2
    released = inspections.signed(ReleasePlan(revision_id=plan.revision.id))
    again = SUBJECTS["inspection_plan"](str(released.revision.id), tx)
    assert again is not None
    assert again.content_hash == one.content_hash


def test_a_severity_binds_why_it_is_changed(inspections: Inspections, tx: Transaction, item: ItemView) -> None:
    inspections.plan(item)
    inspections.received(100, item)
    row = tx.wire.execute("SELECT id FROM inspection_switching").fetchone()
    assert row is not None
    (one,) = shown(ApproveReduced(switching_id=SwitchingId(row[0]), reason="steady"), tx)
    assert one.content["reason"] == "steady"
