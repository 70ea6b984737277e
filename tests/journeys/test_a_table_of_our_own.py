"""Two people establish a table that did not come confirmed; a plan is released by it, and a lot inspected to its verdict.

The page is made up by `tests/factories/sampling.py`, by fitting curves to the single plans. It is no copy of any standard.
"""

import csv
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from pypdf import PdfReader

from tests.factories.inspection import LENGTH
from tests.factories.sampling import MULTIPLE, changed, fitted, grid, multiple
from tests.journeys.conftest import Person, unplanned
from tests.journeys.corridor import received
from veralot_server.modules.inspection.domain import own_tables
from veralot_shared.contracts.exchange import ReadGrid
from veralot_shared.contracts.genealogy import ExportDossier, GetDossier, ListLocations, LocationKind, LotView
from veralot_shared.contracts.identity import SignerNotAllowed
from veralot_shared.contracts.inspection import (
    BeginSamplingTable,
    ClassRule,
    CreatePlan,
    DecideInspection,
    EstablishSamplingTable,
    GetInspection,
    GetSamplingTable,
    InspectionDetail,
    InspectionFilter,
    InspectionLevel,
    InspectionStage,
    ListInspections,
    PlanIncomplete,
    ReadSamplingTable,
    RecordResults,
    ReleasePlan,
    ResultEntry,
    SamplingKind,
    SaveRevision,
    TableStatus,
    UsageDecision,
    Verdict,
)
from veralot_shared.rules.canonical import content_hash
from veralot_shared.rules.sampling.own.pages import holds_plan
from veralot_shared.verify.format import PROOFS, RECORD, Proofs

People = Callable[[str], Person]
BY_TABLE = ClassRule(
    defect_class=LENGTH.defect_class,
    scheme=MULTIPLE.scheme,
    kind=SamplingKind.MULTIPLE,
    level=InspectionLevel.GENERAL_II,
    aql=Decimal("1.0"),
)


def as_file(lines: list[list[str]]) -> bytes:
    """Return lines as the spreadsheet program of somebody saves them."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def recorded(inspector: Person, found: InspectionDetail) -> InspectionDetail:
    """Measure what the present sample still wants, all of it good, and complete it."""
    (due,) = found.dues
    entries = [
        ResultEntry(characteristic_id=due.characteristic_id, sample_no=number, value=LENGTH.nominal)
        for number in range(due.done + 1, due.needed + 1)
    ]
    inspector.call(RecordResults(inspection_id=found.inspection.id, results=entries, complete=True))
    again: InspectionDetail = inspector.call(GetInspection(id=found.inspection.id))
    return again


@pytest.mark.requirement("AQL-01", "AQL-02", "AQL-13", "AQL-14")
def test_a_page_is_read_twice_signed_and_decides_about_a_lot(people: People) -> None:
    first, second, like = people("qa"), people("quality_head"), unplanned(people)

    # A plan by multiple sampling waits for its table.
    draft = first.call(CreatePlan(code="IP-OWN", item_id=like.item_id, stage=InspectionStage.INCOMING)).revision
    content = SaveRevision(revision_id=draft.id, version=draft.version, rules=[BY_TABLE], characteristics=[LENGTH])
    released = ReleasePlan(revision_id=first.call(content).revision.id)
    with pytest.raises(PlanIncomplete, match="Sampling tables"):
        second.sign(released)

    # The first reading comes from a file.
    lines = first.call(ReadGrid(name="page.csv", content=as_file(grid())))
    source = {"document": "Made-up standard 1:2099", "copy_no": "licence 0815", "sheet": "Table X, p. 7"}
    begun = first.call(BeginSamplingTable(of_page=MULTIPLE, grid=lines, file="page.csv", **source))
    assert second.call(GetSamplingTable(id=begun.table.id)).grid == []

    # The second person reads the same page without seeing that, and slips once: a third decides, who has seen neither.
    slip = grid(changed("K", "1", "^"))
    differing = second.call(ReadSamplingTable(table_id=begun.table.id, grid=slip))
    assert [(one.row, one.column, one.readings[1]) for one in differing.differences] == [("K", "1", "^")]
    third = people("designer")
    assert third.call(GetSamplingTable(id=begun.table.id)).differences == []
    agreed = third.call(ReadSamplingTable(table_id=begun.table.id, grid=grid()))
    assert (agreed.table.status, agreed.problems, agreed.doubts) == (TableStatus.AGREED, [], [])
    establish = EstablishSamplingTable(table_id=begun.table.id)
    with pytest.raises(SignerNotAllowed):
        first.sign(establish)
    assert second.sign(establish).table.status is TableStatus.IN_FORCE

    # The plan can be released now, and a lot is inspected by it to its verdict.
    second.sign(released)
    places = people("warehouse").call(ListLocations())
    quarantine = next(place for place in places if place.kind is LocationKind.QUARANTINE)
    receipt = received(like, f"OWN-{uuid4().hex[:6]}", quarantine.id)
    lot = people("warehouse").call(msgspec.structs.replace(receipt, quantity=Decimal(2000)))
    inspector = people("inspector")
    wanted = ListInspections(filter=InspectionFilter(lot_id=lot.id))
    (one,) = inspector.call(wanted).rows
    found = inspector.call(GetInspection(id=one.id))
    (asked,) = found.sampling
    numbers = " ".join(f"{'#' if stage.accept is None else stage.accept}/{stage.reject}" for stage in asked.stages)
    assert (asked.letter, numbers, asked.table_ids) == ("K", fitted(3), [begun.table.id])
    assert source["document"] in asked.why[-1].values.values()
    samples = 0
    while found.inspection.verdict is Verdict.PENDING:
        found, samples = recorded(inspector, found), samples + 1
    assert found.inspection.verdict is Verdict.ACCEPTED
    # The made-up numbers accept on none from the third sample on.
    assert samples == 1 + next(place for place, stage in enumerate(asked.stages) if stage.accept is not None)
    decide = DecideInspection(inspection_id=one.id, decision=UsageDecision.ACCEPT)
    assert first.sign(decide).inspection.decision is UsageDecision.ACCEPT

    # The dossier names the table and proves it by its hash; the table itself is not enclosed.
    row = row_of_the_dossier(people("auditor"), lot)
    assert row["number"] == [one.id, one.number]
    assert {name: row[name] for name in source} == source
    require_no_copy(people("auditor"), lot, row["sha256"])


def row_of_the_dossier(person: Person, lot: LotView) -> dict[str, Any]:
    """Return what the dossier says of the table by which the lot was sampled."""
    section = {one.id: one for one in person.call(GetDossier(lot_id=lot.id)).sections}["inspection.tables"]
    (row,) = section.rows
    return dict(zip([column.id for column in section.columns], row, strict=True))


def require_no_copy(person: Person, lot: LotView, told: str) -> None:
    """Check that the exported dossier proves the table by what was signed of it, and holds no cell of it."""
    record, entries = carried(person.call(ExportDossier(lot_id=lot.id)).content)
    assert told == content_hash(own_tables.kept(multiple()))
    (signed,) = [entry for entry in entries if told in entry]
    assert "licence 0815" in signed
    assert "Table X, p. 7" in signed
    cells = {cell for each in multiple().rows for cell in each.cells.values() if holds_plan(cell)}
    assert len(cells) > 5
    assert not [cell for cell in cells for text in (record, *entries) if cell in text]


def carried(dossier: bytes) -> tuple[str, list[str]]:
    """Return the record that a dossier carries, and the log entries that prove it, as text."""
    files = PdfReader(BytesIO(dossier)).attachments
    proofs = msgspec.json.decode(files[PROOFS][0], type=Proofs)
    return files[RECORD][0].decode(), [entry.content.decode() for entry in proofs.entries]
