"""Plans and reviews of the audit trail."""

from datetime import date, timedelta
from typing import Any, cast

import msgspec
import pytest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import NOW, make_entries
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.audit.pages.log import LogPage
from veralot_client.modules.audit.pages.review import ReviewPage
from veralot_client.modules.audit.pages.reviews import ReviewsPage
from veralot_client.widgets.page import Page
from veralot_shared.contracts import audit as a
from veralot_shared.contracts.identity import SignatureNeeded
from veralot_shared.ids import FindingId, ReviewId, ReviewPlanId, SignatureId
from veralot_shared.messages import Meaning

pytestmark = pytest.mark.requirement("DI-09")

LOTS = a.LogFilter(table="genealogy_lot")
PLAN = a.ReviewPlanView(
    id=ReviewPlanId(4),
    version=2,
    name="Lots, monthly",
    filter=LOTS,
    every_days=30,
    active=True,
    reviewed_to=100,
    waiting=12,
    last_signed_at=NOW,
    due=date(2026, 1, 1),
    overdue=True,
    open_review_id=None,
)
FINDING = a.FindingView(
    id=FindingId(6),
    entry_id=None,
    index=None,
    text="Two corrections without a reason",
    noted_by="Zhou Ling",
    noted_by_zh="周玲",
    noted_at=NOW,
    withdrawn_at=None,
    withdrawn_reason="",
)
REVIEW = a.ReviewView(
    id=ReviewId(9),
    plan_id=PLAN.id,
    title=PLAN.name,
    filter=LOTS,
    state=a.ReviewState.OPEN,
    first=100,
    end=112,
    root="ab" * 32,
    seen="cd" * 32,
    entries=5,
    own_entries=1,
    first_at=NOW - timedelta(days=2),
    last_at=NOW,
    opened_at=NOW,
    opened_by="Zhou Ling",
    opened_by_zh="周玲",
    closed_at=None,
    closed_by=None,
    closed_by_zh=None,
    closed_reason="",
    signature_id=None,
    findings=[FINDING],
)
SIGNED = msgspec.structs.replace(REVIEW, state=a.ReviewState.SIGNED, signature_id=SignatureId(77), closed_at=NOW)


@pytest.fixture
def log_server(fake_server: FakeServer) -> FakeServer:
    fake_server.answer(a.LogChoices, a.ChoicesView(people=[], tables=[]))
    fake_server.answer(a.SearchLog, make_entries(5))
    fake_server.answer(a.ListReviewPlans, [PLAN])
    fake_server.answer(a.ListReviews, [REVIEW])
    fake_server.answer(a.GetReview, REVIEW)
    return fake_server


@pytest.fixture
def reviews(desk: Services, log_server: FakeServer, show: ShowPage[Page]) -> ReviewsPage:
    assert log_server.url
    return cast("ReviewsPage", show(ReviewsPage(desk)))


@pytest.fixture
def review(desk: Services, log_server: FakeServer, show: ShowPage[Page]) -> ReviewPage:
    assert log_server.url
    return cast("ReviewPage", show(ReviewPage(desk, REVIEW.id)))


def asked(server: FakeServer, kind: type[Any]) -> list[Any]:
    return [each for each in server.executed if isinstance(each, kind)]


def test_what_is_overdue_is_said_loudly(reviews: ReviewsPage) -> None:
    assert "1 review is overdue" in reviews.notice.text
    assert reviews.plans.model.index(0, 3).data() == "Overdue since 1 Jan 2026"
    assert reviews.plans.model.index(0, 1).data() == "Record: Lot"


def test_a_review_of_a_plan_is_begun_and_opened(reviews: ReviewsPage, log_server: FakeServer, desk: Services) -> None:
    log_server.answer(a.OpenReview, REVIEW)
    assert not reviews.can_perform("audit.start_review")
    reviews.plans.grid.go_to(0)
    reviews.perform("audit.start_review")
    assert asked(log_server, a.OpenReview) == [a.OpenReview(plan_id=PLAN.id)]
    assert cast("Opened", desk.navigator).places == [("audit_review", REVIEW.id)]


def test_one_under_way_is_gone_on_with(reviews: ReviewsPage, log_server: FakeServer, desk: Services) -> None:
    log_server.answer(a.ListReviewPlans, [msgspec.structs.replace(PLAN, open_review_id=REVIEW.id)])
    reviews.refresh()
    reviews.plans.grid.go_to(0)
    reviews.perform("audit.start_review")
    assert asked(log_server, a.OpenReview) == []
    assert cast("Opened", desk.navigator).places == [("audit_review", REVIEW.id)]


def test_a_plan_is_ended(reviews: ReviewsPage, log_server: FakeServer) -> None:
    log_server.answer(a.UpdateReviewPlan, msgspec.structs.replace(PLAN, active=False))
    reviews.plans.grid.go_to(0)
    reviews.perform("audit.edit_plan")
    form = open_dialog()
    form.form.put("active", False)  # noqa: FBT003 - what a tick holds
    form.send()
    wanted = a.UpdateReviewPlan(id=PLAN.id, version=2, name=PLAN.name, filter=LOTS, every_days=30, active=False)
    assert asked(log_server, a.UpdateReviewPlan) == [wanted]


def test_a_review_shows_exactly_its_range(review: ReviewPage, log_server: FakeServer) -> None:
    wanted = asked(log_server, a.SearchLog)[-1].filter
    assert (wanted.table, wanted.first, wanted.end, wanted.since) == ("genealogy_lot", 100, 112, REVIEW.first_at)
    assert review.title() == "Lots, monthly"
    assert review.findings.model.rowCount() == 1


def test_a_finding_is_about_the_chosen_entry(review: ReviewPage, log_server: FakeServer) -> None:
    log_server.answer(a.NoteFinding, REVIEW)
    review.entries.grid.go_to(1)
    review.perform("audit.note_finding")
    form = open_dialog()
    form.form.put("text", "Expiry corrected")
    form.send()
    entry = make_entries(5)[1]
    assert asked(log_server, a.NoteFinding) == [
        a.NoteFinding(review_id=REVIEW.id, text="Expiry corrected", entry_id=entry.id)
    ]


def test_a_finding_is_withdrawn_with_a_reason(review: ReviewPage, log_server: FakeServer) -> None:
    log_server.answer(a.WithdrawFinding, REVIEW)
    assert not review.can_perform("audit.withdraw_finding")
    review.findings.grid.go_to(0)
    review.perform("audit.withdraw_finding")
    form = open_dialog()
    form.form.put("reason", "reason is in the file")
    form.send()
    assert asked(log_server, a.WithdrawFinding) == [a.WithdrawFinding(id=FINDING.id, reason="reason is in the file")]


def test_it_is_signed_and_then_stays_as_it_is(review: ReviewPage, log_server: FakeServer) -> None:
    need = SignatureNeeded(
        statement="I reviewed.",
        meaning=Meaning.REVIEWED,
        subjects=[],
        shown_hash="00",
        needs_user_name=False,
        second_person=False,
    )
    log_server.answer(a.SignReview, lambda message: need if message.signature is None else SIGNED)
    review.perform("audit.sign_review")
    assert [message.signature is not None for message in asked(log_server, a.SignReview)] == [True]
    assert not any(review.can_perform(action) for action in ("audit.sign_review", "audit.note_finding"))
    assert review.can_perform("audit.export_review")


def test_what_was_searched_for_is_reviewed_regularly(
    desk: Services, log_server: FakeServer, show: ShowPage[Page]
) -> None:
    page = cast("LogPage", show(LogPage(desk)))
    page.log.search(msgspec.structs.replace(LOTS, since=NOW))
    log_server.answer(a.CreateReviewPlan, PLAN)
    page.perform("audit.plan_review")
    form = open_dialog()
    form.form.put("name", "Lots")
    form.send()
    wanted = a.CreateReviewPlan(name="Lots", filter=LOTS, every_days=30)
    assert asked(log_server, a.CreateReviewPlan) == [wanted], "dates are not taken over"
    assert cast("Opened", desk.navigator).panels == ["audit.reviews"]
