"""Breaks text into lines: Latin at spaces, Chinese anywhere but before a closing mark, hashes where they must."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from veralot_server.core.reports.fonts import printable, width

CHINESE: Final = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
OPENING: Final = "（《「『【〈“‘"
CLOSING: Final = "，。、；：！？）》」』】〉”’…"
PIECE: Final = re.compile(rf"[{OPENING}]*[{CHINESE}][{CLOSING}]*|(?:[^\s{CHINESE}]|\u00a0)+[{CLOSING}]*|[^\S\u00a0]+")
"""What stays on one line: a Chinese character with the marks around it, a word, a run of spaces."""
BREAKABLE: Final = re.compile(r"[^-_/.,:;=&|]*[-_/.,:;=&|]?")
"""Where a word that is wider than its line may be broken without a hyphen, since it is a number, a path or a hash."""


@lru_cache(maxsize=65536)
def wrap(text: str, font: str, size: float, limit: float) -> tuple[str, ...]:
    """Return the lines of a text that is at most `limit` points wide."""
    return tuple(
        line for paragraph in printable(text).split("\n") for line in wrap_paragraph(paragraph, font, size, limit)
    )


def wrap_paragraph(paragraph: str, font: str, size: float, limit: float) -> Iterator[str]:
    """Yield the lines of a text without line ends; an empty text is one empty line."""
    if width(paragraph, font, size) <= limit:
        yield paragraph
        return
    line = ""
    for piece in pieces(paragraph, font, size, limit):
        if line and width((line + piece).rstrip(), font, size) > limit:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line.rstrip()


def pieces(paragraph: str, font: str, size: float, limit: float) -> Iterator[str]:
    """Yield what stays on one line, each piece at most as wide as the limit."""
    for piece in PIECE.findall(paragraph):
        if width(piece, font, size) <= limit:
            yield piece
        else:
            for part in BREAKABLE.findall(piece):
                yield from cut(part, font, size, limit)


def cut(part: str, font: str, size: float, limit: float) -> Iterator[str]:
    """Yield a text in parts that fit, cut between characters if nothing else helps."""
    start = 0
    for end in range(1, len(part) + 1):
        if end - start > 1 and width(part[start:end], font, size) > limit:
            yield part[start : end - 1]
            start = end - 1
    yield part[start:]


@lru_cache(maxsize=65536)
def widths(text: str, font: str, size: float, longest_word: float) -> tuple[float, float]:
    """Return how wide a text would like to be, and how narrow it may be with no word longer than that broken."""
    lines = printable(text).split("\n")
    words = (width(piece, font, size) for line in lines for piece in PIECE.findall(line))
    return max(width(line, font, size) for line in lines), min(max(words, default=0.0), longest_word)
