"""Canonical bytes: RFC 8785's own examples, and that equal content has equal bytes and other content has others."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.canonical import canonical_bytes, content_hash

pytestmark = pytest.mark.requirement("P11-18")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
)


class Status(StrEnum):
    RELEASED = "released"


class Lot(msgspec.Struct, frozen=True):
    number: str
    quantity: Decimal
    status: Status
    released_at: datetime
    expiry: date | None = None


LOT = Lot("A2406B01", Decimal("12.50"), Status.RELEASED, datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
LOT_BYTES = (
    b'{"expiry":null,"number":"A2406B01","quantity":"12.5",'
    b'"released_at":"2026-03-01T08:30:00.000000Z","status":"released"}'
)


def test_a_record() -> None:
    assert canonical_bytes(LOT) == LOT_BYTES
    assert content_hash(LOT) == hashlib.sha256(LOT_BYTES).hexdigest()


def test_members_are_sorted_as_in_the_rfc() -> None:
    # RFC 8785 §3.2.3
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical_bytes(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_text_is_escaped_as_in_the_rfc() -> None:
    # RFC 8785 §3.2.2.2 and §3.2.4, without the numbers.
    value = {"string": "\u20ac$\u000f\nA'\u0042\u0022\u005c\\\"/", "literals": [None, True, False]}
    assert (
        canonical_bytes(value) == '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    )
    assert canonical_bytes("\b\t\n\f\r\x00\x1f\x7f\u2028") == '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\u2028"'.encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.500000"), '"1.5"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("-0.0"), '"0"'),
        (Decimal("123456789012345678901234567890.123456789"), '"123456789012345678901234567890.123456789"'),
        (2**64, "18446744073709551616"),
        (datetime(2026, 3, 1, 16, 30, tzinfo=timezone(timedelta(hours=8))), '"2026-03-01T08:30:00.000000Z"'),
        (datetime(2026, 3, 1, 8, 30, 0, 7, tzinfo=UTC), '"2026-03-01T08:30:00.000007Z"'),
        (date(2026, 3, 1), '"2026-03-01"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (b"\x00\x01", '"AAE="'),
        (Status.RELEASED, '"released"'),
        ({3, 1, 2}, "[1,2,3]"),
        ((1, "a"), '[1,"a"]'),
        ({10: "b", 9: "a"}, '{"10":"b","9":"a"}'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_values_that_json_has_no_type_for(value: object, text: str) -> None:
    assert canonical_bytes(value).decode() == text


@pytest.mark.parametrize("value", [1.5, 0.0, float("nan"), {"a": [1.0]}, object(), lambda: None, 1j])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(value)


@pytest.mark.parametrize(
    "value",
    [datetime(2026, 3, 1, 8, 30), Decimal("NaN"), Decimal("Infinity"), "\ud800", {"\udfff": 1}],  # noqa: DTZ001 - refused
)
def test_what_has_no_meaning_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which of several it is depends on the value
        canonical_bytes(value)


@pytest.mark.parametrize("text", ["1E+999999", "-1E+100", "1E-101", "0E+999999", "9E+400000"])
def test_a_number_out_of_all_measure_is_refused_and_not_written_out(text: str) -> None:
    with pytest.raises(ValueError, match="out of all measure"):
        canonical_bytes({"quantity": Decimal(text)})


@pytest.mark.parametrize("text", ["1E+99", "1E-100", "0E-7", "9" * 100])
def test_a_long_number_within_measure_is_written(text: str) -> None:
    written = canonical_bytes(Decimal(text))
    assert Decimal(written.strip(b'"').decode()) == Decimal(text)
    assert len(written) < 110


@given(value=JSON)
def test_writing_what_was_read_gives_the_same_bytes(value: object) -> None:
    written = canonical_bytes(value)
    assert json.loads(written) == value
    assert canonical_bytes(json.loads(written)) == written


@given(
    members=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(), min_size=2),
    data=st.data(),
)
def test_the_order_of_members_does_not_matter(members: dict[str, int], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(members.items()))))
    assert content_hash(shuffled) == content_hash(members)


@given(left=JSON, right=JSON)
def test_other_content_has_another_hash(left: object, right: object) -> None:
    # As texts: Python takes True for 1.
    same = json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)
    assert (content_hash(left) == content_hash(right)) is same


def test_every_field_of_a_record_counts() -> None:
    hashes = {
        content_hash(LOT),
        content_hash(msgspec.structs.replace(LOT, number="A2406B02")),
        content_hash(msgspec.structs.replace(LOT, quantity=Decimal("12.6"))),
        content_hash(msgspec.structs.replace(LOT, released_at=LOT.released_at + timedelta(microseconds=1))),
        content_hash(msgspec.structs.replace(LOT, expiry=date(2028, 1, 1))),
    }
    assert len(hashes) == 5
