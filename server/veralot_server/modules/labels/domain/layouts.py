"""Judges what is designed: every element in its label, of a size that can be read, bound to what its kind has."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from veralot_shared.contracts.labels import (
    AIS_OF,
    FIELDS_OF,
    Element,
    ElementKind,
    LabelKind,
    Layout,
    LayoutInvalid,
)
from veralot_shared.i18n import LANGUAGES, N_
from veralot_shared.rules.scans import CONTROL

SMALLEST: Final = Decimal(5)
WIDEST: Final = Decimal(300)
LEAST_TYPE, MOST_TYPE = Decimal(3), Decimal(120)
MOST_ELEMENTS: Final = 100
LONGEST_TEXT: Final = 500
CODES: Final = frozenset({ElementKind.DATA_MATRIX, ElementKind.CODE_128})

RULE_SIZE = N_("A label is 5 to 300 mm wide and high.")
RULE_COUNT = N_("A label has 1 to 100 elements.")
RULE_INSIDE = N_("It reaches over the edge of the label.")
RULE_BOX = N_("It must be at least 0.5 mm wide and high.")
RULE_TYPE = N_("Type is 3 to 120 points large.")
RULE_TEXT = N_("A fixed text has 1 to 500 characters, none of them invisible.")
RULE_FIELD = N_("This kind of label has no such value:")
RULE_UNBOUND = N_("Choose what it shows.")
RULE_AI = N_("This kind of label has no value for the application identifier:")
RULE_AI_ORDER = N_("An application identifier stands twice, or a code with a lot, serial or date names no GTIN.")
RULE_LANGUAGE = N_("Choose a language that Veralot speaks:")
RULE_STEP = N_("Lengths are multiples of 0.01 mm.")
STEP: Final = Decimal("0.01")
LEAST_BOX: Final = Decimal("0.5")
PRIMARY: Final = frozenset({"01", "00"})


class Fault(NamedTuple):
    """What is wrong with an element; 0 is the label itself."""

    number: int
    rule: str
    value: str = ""


def require_layout(kind: LabelKind, layout: Layout) -> None:
    """Check a layout. Raises: LayoutInvalid, for the first fault."""
    for fault in faults(kind, layout):
        raise LayoutInvalid(number=fault.number, rule=fault.rule, value=fault.value)


def faults(kind: LabelKind, layout: Layout) -> Iterator[Fault]:
    """Yield everything that is wrong with a layout; elements count from 1."""
    if not all(finite(side) and SMALLEST <= side <= WIDEST for side in (layout.width, layout.height)):
        yield Fault(0, RULE_SIZE, f"{layout.width} × {layout.height}")
        return
    if not 1 <= len(layout.elements) <= MOST_ELEMENTS:
        yield Fault(0, RULE_COUNT, str(len(layout.elements)))
    for number, element in enumerate(layout.elements, 1):
        yield from (Fault(number, *found) for found in box_faults(element, layout))
        yield from (Fault(number, *found) for found in content_faults(element, kind))


def finite(length: Decimal) -> bool:
    """Return whether a length is a number."""
    return length.is_finite()


def box_faults(element: Element, layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with where an element stands."""
    lengths = (element.x, element.y, element.width, element.height)
    if not all(map(finite, lengths)) or any(length % STEP for length in lengths):
        yield RULE_STEP, ""
        return
    if min(element.width, element.height) < LEAST_BOX:
        yield RULE_BOX, f"{element.width} × {element.height}"
    beyond = element.x + element.width > layout.width or element.y + element.height > layout.height
    if beyond or min(element.x, element.y) < 0:
        yield RULE_INSIDE, ""
    if not finite(element.font_size) or not LEAST_TYPE <= element.font_size <= MOST_TYPE:
        yield RULE_TYPE, str(element.font_size)
    if element.language not in LANGUAGES:
        yield RULE_LANGUAGE, element.language


def content_faults(element: Element, kind: LabelKind) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with what an element says."""
    match element.kind:
        case ElementKind.TEXT:
            if not 1 <= len(element.text.strip()) <= LONGEST_TEXT or CONTROL.search(element.text.replace("\n", "")):
                yield RULE_TEXT, ""
        case ElementKind.FIELD:
            yield from bound_faults(element, kind)
        case ElementKind.SYMBOL:
            if element.symbol is None:
                yield RULE_UNBOUND, ""
        case ElementKind.HRI:
            yield from ai_faults(element, kind)
        case ElementKind.DATA_MATRIX | ElementKind.CODE_128:
            yield from ai_faults(element, kind) if element.ais else bound_faults(element, kind)


def bound_faults(element: Element, kind: LabelKind) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a binding."""
    if element.bound is None:
        yield RULE_UNBOUND, ""
    elif element.bound not in FIELDS_OF[kind]:
        yield RULE_FIELD, element.bound.value


def ai_faults(element: Element, kind: LabelKind) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the application identifiers of a code or text."""
    if not element.ais:
        yield RULE_UNBOUND, ""
        return
    strange = [ai for ai in element.ais if ai not in AIS_OF[kind]]
    if strange:
        yield RULE_AI, ", ".join(strange)
    code = element.kind in CODES
    if len(set(element.ais)) < len(element.ais) or (code and PRIMARY.isdisjoint(element.ais)):
        yield RULE_AI_ORDER, ""
