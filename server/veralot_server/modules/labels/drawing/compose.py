"""Places every stroke of a label in millimetres: what the screen shows, the PDF prints and the printer gets is this."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Final, NamedTuple

from reportlab.lib.units import mm

from veralot_server.core.reports.fonts import BOLD, REGULAR, width
from veralot_server.core.reports.text import wrap
from veralot_server.modules.labels.domain import contents
from veralot_server.modules.labels.drawing import codes, symbols
from veralot_shared.contracts.labels import (
    Align,
    DrawingView,
    Element,
    ElementKind,
    Ink,
    LabelData,
    LabelDataMissing,
    LabelDataWrong,
    Layout,
    LayoutProblem,
    Rectangle,
    TextLine,
)
from veralot_shared.errors import GlyphMissing, ValueNotAllowed
from veralot_shared.i18n import LANGUAGES, N_, Translator
from veralot_shared.rules import gs1

POINT: Final = 1 / mm
"""A point in millimetres."""
LEADING: Final = 1.2
ASCENT: Final = 0.88
"""Where the baseline lies below the top of a line, as a part of the size."""
SLACK: Final = 0.2
"""So many millimetres a text may stand over its box before it counts as too long."""

RULE_OVERFLOW: Final = N_("The text does not fit into its box:")
RULE_SMALL: Final = N_("The code needs more room at the smallest module that scanners read; millimetres needed:")
RULE_GLYPH: Final = N_("The typeface of the labels has no such character:")
RULE_MISSING: Final = N_("There is no value for:")


class Flaw(NamedTuple):
    """What is wrong with an element, as a rule and the value that it is about."""

    rule: str
    value: str


class Said(NamedTuple):
    """What a code says: as its encoder takes it, and as a scanner sends it."""

    encoder: str
    raw: str


class Symbol(NamedTuple):
    """A code on a label: what it says, GS for a separator, and its modules, for printers that draw codes themselves."""

    number: int
    element: Element
    raw: str
    is_gs1: bool
    modules: int
    module: float


class Composed(NamedTuple):
    """A label's ink without its codes, its codes both as ink and as what they say, and what is wrong."""

    inks: list[Ink]
    code_inks: list[Ink]
    codes: list[Symbol]
    flaws: list[tuple[int, Flaw]]


@cache
def translators() -> Mapping[str, Translator]:
    """Return the words of each language that labels speak."""
    return MappingProxyType({language: Translator(language) for language in LANGUAGES})


class Composer:
    """Composes one label after the other of a layout."""

    def __init__(self, layout: Layout, today: date, *, codes_inked: bool = True) -> None:
        """Compose by a layout; without `codes_inked`, a printer draws the codes itself by what they say."""
        self.layout = layout
        self._codes_inked = codes_inked
        self._today = today
        self._draw: Mapping[ElementKind, Callable[[int, Element, LabelData, int, Composed], None]] = {
            ElementKind.TEXT: self._text,
            ElementKind.FIELD: self._field,
            ElementKind.HRI: self._hri,
            ElementKind.SYMBOL: self._symbol,
            ElementKind.DATA_MATRIX: self._code,
            ElementKind.CODE_128: self._code,
        }

    def compose(self, data: LabelData, reprint: int = 0) -> Composed:
        """Return a label; what cannot be drawn is told among the flaws."""
        made = Composed([], [], [], [])
        for number, element in enumerate(self.layout.elements, 1):
            try:
                self._draw[element.kind](number, element, data, reprint, made)
            except LabelDataMissing as problem:
                made.flaws.append((number, Flaw(RULE_MISSING, ", ".join([*problem.fields, *problem.ais]))))
            except LabelDataWrong as problem:
                made.flaws.append((number, Flaw(codes.RULE_CODE, problem.value)))
            except ValueNotAllowed as problem:
                made.flaws.append((number, Flaw(problem.rule, problem.value)))
            except GlyphMissing as problem:
                made.flaws.append((number, Flaw(RULE_GLYPH, problem.character)))
        return made

    def view(self, data: LabelData, reprint: int = 0) -> DrawingView:
        """Return a label as it is shown."""
        made = self.compose(data, reprint)
        problems = [LayoutProblem(element=number, rule=flaw.rule, value=flaw.value) for number, flaw in made.flaws]
        size = float(self.layout.width), float(self.layout.height)
        return DrawingView(width=size[0], height=size[1], inks=[*made.inks, *made.code_inks], problems=problems)

    # --- each kind of element

    def _text(self, number: int, element: Element, _data: LabelData, _reprint: int, made: Composed) -> None:
        self._write(number, element, element.text, made)

    def _field(self, number: int, element: Element, data: LabelData, reprint: int, made: Composed) -> None:
        if element.bound is None:
            return
        text = contents.field_text(data, element.bound, translators()[element.language], reprint)
        if not text and contents.needed(element):
            raise LabelDataMissing(subject=data.label, fields=[element.bound], ais=[])
        self._write(number, element, text, made)

    def _hri(self, number: int, element: Element, data: LabelData, _reprint: int, made: Composed) -> None:
        said = contents.element_string(data, element.ais, self._today)
        self._write(number, element, "\n".join(f"({each.ai}){each.value}" for each in said.elements), made)

    def _symbol(self, number: int, element: Element, _data: LabelData, _reprint: int, made: Composed) -> None:
        if element.symbol is not None:
            made.inks.extend(symbols.drawn(number, element.symbol, box_of(element)))

    def _code(self, number: int, element: Element, data: LabelData, reprint: int, made: Composed) -> None:
        said = code_text(element, data, self._today, reprint)
        draw = self._matrix if element.kind is ElementKind.DATA_MATRIX else self._bars
        draw(number, element, said, made)

    # --- drawing

    def _write(self, number: int, element: Element, text: str, made: Composed) -> None:
        """Place a text, broken into lines, at the top of its box."""
        left, top, across, down = box_of(element)
        font = BOLD if element.bold else REGULAR
        points = float(element.font_size)
        size = points * POINT
        lines = wrap(text, font, points, across / POINT) if text else ()
        high = size + (len(lines) - 1) * size * LEADING
        wide = max((width(line, font, size) for line in lines), default=0.0)
        if lines and (high > down + SLACK or wide > across + SLACK):
            made.flaws.append((number, Flaw(RULE_OVERFLOW, text)))
        for place, line in enumerate(lines):
            start = left + spare(element.align) * (across - width(line, font, size))
            baseline = top + size * ASCENT + place * size * LEADING
            made.inks.append(TextLine(number, start, baseline, size, bold=element.bold, text=line))

    def _matrix(self, number: int, element: Element, said: Said, made: Composed) -> None:
        rows = codes.matrix(said.encoder, is_gs1=bool(element.ais))
        left, top, across, down = box_of(element)
        count = len(rows) + 2 * codes.MATRIX_QUIET
        module = min(across, down) / count
        self._judge(number, module, codes.MATRIX_MODULE, count, made)
        made.codes.append(Symbol(number, element, said.raw, bool(element.ais), len(rows), module))
        if not self._codes_inked:
            return
        for y, row in enumerate(rows, codes.MATRIX_QUIET):
            for x, length in runs(row):
                corner = left + (x + codes.MATRIX_QUIET) * module, top + y * module
                made.code_inks.append(Rectangle(number, *corner, length * module, module))

    def _bars(self, number: int, element: Element, said: Said, made: Composed) -> None:
        row = codes.bars(said.encoder, is_gs1=bool(element.ais))
        left, top, across, down = box_of(element)
        count = len(row) + 2 * codes.BAR_QUIET
        module = across / count
        self._judge(number, module, codes.BAR_MODULE, count, made)
        made.codes.append(Symbol(number, element, said.raw, bool(element.ais), len(row), module))
        for x, length in runs(row):
            start = left + (x + codes.BAR_QUIET) * module
            made.code_inks.append(Rectangle(number, start, top, length * module, down))

    @staticmethod
    def _judge(number: int, module: float, least: float, count: int, made: Composed) -> None:
        """Tell that a code is smaller than scanners read it."""
        if module < least:
            made.flaws.append((number, Flaw(RULE_SMALL, f"{count * least:.1f}")))


def code_text(element: Element, data: LabelData, today: date, reprint: int = 0) -> Said:
    """Return what a code says.

    Raises:
        LabelDataMissing, LabelDataWrong: the record lacks a value, or has one that cannot be encoded.
    """
    if element.ais:
        elements = contents.element_string(data, element.ais, today)
        return Said(gs1.format_encoder(elements), gs1.encode(elements))
    bound = element.bound
    text = contents.field_text(data, bound, translators()[element.language], reprint) if bound else ""
    if not text:
        raise LabelDataMissing(subject=data.label, fields=[bound] if bound else [], ais=[])
    return Said(text, text)


def box_of(element: Element) -> tuple[float, float, float, float]:
    """Return left, top, width and height in millimetres."""
    return float(element.x), float(element.y), float(element.width), float(element.height)


def spare(align: Align) -> float:
    """Return which part of the free room stands before a text."""
    return {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[align]


def runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield start and length of each run of dark modules."""
    place = 0
    for dark, group in groupby(row):
        length = sum(1 for _ in group)
        if dark:
            yield place, length
        place += length
