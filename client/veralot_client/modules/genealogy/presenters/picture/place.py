"""Where each card lies. The unit is a pixel at the natural size of the picture; a layer is a column of cards.

Within its layer a card lies as near to its neighbours as the cards above and below it let it: the least squares under the
order, found layer by layer (isotonic regression). A layer of very many cards is folded into several columns, so that a
picture of thousands keeps the shape of a screen; between the rows of such a layer there are lanes for the edges.
"""

from dataclasses import dataclass

import numpy as np

from veralot_client.modules.genealogy.presenters.picture.mesh import Adjacency, Flags, Floats, Ints, Mesh
from veralot_client.modules.genealogy.presenters.picture.order import Tick

CARD_WIDTH, CARD_HEIGHT = 208.0, 62.0
HANG = 14.0
"""What hangs below a card: its evidence."""
ROW_GAP, LANE_GAP, BEND_GAP = 16.0, 9.0, 6.0
"""Between two cards, between a card and an edge that passes by, between two such edges."""
COLUMN_GAP = 34.0
"""Between the columns of a folded layer: room for the edges to turn in."""
GUTTER, WIDEST_GUTTER, STRAND = 72.0, 320.0, 22.0
"""Between layers: at least, at most, and by how much it grows when the edges there double."""
FEWEST_ROWS = 30
"""A layer of fewer cards is never folded."""
SHAPE = 1.7
"""Width to height of the whole picture, where layers are folded: that of a window."""
SWEEPS = 8
STIFF = 6.0
"""How much straighter than others an edge is that passes a layer."""


@dataclass(frozen=True, slots=True)
class Rows:
    """How the items of all layers stand in rows, from above; an edge that passes a layer has a row of its own.

    Attributes:
        row_of: the row of each item.
        column_of: its column in it.
        layer_of: the layer of each row; rows of a layer follow each other.
        cards: whether a row holds cards.
        columns: how many columns each layer has.
    """

    row_of: Ints
    column_of: Ints
    layer_of: Ints
    cards: Flags
    columns: Ints


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything lies: the middle left of each card, the middle of each bend, and from where to where layers go."""

    x: Floats
    y: Floats
    lefts: Floats
    rights: Floats
    rows: Rows


def placed(mesh: Mesh, layers: Ints, places: Ints, real: Flags, tick: Tick) -> Places:
    """Return where items lie.

    Args:
        mesh: the edges between items of neighbouring layers.
        layers: the layer of each item.
        places: its place within its layer.
        real: whether an item is a card, and not a bend of an edge.
        tick: called now and then; may raise to leave off.
    """
    rows = in_rows(layers, places, real)
    y = _heights(mesh, layers, rows, real, tick)
    crowd = np.bincount(layers[mesh.tails], minlength=len(rows.columns))
    widths = rows.columns * (CARD_WIDTH + COLUMN_GAP) - COLUMN_GAP
    gutters = np.minimum(GUTTER + STRAND * np.log2(1 + crowd), WIDEST_GUTTER)
    lefts = np.concatenate([[0.0], np.cumsum(widths + gutters)[:-1]])
    x = lefts[layers] + rows.column_of * (CARD_WIDTH + COLUMN_GAP)
    return Places(x=x, y=y, lefts=lefts, rights=lefts + widths, rows=rows)


def in_rows(layers: Ints, places: Ints, real: Flags) -> Rows:
    """Fold layers of very many cards; return the row and column of each item."""
    cards = np.bincount(layers[real], minlength=int(layers.max(initial=0)) + 1)
    cell = (CARD_WIDTH + COLUMN_GAP) / (CARD_HEIGHT + HANG + ROW_GAP)
    most = max(FEWEST_ROWS, round(float(np.sqrt(cards.sum() * cell / SHAPE))))
    columns = np.maximum(1, -(-cards // most))
    order = np.lexsort((places, layers))
    before: Ints = np.cumsum(real[order]) - real[order]
    firsts = np.searchsorted(layers[order], np.arange(len(columns)))
    number: Ints = before - before[firsts][layers[order]]
    width = columns[layers[order]]
    column = np.where(real[order], number % width, 0)
    # A bend lies below the row that the card before it stands in.
    grade = np.where(real[order], number // width * 2, (-(-number // width)) * 2 - 1)
    alone = np.where(real[order] & (width > 1), 0, np.arange(len(order)) + 1)
    fresh = np.ones(len(order), dtype=np.bool_)
    by_row = np.lexsort((np.arange(len(order)), alone * (grade % 2), grade, layers[order]))
    keys = np.column_stack([layers[order], grade, alone])[by_row]
    fresh[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    row = np.cumsum(fresh) - 1
    row_of, column_of = np.empty_like(layers), np.empty_like(layers)
    row_of[order[by_row]] = row
    column_of[order[by_row]] = column[by_row]
    starts = order[by_row][fresh]
    return Rows(row_of, column_of, layers[starts], real[starts], columns)


def _heights(mesh: Mesh, layers: Ints, rows: Rows, real: Flags, tick: Tick) -> Floats:
    """Return the height of each item's middle, the uppermost at its own half height."""
    gaps = _distances(rows)
    y = np.concatenate([[0.0], np.cumsum(gaps)])
    y -= _means(rows.layer_of, y)[rows.layer_of]
    weights = np.where(real[mesh.tails] | real[mesh.heads], 1.0, STIFF) + np.where(
        real[mesh.tails] & real[mesh.heads], 0.0, 1.0
    )
    count = len(rows.columns)
    in_layer = Adjacency(rows.layer_of, count)
    for sweep in range(SWEEPS):
        tick()
        rightwards = sweep % 2 == 0
        near, far = (mesh.tails, mesh.heads) if rightwards else (mesh.heads, mesh.tails)
        edges = Adjacency(layers[far], count)
        for layer in range(1, count) if rightwards else range(count - 2, -1, -1):
            here, mine = edges.of(layer), in_layer.of(layer)
            if not len(mine):
                continue
            at = rows.row_of[far[here]] - mine[0]
            sums = np.bincount(at, weights=weights[here] * y[rows.row_of[near[here]]], minlength=len(mine))
            pull = np.bincount(at, weights=weights[here], minlength=len(mine))
            wanted = np.where(pull > 0, sums / np.maximum(pull, 1e-9), y[mine])
            y[mine] = spread(wanted, np.where(pull > 0, np.minimum(pull, STIFF), 0.05), gaps[mine[:-1]])
    top = float((y - np.where(rows.cards, CARD_HEIGHT / 2, 0.0)).min(initial=0.0))
    return (y - top)[rows.row_of]


def _distances(rows: Rows) -> Floats:
    """Return how far each row's middle is from the next one's at least; a bend passes between cards, below what hangs."""
    upper, lower = rows.cards[:-1], rows.cards[1:]
    gaps = np.where(upper & lower, ROW_GAP, np.where(upper | lower, LANE_GAP, BEND_GAP))
    return np.where(upper, CARD_HEIGHT / 2 + HANG, 0.0) + gaps + np.where(lower, CARD_HEIGHT / 2, 0.0)


def _means(groups: Ints, values: Floats) -> Floats:
    counts = np.bincount(groups)
    means: Floats = np.bincount(groups, weights=values) / np.maximum(counts, 1)
    return means


def spread(wanted: Floats, weights: Floats, gaps: Floats) -> Floats:
    """Return places in the given order, at least `gaps` apart, that are nearest to the wanted ones (weighted squares)."""
    offsets = np.concatenate([[0.0], np.cumsum(gaps)])
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip((wanted - offsets).tolist(), weights.tolist(), strict=True):
        block = (value, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, heavy, size = blocks.pop()
            total = heavy + block[1]
            block = ((mean * heavy + block[0] * block[1]) / total, total, size + block[2])
        blocks.append(block)
    values, sizes = [block[0] for block in blocks], [block[2] for block in blocks]
    spread_out: Floats = np.repeat(values, sizes) + offsets
    return spread_out
