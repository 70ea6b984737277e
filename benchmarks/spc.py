"""Control charts: the eight rules over a million readings, and a frame while one looks around in 100,000 points."""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import cast

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QGraphicsView

from benchmarks.figures import ROUNDS, Figure, interleaved
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.spc.pages.plot import ControlPlot
from veralot_client.modules.spc.presenters.chart import ChartPresenter
from veralot_client.modules.spc.presenters.figure import Figure as Drawn
from veralot_client.settings import ThemeChoice
from veralot_client.shell.qt_faults import spare_singletons
from veralot_client.theme.style import Look
from veralot_server.modules.spc.statistics import rules
from veralot_shared.contracts.spc import BreachView, ChartView, LimitStep, Panel, PanelView

POINTS, READINGS = 100_000, 1_000_000
FRAME_SECONDS, RULES_SECONDS = 0.016, 1.0
WIDTH, HEIGHT = 1600, 800


class Standing:
    """What the plot asks of its presenter and its services, without a server."""

    def __init__(self) -> None:
        self.words = Words()
        self.chart = chart()
        self.figure = Drawn(self.chart)


def chart() -> ChartView:
    """Return what the plot draws of a long chart: two panels and what breaches rule 1."""
    dice = np.random.default_rng(23)
    breaches = list[BreachView]()
    panels = list[PanelView]()
    for panel, centre, sigma in ((Panel.LOCATION, 20.0, 0.45), (Panel.DISPERSION, 2.3, 0.7)):
        values = dice.normal(centre, sigma, POINTS)
        step = LimitStep(first=0, centre=centre, lower=centre - 3 * sigma, upper=centre + 3 * sigma, sigma=sigma)
        panels.append(PanelView(panel=panel, values=values.tolist(), beside=[], steps=[step]))
        places = np.flatnonzero(np.abs(values - centre) > 3 * sigma).tolist()
        breaches += [BreachView(panel=panel, place=place, rules=[1]) for place in places]
    drawn = SimpleNamespace(
        control=SimpleNamespace(unit="N"),
        trial=False,
        numbers=list(range(1, POINTS + 1)),
        missed=[0] * POINTS,
        aside=[],
        changed=[],
        panels=panels,
        breaches=breaches,
        phases=[],
    )
    return cast("ChartView", drawn)


def figures(_bench: object = None) -> list[Figure]:
    """Measure both; no server takes part."""
    return [every_rule(), looking_around()]


def every_rule() -> Figure:
    """Measure all eight rules over a million readings."""
    distances = np.random.default_rng(11).normal(size=READINGS)

    def measure() -> float:
        started = time.perf_counter()
        rules.breaches(distances)
        return time.perf_counter() - started

    def bare() -> float:
        started = time.perf_counter()
        np.cumsum(distances)
        return time.perf_counter() - started

    seconds, alone = interleaved(measure, bare)
    return Figure(
        name=f"spc: eight rules over {READINGS:,} readings",
        value=f"{seconds:.2f} s",
        baseline=f"one running sum of them by NumPy {alone * 1000:.1f} ms",
        ratio=seconds / alone,
        target=f"≤ {RULES_SECONDS:.0f} s",
        met=seconds <= RULES_SECONDS,
    )


def looking_around() -> Figure:
    """Measure frames of both panels, by the processor's time of the one thread that draws."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    spare_singletons()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    look = Look(app, ThemeChoice.LIGHT, "en")
    standing = Standing()
    plot = ControlPlot(cast("Services", standing), cast("ChartPresenter", standing))
    plot.colour(look.tokens)
    plot.resize(WIDTH, HEIGHT)
    plot.show()
    plot.show_figure(standing.figure)
    app.processEvents()
    bare = Bare(standing.chart)
    app.processEvents()
    rounds = [(list(frames(plot.view, plot.look_at)), list(frames(bare, bare.look_at))) for _ in range(ROUNDS)]
    p95, alone = (p95_of(taken) for taken in zip(*rounds, strict=True))
    plot.close()
    bare.close()
    return Figure(
        name=f"spc: {POINTS:,} points, pan and zoom, frame p95 (CPU)",
        value=f"{p95 * 1000:.1f} ms",
        baseline=f"the same points in a bare plot of pyqtgraph {alone * 1000:.1f} ms",
        ratio=p95 / alone,
        target=f"≤ {FRAME_SECONDS * 1000:.0f} ms",
        met=p95 <= FRAME_SECONDS,
    )


class Bare(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """The same points in the library's own plots, one over the other, reduced and clipped by it: the baseline."""

    def __init__(self, drawn: ChartView) -> None:
        super().__init__()
        self.plots = [self.addPlot(row=row, col=0) for row in range(len(drawn.panels))]
        for plot, panel in zip(self.plots, drawn.panels, strict=True):
            plot.setDownsampling(auto=True, mode="peak")
            plot.setClipToView(True)
            plot.plot(np.asarray(panel.values))
        self.resize(WIDTH, HEIGHT)
        self.show()

    def look_at(self, first: float, last: float) -> None:
        """Show the points between two places."""
        for plot in self.plots:
            plot.setXRange(first, last, padding=0)


def p95_of(rounds: Iterable[list[float]]) -> float:
    """Return the 95th percentile of the frames, each the median of its rounds."""
    busy = sorted(statistics.median(frame) for frame in zip(*rounds, strict=True))
    return float(busy[int(len(busy) * 0.95)])


def frames(view: QGraphicsView, look_at: Callable[[float, float], None]) -> Iterator[float]:
    """Look around, draw each view as the window does, and yield the seconds of each."""
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    for first, last in gestures():
        started = time.thread_time()
        look_at(first, last)
        with QPainter(image) as painter:
            view.render(painter)
        yield time.thread_time() - started


def gestures() -> Iterator[tuple[float, float]]:
    """Yield what somebody looks at who zooms in from everything, and pans at every distance."""
    dice = random.Random(17)
    width = float(POINTS)
    while width > 40:
        middle = POINTS * 0.4
        yield middle - width / 2, middle + width / 2
        start = dice.uniform(0, POINTS - width)
        for step in range(6):
            yield start + 0.03 * step * width, start + (1 + 0.03 * step) * width
        width *= 0.6
