"""Ink as dots: drawn line by line it is the same picture as drawn at once, and costs a line where a line differs."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from veralot_server.modules.labels.domain import contents
from veralot_server.modules.labels.drawing import raster, zpl
from veralot_server.modules.labels.drawing.compose import Composer
from veralot_server.modules.labels.drawing.raster import Dots, dotted, joined
from veralot_shared.contracts.labels import Element, ElementKind, LabelKind, Layout, TextLine

LINES = st.lists(
    st.tuples(st.floats(0, 20), st.text("Ag1()|李", min_size=1, max_size=8), st.booleans()), min_size=1, max_size=4
)
WIDE, HIGH = 60.0, 40.0
SIDE = Decimal(60)


def place(element: ElementKind, **more: object) -> Element:
    """Return an element over the whole label."""
    return Element(kind=element, x=Decimal(2), y=Decimal(2), width=Decimal(56), height=Decimal(36), **more)  # type: ignore[arg-type]  # its other fields


@given(LINES, st.sampled_from((8, 12)))
@settings(max_examples=40, deadline=None)
def test_lines_drawn_one_by_one_are_the_picture_drawn_at_once(lines: list[tuple[float, str, bool]], dots: int) -> None:
    inks = tuple(
        TextLine(1, x, 5.0 + 6 * number, 3.2, bold=bold, text=text) for number, (x, text, bold) in enumerate(lines)
    )
    layout = Layout(width=SIDE, height=Decimal(40), elements=[])
    whole = dotted(inks, (0.0, 0.0, WIDE, HIGH), dots)
    apart = joined(dotted(part, zpl.around(part, layout), dots) for part in zpl.strokes(inks))
    assert apart == whole


def test_pictures_that_lie_apart_or_over_each_other_are_joined() -> None:
    one, other = Dots(3, 2, 1, [b"\xf0"]), Dots(6, 1, 1, [b"\x80", b"\xc0"])
    assert joined([one, None, other]) == Dots(3, 1, 1, [b"\x10", b"\xf8"])
    assert joined([None]) is None
    assert joined([one]) is one


def test_of_a_thousand_labels_only_what_differs_is_drawn() -> None:
    elements = [
        place(ElementKind.HRI, ais=["01", "17", "10", "21"]),
        place(ElementKind.SYMBOL, symbol="lot"),
    ]
    composer = Composer(Layout(width=SIDE, height=Decimal(40), elements=elements), date(2026, 1, 1))
    sample = contents.sample(LabelKind.UNIT)
    raster.dotted.cache_clear()
    drawn = []
    for number in range(30):
        made = composer.compose(msgspec.structs.replace(sample, serial_no=f"U{number:04}"))
        zpl.label(made, composer.layout, 12)
        drawn.append(raster.dotted.cache_info().misses)
    assert drawn[0] == 5, "four lines and a symbol"
    assert {after - before for before, after in pairwise(drawn)} == {1}, "the serial number's line alone"
