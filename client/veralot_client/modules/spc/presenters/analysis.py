"""The two tables of what a gauge study computes: the components of the variation, and where it comes from. No Qt."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from veralot_client.core.words import Words
from veralot_client.modules.spc.presenters.columns import percent
from veralot_client.modules.spc.presenters.forms import short
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.spc import ComponentView, SourceView
from veralot_shared.i18n import N_

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gauge": N_("GRR"),
        "repeatability": N_("Repeatability (equipment)"),
        "reproducibility": N_("Reproducibility (appraisers)"),
        "part": N_("Between parts"),
        "whole": N_("Whole variation"),
        "appraiser": N_("Appraisers"),
        "interaction": N_("Parts × appraisers"),
    }
)
"""What the rows of the two tables are called."""
GOOD: Final = 0.1
FAIR: Final = 0.3
"""Up to these shares of the variation a gauge is acceptable, or acceptable on conditions (AIAG MSA, 4th edition)."""
LEAST: Final = 0.0001
"""A probability below this is not zero, and is not shown as such."""

Row = TypeVar("Row", ComponentView, SourceView)


def probability(p: float | None) -> str:
    """Return a p as it is printed; nothing where there is none."""
    if p is None:
        return ""
    return f"< {LEAST}" if p < LEAST else f"{p:.4f}"


def figure(value: float | None) -> str:
    """Return a computed figure; nothing where there is none."""
    return "" if value is None else short(value)


def share_tone(name: str, share: float | None) -> Tone | None:
    """Return how the share of the gauge itself looks; other rows judge nothing."""
    if name != "gauge" or share is None:
        return None
    return Tone.GOOD if share <= GOOD else Tone.WARNING if share <= FAIR else Tone.BAD


def _named(row: ComponentView | SourceView, words: Words) -> str:
    return words.text(NAMES[row.name])


def _column(
    name: str, title: str, value: Callable[[Row], float | int | None], told: Callable[[Row], str], chars: int
) -> Column[Row]:
    return Column(
        id=name, title=title, value=value, text=lambda row, _words: told(row), right=True, sortable=False, chars=chars
    )


COMPONENTS: Final[tuple[Column[ComponentView], ...]] = (
    Column(id="name", title=N_("Source"), value=lambda row: row.name, text=_named, sortable=False, chars=24),
    _column("deviation", N_("Std. deviation"), lambda row: row.deviation, lambda row: short(row.deviation), 13),
    Column(
        id="share",
        title=N_("Of variation"),
        value=lambda row: row.share,
        text=lambda row, _words: percent(row.share),
        tone=lambda row: share_tone(row.name, row.share),
        right=True,
        sortable=False,
        chars=13,
    ),
    Column(
        id="of_tolerance",
        title=N_("Of tolerance"),
        value=lambda row: row.of_tolerance,
        text=lambda row, _words: percent(row.of_tolerance),
        tone=lambda row: share_tone(row.name, row.of_tolerance),
        right=True,
        sortable=False,
        chars=13,
    ),
)
SOURCES: Final[tuple[Column[SourceView], ...]] = (
    Column(id="name", title=N_("Source"), value=lambda row: row.name, text=_named, sortable=False, chars=24),
    _column("freedom", "df", lambda row: row.freedom, lambda row: str(row.freedom), 4),
    _column("squares", "SS", lambda row: row.squares, lambda row: short(row.squares), 9),
    _column("mean", "MS", lambda row: row.mean, lambda row: short(row.mean), 9),
    _column("ratio", "F", lambda row: row.ratio, lambda row: figure(row.ratio), 9),
    _column("p", "p", lambda row: row.p, lambda row: probability(row.p), 10),
)
