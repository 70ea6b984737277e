"""Exact quantities: nothing is lost, whatever is added, converted, rounded or split."""

from decimal import Context, Decimal, InvalidOperation, localcontext
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules import quantities
from veralot_shared.rules.quantities import UNITS, Quantity, QuantityError, Rounding, split_evenly, to_quantum

VALUES = st.decimals(-(10**9), 10**9, places=6)
QUANTA = st.decimals("0.000001", 1000, places=6)
MASSES = st.builds(Quantity, st.decimals(-(10**8), 10**8, places=3), st.sampled_from(["g", "kg"]))


def q(text: str) -> Quantity:
    value, unit = text.split()
    return Quantity(Decimal(value), unit)


def exactly(value: Decimal) -> Fraction:
    """The value as a fraction, whose arithmetic cannot round."""
    return Fraction(value)


# --- one value, one form ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form"),
    [("1.50", "1.5"), ("100", "100"), ("1E+2", "100"), ("-0", "0"), ("0E+999", "0"), ("0.0000010000", "0.000001")],
)
def test_a_value_has_one_form(text: str, form: str) -> None:
    quantity = Quantity(Decimal(text), "g")
    assert str(quantity.value) == form
    assert msgspec.json.encode(quantity) == f'{{"value":"{form}","unit":"g"}}'.encode()
    assert msgspec.json.decode(msgspec.json.encode(quantity), type=Quantity) == quantity


@pytest.mark.parametrize("text", ["999999999999.999999", "-999999999999.999999", "0.000001"])
def test_twelve_digits_before_the_point_and_six_after_it_are_kept(text: str) -> None:
    assert str(Quantity(Decimal(text), "g").value) == text


@pytest.mark.parametrize(
    "text", ["1E12", "-1000000000000", "1E+1000000", "1E-7", "0.0000015", "1E-1000000", "0.12345678901234567890123"]
)
def test_more_digits_are_refused(text: str) -> None:
    with pytest.raises(quantities.QuantityOutOfRange, match="at most 12 before the decimal point and 6 after it"):
        Quantity(Decimal(text), "g")


@pytest.mark.parametrize("text", ["NaN", "sNaN", "-NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(quantities.QuantityNotFinite):
        Quantity(Decimal(text), "g")
    with pytest.raises(quantities.QuantityNotFinite):
        to_quantum(Decimal(text), Decimal(1), Rounding.DOWN)
    with pytest.raises(quantities.QuantumInvalid):
        to_quantum(Decimal(1), Decimal(text), Rounding.DOWN)


@pytest.mark.parametrize(
    "body", [b'{"value":"NaN","unit":"g"}', b'{"value":"1E99","unit":"g"}', b'{"value":"1","unit":"G"}']
)
def test_a_message_with_a_wrong_quantity_is_refused_with_the_field(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"at `\$\[0\]`") as caught:
        msgspec.json.decode(b"[" + body + b"]", type=list[Quantity])
    assert isinstance(caught.value.__cause__, QuantityError)


# --- arithmetic ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "result"),
    [
        ("1.5 kg", "g", "1500 g"),
        ("250 mg", "g", "0.25 g"),
        ("1 L", "mL", "1000 mL"),
        ("25 cm", "m", "0.25 m"),
        ("1 m2", "cm2", "10000 cm2"),
        ("3 pcs", "pair", "1.5 pair"),
        ("4 roll", "roll", "4 roll"),
    ],
)
def test_conversion_is_exact(text: str, unit: str, result: str) -> None:
    assert str(q(text).convert(unit)) == result


def test_conversion_that_would_round_is_refused() -> None:
    with pytest.raises(quantities.QuantityOutOfRange):
        q("0.5 mg").convert("kg")


@pytest.mark.parametrize(("text", "unit"), [("1 g", "mL"), ("1 box", "pcs"), ("1 box", "carton"), ("1 m", "m2")])
def test_another_dimension_is_refused(text: str, unit: str) -> None:
    other = Quantity(Decimal(1), unit)
    with pytest.raises(quantities.DimensionsDiffer, match=f"{q(text).unit} cannot be converted to {unit}"):
        q(text).convert(unit)
    with pytest.raises(quantities.DimensionsDiffer):
        other + q(text)
    with pytest.raises(quantities.DimensionsDiffer):
        assert other < q(text)
    assert other != q(text)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(quantities.UnitUnknown):
        Quantity(Decimal(1), "stone")
    with pytest.raises(quantities.UnitUnknown):
        q("1 g").convert("stone")


@given(left=MASSES, right=MASSES)
def test_sum_and_difference_are_exact(left: Quantity, right: Quantity) -> None:
    total, difference = left + right, left - right
    assert exactly(total.in_base_unit) == exactly(left.in_base_unit) + exactly(right.in_base_unit)
    assert exactly(difference.in_base_unit) == exactly(left.in_base_unit) - exactly(right.in_base_unit)
    assert total - right == left
    assert total.unit == left.unit


def test_a_sum_that_would_round_is_refused() -> None:
    with pytest.raises(quantities.QuantityOutOfRange):
        q("1 kg") + q("0.0001 g")
    assert str(q("0.0001 g") + q("1 kg")) == "1000.0001 g"


@given(left=MASSES, right=MASSES)
def test_comparison_is_that_of_the_amounts(left: Quantity, right: Quantity) -> None:
    amounts = exactly(left.in_base_unit), exactly(right.in_base_unit)
    assert (left < right) == (amounts[0] < amounts[1])
    assert (left <= right) == (amounts[0] <= amounts[1])
    assert (left > right) == (amounts[0] > amounts[1])
    assert (left >= right) == (amounts[0] >= amounts[1])
    assert (left == right) == (amounts[0] == amounts[1])
    assert (left != right) == (amounts[0] != amounts[1])


def test_equal_amounts_are_equal_in_any_unit() -> None:
    assert q("1 kg") == q("1000.000 g")
    assert len({q("1 kg"), q("1000 g"), q("1000 mL")}) == 2
    assert not q("0 g")
    assert q("1 g") != q("1 mL")
    assert q("1 g") != "1 g"


def test_a_total_has_the_unit_that_is_asked_for() -> None:
    assert str(quantities.total([q("1 kg"), q("250 g"), q("500 mg")], "g")) == "1250.5 g"
    assert str(quantities.total([], "pcs")) == "0 pcs"


def test_no_setting_of_the_caller_makes_it_round() -> None:
    with localcontext(Context(prec=3)):
        assert q("123456.789 g") + q("0.000001 g") == q("123456.789001 g")
        assert str((-q("123456.789 g")).value) == "-123456.789"
        assert to_quantum(Decimal("123456.789"), Decimal("0.01"), Rounding.DOWN) == (
            Decimal("123456.78"),
            Decimal("0.009"),
        )


def test_every_unit_converts_within_its_dimension() -> None:
    for code, unit in UNITS.items():
        assert unit.code == code
        for other in UNITS.values():
            if other.dimension == unit.dimension:
                assert Quantity(Decimal(1), code) == Quantity(Decimal(1), code)
                assert (unit.factor / other.factor).is_normal()


# --- the rounding boundary -------------------------------------------------------------------------------------------


@given(value=VALUES, quantum=QUANTA, rounding=st.sampled_from(Rounding))
def test_rounding_gives_a_multiple_and_loses_nothing(value: Decimal, quantum: Decimal, rounding: Rounding) -> None:
    rounded, residue = to_quantum(value, quantum, rounding)
    assert exactly(rounded) + exactly(residue) == exactly(value)
    assert (exactly(rounded) / exactly(quantum)).denominator == 1
    assert abs(exactly(residue)) < exactly(quantum)
    if rounding in {Rounding.HALF_UP, Rounding.HALF_EVEN}:
        assert abs(exactly(residue)) <= exactly(quantum) / 2


@given(value=VALUES, rounding=st.sampled_from(Rounding))
def test_rounding_to_a_power_of_ten_is_that_of_the_decimal_module(value: Decimal, rounding: Rounding) -> None:
    assert to_quantum(value, Decimal("0.01"), rounding)[0] == value.quantize(Decimal("0.01"), rounding)


@pytest.mark.parametrize(
    ("value", "quantum", "rounding", "rounded", "residue"),
    [
        ("17", "5", Rounding.DOWN, "15", "2"),
        ("17", "5", Rounding.UP, "20", "-3"),
        ("-17", "5", Rounding.DOWN, "-15", "-2"),
        ("-17", "5", Rounding.FLOOR, "-20", "3"),
        ("2.5", "1", Rounding.HALF_EVEN, "2", "0.5"),
        ("2.5", "1", Rounding.HALF_UP, "3", "-0.5"),
        ("-0.3", "1", Rounding.HALF_UP, "0", "-0.3"),
        ("-0.3", "1", Rounding.UP, "-1", "0.7"),
        ("0.000000001", "0.01", Rounding.CEILING, "0.01", "-0.009999999"),
        ("0", "0.25", Rounding.UP, "0", "0"),
        ("300", "1E+2", Rounding.DOWN, "300", "0"),
    ],
)
def test_rounding(value: str, quantum: str, rounding: Rounding, rounded: str, residue: str) -> None:
    result = to_quantum(Decimal(value), Decimal(quantum), rounding)
    assert tuple(map(str, result)) == (rounded, residue)


@pytest.mark.parametrize("quantum", ["0", "-1", "-0.01"])
def test_a_step_is_above_zero(quantum: str) -> None:
    with pytest.raises(quantities.QuantumInvalid):
        to_quantum(Decimal(1), Decimal(quantum), Rounding.DOWN)


def test_what_cannot_be_calculated_exactly_is_refused() -> None:
    with pytest.raises(quantities.QuantityOutOfRange) as caught:
        to_quantum(Decimal("1E+90"), Decimal("0.01"), Rounding.DOWN)
    assert isinstance(caught.value.__cause__, InvalidOperation)


# --- splitting -------------------------------------------------------------------------------------------------------


@given(steps=st.integers(0, 10**9), parts=st.integers(1, 200), quantum=QUANTA)
def test_a_split_conserves(steps: int, parts: int, quantum: Decimal) -> None:
    whole = Decimal(steps) * quantum
    shares = split_evenly(whole, parts, quantum)
    assert len(shares) == parts
    assert sum(map(exactly, shares)) == exactly(whole)
    assert all((exactly(share) / exactly(quantum)).denominator == 1 for share in shares)
    assert exactly(shares[0]) - exactly(shares[-1]) in {0, exactly(quantum)}
    assert shares == sorted(shares, reverse=True)


def test_splitting() -> None:
    assert list(map(str, split_evenly(Decimal(100), 3, Decimal(1)))) == ["34", "33", "33"]
    assert list(map(str, split_evenly(Decimal("1.0"), 4, Decimal("0.1")))) == ["0.3", "0.3", "0.2", "0.2"]
    assert split_evenly(Decimal(2), 3, Decimal(1)) == [1, 1, 0]


def test_a_whole_that_is_no_multiple_is_rounded_first() -> None:
    with pytest.raises(quantities.QuantityNotMultiple):
        split_evenly(Decimal("10.5"), 3, Decimal(1))


@pytest.mark.parametrize("parts", [0, -1])
def test_a_split_has_parts(parts: int) -> None:
    with pytest.raises(quantities.PartsInvalid):
        split_evenly(Decimal(10), parts, Decimal(1))
