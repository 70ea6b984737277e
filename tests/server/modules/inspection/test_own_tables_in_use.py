"""A table that the plant has established releases plans and samples lots, which say so, and keep what they were sampled by.

Every page here is made up by `tests/factories/sampling.py`; none of it is a copy of a standard.
"""

from decimal import Decimal

import pytest

from tests.factories import sampling
from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, Inspections
from tests.factories.readers import SOURCE, Readers, rule
from tests.factories.sampling import changed, grid, multiple
from veralot_server.core.module import PROOFS
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.domain import own_tables
from veralot_shared.contracts.genealogy import GetDossier, ReasonMissing
from veralot_shared.contracts.inspection import (
    GetSamplingTable,
    PlanIncomplete,
    ReleasePlan,
    SamplingKind,
    Scheme,
    TableStatus,
    UsageDecision,
    Verdict,
    WithdrawSamplingTable,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.errors import TransitionIllegal
from veralot_shared.rules.canonical import content_hash
from veralot_shared.rules.sampling.terms import Severity


@pytest.mark.requirement("AQL-01", "AQL-02", "AQL-13", "AQL-14")
def test_a_plan_is_released_by_it_and_its_lots_say_so(
    readers: Readers, inspections: Inspections, tx: Transaction, item: ItemView
) -> None:
    draft = inspections.draft(item, (LENGTH,), (rule(),))
    with pytest.raises(PlanIncomplete, match="Sampling tables"):
        inspections.signed(ReleasePlan(revision_id=draft.revision.id))
    table = readers.established().table
    inspections.signed(ReleasePlan(revision_id=draft.revision.id))
    lot, found = inspections.received(2000, item)
    (asked,) = found.sampling
    assert (asked.kind, asked.letter, asked.row, asked.table_ids) == (SamplingKind.MULTIPLE, "K", "K", [table.id])
    numbers = " ".join(f"{'#' if one.accept is None else one.accept}/{one.reject}" for one in asked.stages)
    assert numbers == sampling.fitted(3)
    why = asked.why[-1]
    assert (why.values["document"], why.values["first"], why.values["second"]) == (
        SOURCE["document"],
        "First",
        "Second",
    )
    section = {one.id: one for one in tx.call(GetDossier(lot_id=lot.id)).sections}["inspection.tables"]
    (row,) = [dict(zip([column.id for column in section.columns], one, strict=True)) for one in section.rows]
    assert (row["document"], row["letter"], row["read_by"][0]) == (SOURCE["document"], "K", "First, Second")
    sizes = [stage.size for stage in asked.stages]
    assert row["used"] == ", ".join(f"{size} {pair}" for size, pair in zip(sizes, numbers.split(), strict=True))
    assert row["sha256"] == content_hash(own_tables.kept(multiple()))
    evaluated = inspections.evaluated(found)
    while evaluated.inspection.verdict is Verdict.PENDING:
        evaluated = inspections.evaluated_rest(evaluated)
    assert evaluated.inspection.verdict is Verdict.ACCEPTED
    decided = inspections.decided(evaluated, UsageDecision.ACCEPT)
    assert decided.inspection.decision is UsageDecision.ACCEPT


@pytest.mark.requirement("AQL-14")
@pytest.mark.trap("T15")
def test_a_new_version_ends_the_former_and_inspections_keep_theirs(
    readers: Readers, inspections: Inspections, tx: Transaction, item: ItemView
) -> None:
    former = readers.established()
    inspections.plan(item, (LENGTH,), (rule(),))
    _, kept = inspections.received(2000, item)
    other = grid(changed("K", "1", "#/2 #/3 1/4 2/5 4/5"))
    newer = readers.established(other)
    assert newer.table.number == former.table.number + 1
    assert tx.call(GetSamplingTable(id=former.table.id)).table.status is TableStatus.SUPERSEDED
    assert inspections.get(kept.inspection.id).sampling == kept.sampling
    _, found = inspections.received(2000, item)
    assert found.sampling[0].table_ids == [newer.table.id]
    assert [one.reject for one in found.sampling[0].stages] == [2, 3, 4, 5, 5]


@pytest.mark.requirement("AQL-14")
def test_without_it_lots_are_inspected_whole_again(readers: Readers, inspections: Inspections, item: ItemView) -> None:
    table = readers.established().table
    inspections.plan(item, (LENGTH,), (rule(),))
    with pytest.raises(ReasonMissing):
        inspections.signed(WithdrawSamplingTable(table_id=table.id, reason=" "))
    ended = inspections.signed(WithdrawSamplingTable(table_id=table.id, reason="another edition"))
    assert (ended.table.status, ended.table.ended_reason) == (TableStatus.WITHDRAWN, "another edition")
    _, found = inspections.received(2000, item)
    assert (found.sampling[0].stages[0].size, found.sampling[0].table_ids) == (2000, [])
    with pytest.raises(TransitionIllegal):
        inspections.signed(WithdrawSamplingTable(table_id=table.id, reason="again"))


@pytest.mark.requirement("AQL-03", "AQL-04", "AQL-14")
def test_iso_3951_is_used_where_its_tables_are_established(
    readers: Readers, inspections: Inspections, item: ItemView
) -> None:
    asked = rule(scheme=Scheme.ISO_3951_1, kind=SamplingKind.SINGLE)
    draft = inspections.draft(item, (LENGTH,), (asked,))
    with pytest.raises(PlanIncomplete, match="ISO 3951-1"):
        inspections.signed(ReleasePlan(revision_id=draft.revision.id))
    letters, normal, tightened = readers.established_by_values()
    inspections.signed(ReleasePlan(revision_id=draft.revision.id))
    _, found = inspections.received(2000, item)
    (one,) = found.sampling
    assert (one.letter, one.stages[0].size, one.constant) == ("J", 18, Decimal("1.55"))
    assert one.table_ids == [letters, normal]
    for _ in range(2):
        values = [inspections.value(found, place, "150.4" if place % 2 else "150.5") for place in range(1, 19)]
        inspections.record(found, values)
        evaluated = inspections.evaluated_rest(found)
        assert evaluated.inspection.verdict is Verdict.NOT_ACCEPTED
        inspections.decided(evaluated, UsageDecision.REJECT, reason="too wide")
        _, found = inspections.received(2000, item)
    assert found.sampling[0].severity is Severity.TIGHTENED
    assert found.sampling[0].table_ids == [letters, tightened]


@pytest.mark.requirement("AQL-14")
def test_by_variables_a_lot_without_a_table_is_measured_whole(
    readers: Readers, inspections: Inspections, item: ItemView
) -> None:
    tables = readers.established_by_values()
    inspections.plan(item, (LENGTH,), (rule(scheme=Scheme.ISO_3951_1, kind=SamplingKind.SINGLE),))
    inspections.signed(WithdrawSamplingTable(table_id=tables[1], reason="misread"))
    _, found = inspections.received(12, item)
    assert found.sampling[0].stages[0].size == 12
    assert inspections.evaluated(found, bad=[("1", 3)]).inspection.verdict is Verdict.NOT_ACCEPTED
    _, found = inspections.received(12, item)
    assert inspections.evaluated(found).inspection.verdict is Verdict.ACCEPTED


@pytest.mark.requirement("AQL-14")
@pytest.mark.trap("T11")
def test_nobodys_dossier_encloses_a_copy_of_the_standard_and_a_customers_names_none(
    readers: Readers, inspections: Inspections, plant: Plant, tx: Transaction
) -> None:
    item = plant.component(customer_id=plant.registrant)
    readers.established()
    inspections.plan(item, (LENGTH,), (rule(),))
    lot, found = inspections.received(2000, item)
    assert found.sampling[0].table_ids
    ours = {table for table, _ in PROOFS["inspection.inspections"](lot, tx)}
    assert "inspection_class" in ours
    assert "inspection_sampling_table" not in ours, "whoever is handed the dossier may have no copy of the standard"
    readers.act_as("registrant", customer_id=plant.registrant)
    assert "inspection.tables" not in {one.id for one in tx.call(GetDossier(lot_id=lot.id)).sections}
    proven = {table for table, _ in PROOFS["inspection.inspections"](lot, tx)}
    assert "inspection_inspection" in proven
    assert not {"inspection_sampling_table", "inspection_class", "identity_signature"} & proven
