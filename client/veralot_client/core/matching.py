"""Finding a text by a few letters typed in order, as the command palette does."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def score(query: str, text: str) -> int | None:
    """Return how well a text fits what was typed (smaller is better), or None if it does not.

    Every word of the query must stand in the text; the beginning of a word counts more than its middle. If the words do
    not, the letters of the query in their order do, with gaps counted.
    """
    wanted, given = query.casefold().split(), text.casefold()
    if not wanted:
        return 0
    places = [_place(word, given) for word in wanted]
    if all(place is not None for place in places):
        return sum(place for place in places if place is not None)
    return _scattered("".join(wanted), given)


def best(query: str, choices: Iterable[T], text: Callable[[T], str]) -> list[T]:
    """Return the choices whose text fits, best first, equally good ones in their order."""
    scored = ((score(query, text(choice)), choice) for choice in choices)
    fitting = [(points, choice) for points, choice in scored if points is not None]
    return [choice for _, choice in sorted(fitting, key=lambda pair: pair[0])]


def _place(word: str, text: str) -> int | None:
    at = text.find(word)
    if at < 0:
        return None
    begins = at == 0 or not text[at - 1].isalnum()
    return at if begins else at + 100


def _scattered(letters: str, text: str) -> int | None:
    at, gaps = -1, 1000
    for letter in letters:
        found = text.find(letter, at + 1)
        if found < 0:
            return None
        gaps += found - at - 1
        at = found
    return gaps
