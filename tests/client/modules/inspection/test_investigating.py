"""What the page of an inspection says while results out of specification are investigated."""

import pytest
from msgspec.structs import replace

from tests.client.modules.conftest import ShowPage
from tests.client.modules.inspection.entry_plant import detail as entry_detail
from tests.client.modules.inspection.entry_plant import result
from tests.client.modules.inspection.plant import make_detail, make_switching
from tests.client.modules.plant import NOW
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.inspection import InspectionPage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.inspection import (
    GetInspection,
    GetSwitching,
    InspectionStatus,
    InvestigationView,
    LaboratoryFinding,
    ListResults,
    ListSwitching,
    Verdict,
)
from veralot_shared.ids import InvestigationId, ResultId
from veralot_shared.rules.judging import Judgement

ASKED = InvestigationView(
    id=InvestigationId(4),
    opened_at=NOW,
    opened_by="Li Na",
    opened_by_zh="李娜",
    result_ids=[],
    finding=None,
    finding_text="",
    finding_at=None,
    finding_by=None,
    finding_by_zh=None,
    conclusion=None,
    conclusion_text="",
    retests=0,
    concluded_at=None,
    concluded_by=None,
    concluded_by_zh=None,
)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (ASKED, ""),
        (
            replace(ASKED, finding=LaboratoryFinding.NO_ERROR, finding_text="The caliper reads 25.00 on its block."),
            "Phase 1: No laboratory error. The caliper reads 25.00 on its block.",
        ),
    ],
)
def test_whoever_concludes_phase_2_reads_what_phase_1_found(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page], found: InvestigationView, said: str
) -> None:
    detail = make_detail(status=InspectionStatus.OOS_INVESTIGATION)
    fake_server.answer(GetInspection, replace(detail, investigations=[found]))
    fake_server.answer(ListResults, [])
    fake_server.answer(ListSwitching, [])
    fake_server.answer(GetSwitching, make_switching())
    page = InspectionPage(desk, 7)
    show(page)
    assert page.again.text == said


@pytest.mark.requirement("DI-06")
@pytest.mark.parametrize(
    ("finding", "said"),
    [(LaboratoryFinding.NO_ERROR, "stays and counts"), (LaboratoryFinding.ERROR, "counts no more")],
)
def test_in_a_retest_nobody_mistakes_the_verdict_before_for_that_of_now(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page], finding: LaboratoryFinding, said: str
) -> None:
    known = entry_detail(needed=3, status=InspectionStatus.RETEST, attempt=2, verdict=Verdict.NOT_ACCEPTED)
    dues = [replace(known.dues[0], needed=1, samples=[2])]
    fake_server.answer(GetInspection, replace(known, dues=dues, investigations=[replace(ASKED, finding=finding)]))
    first = [result(1, 1, "1.2"), result(1, 2, "1.4", Judgement.NONCONFORMING)]
    again = replace(result(1, 2, "1.21"), id=ResultId(900), attempt=2)
    fake_server.answer(ListResults, [*first, again])
    fake_server.answer(ListSwitching, [])
    fake_server.answer(GetSwitching, make_switching())
    page = InspectionPage(desk, 5)
    show(page)
    assert page.status.text() == "Retest, attempt 2"
    assert page.verdict.text() == "Attempt 1: Not accepted"
    assert page.verdict.property("tone") == "neutral", "red is what is judged now"
    assert "To be tested again: 1: samples 2" in page.again.text
    assert said in page.again.text
    assert [one.id for one in page.result_rows.rows] == [again.id, *(one.id for one in first)], (
        "all of them, the newest first"
    )
