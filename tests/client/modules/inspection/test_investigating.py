"""What the page of an inspection says while results out of specification are investigated."""

import pytest
from msgspec.structs import replace

from tests.client.modules.conftest import ShowPage
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
)
from veralot_shared.ids import InvestigationId

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
