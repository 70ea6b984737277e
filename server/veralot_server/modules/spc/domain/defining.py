"""What can be put under control, and how."""

from collections.abc import Iterator

from veralot_server.modules.spc.domain import words
from veralot_shared.contracts.inspection import NUMERIC, CharacteristicKind
from veralot_shared.contracts.spc import (
    COUNTED,
    LARGEST_SUBGROUP,
    Chart,
    ControlInvalid,
    DefineControl,
    applicable_rules,
)
from veralot_shared.errors import Sentence


def require(problems: list[Sentence]) -> None:
    """Raise what is wrong, all of it. Raises: ControlInvalid."""
    if problems:
        raise ControlInvalid(problems=problems)


def problems(command: DefineControl) -> Iterator[Sentence]:
    """Yield what is wrong with a characteristic as it is asked for."""
    if not command.code.strip():
        yield Sentence(words.CODE)
    if command.plan_id is None and not command.name.strip():
        yield Sentence(words.NAME)
    yield from size(command.chart, command.subgroup_size)
    yield from switched(command.chart, command.rules, command.interval_minutes)
    if not (0 < command.weight <= 1 and command.width > 0 and command.slack >= 0 and command.interval > 0):
        yield Sentence(words.WEIGHT)
    if command.lower is not None and command.upper is not None and command.lower >= command.upper:
        yield Sentence(words.LIMITS)


def size(chart: Chart, subgroup_size: int) -> Iterator[Sentence]:
    """Yield whether the size of subgroups does not suit a chart."""
    if chart in COUNTED or chart is Chart.I_MR:
        if subgroup_size != 1:
            yield Sentence(words.SIZE_ONE)
        return
    least = 2 if chart in {Chart.XBAR_R, Chart.XBAR_S} else 1
    if not least <= subgroup_size <= LARGEST_SUBGROUP:
        values = {"chart": words.SYMBOLS[chart], "least": str(least), "most": str(LARGEST_SUBGROUP)}
        yield Sentence(words.SIZE_MEASURED, values)


def switched(chart: Chart, rules: list[int], interval_minutes: int | None) -> Iterator[Sentence]:
    """Yield which rules do not apply, and whether the interval cannot be."""
    for rule in sorted(set(rules) - applicable_rules(chart)):
        yield Sentence(words.RULE, {"rule": str(rule), "chart": words.SYMBOLS[chart]})
    if interval_minutes is not None and interval_minutes < 1:
        yield Sentence(words.INTERVAL)


def fits(chart: Chart, kind: CharacteristicKind) -> bool:
    """Return whether results of a kind can be charted so."""
    return kind is CharacteristicKind.ATTRIBUTE if chart in COUNTED else kind in NUMERIC
