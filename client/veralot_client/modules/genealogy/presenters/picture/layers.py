"""In which layer each node stands: every edge leads to the right, from a lower layer to a higher one."""

import numpy as np

from veralot_client.modules.genealogy.presenters.picture.mesh import Adjacency, Flags, Ints, Mesh


def backward(mesh: Mesh) -> Flags:
    """Return which edges close a circle, so that without them there is none; of a graph without circles, no edge.

    Goods that come back or are reworked can make circles in the record. Nodes are taken in their order, so that the edge
    which came last is the one that is drawn backwards.
    """
    result: Flags = mesh.tails == mesh.heads
    straight = Mesh(mesh.count, mesh.tails[~result], mesh.heads[~result])
    reached = _longest(straight) >= 0
    if not reached.all():
        inside = np.flatnonzero(~reached[mesh.tails] & ~reached[mesh.heads] & ~result)
        result[inside] |= _closing(mesh, inside)
    return result


def layered(mesh: Mesh) -> Ints:
    """Return the layer of each node of a graph without circles: as far right as its suppliers push it, no empty layers.

    What has less behind it than after it (a supplier's lot that is used late) stands right before its first use; so does
    what alone came of that (a draw from it), but not one of many siblings, which stay together.

    Raises:
        ValueError: there is a circle.
    """
    layers = _longest(mesh)
    if layers.min(initial=0) < 0:
        raise ValueError("the graph has a circle")
    incoming, outgoing = mesh.degrees()
    after = Adjacency(mesh.tails, mesh.count)
    only_child = np.ones(mesh.count, dtype=np.bool_)
    only_child[mesh.heads[outgoing[mesh.tails] > 1]] = False
    movable = (outgoing > 0) & ((incoming < outgoing) | ((incoming == outgoing) & only_child))
    for layer in range(int(layers.max(initial=0)) - 1, -1, -1):
        nodes = np.flatnonzero(movable & (layers == layer))
        edges = after.of_all(nodes)
        nearest = np.full(mesh.count, np.iinfo(np.int64).max)
        np.minimum.at(nearest, mesh.tails[edges], layers[mesh.heads[edges]])
        layers[nodes] = nearest[nodes] - 1
    return np.unique(layers, return_inverse=True)[1].astype(np.int64)


def _longest(mesh: Mesh) -> Ints:
    """Return the length of the longest way that leads to each node; -1 for what lies on a circle or behind one."""
    incoming, _outgoing = mesh.degrees()
    after = Adjacency(mesh.tails, mesh.count)
    layers = np.full(mesh.count, -1, dtype=np.int64)
    front, layer = np.flatnonzero(incoming == 0), 0
    while len(front):
        layers[front] = layer
        heads = mesh.heads[after.of_all(front)]
        np.subtract.at(incoming, heads, 1)
        reached = np.unique(heads)
        front, layer = reached[incoming[reached] == 0], layer + 1
    return layers


def _closing(mesh: Mesh, edges: Ints) -> Flags:
    """Return which of these edges lead back to a node that the walk (depth first) has not left yet."""
    closing = np.zeros(len(edges), dtype=np.bool_)
    after: dict[int, list[tuple[int, int]]] = {}
    for place, edge in enumerate(edges.tolist()):
        after.setdefault(int(mesh.tails[edge]), []).append((place, int(mesh.heads[edge])))
    entered, left = set[int](), set[int]()
    for start in sorted(after):
        if start in entered:
            continue
        entered.add(start)
        way = [(start, iter(after[start]))]
        while way:
            node, rest = way[-1]
            step = next(rest, None)
            if step is None:
                left.add(node)
                way.pop()
                continue
            place, head = step
            if head not in entered:
                entered.add(head)
                way.append((head, iter(after.get(head, ()))))
            elif head not in left:
                closing[place] = True
    return closing
