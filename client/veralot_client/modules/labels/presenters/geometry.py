"""Moving and resizing boxes on a label, in millimetres: rounding, snapping, handles. Pure. No Qt."""

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

import msgspec

from veralot_shared.contracts.labels import Element, Layout

STEP = Decimal("0.01")
LEAST = Decimal("0.5")
REACH = Decimal("0.8")
"""Millimetres from which an edge is drawn to another."""


class Handle(Enum):
    """Where a box is taken to resize it: how its left, upper, right and lower edge follow."""

    TOP_LEFT = (1, 1, 0, 0)
    TOP = (0, 1, 0, 0)
    TOP_RIGHT = (0, 1, 1, 0)
    RIGHT = (0, 0, 1, 0)
    BOTTOM_RIGHT = (0, 0, 1, 1)
    BOTTOM = (0, 0, 0, 1)
    BOTTOM_LEFT = (1, 0, 0, 1)
    LEFT = (1, 0, 0, 0)


class Box(NamedTuple):
    """A box by its edges."""

    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal


class Guides(NamedTuple):
    """Lines that a box was drawn to while it was moved."""

    across: tuple[Decimal, ...] = ()
    down: tuple[Decimal, ...] = ()


def mm(value: float | Decimal) -> Decimal:
    """Return a length as it is kept: hundredths of a millimetre."""
    return Decimal(str(value)).quantize(STEP)


def box_of(element: Element) -> Box:
    """Return an element's box."""
    return Box(element.x, element.y, element.x + element.width, element.y + element.height)


def placed(element: Element, box: Box) -> Element:
    """Return an element in another box."""
    return msgspec.structs.replace(
        element, x=mm(box.left), y=mm(box.top), width=mm(box.right - box.left), height=mm(box.bottom - box.top)
    )


def moved(box: Box, dx: Decimal, dy: Decimal, layout: Layout) -> Box:
    """Return a box moved, kept on the label."""
    dx = clamp(dx, -box.left, layout.width - box.right)
    dy = clamp(dy, -box.top, layout.height - box.bottom)
    return Box(box.left + dx, box.top + dy, box.right + dx, box.bottom + dy)


def resized(box: Box, handle: Handle, dx: Decimal, dy: Decimal, layout: Layout) -> Box:
    """Return a box whose edges at a handle were moved; it stays on the label and never turns inside out."""
    left, top, right, bottom = handle.value
    new_left = clamp(box.left + dx * left, Decimal(0), box.right - LEAST) if left else box.left
    new_top = clamp(box.top + dy * top, Decimal(0), box.bottom - LEAST) if top else box.top
    new_right = clamp(box.right + dx * right, box.left + LEAST, layout.width) if right else box.right
    new_bottom = clamp(box.bottom + dy * bottom, box.top + LEAST, layout.height) if bottom else box.bottom
    return Box(new_left, new_top, new_right, new_bottom)


def clamp(value: Decimal, least: Decimal, most: Decimal) -> Decimal:
    """Return a value within bounds; where they cross, the lower one holds."""
    return max(least, min(value, most))


def targets(layout: Layout, without: frozenset[int]) -> tuple[list[Decimal], list[Decimal]]:
    """Return the lines that boxes are drawn to: edges and middles of the label and of every other element."""
    boxes = [Box(Decimal(0), Decimal(0), layout.width, layout.height)]
    boxes += [box_of(element) for place, element in enumerate(layout.elements) if place not in without]
    across = [line for box in boxes for line in (box.left, (box.left + box.right) / 2, box.right)]
    down = [line for box in boxes for line in (box.top, (box.top + box.bottom) / 2, box.bottom)]
    return across, down


def pull(edges: Sequence[Decimal], lines: Sequence[Decimal], grid: Decimal) -> tuple[Decimal, tuple[Decimal, ...]]:
    """Return by how much edges are drawn to the nearest line within reach, and to which; else the first to the grid."""
    near = [(abs(line - edge), line - edge, line) for edge in edges for line in lines if abs(line - edge) <= REACH]
    if near:
        _, by, line = min(near)
        return by, (line,)
    by = (edges[0] / grid).quantize(Decimal(1)) * grid - edges[0] if grid else Decimal(0)
    return by, ()


def snapped_move(box: Box, layout: Layout, without: frozenset[int], grid: Decimal) -> tuple[Box, Guides]:
    """Return a moved box drawn to lines or grid."""
    across, down = targets(layout, without)
    dx, at_x = pull((box.left, (box.left + box.right) / 2, box.right), across, grid)
    dy, at_y = pull((box.top, (box.top + box.bottom) / 2, box.bottom), down, grid)
    return moved(box, dx, dy, layout), Guides(at_x, at_y)


def snapped_resize(
    box: Box, handle: Handle, layout: Layout, without: frozenset[int], grid: Decimal
) -> tuple[Box, Guides]:
    """Return a resized box whose moved edges are drawn to lines or grid."""
    across, down = targets(layout, without)
    left, top, right, bottom = handle.value
    dx, at_x = pull((box.left if left else box.right,), across, grid) if left or right else (Decimal(0), ())
    dy, at_y = pull((box.top if top else box.bottom,), down, grid) if top or bottom else (Decimal(0), ())
    return resized(box, handle, dx, dy, layout), Guides(at_x, at_y)
