"""Evidence that modules hang on a trace: holds and signatures now, whatever registers itself later."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_server.core import module
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import (
    EvidenceState,
    EvidenceView,
    LiftHold,
    ListHolds,
    LotView,
    TraceEvidence,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import NodeId

SIGN = """
WITH s AS (
    INSERT INTO identity_signature (user_id, user_name, full_name, full_name_zh, role, meaning, statement, reason,
                                    signed_at, message, workstation)
    VALUES (%(user)s, 'li.na', 'Li Na', '李娜', 'qa_release', 'released', '', 'reviewed', now(), 'test', 'PC-1')
    RETURNING id)
INSERT INTO identity_signature_record (signature_id, kind, key, label, content, content_hash)
SELECT s.id, %(kind)s, %(key)s, 'label', '{}', '' FROM s
"""


def where(pieces: list[EvidenceView]) -> list[tuple[int | None, int]]:
    """Return the ends of what pieces hang on."""
    return [(piece.parent_id, int(piece.node_id)) for piece in pieces]


def evidence(plant: Plant, *nodes: int) -> list[EvidenceView]:
    return plant.do(TraceEvidence(node_ids=[NodeId(node) for node in nodes]))


def signed(plant: Plant, lot: LotView, kind: str = "lot") -> None:
    values = {"user": plant.tx.actor.user_id, "kind": kind, "key": str(lot.id)}
    plant.tx.wire.execute(SIGN.encode(), values)


@pytest.fixture
def inspections() -> Iterator[list[Sequence[NodeId]]]:
    """Register what a module of inspections would: a report on the edge between the first two nodes."""
    asked: list[Sequence[NodeId]] = []

    @module.evidence("quality.inspection")
    def reports(nodes: Sequence[NodeId], tx: Transaction) -> list[EvidenceView]:
        """Return one report."""
        asked.append(nodes)
        report = EvidenceView(
            node_id=nodes[1],
            parent_id=nodes[0],
            kind="quality.inspection",
            title="Inspection",
            text="R-14",
            at=tx.now - timedelta(days=1),
            state=EvidenceState.GOOD,
        )
        return [report]

    yield asked
    del module.EVIDENCE["quality.inspection"]


class TestEvidence:
    def test_shows_a_hold_until_it_is_lifted_and_afterwards_that_it_was(self, plant: Plant) -> None:
        lot = plant.material()
        plant.held(lot.id)
        (open_hold,) = evidence(plant, lot.id)
        assert (open_hold.kind, open_hold.title, open_hold.state) == ("genealogy.hold", "Hold", EvidenceState.BAD)
        assert open_hold.text_kind == "code:HoldReason"
        assert where([open_hold]) == [(None, lot.id)]
        (hold,) = plant.do(ListHolds(node_ids=[NodeId(lot.id)]))
        plant.do(LiftHold(hold_ids=[hold.id], reason="assessed"))
        (lifted,) = evidence(plant, lot.id)
        assert (lifted.title, lifted.state, lifted.signature_id) == (
            "Lifted hold",
            EvidenceState.RECORD,
            open_hold.signature_id,
        )

    @pytest.mark.requirement("P11-18")
    def test_shows_who_signed_a_lot_and_what_it_means(self, plant: Plant) -> None:
        lot, other = plant.material(), plant.material()
        signed(plant, lot)
        signed(plant, other, kind="partner")
        (signature,) = evidence(plant, lot.id, other.id)
        assert (signature.kind, signature.text, signature.text_kind) == (
            "identity.signature",
            "released",
            "code:Meaning",
        )
        assert (signature.by, signature.by_zh, signature.note) == ("Li Na", "李娜", "reviewed")
        assert (signature.link_kind, signature.link_id) == ("lot", int(lot.id))
        assert where([signature]) == [(None, lot.id)]

    def test_of_a_unit_is_that_of_the_unit(self, plant: Plant) -> None:
        lot = plant.produced(plant.device())
        units = plant.unit_ids(lot)
        plant.held(units[1])
        assert where(evidence(plant, lot.id, *units)) == [(None, units[1])]

    def test_of_any_module_that_registers_some_hangs_on_nodes_and_edges(
        self, plant: Plant, inspections: list[Sequence[NodeId]]
    ) -> None:
        first, second = plant.material(), plant.material()
        plant.held(second.id)
        found = evidence(plant, second.id, first.id, first.id)
        assert [piece.kind for piece in found] == ["quality.inspection", "genealogy.hold"]
        assert where(found) == [(first.id, second.id), (None, second.id)]
        assert [list(map(int, nodes)) for nodes in inspections] == [[first.id, second.id]]

    def test_takes_as_many_statements_for_much_as_for_little(self, plant: Plant, statements: Callable[[], Any]) -> None:
        lots = [plant.material() for _ in range(8)]
        for lot in lots:
            plant.held(lot.id)
            signed(plant, lot)
        counts = []
        for nodes in (lots[:1], lots):
            with statements() as executed:
                assert len(evidence(plant, *(lot.id for lot in nodes))) == 2 * len(nodes)
            counts.append(len(executed))
        assert counts[0] == counts[1] <= len(module.EVIDENCE) + 1

    def test_of_nothing_is_nothing(self, plant: Plant) -> None:
        assert evidence(plant) == []


@pytest.mark.requirement("CMO-01")
@pytest.mark.trap("T11")
class TestScope:
    def test_another_customers_node_does_not_exist(self, plant: Plant, act_as: Callable[..., Any]) -> None:
        mine = plant.produced(plant.device())
        theirs = plant.produced(plant.device(customer_id=plant.other))
        plant.held(mine.id, theirs.id)
        their_unit = plant.unit_ids(theirs)[0]
        act_as("registrant", customer_id=plant.registrant)
        assert [int(piece.node_id) for piece in evidence(plant, mine.id)] == [mine.id]
        for unknown in (theirs.id, their_unit, 10**15):
            with pytest.raises(RecordNotFound) as refused:
                evidence(plant, mine.id, unknown)
            assert refused.value.field == "node_ids"

    def test_a_node_that_is_not_there_is_not_found(self, plant: Plant) -> None:
        with pytest.raises(RecordNotFound):
            evidence(plant, 10**15)


def test_every_kind_of_evidence_belongs_to_its_module() -> None:
    module.load()
    assert {"genealogy.hold", "identity.signature"} <= set(module.EVIDENCE)
    for kind, function in module.EVIDENCE.items():
        assert f"{function.__module__}.".startswith(f"veralot_server.modules.{kind.partition('.')[0]}.evidence.")
        assert function.__doc__
