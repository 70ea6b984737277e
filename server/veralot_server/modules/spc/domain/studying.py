"""Studies of gauges: what can be wrong with their entries, and what they compute to."""

from collections.abc import Iterator

import numpy as np

from veralot_server.modules.spc.domain import words
from veralot_server.modules.spc.statistics import gauges
from veralot_server.modules.spc.statistics.gauges import Source, Study
from veralot_shared.contracts.spc import AnalysisView, ComponentView, ReadingsInvalid, SourceView, StudyEntry
from veralot_shared.errors import Sentence

LEAST = 2


def require(entry: StudyEntry) -> None:
    """Check an entry. Raises: ReadingsInvalid."""
    found = list(problems(entry))
    if found:
        raise ReadingsInvalid(problems=found, places=[], field="entry")


def problems(entry: StudyEntry) -> Iterator[Sentence]:
    """Yield what is wrong with an entry; measurements may still be missing."""
    if not entry.title.strip():
        yield Sentence(words.TITLE)
    enough = min(len(entry.parts), len(entry.appraisers), entry.trials) >= LEAST
    if not enough or any(len(set(names)) < len(names) for names in (entry.parts, entry.appraisers)):
        yield Sentence(words.TWO_OF_EACH)
    needed = len(entry.parts) * len(entry.appraisers) * entry.trials
    if entry.values and len(entry.values) != needed:
        yield Sentence(words.SHAPE, {"given": str(len(entry.values)), "needed": str(needed)})
    for place, value in enumerate(entry.values):
        if value is not None and not value.is_finite():
            yield Sentence(words.MEASUREMENT, {"place": str(place + 1)})
    if entry.tolerance is not None and not (entry.tolerance.is_finite() and entry.tolerance > 0):
        yield Sentence(words.TOLERANCE)


def missing(entry: StudyEntry) -> int:
    """Return how many measurements are not there."""
    needed = len(entry.parts) * len(entry.appraisers) * entry.trials
    return needed - sum(value is not None for value in entry.values)


def analysed(entry: StudyEntry) -> Study | None:
    """Return what the measurements compute to; nothing while some are missing, or where none differ."""
    if missing(entry):
        return None
    values = np.array([float(value) for value in entry.values if value is not None])
    shape = (len(entry.parts), len(entry.appraisers), entry.trials)
    return gauges.study(values.reshape(shape)) if np.ptp(values) > 0 else None


def shown(found: Study, entry: StudyEntry) -> AnalysisView:
    """Return an analysis as it is shown."""
    tolerance = None if entry.tolerance is None else float(entry.tolerance)
    variances = {
        "gauge": found.measuring,
        "repeatability": found.repeatability,
        "reproducibility": found.reproducibility,
        "part": found.between_parts,
        "whole": found.whole,
    }
    return AnalysisView(
        sources=[
            source("part", found.parts),
            source("appraiser", found.appraisers),
            source("interaction", found.interaction),
            source("repeatability", found.repeated),
        ],
        components=[component(name, value, found.whole, tolerance) for name, value in variances.items()],
        share=found.share,
        of_tolerance=None if tolerance is None else found.of_tolerance(tolerance),
        categories=found.categories,
        pooled=found.pooled,
    )


def source(name: str, row: Source) -> SourceView:
    """Return a row of the table of variance as it is shown."""
    return SourceView(name=name, freedom=row.freedom, squares=row.squares, mean=row.mean, ratio=row.ratio, p=row.p)


def component(name: str, variance: float, whole: float, tolerance: float | None) -> ComponentView:
    """Return a component of the variation as it is shown."""
    deviation = variance**0.5
    of_tolerance = None if tolerance is None else 6 * deviation / tolerance
    return ComponentView(name=name, deviation=deviation, share=(variance / whole) ** 0.5, of_tolerance=of_tolerance)
