"""Says in coded sentences why a message has not the form that its contract asks for.

msgspec and PostgreSQL say it in English and for programmers. What they can say is finite, and stands here as patterns; what
does not fit any is handed on in their own words, and said to be theirs. A test provokes every kind by real decoding.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import msgspec
import psycopg

from veralot_server.core.bounds import ZONE_RULE
from veralot_shared.errors import MessageInvalid, Sentence
from veralot_shared.i18n import N_

SHOWN: Final = 60
"""So much of a refused value, or of a name that nobody knows, is sent back."""

Words: TypeAlias = list[Sentence]
Telling: TypeAlias = Callable[[re.Match[str]], Words | None]

EXPECTED: Final[Mapping[str, str]] = {
    "int": N_("Enter a whole number."),
    "float": N_("Enter a number."),
    "decimal": N_("Enter a number."),
    "str": N_("Enter a text."),
    "bool": N_("Enter true or false."),
    "datetime": ZONE_RULE,
    "date": N_("Enter a date such as 2026-05-31."),
    "time": N_("Enter a time of day such as 08:00:00."),
    "duration": N_("Enter a duration by ISO 8601, such as PT15M."),
    "uuid": N_("Enter a UUID, such as 8c0e9ac5-6b1c-4a53-9f2e-0f6b6f1c2d3e."),
    "bytes": N_("Enter bytes: in JSON as base64, in msgpack as they are."),
    "array": N_("Enter a list."),
    "object": N_("Enter a structure with fields."),
    "null": N_("Enter nothing (null)."),
}
"""What is asked for, by msgspec's name of the type."""

GOT: Final[Mapping[str, str]] = {
    "int": N_("What was sent is a whole number."),
    "float": N_("What was sent is a number with decimals."),
    "str": N_("What was sent is a text."),
    "bool": N_("What was sent is true or false."),
    "null": N_("What was sent is nothing (null)."),
    "None": N_("What was sent is nothing (null)."),
    "bytes": N_("What was sent is bytes."),
    "array": N_("What was sent is a list."),
    "object": N_("What was sent is a structure with fields."),
    "ext": N_("What was sent is an extension of msgpack."),
}
"""What was sent instead, by msgspec's name of the type."""

NOT_READ: Final[Mapping[str, str]] = {
    "Invalid decimal string": EXPECTED["decimal"],
    "Invalid RFC3339 encoded datetime": EXPECTED["datetime"],
    "Invalid MessagePack timestamp": EXPECTED["datetime"],
    "Invalid MessagePack timestamp: nanoseconds out of range": EXPECTED["datetime"],
    "Timestamp is out of range": EXPECTED["datetime"],
    "Invalid RFC3339 encoded date": EXPECTED["date"],
    "Invalid RFC3339 encoded time": EXPECTED["time"],
    "Invalid ISO8601 duration": EXPECTED["duration"],
    "Invalid UUID": EXPECTED["uuid"],
    "Invalid UUID bytes": EXPECTED["uuid"],
    "Invalid base64 encoded string": EXPECTED["bytes"],
    "Number out of range": N_("The number is too large."),
    "Input data was truncated": N_("It breaks off before its end."),
}
"""What says everything in one text; the type is known from it."""

LENGTHS: Final[Mapping[tuple[str, str], str]] = {
    ("str", ">="): N_("Enter a text of {count} or more characters."),
    ("str", "<="): N_("Enter a text of no more than {count} characters."),
    ("bytes", ">="): N_("Enter {count} or more bytes."),
    ("bytes", "<="): N_("Enter no more than {count} bytes."),
    ("array", ">="): N_("Enter a list of {count} or more entries."),
    ("array", "<="): N_("Enter a list of no more than {count} entries."),
    ("object", ">="): N_("Enter a structure of {count} or more fields."),
    ("object", "<="): N_("Enter a structure of no more than {count} fields."),
}
BOUNDS: Final[Mapping[tuple[str, str], str]] = {
    ("int", ">="): N_("Enter a whole number of {limit} or more."),
    ("int", "<="): N_("Enter a whole number of {limit} or less."),
    ("float", ">="): N_("Enter a number of {limit} or more."),
    ("float", "<="): N_("Enter a number of {limit} or less."),
    ("float", ">"): N_("Enter a number of more than {limit}."),
    ("float", "<"): N_("Enter a number of less than {limit}."),
}
BROKEN: Final[Mapping[str, str]] = {
    "invalid character": N_("There stands a character that cannot stand there."),
    "invalid number": N_("The number is not written as JSON writes numbers."),
    "invalid escape character in string": N_("A backslash stands before a character that it cannot stand before."),
    "invalid escaped character": N_("A backslash stands before a character that it cannot stand before."),
    "invalid character in unicode escape": N_("A backslash stands before a character that it cannot stand before."),
    "invalid utf-16 surrogate pair": N_("Half a character stands alone."),
    "unexpected end of escaped utf-16 surrogate pair": N_("Half a character stands alone."),
    "unexpected end of hex escape": N_("Half a character stands alone."),
    "object keys must be strings": N_("The name of a field must be a text in quotation marks."),
    "map keys must be hashable": N_("The name of a field must be a text."),
    "trailing comma in object": N_("A comma stands behind the last field."),
    "trailing comma in array": N_("A comma stands behind the last entry."),
    "trailing characters": N_("More follows behind its end."),
    "expected ':'": N_("A colon is missing behind the name of a field."),
    "expected ',' or '}'": N_("A comma or the closing brace is missing."),
    "expected ',' or ']'": N_("A comma or the closing bracket is missing."),
}
"""How JSON or msgpack can be broken."""

OR_ELSE: Final = N_("Or else:")
MISSING: Final = N_("This field is missing.")
UNKNOWN_FIELD: Final = N_("There is no field “{name}” here.")
NOT_ALLOWED: Final = N_("“{value}” is none of the values that are allowed here.")
MULTIPLE: Final = N_("Enter a multiple of {step}.")
PATTERN: Final = N_("Enter a text of the form {pattern}.")
EXACTLY: Final = N_("Enter a list of exactly {count} entries.")
OF_A_NAME: Final = N_("This is said of the name of an entry, and not of its value.")
BROKEN_AT: Final = N_("It is not well-formed {format}, near byte {place}.")
NO_UTF8: Final = N_("It holds bytes that are no UTF-8.")
TOO_DEEP: Final = N_("Its structures lie too deep in each other.")
OWN_WORDS: Final = N_("The decoder says in its own words: {said}")
DATABASE: Final = N_("The database does not take it, and says in its own words: {said}")

PLACE: Final = re.compile(r"(?P<said>.*) - at `(?P<key>key` in `)?\$(?P<path>[\w.\[\]]*)`", re.DOTALL)


def malformed(wrong: Exception) -> MessageInvalid:
    """Return what a decoder said as an error that names the field and the rule."""
    said, path, _of_a_name = _placed(wrong)
    name = MISSING_FIELD.fullmatch(said)
    if name is not None:
        path = f"{path}.{name[1]}".lstrip(".")
    return MessageInvalid(problem=faults_of(wrong), field=path or None)


def faults_of(wrong: Exception) -> Words:
    """Return what a decoder said in our words, without the field that it said it of."""
    if isinstance(wrong, UnicodeError):
        return [Sentence(NO_UTF8)]
    if isinstance(wrong, RecursionError):
        return [Sentence(TOO_DEEP)]
    said, _path, of_a_name = _placed(wrong)
    return sentences(said) + [Sentence(OF_A_NAME)] * of_a_name


def not_taken(wrong: psycopg.Error) -> MessageInvalid:
    """Return what the database said of a value as an error; of the statement that it said it of nothing is told."""
    return MessageInvalid(problem=[Sentence(DATABASE, {"said": str(wrong).splitlines()[0]})])


def sentences(said: str) -> Words:
    """Return in our words what a decoder said without the place where; in its own where it is none that we know."""
    for pattern, told in RULES:
        found = pattern.fullmatch(said)
        words = told(found) if found else None
        if words:
            return words
    return [Sentence(OWN_WORDS, {"said": short(said)})]


def short(text: str) -> str:
    """Return the beginning of a text that anybody may have sent."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _placed(wrong: Exception) -> tuple[str, str, bool]:
    """Return what was said, of which path, and whether of the name of an entry there; any entry is written `[...]`."""
    found = PLACE.fullmatch(str(wrong)) if isinstance(wrong, msgspec.ValidationError) else None
    if found is None:
        return str(wrong), "", False
    return found["said"], found["path"].replace("[...]", "").lstrip("."), found["key"] is not None


# --- each kind -------------------------------------------------------------------------------------------------------


def _expected(found: re.Match[str]) -> Words | None:
    """Word which types would do, but for nothing where something else may stand too, and which came instead."""
    kinds = found[1].split(" | ")
    asked = [kind for kind in kinds if kind != "null" or len(kinds) == 1]
    if not set(asked) <= EXPECTED.keys() or found[2] not in {None, *GOT}:
        return None
    told = [Sentence(text) for kind in asked for text in (OR_ELSE, EXPECTED[kind])][1:]
    return told + ([Sentence(GOT[found[2]])] if found[2] else [])


def _limited(texts: Mapping[tuple[str, str], str], name: str) -> Telling:
    def told(found: re.Match[str]) -> Words | None:
        text = texts.get((found[1], found[2]))
        return [Sentence(text, {name: found[3]})] if text else None

    return told


def _of_value(text: str, name: str = "") -> Telling:
    """Return what tells a text, with what was found where the text has a place for it."""
    return lambda found: [Sentence(text, {name: short(found[1])} if name else {})]


def _broken(found: re.Match[str]) -> Words:
    where = {"format": "JSON" if found[1] == "JSON" else "msgpack", "place": found[3]}
    text = BROKEN.get(found[2])
    return [Sentence(BROKEN_AT, where), Sentence(text) if text else Sentence(OWN_WORDS, {"said": short(found[2])})]


def _not_read(found: re.Match[str]) -> Words | None:
    text = NOT_READ.get(found[0].rstrip())
    return [Sentence(text)] if text else None


MISSING_FIELD: Final = re.compile(r"Object missing required field `(\w+)`")

RULES: Final[tuple[tuple[re.Pattern[str], Telling], ...]] = (
    (re.compile(r"Expected `([a-z |]+)`(?:, got `(\w+)`)?"), _expected),
    (re.compile(r"Expected `(\w+)` of length (>=|<=) (\d+)"), _limited(LENGTHS, "count")),
    (re.compile(r"Expected `(\w+)` (>=|<=|>|<) (\S+)"), _limited(BOUNDS, "limit")),
    (re.compile(r"Expected `int` that's a multiple of (\d+)"), _of_value(MULTIPLE, "step")),
    (re.compile(r"Expected `str` matching regex (.+)", re.DOTALL), _of_value(PATTERN, "pattern")),
    (re.compile(r"Expected `array` of length (\d+)"), _of_value(EXACTLY, "count")),
    (re.compile(r"Expected `datetime` with a timezone component"), _of_value(EXPECTED["datetime"])),
    (re.compile(r"Invalid (?:enum )?value '?(.+?)'?", re.DOTALL), _of_value(NOT_ALLOWED, "value")),
    (MISSING_FIELD, _of_value(MISSING)),
    (re.compile(r"Object contains unknown field `(.*)`", re.DOTALL), _of_value(UNKNOWN_FIELD, "name")),
    (re.compile(r"(JSON|MessagePack data) is malformed: (.+) \(byte (\d+)\)", re.DOTALL), _broken),
    (re.compile(r".+", re.DOTALL), _not_read),
)
"""What the decoders can say, and how we say it; the first that fits."""
