"""What a PIN must not be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.pins import MAXIMUM_LENGTH, MINIMUM_LENGTH, WORDING, PinRule, broken_rules


@pytest.mark.parametrize(
    ("pin", "rule"),
    [
        ("12 345", PinRule.NOT_FIGURES),
        ("１２３４５６", PinRule.NOT_FIGURES),  # noqa: RUF001 - figures of another width
        ("53091", PinRule.LENGTH),
        ("5309485309485", PinRule.LENGTH),
        ("353535", PinRule.FEW_FIGURES),
        ("789012", PinRule.RUN),
        ("321098", PinRule.RUN),
        ("590590", PinRule.REPEATED),
        ("19861123", PinRule.DATE),
        ("23111986", PinRule.DATE),
        ("861123", PinRule.DATE),
        ("", PinRule.NOT_FIGURES),
    ],
)
def test_what_is_tried_first_is_refused(pin: str, rule: PinRule) -> None:
    assert rule in broken_rules(pin)


@pytest.mark.parametrize("pin", ["530948", "740285", "90417362", "529038147736"])
def test_others_are_good(pin: str) -> None:
    assert broken_rules(pin) == []


@given(st.text(alphabet="0123456789", max_size=20))
def test_a_good_one_has_the_right_length_and_each_rule_is_worded(pin: str) -> None:
    broken = broken_rules(pin)
    assert set(broken) <= set(WORDING)
    if not broken:
        assert MINIMUM_LENGTH <= len(pin) <= MAXIMUM_LENGTH
        assert len(set(pin)) > 2
