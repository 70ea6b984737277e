"""Garbage goes in the thread that draws: the young often, the old when they have become many more."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest
from PySide6.QtWidgets import QApplication

from veralot_client.shell.garbage import COUNT_SECONDS, GarbageCollector


class Knot:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def collector(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[GarbageCollector]:
    """A collector to which every generation is due whenever it looks."""
    made = GarbageCollector(qapp)
    monkeypatch.setattr(made, "_thresholds", (-1, -1, -1))
    yield made
    made.stop()
    made.deleteLater()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still unless it is set."""
    now = [1000.0]
    monkeypatch.setattr("veralot_client.shell.garbage.monotonic", lambda: now[0])
    return now


def old_knot() -> "ref[Knot]":
    """Return where garbage was that no look at the young finds."""
    knot = Knot()
    gc.collect()
    return ref(knot)


def test_young_garbage_goes_at_once(collector: GarbageCollector, clock: list[float]) -> None:
    assert clock
    collector.collect()
    found = ref(Knot())
    collector.collect()
    assert found() is None


def test_old_garbage_goes_when_the_old_have_become_many_more(collector: GarbageCollector, clock: list[float]) -> None:
    collector.collect()
    found = old_knot()
    clock[0] += COUNT_SECONDS
    collector.collect()
    assert found() is not None, "nothing much has come since: the rest is not looked through again"
    many = [[place] for place in range(len(gc.get_objects()))]
    gc.collect(1)
    collector.collect()
    assert found() is not None, "they were counted just now"
    clock[0] += COUNT_SECONDS
    collector.collect()
    assert found() is None
    assert many
