"""What a plan's revision may ask for, what it lacks before its release, and in what two of them differ."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec

from veralot_server.modules.inspection.domain import spoken, words
from veralot_shared.contracts.inspection import (
    NUMERIC,
    CharacteristicEntry,
    ClassRule,
    InspectionStage,
    RevisionDifference,
    Scheme,
)
from veralot_shared.errors import Sentence, ValueNotAllowed
from veralot_shared.rules.judging import fits_precision
from veralot_shared.rules.quantities import plain_text

LONGEST_NAME: Final = 200
LONGEST_CODE: Final = 60
LONGEST_SHORT_CODE: Final = 20
MOST_DECIMALS: Final = 6
THOUSAND: Final = 1000
SKIPS: Final = range(2, 6)
WITHOUT_TABLE: Final = frozenset({Scheme.HUNDRED_PERCENT, Scheme.CUSTOMER, Scheme.ZERO_ACCEPTANCE})
HUNDRED: Final = 100
BY_VARIABLES: Final = frozenset({Scheme.ANSI_Z1_9, Scheme.ISO_3951_1})
NUMERIC_FIELDS: Final = ("nominal", "lower", "upper")


class Problem(NamedTuple):
    """What is wrong with a plan's content: where, with which value, by which rule."""

    field: str
    value: str
    rule: str


def require(problems: Iterable[Problem]) -> None:
    """Raise the first of the problems, if there is any. Raises: ValueNotAllowed."""
    for problem in problems:
        raise ValueNotAllowed(value=problem.value, rule=problem.rule, field=problem.field)


def named(text: str, longest: int) -> bool:
    """Say whether a text can be a code or a name."""
    return 1 <= len(text) <= longest and text == text.strip() and text.isprintable()


def of_plan(code: str, stage: InspectionStage, operation: str, *, supplied: bool) -> Iterator[Problem]:
    """Return what is wrong with what a plan is for."""
    yield from of_code(code)
    yield from of_operation(stage, operation)
    yield from of_supplier(stage, supplied=supplied)


def of_code(code: str) -> Iterator[Problem]:
    """Return what is wrong with a plan's code."""
    if not named(code, LONGEST_CODE):
        yield Problem("code", code, words.RULE_CODE)


def of_operation(stage: InspectionStage, operation: str) -> Iterator[Problem]:
    """Return an operation where the stage has none, or none where it has one."""
    if (stage is InspectionStage.IN_PROCESS) != bool(operation) or (operation and not named(operation, LONGEST_CODE)):
        yield Problem("operation", operation, words.RULE_OPERATION)


def of_supplier(stage: InspectionStage, *, supplied: bool) -> Iterator[Problem]:
    """Return a supplier of goods that do not come in."""
    if supplied and stage is not InspectionStage.INCOMING:
        yield Problem("supplier_id", "", words.RULE_SUPPLIER_STAGE)


def of_due(due_hours: int | None) -> Iterator[Problem]:
    """Return what is wrong with the time for an inspection."""
    if due_hours is not None and due_hours < 1:
        yield Problem("due_hours", str(due_hours), words.RULE_DUE)


def of_revision(
    rules: Sequence[ClassRule], characteristics: Sequence[CharacteristicEntry], due_hours: int | None
) -> Iterator[Problem]:
    """Return everything that is wrong with a revision's content, in the order of its fields."""
    yield from of_due(due_hours)
    yield from doubled("rules", "defect_class", [rule.defect_class for rule in rules])
    for place, rule in enumerate(rules):
        yield from of_rule(f"rules[{place}]", rule)
    yield from doubled("characteristics", "code", [one.code for one in characteristics])
    for place, one in enumerate(characteristics):
        yield from of_characteristic(f"characteristics[{place}]", one)


def doubled(field: str, name: str, keys: Sequence[str]) -> Iterator[Problem]:
    """Return those that stand there again."""
    seen: Counter[str] = Counter()
    for place, key in enumerate(keys):
        seen[key] += 1
        if seen[key] > 1:
            yield Problem(f"{field}[{place}].{name}", key, words.RULE_TWICE)


# --- characteristics -------------------------------------------------------------------------------------------------


def of_characteristic(where: str, one: CharacteristicEntry) -> Iterator[Problem]:
    """Return what is wrong with a characteristic."""
    for check in CHARACTERISTIC_CHECKS:
        for problem in check(one):
            yield problem._replace(field=f"{where}.{problem.field}")


def of_short_code(one: CharacteristicEntry) -> Iterator[Problem]:
    """Return what is wrong with a characteristic's code."""
    if not named(one.code, LONGEST_SHORT_CODE):
        yield Problem("code", one.code, words.RULE_SHORT_CODE)


def of_name(one: CharacteristicEntry) -> Iterator[Problem]:
    """Return what is wrong with a characteristic's name."""
    if not named(one.name, LONGEST_NAME):
        yield Problem("name", one.name, words.RULE_NAME)


def of_sample(one: CharacteristicEntry) -> Iterator[Problem]:
    """Return what is wrong with how many pieces are taken."""
    if one.sample_size is not None and one.sample_size < 1:
        yield Problem("sample_size", str(one.sample_size), words.RULE_SAMPLE)


def of_balloon(one: CharacteristicEntry) -> Iterator[Problem]:
    """Return what is wrong with where a characteristic stands on the picture."""
    balloon = one.balloon
    if balloon is not None and not (balloon.page >= 1 and 0 <= balloon.x <= THOUSAND and 0 <= balloon.y <= THOUSAND):
        yield Problem("balloon", f"{balloon.page}/{balloon.x}/{balloon.y}", words.RULE_BALLOON)


def of_form(one: CharacteristicEntry) -> Iterator[Problem]:
    """Return what only a measured characteristic has, of one that is not measured."""
    if one.kind in NUMERIC:
        return
    if any(getattr(one, name) is not None for name in NUMERIC_FIELDS) or one.unit or one.precision:
        yield Problem("kind", one.kind, words.RULE_NOT_NUMERIC)


def of_precision(one: CharacteristicEntry) -> Iterator[Problem]:
    """Return what is wrong with to how many decimal places a characteristic is read."""
    if one.kind in NUMERIC and not 0 <= one.precision <= MOST_DECIMALS:
        yield Problem("precision", str(one.precision), words.RULE_PRECISION)


def of_places(name: str, one: CharacteristicEntry) -> Iterator[Problem]:
    """Return what is wrong with the decimal places of a limit or nominal value (DI-05)."""
    value = getattr(one, name)
    if one.kind in NUMERIC and value is not None and not fits_precision(value, one.precision):
        yield Problem(name, str(value), words.RULE_FINER)


def of_limits(one: CharacteristicEntry) -> Iterator[Problem]:
    """Return limits that do not lie around the nominal value."""
    order = [value for name in ("lower", "nominal", "upper") if (value := getattr(one, name)) is not None]
    if one.kind in NUMERIC and all(value.is_finite() for value in order) and order != sorted(order):
        yield Problem("upper", str(one.upper), words.RULE_LIMITS)


CHARACTERISTIC_CHECKS: Final[tuple[Callable[[CharacteristicEntry], Iterator[Problem]], ...]] = (
    of_short_code,
    of_name,
    of_sample,
    of_balloon,
    of_form,
    of_precision,
    *(partial(of_places, name) for name in NUMERIC_FIELDS),
    of_limits,
)
"""What a characteristic is held against, each for itself: where one field is unknown, the others are judged all the same."""


# --- sampling --------------------------------------------------------------------------------------------------------


def of_rule(where: str, rule: ClassRule) -> Iterator[Problem]:
    """Return what is wrong with how a class is sampled."""
    for check in RULE_CHECKS:
        for problem in check(rule):
            yield problem._replace(field=f"{where}.{problem.field}")


def of_table(rule: ClassRule) -> Iterator[Problem]:
    """Return what a scheme with tables lacks."""
    if rule.scheme not in WITHOUT_TABLE and (rule.aql is None or rule.level is None):
        yield Problem("aql", "", words.RULE_TABLE)


def of_aql(rule: ClassRule) -> Iterator[Problem]:
    """Return what is wrong with an AQL."""
    if rule.aql is not None and not (rule.aql.is_finite() and rule.aql > 0):
        yield Problem("aql", str(rule.aql), words.RULE_AQL)


def of_own_sample(rule: ClassRule) -> Iterator[Problem]:
    """Return what is wrong with the sample of a plan of its own."""
    if rule.scheme is Scheme.CUSTOMER and not (
        rule.sample_size is not None and rule.accept is not None and 0 <= rule.accept < rule.sample_size
    ):
        yield Problem("sample_size", str(rule.sample_size or ""), words.RULE_CUSTOMER)


def of_unasked(rule: ClassRule) -> Iterator[Problem]:
    """Return a sample that the scheme does not ask for."""
    if rule.scheme is not Scheme.CUSTOMER and (rule.sample_size is not None or rule.accept is not None):
        yield Problem("sample_size", str(rule.sample_size or ""), words.RULE_UNASKED)


def of_rejectable(rule: ClassRule) -> Iterator[Problem]:
    """Return what is wrong with the share that shall be found."""
    share = rule.rejectable
    fits = share is not None and share.is_finite() and 0 < share < HUNDRED
    if fits is not (rule.scheme is Scheme.ZERO_ACCEPTANCE) or (share is not None and not fits):
        yield Problem("rejectable", str(share or ""), words.RULE_REJECTABLE)


def of_skip(rule: ClassRule) -> Iterator[Problem]:
    """Return what is wrong with how lots are skipped."""
    skips = rule.skip in SKIPS and (rule.clearance or 0) >= 1
    unasked = rule.skip is not None or rule.clearance is not None
    if not skips if rule.scheme is Scheme.SKIP_LOT else unasked:
        yield Problem("skip", str(rule.skip or ""), words.RULE_SKIP)


RULE_CHECKS: Final[tuple[Callable[[ClassRule], Iterator[Problem]], ...]] = (
    of_table,
    of_aql,
    of_own_sample,
    of_unasked,
    of_rejectable,
    of_skip,
)
"""What the sampling of a class is held against, each for itself."""


def lacking(
    rules: Sequence[ClassRule], characteristics: Sequence[CharacteristicEntry], number: int, change_note: str
) -> list[Sentence]:
    """Return everything that a draft lacks before its release."""
    known = {rule.defect_class: rule for rule in rules}
    missing = [] if characteristics else [Sentence(words.MISSING_CHARACTERISTIC)]
    if number > 1 and not change_note.strip():
        missing.append(Sentence(words.MISSING_NOTE))
    by_class = {one.defect_class for one in characteristics if one.sample_size is None}
    missing += [Sentence(words.MISSING_RULE, spoken.class_name(name)) for name in sorted(by_class) if name not in known]
    for one in characteristics:
        rule = known.get(one.defect_class)
        by_variables = rule is not None and rule.scheme in BY_VARIABLES and one.sample_size is None
        if by_variables and (one.kind not in NUMERIC or (one.lower is None and one.upper is None)):
            missing.append(Sentence(words.MISSING_LIMITS, {"code": one.code}))
    return missing


# --- differences -----------------------------------------------------------------------------------------------------


def differences(old: Mapping[str, Any], new: Mapping[str, Any], code: str = "") -> list[RevisionDifference]:
    """Return the fields of one thing that differ; what is in one of the two alone differs whole."""
    names = [*old, *(name for name in new if name not in old)]
    return [
        RevisionDifference(code=code, field=name, old=shown(old.get(name)), new=shown(new.get(name)))
        for name in names
        if old.get(name) != new.get(name)
    ]


def compared(
    old: Mapping[str, msgspec.Struct], new: Mapping[str, msgspec.Struct], leaving: frozenset[str]
) -> list[RevisionDifference]:
    """Return in what two sets of things, each known by its code, differ; `leaving` names fields that do not count."""
    found: list[RevisionDifference] = []
    for code in [*old, *(code for code in new if code not in old)]:
        found += differences(plain(old.get(code), leaving), plain(new.get(code), leaving), code)
    return found


def plain(thing: msgspec.Struct | None, leaving: frozenset[str]) -> dict[str, Any]:
    """Return a thing's fields; of nothing, none."""
    if thing is None:
        return {}
    values = {name: getattr(thing, name) for name in thing.__struct_fields__ if name not in leaving}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def shown(value: object) -> str | None:
    """Return a value as a comparison shows it."""
    if value is None or isinstance(value, StrEnum):
        return None if value is None else value.value
    if isinstance(value, Decimal):
        return plain_text(value)
    return msgspec.json.encode(value).decode() if isinstance(value, msgspec.Struct) else str(value)


def kept(rule: ClassRule) -> dict[str, Any]:
    """Return a rule as it is kept: what it does not say is left out, numbers exact as text."""
    found: dict[str, Any] = msgspec.to_builtins(rule, builtin_types=())
    return {name: value for name, value in found.items() if value is not None}
