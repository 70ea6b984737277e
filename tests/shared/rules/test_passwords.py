"""The password policy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.passwords import WORDING, PasswordRule, broken_rules

pytestmark = pytest.mark.requirement("P11-24")

NAME = "Li.Wei"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "Tr0ub4dor&3x9",
        "九月的第三个星期二下午去采购",
        "q8!Zr-vLp02x",
        "my password is not short",
    ],
)
def test_a_good_password_breaks_no_rule(password: str) -> None:
    assert broken_rules(password, NAME) == []


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("", PasswordRule.TOO_SHORT),
        ("q8!Zr-vLp02", PasswordRule.TOO_SHORT),
        ("\ufb03\u2460!Zr", PasswordRule.TOO_SHORT),
        ("q8!Zr-vLp02x" * 11, PasswordRule.TOO_LONG),
        ("x-li.wei-9!Zr-vLp0", PasswordRule.HAS_USER_NAME),
        ("9!Zr-vLp0LI.WEI", PasswordRule.HAS_USER_NAME),
        ("Password1234!", PasswordRule.COMMON),
        ("P@ssw0rd2026!", PasswordRule.COMMON),
        ("welcomewelcome", PasswordRule.COMMON),
        ("Veralot!2026", PasswordRule.COMMON),
        ("1q2w3e4r5t6y", PasswordRule.COMMON),
        ("letme1nletme1n", PasswordRule.COMMON),
        ("847264920174", PasswordRule.COMMON),
        ("!@#$%^&*()_+", PasswordRule.COMMON),
        ("aaaaaaaaaaaa", PasswordRule.MONOTONOUS),
        ("abababababab", PasswordRule.MONOTONOUS),
        ("abcdefghijkl", PasswordRule.MONOTONOUS),
        ("zyxwvutsrqpo", PasswordRule.MONOTONOUS),
    ],
)
def test_each_rule_can_be_broken(password: str, rule: PasswordRule) -> None:
    assert rule in broken_rules(password, NAME)


def test_all_broken_rules_are_named_in_order() -> None:
    assert broken_rules("admin1", "admin") == [PasswordRule.TOO_SHORT, PasswordRule.HAS_USER_NAME, PasswordRule.COMMON]


def test_a_very_short_user_name_is_not_looked_for() -> None:
    assert broken_rules("correct horse battery", "co") == []


def test_every_rule_has_words() -> None:
    assert set(WORDING) == set(PasswordRule)


@given(password=st.text(max_size=300), name=st.text(min_size=3, max_size=20))
def test_any_text_can_be_judged(password: str, name: str) -> None:
    broken = broken_rules(password, name)
    assert (PasswordRule.HAS_USER_NAME in broken_rules(name + password, name)) is True
    assert broken == sorted(broken, key=list(PasswordRule).index)


def test_a_huge_text_is_judged_at_once() -> None:
    assert PasswordRule.TOO_LONG in broken_rules("ab" * 500_000 + "c", NAME)
