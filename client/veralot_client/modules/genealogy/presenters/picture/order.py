"""The order within each layer: neighbours stand near each other, so that few edges cross (barycentre, bounded sweeps)."""

from collections.abc import Callable

import numpy as np

from veralot_client.modules.genealogy.presenters.picture.mesh import Adjacency, Floats, Ints, Mesh

SWEEPS = 10
"""Rounds over all layers, there and back; after these hardly anything moves any more."""
COUNTED = 4_000
"""Edges up to which crossings are counted, so that the best of all rounds is kept; of more the last one is."""
Tick = Callable[[], None]


def ordered(mesh: Mesh, layers: Ints, tick: Tick) -> Ints:
    """Return the place of each node within its layer, from 0 on.

    Args:
        mesh: the edges; each leads to a higher layer.
        layers: the layer of each node.
        tick: called now and then; may raise to leave off.
    """
    places = _ranked(layers, first_order(mesh))
    best, fewest = places, _crossings(mesh, layers, places)
    for sweep in range(SWEEPS):
        tick()
        places = _swept(mesh, layers, places, rightwards=sweep % 2 == 0)
        crossings = _crossings(mesh, layers, places)
        if crossings <= fewest:
            best, fewest = places, crossings
    return best


def first_order(mesh: Mesh) -> Ints:
    """Return the order in which a walk over all edges, depth first, comes to each node: families stay together."""
    ends, others = np.concatenate([mesh.tails, mesh.heads]), np.concatenate([mesh.heads, mesh.tails])
    near = Adjacency(ends, mesh.count)
    seen = np.zeros(mesh.count, dtype=np.bool_)
    order: list[int] = []
    for start in range(mesh.count):
        waiting = [] if seen[start] else [start]
        while waiting:
            node = waiting.pop()
            if not seen[node]:
                seen[node] = True
                order.append(node)
                waiting.extend(other for other in others[near.of(node)][::-1].tolist() if not seen[other])
    places = np.empty(mesh.count, dtype=np.int64)
    places[order] = np.arange(mesh.count)
    return places


def _ranked(layers: Ints, keys: Floats | Ints) -> Ints:
    """Return the place of each node within its layer by a key."""
    order = np.lexsort((keys, layers))
    starts = np.searchsorted(layers[order], layers[order])
    places = np.empty(len(layers), dtype=np.int64)
    places[order] = np.arange(len(layers)) - starts
    return places


def _swept(mesh: Mesh, layers: Ints, places: Ints, *, rightwards: bool) -> Ints:
    """Return the places after one sweep, in which each layer follows the one beside it."""
    near, far = (mesh.tails, mesh.heads) if rightwards else (mesh.heads, mesh.tails)
    sizes = np.bincount(layers)
    shares = (places + 0.5) / sizes[layers]
    steps = range(1, len(sizes)) if rightwards else range(len(sizes) - 2, -1, -1)
    by_layer, edges = Adjacency(layers, len(sizes)), Adjacency(layers[far], len(sizes))
    for layer in steps:
        nodes, here = by_layer.of(layer), edges.of(layer)
        within = places[far[here]]
        counts = np.bincount(within, minlength=len(nodes))[places[nodes]]
        sums = np.bincount(within, weights=shares[near[here]], minlength=len(nodes))[places[nodes]]
        wanted = np.where(counts > 0, sums / np.maximum(counts, 1), shares[nodes])
        order = np.lexsort((shares[nodes], wanted))
        shares[nodes[order]] = (np.arange(len(nodes)) + 0.5) / len(nodes)
    return _ranked(layers, shares)


def _crossings(mesh: Mesh, layers: Ints, places: Ints) -> int:
    """Return how many pairs of edges between the same two layers cross; 0 where there are too many to count."""
    if len(mesh.tails) > COUNTED:
        return 0
    total = 0
    gaps = layers[mesh.tails] * (int(layers.max(initial=0)) + 1) + layers[mesh.heads]
    for gap in np.unique(gaps):
        here = gaps == gap
        tails, heads = places[mesh.tails[here]], places[mesh.heads[here]]
        total += int(np.count_nonzero((tails[:, None] < tails[None, :]) & (heads[:, None] > heads[None, :])))
    return total
