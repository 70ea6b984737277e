"""Whatever a decoder can say of a message is said in our words, in both languages, with the field that it said it of.

Every kind is provoked by real decoding, so that a version of msgspec which words something otherwise fails here.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect as kinds

from veralot_server.core import malformed as told
from veralot_server.core.malformed import malformed
from veralot_server.modules.capture.intake import read
from veralot_server.rpc.dispatch import Incoming, decoded
from veralot_shared.errors import MessageInvalid, Problem, Sentence, from_problem
from veralot_shared.i18n import Translator
from veralot_shared.messages import JSON, messages

Meta = msgspec.Meta


class Colour(StrEnum):
    RED = "red"


class Rank(IntEnum):
    FIRST = 1


class Round(msgspec.Struct, tag="round"):
    radius: int


class Square(msgspec.Struct, tag="square"):
    side: int


class Line(msgspec.Struct, forbid_unknown_fields=True):
    quantity: Decimal


class Form(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A field for each thing that a contract can ask for."""

    whole: int = 0
    maybe: int | None = None
    text: str = ""
    colour: Colour = Colour.RED
    rank: Rank = Rank.FIRST
    shape: Round | Square | None = None
    amount: Decimal = Decimal()
    at: datetime | None = None
    zoned: Annotated[datetime, Meta(tz=True)] | None = None
    day: date | None = None
    clock: time | None = None
    length: timedelta | None = None
    key: UUID | None = None
    data: bytes = b""
    lines: list[Line] = []
    counts: dict[str, int] = {}
    groups: dict[str, list[Line]] = {}
    share: float = 0.0
    sure: bool = False
    nothing: None = None
    either: str | dict[str, int] = ""
    pair: tuple[int, int] = (0, 0)
    least: Annotated[int, Meta(ge=1, le=5)] = 1
    third: Annotated[int, Meta(multiple_of=3)] = 3
    open_share: Annotated[float, Meta(gt=0.5, lt=3)] = 1.0
    closed_share: Annotated[float, Meta(ge=0.5, le=3)] = 1.0
    short: Annotated[str, Meta(min_length=2, max_length=4)] = "ab"
    hexed: Annotated[str, Meta(pattern="^[0-9a-f]{4}$")] = "0000"
    few: Annotated[list[int], Meta(min_length=1, max_length=2)] = []
    bit: Annotated[bytes, Meta(min_length=1, max_length=2)] = b"x"
    named: Annotated[dict[str, int], Meta(min_length=1, max_length=1)] = {}


WRONG: Final[list[tuple[str, str | None, str]]] = [
    ('{"whole": "x"}', "whole", "Enter a whole number. What was sent is a text."),
    ('{"whole": 1.5}', "whole", "Enter a whole number. What was sent is a number with decimals."),
    ('{"whole": true}', "whole", "Enter a whole number. What was sent is true or false."),
    ('{"whole": null}', "whole", "Enter a whole number. What was sent is nothing (null)."),
    ('{"whole": 1e400}', "whole", "The number is too large."),
    ('{"maybe": "x"}', "maybe", "Enter a whole number. What was sent is a text."),
    ('{"text": 5}', "text", "Enter a text. What was sent is a whole number."),
    ('{"text": []}', "text", "Enter a text. What was sent is a list."),
    ('{"text": {}}', "text", "Enter a text. What was sent is a structure with fields."),
    ('{"colour": "blue"}', "colour", "“blue” is none of the values that are allowed here."),
    ('{"rank": 7}', "rank", "“7” is none of the values that are allowed here."),
    ('{"shape": {"type": "oval"}}', "shape.type", "“oval” is none of the values that are allowed here."),
    ('{"shape": {"type": 5}}', "shape.type", "Enter a text."),
    ('{"shape": {"radius": 5}}', "shape.type", "This field is missing."),
    ('{"shape": 5}', "shape", "Enter a structure with fields. What was sent is a whole number."),
    ('{"amount": "x"}', "amount", "Enter a number."),
    ('{"amount": []}', "amount", "Enter a number. What was sent is a list."),
    ('{"at": "x"}', "at", "Enter a time with its offset from UTC, such as 2026-05-31T08:00:00Z."),
    (
        '{"zoned": "2026-05-31T08:00:00"}',
        "zoned",
        "Enter a time with its offset from UTC, such as 2026-05-31T08:00:00Z.",
    ),
    ('{"day": "2026-02-30"}', "day", "Enter a date such as 2026-05-31."),
    ('{"day": 5}', "day", "Enter a date such as 2026-05-31. What was sent is a whole number."),
    ('{"clock": "x"}', "clock", "Enter a time of day such as 08:00:00."),
    ('{"length": "x"}', "length", "Enter a duration by ISO 8601, such as PT15M."),
    ('{"key": "x"}', "key", "Enter a UUID, such as 8c0e9ac5-6b1c-4a53-9f2e-0f6b6f1c2d3e."),
    ('{"data": "!"}', "data", "Enter bytes: in JSON as base64, in msgpack as they are."),
    ('{"lines": {}}', "lines", "Enter a list. What was sent is a structure with fields."),
    (
        '{"lines": [{"quantity": 1}, {"quantity": true}]}',
        "lines[1].quantity",
        "Enter a number. What was sent is true or false.",
    ),
    ('{"lines": [{}]}', "lines[0].quantity", "This field is missing."),
    ('{"lines": [{"quantity": 1, "x": 2}]}', "lines[0]", "There is no field “x” here."),
    ('{"surprise": 1}', None, "There is no field “surprise” here."),
    ('{"counts": {"a": "x"}}', "counts", "Enter a whole number. What was sent is a text."),
    ('{"groups": {"a": [{"quantity": "x"}]}}', "groups[0].quantity", "Enter a number."),
    ('{"share": "x"}', "share", "Enter a number. What was sent is a text."),
    ('{"sure": 1}', "sure", "Enter true or false. What was sent is a whole number."),
    ('{"nothing": 1}', "nothing", "Enter nothing (null). What was sent is a whole number."),
    (
        '{"either": 1}',
        "either",
        "Enter a text. Or else: Enter a structure with fields. What was sent is a whole number.",
    ),
    ('{"pair": [1]}', "pair", "Enter a list of exactly 2 entries."),
    ('{"least": 0}', "least", "Enter a whole number of 1 or more."),
    ('{"least": 6}', "least", "Enter a whole number of 5 or less."),
    ('{"third": 4}', "third", "Enter a multiple of 3."),
    ('{"open_share": 0.5}', "open_share", "Enter a number of more than 0.5."),
    ('{"open_share": 3}', "open_share", "Enter a number of less than 3.0."),
    ('{"closed_share": 0.4}', "closed_share", "Enter a number of 0.5 or more."),
    ('{"closed_share": 4}', "closed_share", "Enter a number of 3.0 or less."),
    ('{"short": "a"}', "short", "Enter a text of 2 or more characters."),
    ('{"short": "abcde"}', "short", "Enter a text of no more than 4 characters."),
    ('{"hexed": "x"}', "hexed", "Enter a text of the form '^[0-9a-f]{4}$'."),
    ('{"few": []}', "few", "Enter a list of 1 or more entries."),
    ('{"few": [1, 2, 3]}', "few", "Enter a list of no more than 2 entries."),
    ('{"bit": ""}', "bit", "Enter 1 or more bytes."),
    ('{"bit": "AAAAAAAA"}', "bit", "Enter no more than 2 bytes."),
    ('{"named": {}}', "named", "Enter a structure of 1 or more fields."),
    ('{"named": {"a": 1, "b": 2}}', "named", "Enter a structure of no more than 1 fields."),
    ("[]", None, "Enter a structure with fields. What was sent is a list."),
    ('{"whole"', None, "It breaks off before its end."),
    ("{}x", None, "It is not well-formed JSON, near byte 3. More follows behind its end."),
    (
        '{"whole": 01}',
        None,
        "It is not well-formed JSON, near byte 11. The number is not written as JSON writes numbers.",
    ),
    ('{"whole": 1,}', None, "It is not well-formed JSON, near byte 12. A comma stands behind the last field."),
    ('{"few": [1,]}', None, "It is not well-formed JSON, near byte 11. A comma stands behind the last entry."),
    ('{"whole" 1}', None, "It is not well-formed JSON, near byte 9. A colon is missing behind the name of a field."),
    ('{"whole": 1 2}', None, "It is not well-formed JSON, near byte 12. A comma or the closing brace is missing."),
    ('{"few": [1 2]}', None, "It is not well-formed JSON, near byte 11. A comma or the closing bracket is missing."),
    (
        "{a: 1}",
        None,
        "It is not well-formed JSON, near byte 1. The name of a field must be a text in quotation marks.",
    ),
    (
        '{"text": "\x01"}',
        None,
        "It is not well-formed JSON, near byte 10. There stands a character that cannot stand there.",
    ),
    (
        r'{"text": "\q"}',
        None,
        "It is not well-formed JSON, near byte 12. A backslash stands before a character that it cannot stand before.",
    ),
    (
        r'{"text": "\u12x4"}',
        None,
        "It is not well-formed JSON, near byte 15. A backslash stands before a character that it cannot stand before.",
    ),
    (r'{"text": "\ud800\u0041"}', None, "It is not well-formed JSON, near byte 22. Half a character stands alone."),
]
PACKED: Final[list[tuple[object, str | None, str]]] = [
    ({"whole": b"x"}, "whole", "Enter a whole number. What was sent is bytes."),
    ({"whole": None}, "whole", "Enter a whole number. What was sent is nothing (null)."),
    (
        {"whole": msgspec.msgpack.Ext(5, b"x")},
        "whole",
        "Enter a whole number. What was sent is an extension of msgpack.",
    ),
    ({"key": b"x"}, "key", "Enter a UUID, such as 8c0e9ac5-6b1c-4a53-9f2e-0f6b6f1c2d3e."),
    (
        {"at": msgspec.msgpack.Ext(-1, b"xxx")},
        "at",
        "Enter a time with its offset from UTC, such as 2026-05-31T08:00:00Z.",
    ),
    (
        {"at": msgspec.msgpack.Ext(-1, b"\xff" * 12)},
        "at",
        "Enter a time with its offset from UTC, such as 2026-05-31T08:00:00Z.",
    ),
    (
        {"at": msgspec.msgpack.Ext(-1, b"\x00" * 4 + b"\x7f" + b"\xff" * 7)},
        "at",
        "Enter a time with its offset from UTC, such as 2026-05-31T08:00:00Z.",
    ),
    (
        {"counts": {5: 5}},
        "counts",
        "Enter a text. What was sent is a whole number. This is said of the name of an entry, and not of its value.",
    ),
    (
        {5: 1},
        None,
        "Enter a text. What was sent is a whole number. This is said of the name of an entry, and not of its value.",
    ),
]
RAW: Final[list[tuple[bytes, str]]] = [
    (b"", "It breaks off before its end."),
    (b"\x80\x80", "It is not well-formed msgpack, near byte 1. More follows behind its end."),
    (
        b"\xc1",
        r"It is not well-formed msgpack, near byte 0. The decoder says in its own words: invalid opcode '\xc1'",
    ),
    (b"\x81\xa4text\xa1\xff", "It holds bytes that are no UTF-8."),
]


def refused(body: bytes, kind: Any = Form, *, json: bool = True) -> MessageInvalid:
    """Return how a decoder refuses something, after its way over the wire."""
    try:
        (msgspec.json if json else msgspec.msgpack).decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        problem = msgspec.json.encode(malformed(wrong).to_problem())
        back = from_problem(msgspec.json.decode(problem, type=Problem))
        assert isinstance(back, MessageInvalid)
        return back
    raise AssertionError(f"this was not refused: {body!r}")


def words_of(error: MessageInvalid) -> str:
    assert isinstance(error.problem, list)
    return " ".join(Translator().sentence(sentence) for sentence in error.problem)


@pytest.mark.parametrize(("body", "field", "said"), WRONG)
def test_what_json_can_be_refused_for_is_said_in_our_words(body: str, field: str | None, said: str) -> None:
    error = refused(body.encode())
    assert (error.field, words_of(error)) == (field, said)


@pytest.mark.parametrize(("sent", "field", "said"), PACKED)
def test_what_msgpack_can_be_refused_for_is_said_in_our_words(sent: object, field: str | None, said: str) -> None:
    error = refused(msgspec.msgpack.encode(sent), json=False)
    assert (error.field, words_of(error)) == (field, said)


@pytest.mark.parametrize(("body", "said"), RAW)
def test_what_is_no_msgpack_at_all(body: bytes, said: str) -> None:
    assert words_of(refused(body, json=False)) == said


def test_what_lies_too_deep() -> None:
    assert words_of(refused(b"[" * 100_000, Any)) == "Its structures lie too deep in each other."
    assert words_of(refused(b"\x91" * 100_000, Any, json=False)) == "Its structures lie too deep in each other."


def test_a_name_that_is_no_text() -> None:
    error = refused(b"\x81\x80\x01", Any, json=False)
    assert words_of(error) == "It is not well-formed msgpack, near byte 3. The name of a field must be a text."


def test_every_text_is_provoked_by_one_of_these() -> None:
    """A text that no decoding provokes would be one that is never right, or that a new version words otherwise."""
    errors = [
        *(refused(body.encode()) for body, _field, _said in WRONG),
        *(refused(msgspec.msgpack.encode(sent), json=False) for sent, _field, _said in PACKED),
        *(refused(body, json=False) for body, _said in RAW),
        refused(b"[" * 100_000, Any),
        refused(b"\x81\x80\x01", Any, json=False),
    ]
    said = {sentence.text for error in errors for sentence in error.problem if isinstance(sentence, Sentence)}
    tables = (told.EXPECTED, told.GOT, told.NOT_READ, told.LENGTHS, told.BOUNDS, told.BROKEN)
    known = {text for table in tables for text in table.values()}
    singles = {told.OR_ELSE, told.MISSING, told.UNKNOWN_FIELD, told.NOT_ALLOWED, told.MULTIPLE, told.PATTERN}
    singles |= {told.EXACTLY, told.OF_A_NAME, told.BROKEN_AT, told.NO_UTF8, told.TOO_DEEP}
    assert (known | singles) - said == set()


SAMPLES: Final[list[object]] = ["x", 7.5, True, None, [], {}, -(10**30), "\u4e2d" * 5000]
"""Something of each kind that JSON has; none of them suits every field."""


def wrongs() -> Iterator[tuple[str, str, bytes]]:
    """Yield every field of every message with something of each kind in it."""
    for op, cls in messages().items():
        for field in getattr(kinds.type_info(cls), "fields", ()):
            for sample in SAMPLES:
                yield op, field.encode_name, msgspec.json.encode({field.encode_name: sample})


def refused_by_the_door(op: str, body: bytes) -> MessageInvalid | None:
    try:
        decoded(Incoming(op=op, body=body, content_type=JSON))
    except MessageInvalid as error:
        return error
    return None


def test_no_message_of_ours_is_refused_in_words_that_are_not_ours() -> None:
    """Walks all fields of all messages: what is refused names a field and is worded in Chinese as in English."""
    english, chinese = Translator(), Translator("zh_CN")
    refusals = [(op, name, error) for op, name, body in wrongs() if (error := refused_by_the_door(op, body))]
    for op, name, error in refusals:
        assert error.field, (op, name)
        assert told.OWN_WORDS not in {part.text for part in error.problem if isinstance(part, Sentence)}, (op, name)
        assert "Expected" not in english.error(error), (op, name)
        assert english.error(error) != chinese.error(error), (op, name)
    assert len(refusals) > len(messages())


def test_an_entry_from_a_device_is_refused_in_the_same_words() -> None:
    found = read("inspection.RecordResults", b"\x81\xa1x\x01")
    assert found == [Sentence(told.UNKNOWN_FIELD, {"name": "x"})]


def test_what_nobody_foresaw_is_handed_on_and_said_to_be_anothers_words() -> None:
    error = malformed(msgspec.ValidationError("Wanted something blue - at `$.lines[3].colour`"))
    assert error.field == "lines[3].colour"
    assert Translator().error(error) == ("Lines 4: Colour: The decoder says in its own words: Wanted something blue")
    assert "解码器的原话：Wanted something blue" in Translator("zh_CN").error(error)


def test_an_error_of_the_whole_says_so() -> None:
    error = refused(b"{")
    assert Translator().error(error) == "Input: It breaks off before its end."
    assert Translator("zh_CN").error(error) == "输入内容：内容在结束之前中断。"
    assert error.worded().startswith("Input: ")


@given(st.text(max_size=200))
def test_no_value_can_pretend_to_another_place_or_fill_the_answer(value: str) -> None:
    error = refused(msgspec.json.encode({"colour": value + " - at `$.text`"}))
    assert error.field == "colour"
    assert isinstance(error.problem, list)
    assert len(error.problem[0].values["value"]) <= told.SHOWN + 1
