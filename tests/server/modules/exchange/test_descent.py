"""No lot comes from itself, in whatever order the edges come."""

from contextlib import ExitStack

from hypothesis import given
from hypothesis import strategies as st

from veralot_server.modules.exchange.descent import Descent
from veralot_server.modules.exchange.shelves import Cabinet


def leads(edges: set[tuple[int, int]], start: int, goal: int) -> bool:
    """Tell whether a way leads from one node to another: by trying all."""
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        for parent, child in edges:
            if parent == node and child not in seen:
                seen.add(child)
                waiting.append(child)
    return goal in seen


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=40))
def test_an_edge_is_refused_just_when_it_would_close_a_circle(wanted: list[tuple[int, int]]) -> None:
    accepted: set[tuple[int, int]] = set()
    with ExitStack() as stack:
        descent = Descent(Cabinet(stack))
        for parent, child in wanted:
            possible = not leads(accepted, child, parent)
            assert descent.add(parent, child) is possible
            if possible:
                accepted.add((parent, child))


def test_what_the_database_holds_counts() -> None:
    with ExitStack() as stack:
        descent = Descent(Cabinet(stack), edges=[(-1, -2), (-2, -3)])
        assert not descent.add(-3, -1)
        assert descent.add(-1, -3)
