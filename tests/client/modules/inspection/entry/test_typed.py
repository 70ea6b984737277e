"""What is typed becomes a result exactly, or is refused with words; no spelling changes a decision."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.modules.inspection.entry_plant import SURFACE, characteristic
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood, understood
from veralot_shared.contracts.inspection import CharacteristicKind
from veralot_shared.rules.judging import Judgement


def full_width(text: str) -> str:
    """Return text as a Chinese input method may type it."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


DIAMETER = characteristic()
SURFACE_OF = characteristic(2, **SURFACE)


@pytest.mark.parametrize(
    ("text", "value", "judgement"),
    [
        ("1.2", "1.2", Judgement.CONFORMING),
        ("1,205", "1.205", Judgement.CONFORMING),
        (" 1.205 mm", "1.205", Judgement.CONFORMING),
        (full_width("1.205"), "1.205", Judgement.CONFORMING),
        ("1.10", "1.10", Judgement.NEAR_LIMIT),
        ("1.30", "1.30", Judgement.NEAR_LIMIT),
        ("1.301", "1.301", Judgement.NONCONFORMING),
        ("-1.2", "-1.2", Judgement.NONCONFORMING),
        (",5", "0.5", Judgement.NONCONFORMING),
        ("2.", "2", Judgement.NONCONFORMING),
    ],
)
@pytest.mark.requirement("DI-05")
def test_a_number_is_exact_and_judged(text: str, value: str, judgement: Judgement) -> None:
    typed = understood(text, DIAMETER)
    assert (typed.value, typed.judgement) == (Decimal(value), judgement)


@pytest.mark.requirement("DI-05")
@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "1,234.5", "1 2", "1.2345", "1.2 in", "1.2 cm", "1e3", "nan", "inf"]
)
def test_what_is_no_number_in_its_unit_and_precision_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        understood(text, DIAMETER)


@given(st.decimals(min_value=-1000, max_value=1000, places=3), st.sampled_from([".", ","]))
def test_any_number_comes_back_as_it_was_typed(value: Decimal, point: str) -> None:
    typed = understood(f"{value:f}".replace(".", point), DIAMETER)
    assert typed.value == value
    assert Decimal(typed.text) == value


@pytest.mark.parametrize(
    "text", ["yes", "Yes", "YES", " yes ", "是", "P", "p", "pass", full_width("OK"), "合格", "1", "✓"]
)
def test_no_spelling_of_good_makes_a_difference(text: str) -> None:
    assert understood(text, SURFACE_OF) == understood("pass", SURFACE_OF)


@pytest.mark.parametrize("text", ["no", "No", "否", "F", "fail", "NG", "不合格", "0", "✗"])
def test_no_spelling_of_bad_makes_a_difference(text: str) -> None:
    typed = understood(text, SURFACE_OF)
    assert (typed.conforming, typed.judgement) == (False, Judgement.NONCONFORMING)


def test_a_count_covers_its_samples() -> None:
    typed = understood("2/50", SURFACE_OF, left=50)
    assert (typed.nonconforming, typed.covers, typed.judgement) == (2, 50, Judgement.NONCONFORMING)
    assert understood("0/50", SURFACE_OF, left=50).judgement is Judgement.CONFORMING


@pytest.mark.parametrize("text", ["3/2", "0/0", "1/51", "maybe", "", "2"])
def test_what_is_neither_good_nor_bad_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        understood(text, SURFACE_OF, left=50)


def test_words_are_kept_and_a_picture_is_not_typed() -> None:
    assert understood(" scratched ", characteristic(kind=CharacteristicKind.TEXT)).words == "scratched"
    for kind, text in ((CharacteristicKind.TEXT, " "), (CharacteristicKind.PHOTO, "x")):
        with pytest.raises(NotUnderstood):
            understood(text, characteristic(kind=kind))


@pytest.mark.parametrize("typed", ["yes", "Yes", "YES", " yes ", full_width("yes"), "Y", "是"])
def test_a_typed_yes_is_one_and_the_same_truth_value(typed: str) -> None:
    """However it is spelled, what is kept and sent is a truth value: no decision hangs on the spelling."""
    one = understood(typed, characteristic(1, **SURFACE))
    assert (one.conforming, one.text, one.judgement) == (True, "✓", Judgement.CONFORMING)
    assert one == understood("yes", characteristic(1, **SURFACE))
