"""Roles, states, names, passwords and signers, as pure rules."""

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations

import msgspec
import pytest

from veralot_server.modules.identity import domain
from veralot_server.modules.identity.domain import Signer, check_roles, next_state, why_not
from veralot_shared.contracts.identity import (
    AccountEvent,
    AccountState,
    PasswordTooWeak,
    Permission,
    Role,
    RolesConflict,
    RolesOfPlant,
)
from veralot_shared.errors import CodedError, TransitionIllegal, ValueNotAllowed
from veralot_shared.i18n import Translator
from veralot_shared.ids import PartnerId, UserId

CUSTOMER = PartnerId(1)
SIGNING = frozenset(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}
EVERY_SET = [frozenset(chosen) for size in range(4) for chosen in combinations(Role, size)]

# --- roles


@pytest.mark.requirement("CN-03")
def test_the_two_heads_are_never_one_person() -> None:
    with pytest.raises(RolesConflict) as caught:
        check_roles([Role.QUALITY_HEAD, Role.PLANNER, Role.PRODUCTION_HEAD], None, SIGNING)
    assert (caught.value.first, caught.value.second) == (Role.PRODUCTION_HEAD, Role.QUALITY_HEAD)
    assert caught.value.rule == domain.HEADS_RULE


@pytest.mark.requirement("DI-11")
def test_an_administrator_has_no_role_that_signs() -> None:
    with pytest.raises(RolesConflict) as caught:
        check_roles([Role.WAREHOUSE, Role.ADMINISTRATOR], None, SIGNING)
    assert caught.value.rule == domain.ADMINISTRATOR_RULE
    check_roles([Role.ADMINISTRATOR, Role.AUDITOR], None, SIGNING)


def test_a_registrant_has_a_customer_and_no_other_role() -> None:
    check_roles([Role.REGISTRANT], CUSTOMER, SIGNING)
    with pytest.raises(ValueNotAllowed) as without:
        check_roles([Role.REGISTRANT], None, SIGNING)
    assert without.value.field == "customer_id"
    with pytest.raises(RolesConflict):
        check_roles([Role.REGISTRANT, Role.MANAGER], CUSTOMER, SIGNING)


@pytest.mark.requirement("CN-03")
@pytest.mark.requirement("DI-11")
def test_every_set_of_roles_is_judged_by_the_rules_alone() -> None:
    for roles in EVERY_SET:
        heads = roles >= domain.HEADS
        administrator = Role.ADMINISTRATOR in roles and bool(roles & SIGNING)
        registrant = Role.REGISTRANT in roles and len(roles) > 1
        without_customer = Role.REGISTRANT in roles
        conflict = heads or administrator or registrant
        assert refusal_of(roles, None) is (RolesConflict if conflict else ValueNotAllowed if without_customer else None)
        ours = bool(roles - {Role.REGISTRANT})
        assert refusal_of(roles, CUSTOMER) is (RolesConflict if conflict else RolesOfPlant if ours else None), roles


def refusal_of(roles: AbstractSet[Role], customer_id: PartnerId | None) -> type[CodedError] | None:
    """Return what roles are refused with, if they are."""
    try:
        check_roles(roles, customer_id, SIGNING)
    except CodedError as refused:
        return type(refused)
    return None


@pytest.mark.requirement("CMO-01")
def test_a_customers_user_has_no_role_of_the_plant() -> None:
    with pytest.raises(RolesOfPlant) as caught:
        check_roles([Role.WAREHOUSE, Role.PLANNER], CUSTOMER, SIGNING)
    assert caught.value.roles == [Role.PLANNER, Role.WAREHOUSE]
    assert "planner, warehouse" in Translator("en").error(caught.value).casefold()
    check_roles([], CUSTOMER, SIGNING)


def test_a_role_named_twice_is_one_role() -> None:
    check_roles([Role.PLANNER, Role.PLANNER], None, SIGNING)


# --- accounts


@pytest.mark.requirement("P11-19")
def test_nothing_leads_out_of_the_accounts() -> None:
    assert set(domain.TRANSITIONS.values()) <= set(AccountState)
    assert (AccountState.DISABLED, AccountEvent.GIVE_PASSWORD) not in domain.TRANSITIONS


@pytest.mark.parametrize(
    ("state", "event"), list(chain.from_iterable([(s, e) for e in AccountEvent] for s in AccountState))
)
def test_only_the_listed_transitions_are_possible(state: AccountState, event: AccountEvent) -> None:
    if (state, event) in domain.TRANSITIONS:
        assert next_state("li.na", state, event) is domain.TRANSITIONS[state, event]
    else:
        with pytest.raises(TransitionIllegal):
            next_state("li.na", state, event)


def test_a_new_password_does_not_open_a_locked_account() -> None:
    assert next_state("li.na", AccountState.LOCKED, AccountEvent.GIVE_PASSWORD) is AccountState.LOCKED


@pytest.mark.requirement("P11-23")
def test_user_names_are_compared_without_case_and_width() -> None:
    assert domain.user_key(" Li.Na ") == domain.user_key("li.na") == domain.user_key("\uff2c\uff29.\uff2e\uff21")


@pytest.mark.parametrize("name", ["li.na", "王芳", "zhao_min", "a", "QA-2", "j.doe@plant"])
def test_names_that_people_have(name: str) -> None:
    domain.check_user_name(name)


@pytest.mark.parametrize("name", ["", " ", "li na", ".na", "a\x00b", "x" * 65, "o'hara", "-rm", "a\nb"])
def test_names_that_nobody_could_type_again(name: str) -> None:
    with pytest.raises(ValueNotAllowed):
        domain.check_user_name(name)


@pytest.mark.requirement("P11-17")
def test_an_account_has_a_printed_name_and_a_language() -> None:
    domain.check_person("Li Na", "zh_CN")
    with pytest.raises(ValueNotAllowed) as nameless:
        domain.check_person("  ", "en")
    assert nameless.value.field == "full_name"
    with pytest.raises(ValueNotAllowed) as speechless:
        domain.check_person("Li Na", "tlh")
    assert speechless.value.field == "language"


# --- passwords


def test_a_weak_password_names_every_rule_it_breaks() -> None:
    with pytest.raises(PasswordTooWeak) as caught:
        domain.check_strength("li.na", "li.na", "new")
    assert len(caught.value.rules) > 1
    assert caught.value.field == "new"
    domain.check_strength("seven blue kettles sing", "li.na", "new")


@pytest.mark.requirement("P11-24")
def test_a_password_grows_too_old() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert not domain.password_expired(now - timedelta(days=180), now)
    assert domain.password_expired(now - timedelta(days=180, seconds=1), now)
    assert domain.password_expired(now - timedelta(days=31), now, timedelta(days=30))
    assert domain.password_expired(None, now)


# --- signers

GOOD = Signer(
    user_id=UserId(5),
    user_name="li.na",
    full_name="Li Na",
    full_name_zh="李娜",
    customer_id=None,
    rights={
        Role.QA_RELEASE: frozenset({Permission.SIGN, "x:lot:release"}),
        Role.INSPECTOR: frozenset({Permission.SIGN}),
    },
    active=True,
    identity_verified=True,
    accountability_accepted=True,
    must_change_password=False,
)


def test_nothing_is_against_a_good_signer() -> None:
    assert why_not(GOOD, "x:lot:release", frozenset({9})) is None
    assert why_not(GOOD, None, frozenset()) is None


@pytest.mark.requirement("P11-14")
@pytest.mark.requirement("P11-20")
@pytest.mark.requirement("P11-22")
@pytest.mark.parametrize(
    "wrong",
    [
        {"active": False},
        {"identity_verified": False},
        {"accountability_accepted": False},
        {"must_change_password": True},
        {"rights": {Role.AUDITOR: frozenset({"x:lot:release"})}},
    ],
    ids=str,
)
def test_each_lack_is_told_in_its_own_words(wrong: dict[str, object]) -> None:
    rules = [rule for _, rule in domain.SIGNER_RULES]
    assert why_not(msgspec.structs.replace(GOOD, **wrong), "x:lot:release", frozenset()) in rules


@pytest.mark.requirement("P11-20")
def test_every_lack_has_other_words() -> None:
    lacks: list[dict[str, object]] = [
        {"active": False},
        {"identity_verified": False},
        {"accountability_accepted": False},
        {"must_change_password": True},
        {"rights": {}},
    ]
    assert len({why_not(msgspec.structs.replace(GOOD, **lack), None, frozenset()) for lack in lacks}) == len(lacks)


@pytest.mark.requirement("DI-11")
def test_an_administrator_signs_nothing_even_if_the_plant_gave_the_role_every_right() -> None:
    mighty = msgspec.structs.replace(GOOD, rights={Role.ADMINISTRATOR: frozenset({Permission.SIGN, "x:lot:release"})})
    assert "Administrators" in (why_not(mighty, "x:lot:release", frozenset()) or "")


def test_the_signer_needs_the_right_of_the_command() -> None:
    assert why_not(GOOD, "x:lot:ship", frozenset()) == domain.RIGHT_RULE


def test_nobody_signs_their_own_work_where_four_eyes_are_asked_for() -> None:
    assert why_not(GOOD, None, frozenset({5, 6})) == domain.FOUR_EYES_RULE


def test_the_signature_names_the_role_that_has_the_right() -> None:
    assert GOOD.role_for("x:lot:release") == Role.QA_RELEASE
    assert GOOD.role_for(None) == Role.QA_RELEASE
    assert GOOD.role_for("x:lot:ship") == ""
