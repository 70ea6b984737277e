"""How a sentence of ours reads, with the moments and rights in it as people read them. No Qt."""

import re
from datetime import datetime
from typing import Any, Final

import msgspec

from veralot_client.core.words import Words
from veralot_shared.errors import Sentence

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
RIGHT: Final = re.compile(r"[a-z]+:[a-z-]+:[a-z-]+")


def said(sentence: Sentence, words: Words) -> str:
    """Return a sentence of ours, with its moments and rights as people read them."""
    values = {name: plain(value, words) for name, value in sentence.values.items()}
    return words.sentence(Sentence(sentence.text, values))


def plain(value: str, words: Words) -> str:
    """Return a value as people read it."""
    if MOMENT.fullmatch(value):
        return words.moment(datetime.fromisoformat(value), seconds=True)
    return words.permission(value) if RIGHT.fullmatch(value) else value


def sentence(value: Any, words: Words) -> str:  # noqa: ANN401 - as told
    """Return a text of ours; one with data of the plant in it comes as the plain form of a `Sentence`."""
    return words.text(value) if isinstance(value, str) else words.sentence(msgspec.convert(value, Sentence))
