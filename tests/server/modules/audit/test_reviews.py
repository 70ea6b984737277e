"""Reviews of the audit trail: a range that nothing slips out of, findings that stay, and what the signature binds."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.server.modules.audit.conftest import Plant
from veralot_server.core.transaction import Signed
from veralot_server.modules.audit import domain, reviewing, subjects
from veralot_shared.contracts.audit import (
    AbandonReview,
    CreateReviewPlan,
    GetReview,
    ListReviewPlans,
    ListReviews,
    LogFilter,
    NoteFinding,
    OpenReview,
    ReviewOpen,
    ReviewPlanView,
    ReviewState,
    ReviewView,
    SearchLog,
    SignReview,
    UpdateReviewPlan,
    WithdrawFinding,
)
from veralot_shared.errors import RecordChanged, RecordExists, RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import EntryId, SignatureId
from veralot_shared.messages import Page

pytestmark = pytest.mark.requirement("DI-09")

PARTNERS = LogFilter(table="items_partner")


def new_plan(plant: Plant, name: str, **fields: Any) -> ReviewPlanView:
    made: ReviewPlanView = plant.call(
        CreateReviewPlan(**{"name": name, "filter": PARTNERS, "every_days": 30, **fields}), "head"
    )
    return made


def begun(plant: Plant, plan: ReviewPlanView) -> ReviewView:
    review: ReviewView = plant.call(OpenReview(plan_id=plan.id), "head")
    return review


def signed(plant: Plant, review: ReviewView, name: str = "head") -> ReviewView:
    """Sign a review as the dispatcher does once the two components were proven."""
    with plant.transaction(name, SignReview.op) as tx:
        number = tx.wire.execute(
            "INSERT INTO identity_signature (user_id, user_name, full_name, full_name_zh, role, meaning, statement, "
            "reason, signed_at, message, workstation) VALUES (%s, %s, %s, '', 'quality_head', 'reviewed', '', '', now(), "
            "'', '') RETURNING id",
            (tx.actor.user_id, name, name),
        ).fetchone()
        assert number is not None
        tx.sign(Signed(id=SignatureId(number[0]), signer_id=tx.actor.user_id, signer_name=name, reason=""))
        found: ReviewView = tx.call(SignReview(id=review.id))
        return found


def test_a_review_covers_exactly_what_was_sealed_and_matches(plant: Plant) -> None:
    plan = new_plan(plant, "Suppliers")
    before = begun(plant, plan)
    plant.call(AbandonReview(id=before.id, reason="too early"), "head")
    made = plant.partner("R-1")
    plant.rename(made, "R one", "head")
    review = begun(plant, plan)
    assert review.first == plan.reviewed_to
    assert (review.entries, review.own_entries) == (2, 1)
    scope = msgspec.structs.replace(PARTNERS, first=review.first, end=review.end)
    assert len(plant.call(SearchLog(filter=scope))) == 2
    assert review.state is ReviewState.OPEN
    assert len(review.root) == len(review.seen) == 64


def test_the_next_review_begins_where_the_last_signed_one_ended(plant: Plant) -> None:
    plan = new_plan(plant, "Chain")
    plant.partner("C-1")
    first = signed(plant, begun(plant, plan))
    assert first.state is ReviewState.SIGNED
    assert first.signature_id is not None
    late = plant.partner("C-2")
    second = begun(plant, plan)
    assert second.first == first.end
    scope = msgspec.structs.replace(PARTNERS, first=second.first, end=second.end)
    assert str(late.id) in {entry.key for entry in plant.call(SearchLog(filter=scope))}
    with pytest.raises(ReviewOpen) as again:
        begun(plant, plan)
    assert again.value.review_id == second.id


def test_what_commits_late_lies_in_the_next_review(plant: Plant) -> None:
    """A transaction that began before a review and commits after it is in none of the range, but in the next one."""
    plan = new_plan(plant, "Late")
    with plant.transaction("slow", "test.Slow") as tx:
        tx.wire.execute(
            "INSERT INTO items_partner (code, kind, name, name_zh, address, country) "
            "VALUES ('LATE', 'supplier', 'L', '', '', 'CN')"
        )
        first = begun(plant, plan)
    signed(plant, first)
    second = begun(plant, plan)
    codes = {
        change.new
        for entry in plant.call(
            SearchLog(
                filter=msgspec.structs.replace(PARTNERS, first=second.first, end=second.end), page=Page(limit=900)
            )
        )
        for change in entry.changes
        if change.field == "code"
    }
    assert "LATE" in codes


def test_nothing_of_an_abandoned_review_counts_as_reviewed(plant: Plant) -> None:
    plan = new_plan(plant, "Abandoned")
    review = begun(plant, plan)
    gone = plant.call(AbandonReview(id=review.id, reason="wrong filter"), "head")
    assert (gone.state, gone.closed_reason) == (ReviewState.ABANDONED, "wrong filter")
    assert begun(plant, plan).first == review.first


def test_findings_are_noted_withdrawn_and_never_lost(plant: Plant) -> None:
    plan = new_plan(plant, "Findings")
    made = plant.partner("F-1")
    review = begun(plant, plan)
    entry = plant.call(SearchLog(filter=LogFilter(table="items_partner", key=str(made.id))))[0]
    noted = plant.call(NoteFinding(review_id=review.id, text=" made at night ", entry_id=entry.id), "head")
    assert [(one.text, one.index) for one in noted.findings] == [("made at night", entry.index)]
    people = ((noted.opened_by, noted.opened_by_zh), (noted.findings[0].noted_by, noted.findings[0].noted_by_zh))
    assert people == (("Head", "测试员"), ("Head", "测试员"))
    after = plant.call(WithdrawFinding(id=noted.findings[0].id, reason="night shift is planned"), "head")
    assert after.findings[0].text == "made at night"
    assert after.findings[0].withdrawn_reason == "night shift is planned"
    outside = plant.partner("F-2")
    late = plant.call(SearchLog(filter=LogFilter(table="items_partner", key=str(outside.id))))[0]
    with pytest.raises(ValueNotAllowed):
        plant.call(NoteFinding(review_id=review.id, text="x", entry_id=late.id), "head")
    nobodys = EntryId(entry.id + 1)  # its batch has one row
    with pytest.raises(ValueNotAllowed):
        plant.call(NoteFinding(review_id=review.id, text="x", entry_id=nobodys), "head")
    with pytest.raises(ValueNotAllowed):
        plant.call(NoteFinding(review_id=review.id, text="  "), "head")


@pytest.mark.requirement("P11-18")
def test_the_signature_binds_range_head_and_findings(plant: Plant) -> None:
    plan = new_plan(plant, "Bound")
    plant.partner("B-1")
    review = begun(plant, plan)
    bound = subjects.bound(review)
    assert {"root", "seen", "first_index", "log_size", "findings", "entries"} <= set(bound.content)
    noted = plant.call(NoteFinding(review_id=review.id, text="found"), "head")
    assert subjects.bound(noted).content_hash != bound.content_hash
    closed = signed(plant, noted)
    assert subjects.bound(closed).content_hash == subjects.bound(noted).content_hash, "signing itself changes nothing"


def test_a_closed_review_stays_as_it_is(plant: Plant) -> None:
    closed = signed(plant, begun(plant, new_plan(plant, "Closed")))
    for command in (
        NoteFinding(review_id=closed.id, text="late"),
        AbandonReview(id=closed.id, reason="late"),
    ):
        with pytest.raises(TransitionIllegal):
            plant.call(command, "head")


def test_a_review_for_a_reason_has_its_own_window(plant: Plant) -> None:
    old = plant.partner("W-1")
    entry = plant.call(SearchLog(filter=LogFilter(table="items_partner", key=str(old.id))))[0]
    since = entry.at + timedelta(microseconds=1)
    plant.partner("W-2")
    wanted = msgspec.structs.replace(PARTNERS, since=since)
    review = plant.call(OpenReview(title="Complaint C-26-014", filter=wanted), "head")
    assert review.plan_id is None
    assert review.entries == 1
    assert review.filter == wanted
    with pytest.raises(ValueNotAllowed):
        plant.call(OpenReview(title=" "), "head")


def test_plans_say_what_is_due_and_what_waits(plant: Plant) -> None:
    plan = new_plan(plant, "Due", every_days=7)
    assert not plan.overdue
    plant.partner("D-1")
    begun(plant, plan)
    listed = next(one for one in plant.call(ListReviewPlans()) if one.id == plan.id)
    assert listed.waiting > 0
    assert listed.open_review_id is not None
    with plant.transaction("clock") as tx:
        tx.wire.execute("UPDATE audit_review_plan SET created_at = now() - interval '9 days' WHERE id = %s", (plan.id,))
    late = next(one for one in plant.call(ListReviewPlans()) if one.id == plan.id)
    assert late.overdue
    assert plant.call(ListReviewPlans())[0].overdue, "what is overdue stands first"


def test_a_plan_is_changed_once_and_ends(plant: Plant) -> None:
    plan = new_plan(plant, "Changing")
    change = UpdateReviewPlan(
        id=plan.id, version=plan.version, name="Changed", filter=LogFilter(), every_days=90, active=False
    )
    changed = plant.call(change, "head")
    assert (changed.name, changed.active, changed.overdue) == ("Changed", False, False)
    with pytest.raises(RecordChanged):
        plant.call(msgspec.structs.replace(change, name="Else"), "head")
    with pytest.raises(RecordExists):
        new_plan(plant, "Changed")


@pytest.mark.parametrize(
    "fields",
    [
        {"every_days": 0},
        {"every_days": 5000},
        {"name": " "},
        {"filter": LogFilter(first=0)},
        {"filter": LogFilter(field="x")},
    ],
    ids=str,
)
def test_a_plan_that_nobody_could_follow_is_refused(plant: Plant, fields: dict[str, Any]) -> None:
    with pytest.raises(ValueNotAllowed):
        new_plan(plant, **{"name": "Odd", **fields})


def test_a_plan_may_begin_with_the_first_entry_of_all(plant: Plant) -> None:
    assert begun(plant, new_plan(plant, "From the first", from_the_first=True)).first == 0


def test_a_customers_user_sees_no_reviews(plant: Plant) -> None:
    customer = plant.partner("X-1")
    review = begun(plant, new_plan(plant, "Theirs"))
    for question in (ListReviewPlans(), ListReviews(), GetReview(id=review.id)):
        with pytest.raises(RecordNotFound):
            plant.call(question, "customer.user", customer_id=customer.id)
    with plant.transaction("customer.user", customer_id=customer.id) as tx:
        assert subjects.read_again(str(review.id), tx) is None


def test_reviews_are_listed_newest_first(plant: Plant) -> None:
    found = plant.call(ListReviews())
    assert [one.id for one in found] == sorted((one.id for one in found), reverse=True)
    with plant.transaction("head") as tx:
        assert reviewing.review(tx, found[0].id) == found[0]
        with pytest.raises(RecordNotFound):
            reviewing.review_of(tx, 10**9)


def test_the_next_one_is_due_so_many_days_later(plant: Plant) -> None:
    with plant.transaction("head") as tx:
        assert domain.due(tx.today, 30) == tx.today + timedelta(days=30)
