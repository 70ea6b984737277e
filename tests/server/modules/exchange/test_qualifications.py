"""Qualifications come in by files, and what people hold comes in to be signed; plans ask for them by their codes."""

from collections.abc import Callable

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from tests.factories.training import Trainings
from tests.server.modules.exchange.plant import Import, rows, spots
from veralot_server.core.module import SIGNING
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.exchange import FindBlockers, ImportInUse, UndoImport
from veralot_shared.contracts.inspection import GetPlan, ListPlans, PlanDetail
from veralot_shared.contracts.items import ListPartners
from veralot_shared.contracts.training import (
    ConfirmGrants,
    DeclineGrants,
    GetGrant,
    GrantEvent,
    GrantState,
    GrantView,
    ListGrants,
    ListQualifications,
    WhoMay,
    WithdrawQualification,
)
from veralot_shared.errors import RecordNotFound, TransitionIllegal

HEADS = "code | name | name_zh | covers | months | warning_days | least_level"
DIM = "DIM | Dimensional measuring | 尺寸测量 | Callipers, micrometers | 24 | 60 | 3"
WELD = "WELD | Visual inspection of welds | 焊缝目检 | | 12 | | "
USERS = "user_name | full_name | roles | identity_document"
ZHAO = "zhao.min | Zhao Min | inspector | seen"
GRANTS = "user_name | qualification | held_from | held_until | skill_level | evidence"
HELD = "zhao.min | dim | 2026-03-02 | | 4 | Course of 2026-03-01"
PLANS = "code | item | stage | defect_class | scheme | inspection_level | aql | qualifications"
LENGTHS = "plan | code | name | kind | defect_class | unit | precision | qualifications"


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.mark.requirement("I-13")
def test_qualifications_come_in_and_what_people_hold_waits_to_be_signed(
    tx: Transaction, bring_in: Import, plant: Plant
) -> None:
    tables = {"qualifications": rows(HEADS, DIM, WELD), "users": rows(USERS, ZHAO)}
    done = bring_in(tables | {"qualification_grants": rows(GRANTS, HELD)})
    assert spots(done) == []
    found = {one.code: (one.months, one.warning_days, one.least_level) for one in tx.call(ListQualifications())}
    assert found == {"DIM": (24, 60, 3), "WELD": (12, 60, None)}
    held = only_grant(tx)
    assert (held.full_name, held.code, held.state, held.proposed) == ("Zhao Min", "DIM", GrantState.NOT_GRANTED, True)
    assert tx.call(WhoMay(qualification_ids=[held.qualification_id])) == []
    command = ConfirmGrants(ids=[held.id])
    (shown,) = SIGNING[command.op](command, tx)
    assert shown.doers == {held.user_id}
    (confirmed,) = Trainings(plant).signed(command)
    assert (confirmed.event, confirmed.level, str(confirmed.held_until)) == (GrantEvent.GRANTED, 4, "2028-03-02")
    assert [one.full_name for one in tx.call(WhoMay(qualification_ids=[held.qualification_id]))] == ["Zhao Min"]
    assert [one.event for one in tx.call(GetGrant(id=held.id)).versions] == [GrantEvent.GRANTED, GrantEvent.PROPOSED]


def only_grant(tx: Transaction) -> GrantView:
    """Return the one grant that there is."""
    (held,) = tx.call(ListGrants()).rows
    return held


def test_what_was_imported_can_be_declined_and_stays(tx: Transaction, bring_in: Import, plant: Plant) -> None:
    bring_in(
        {"qualifications": rows(HEADS, DIM), "users": rows(USERS, ZHAO), "qualification_grants": rows(GRANTS, HELD)}
    )
    held = only_grant(tx)
    (declined,) = tx.call(DeclineGrants(ids=[held.id], reason="Not our course"))
    assert (declined.proposed, declined.state) == (False, GrantState.NOT_GRANTED)
    with pytest.raises(TransitionIllegal):
        Trainings(plant).signed(ConfirmGrants(ids=[held.id]))


@pytest.mark.requirement("I-13")
def test_what_was_withdrawn_or_whose_account_was_closed_since_is_not_confirmed(
    tx: Transaction, bring_in: Import, plant: Plant
) -> None:
    tables = {"qualifications": rows(HEADS, DIM), "users": rows(USERS, ZHAO)}
    bring_in(tables | {"qualification_grants": rows(GRANTS, HELD)})
    held = only_grant(tx)
    trainings = Trainings(plant)
    tx.wire.execute("UPDATE identity_user SET state = 'disabled' WHERE id = %s", (held.user_id,))
    with pytest.raises(RecordNotFound):
        trainings.signed(ConfirmGrants(ids=[held.id]))
    tx.wire.execute("UPDATE identity_user SET state = 'active' WHERE id = %s", (held.user_id,))
    tx.call(WithdrawQualification(id=held.qualification_id, reason="Another takes its place"))
    with pytest.raises(TransitionIllegal):
        trainings.signed(ConfirmGrants(ids=[held.id]))
    assert tx.call(GetGrant(id=held.id)).grant.state is GrantState.NOT_GRANTED
    (declined,) = tx.call(DeclineGrants(ids=[held.id], reason="Withdrawn"))
    assert not declined.proposed


@pytest.mark.requirement("I-13")
def test_a_customers_user_is_granted_nothing_by_a_file(
    tx: Transaction, bring_in: Import, plant: Plant, act_as: Callable[..., Actor]
) -> None:
    before = tx.actor
    theirs = act_as("registrant", customer_id=plant.registrant)
    tx.act(before, "test")
    (partner,) = [one.code for one in plant.do(ListPartners()) if one.id == plant.registrant]
    lines = [f"{name} | {HELD.partition(' | ')[2]}" for name in ("their.man", theirs.user_name)]
    tables = {
        "qualifications": rows(HEADS, DIM),
        "users": rows(f"{USERS} | customer", f"their.man | Their Man | registrant | seen | {partner}"),
        "qualification_grants": rows(GRANTS, *lines),
    }
    found = [tuple(spot)[1:] for spot in spots(bring_in(tables))]
    assert found == [(2, "user_name", "errors.ValueNotAllowed"), (3, "user_name", "errors.ValueNotAllowed")]


@pytest.mark.parametrize("evidence", ["证据", "评价依据"])
def test_chinese_headings_are_understood(tx: Transaction, bring_in: Import, evidence: str) -> None:
    heads = "代码 | 名称 | 中文名称 | 适用范围 | 有效月数 | 提前提醒天数 | 要求等级"
    grants = f"用户名 | 资质 | 有效自 | 有效至 | 技能等级 | {evidence}"
    tables = {"qualifications": rows(heads, DIM), "users": rows(USERS, ZHAO)}
    assert spots(bring_in(tables | {"qualification_grants": rows(grants, HELD)})) == []
    assert only_grant(tx).code == "DIM"


def test_every_error_is_said_with_its_row(tx: Transaction, bring_in: Import) -> None:
    tables = {
        "qualifications": rows(HEADS, DIM, DIM.lower(), "X | X | | | 0 | |", "Y | Why | | | 200 | |"),
        "users": rows(USERS, ZHAO),
        "qualification_grants": rows(
            GRANTS,
            HELD,
            HELD,
            "zhao.min | NONE | 2026-03-02 | | | Course",
            "nobody | DIM | 2026-03-02 | | 3 | Course",
            "zhao.min | Y | 2026-03-02 | 2026-03-01 | | Course",
        ),
    }
    found = [tuple(spot) for spot in spots(bring_in(tables))]
    assert [spot[1:] for spot in found] == [
        (3, "code", "errors.RecordExists"),
        (4, "months", "exchange.CellInvalid"),
        (5, "months", "errors.ValueNotAllowed"),
        (3, "qualification", "training.GrantExists"),
        (4, "qualification", "exchange.ReferenceUnknown"),
        (5, "user_name", "exchange.ReferenceUnknown"),
        (6, "held_until", "errors.ValueNotAllowed"),
    ]
    assert tx.call(ListQualifications()) == []


@pytest.mark.requirement("I-13")
def test_plans_ask_for_qualifications_by_code_and_keep_them_where_a_file_says_nothing(
    tx: Transaction, bring_in: Import, plant: Plant
) -> None:
    item = plant.component().code
    plan = f"IQ-1 | {item} | incoming | major | iso_2859-1:1999 | II | 0.65 | DIM; weld"
    length = "IQ-1 | 1 | Length | variable | major | mm | 1 | WELD"
    tables = {"qualifications": rows(HEADS, DIM, WELD), "inspection_plans": rows(PLANS, plan)}
    assert spots(bring_in(tables | {"characteristics": rows(LENGTHS, length)})) == []
    found = only_plan(tx)
    codes = {one.id: one.code for one in found.revision.qualifications}
    assert [codes[number] for number in found.revision.qualification_ids] == ["DIM", "WELD"]
    assert [codes[number] for number in found.revision.characteristics[0].qualification_ids] == ["WELD"]
    tx.wire.execute("UPDATE inspection_revision SET status = 'released' WHERE id = %s", (found.revision.id,))
    again = {"inspection_plans": rows(PLANS, plan.replace("DIM; weld", "")), "characteristics": []}
    again["characteristics"] = rows(LENGTHS, length.replace("WELD", ""))
    assert spots(bring_in(again)) == []
    after = only_plan(tx).revision
    assert (after.number, after.qualification_ids) == (2, found.revision.qualification_ids)
    assert after.characteristics[0].qualification_ids == found.revision.characteristics[0].qualification_ids


def only_plan(tx: Transaction) -> PlanDetail:
    """Return the one plan that there is."""
    (found,) = tx.call(ListPlans()).rows
    return tx.call(GetPlan(id=found.id))


def test_a_plan_that_asks_for_what_is_nowhere_is_refused(bring_in: Import, plant: Plant) -> None:
    plan = f"IQ-1 | {plant.component().code} | incoming | major | iso_2859-1:1999 | II | 0.65 | NONE"
    (spot,) = spots(bring_in({"inspection_plans": rows(PLANS, plan)}))
    assert tuple(spot)[1:] == (2, "qualifications", "exchange.ReferenceUnknown")


def test_they_are_taken_back_unless_somebody_signed_or_a_plan_asks(
    tx: Transaction, bring_in: Import, plant: Plant
) -> None:
    done = bring_in({"qualifications": rows(HEADS, DIM), "users": rows(USERS, ZHAO)})
    assert done.id is not None
    (asked,) = tx.call(ListQualifications())
    inspections = Inspections(plant)
    draft = inspections.draft(plant.component(), qualification_ids=[asked.id])
    (blocker,) = tx.call(FindBlockers(id=done.id))
    assert (blocker.table, blocker.needs) == ("inspection_revision", "training_qualification")
    with pytest.raises(ImportInUse):
        tx.call(UndoImport(id=done.id, reason="Wrong plant"))
    inspections.saved(draft)
    tx.call(UndoImport(id=done.id, reason="Wrong plant"))
    assert tx.call(ListQualifications()) == []
