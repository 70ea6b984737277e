"""What a label looks like: its size, and what stands where on it. Lengths are millimetres, sizes of type are points."""

from decimal import Decimal

import msgspec

from veralot_shared.contracts.labels.states import Align, ElementKind, LabelField, LabelSymbol


class Element(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing on a label: a box, counted from the upper left corner, and what is in it.

    Attributes:
        kind: what it is.
        x: the left edge.
        y: the upper edge.
        width: how wide it is.
        height: how high it is.
        font_size: of a text.
        bold: whether a text is bold.
        align: where a text stands in the box.
        language: of a field's words, `en` or `zh_CN`; dates and numbers read the same in both.
        text: of a fixed text.
        bound: what a field shows, or a code without application identifiers carries.
        required: whether a label without a value here is refused.
        ais: the application identifiers that a code carries or a human-readable text shows.
        symbol: which symbol.
    """

    kind: ElementKind
    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    font_size: Decimal = Decimal(8)
    bold: bool = False
    align: Align = Align.LEFT
    language: str = "en"
    text: str = ""
    bound: LabelField | None = None
    required: bool = True
    ais: list[str] = []
    symbol: LabelSymbol | None = None


class Layout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A label's size and its elements, from the back to the front."""

    width: Decimal
    height: Decimal
    elements: list[Element] = []
