"""The search box finds inspections by their number and plans by their code."""

from tests.client.modules.inspection.plant import make_inspection, make_plan
from tests.fakes import FakeServer
from veralot_client.core.navigation import Place
from veralot_client.core.services import Services
from veralot_client.modules.inspection import find
from veralot_shared.contracts.inspection import InspectionPage, ListInspections, ListPlans, PlanPage


def test_numbers_and_codes_are_found(services: Services, fake_server: FakeServer) -> None:
    inspections = InspectionPage(total=1, waiting=1, overdue=0, rows=[make_inspection()])
    fake_server.answer(ListInspections, inspections)
    fake_server.answer(ListPlans, PlanPage(total=1, rows=[make_plan().plan]))
    made, plan = find(services, " in-2026-00007 ", 12)
    assert (made.kind, made.label, made.place, made.exact) == (
        "Inspection",
        "IN-2026-00007",
        Place("inspection", 7),
        True,
    )
    assert made.detail.startswith("R261120-01")
    assert (plan.kind, plan.label, plan.place, plan.exact) == (
        "Inspection plan",
        "IQ-HUB",
        Place("inspection_plan", 2),
        False,
    )


def test_nothing_is_asked_for_nothing(services: Services) -> None:
    assert find(services, "  ", 12) == []
