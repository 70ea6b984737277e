"""What a plan asks for is chosen on its page, kept by every other change, and shown with who may record."""

from datetime import date
from typing import Any, cast

import msgspec
import pytest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.inspection.plant import make_detail, make_plan, make_switching
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.inspection import InspectionPage
from veralot_client.modules.inspection.pages.plan import PlanPage
from veralot_client.modules.inspection.presenters.asked import asked_text
from veralot_client.modules.inspection.presenters.plan_forms import CharacteristicForm
from veralot_client.modules.inspection.presenters.qualification_form import WHOLE, QualificationsForm
from veralot_client.widgets.form.spec import Choice
from veralot_client.widgets.page import Page
from veralot_shared.contracts.inspection import (
    GetInspection,
    GetPlan,
    GetSwitching,
    ListResults,
    ListSwitching,
    Permission,
    PlanDetail,
    RevisionStatus,
    RevisionView,
    SaveRevision,
)
from veralot_shared.contracts.training import AbleView, ListQualifications, QualificationName, WhoMay
from veralot_shared.ids import QualificationId, UserId

DIM, VIS = QualificationId(3), QualificationId(4)
NAMES = [
    QualificationName(id=DIM, code="DIM", name="Dimensional measuring", name_zh="尺寸测量"),
    QualificationName(id=VIS, code="VIS", name="Visual inspection", name_zh="目检"),
]


def asking(revision: RevisionView, **changes: Any) -> RevisionView:
    """Return a revision that asks for measuring, and for one balloon for looking."""
    first, *rest = revision.characteristics
    characteristics = [msgspec.structs.replace(first, qualification_ids=[VIS]), *rest]
    values = {"qualification_ids": [DIM], "qualifications": NAMES, "characteristics": characteristics} | changes
    return msgspec.structs.replace(revision, **values)


def plan() -> PlanDetail:
    """Return a draft that asks for both."""
    found = make_plan(status=RevisionStatus.DRAFT)
    return msgspec.structs.replace(found, revision=asking(found.revision, status=RevisionStatus.DRAFT))


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> PlanPage:
    """Return the page of that plan."""
    fake_server.answer(GetPlan, plan())
    fake_server.answer(SaveRevision, plan())
    fake_server.answer(ListQualifications, [])
    return cast("PlanPage", show(PlanPage(desk, plan().plan.id)))


def saved(fake_server: FakeServer) -> SaveRevision:
    """Return what was saved last."""
    return [one for one in fake_server.executed if isinstance(one, SaveRevision)][-1]


@pytest.mark.requirement("I-13")
def test_what_is_asked_for_is_chosen_for_the_plan_or_for_a_balloon(page: PlanPage, desk: Services) -> None:
    form = QualificationsForm(desk, page.plan)
    code = plan().revision.characteristics[0].code
    assert [(line["qualification"].label, line["place"]) for line in form.values["asked"]] == [
        ("DIM", WHOLE),
        ("VIS", code),
    ]
    lines = [
        {"qualification": Choice(VIS, "VIS"), "place": WHOLE},
        {"qualification": Choice(DIM, "DIM"), "place": code},
    ]
    sent = form.message({"asked": lines})
    assert sent.qualification_ids == [VIS]
    assert sent.characteristics[0].qualification_ids == [DIM]
    assert not any(one.qualification_ids for one in sent.characteristics[1:])


def test_it_is_opened_from_the_page_and_sent(page: PlanPage, fake_server: FakeServer) -> None:
    assert page.can_perform("inspection.plan_qualifications")
    page.perform("inspection.plan_qualifications")
    dialog = open_dialog()
    dialog.send()
    assert saved(fake_server).qualification_ids == [DIM]
    page.perform("inspection.plan_qualifications")
    dialog = open_dialog()
    dialog.form.put("asked", [{"qualification": Choice(VIS, "VIS"), "place": WHOLE}])
    dialog.send()
    assert saved(fake_server).qualification_ids == [VIS]
    assert not any(one.qualification_ids for one in saved(fake_server).characteristics)


@pytest.mark.requirement("I-13")
def test_another_change_of_the_draft_keeps_what_is_asked_for(
    page: PlanPage, desk: Services, fake_server: FakeServer
) -> None:
    page.plan.save(due_hours=12)
    assert saved(fake_server).qualification_ids == [DIM]
    assert saved(fake_server).characteristics[0].qualification_ids == [VIS]
    form = CharacteristicForm(desk, page.plan, 0)
    sent = form.message(form.values | {"name": "Another name"})
    assert (sent.characteristics[0].name, sent.characteristics[0].qualification_ids) == ("Another name", [VIS])


@pytest.mark.requirement("I-13")
def test_an_inspection_says_what_is_asked_for_and_who_may_record(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    found = make_detail()
    found = msgspec.structs.replace(found, revision=asking(found.revision))
    fake_server.answer(GetInspection, found)
    for message, answer in ((ListResults, []), (ListSwitching, []), (GetSwitching, make_switching())):
        fake_server.answer(message, answer)
    able = AbleView(user_id=UserId(21), full_name="Zhao Min", full_name_zh="赵敏", until=date(2028, 3, 2))
    fake_server.answer(WhoMay, [able])
    page = cast("InspectionPage", show(InspectionPage(desk, found.inspection.id)))
    (asked,) = [one for one in fake_server.executed if isinstance(one, WhoMay)]
    assert (asked.qualification_ids, asked.right) == ([DIM], Permission.RECORD)
    code = found.revision.characteristics[0].code
    facts = {fact.label: fact.text for fact in page._facts(found)}  # noqa: SLF001 - what the page says
    assert facts["Qualification asked for"] == f"DIM Dimensional measuring, VIS Visual inspection ({code})"
    assert facts["Who may record"] == "Zhao Min"
    assert asked_text(make_detail().revision, desk.words) == ""
