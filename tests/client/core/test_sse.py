"""Reading a stream of server-sent events."""

import random

import pytest

from veralot_client.core.sse import ServerEvent, events, lines

STREAM = (
    'id: 7\r\nevent: a.B\r\ndata: {"x": 1}\r\n\r\n: alive\n\n'
    "data: first\ndata:second\n\nid\ndata: 零件\u2028行\n\n\n\nevent: lonely\n\n"
).encode()


def read(chunks: list[bytes]) -> list[ServerEvent | None]:
    return list(events(lines(chunks)))


def test_a_stream_is_read_as_the_standard_says() -> None:
    assert read([STREAM]) == [
        ServerEvent("7", "a.B", '{"x": 1}'),
        None,
        ServerEvent("7", "message", "first\nsecond"),
        ServerEvent("", "message", "零件\u2028行"),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_it_does_not_matter_where_the_network_cuts(seed: int) -> None:
    dice = random.Random(seed)
    cuts = sorted(dice.sample(range(len(STREAM)), 12))
    pieces = [STREAM[a:b] for a, b in zip([0, *cuts], [*cuts, len(STREAM)], strict=True)]
    assert read(pieces) == read([STREAM])
