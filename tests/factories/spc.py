"""What people do with control charts, by the handlers themselves."""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from statistics import NormalDist
from typing import Any, TypeVar

from tests.factories.genealogy import Plant
from veralot_server.core.module import tell_hearers
from veralot_server.modules.spc import missing
from veralot_shared.contracts.spc import (
    AnswerException,
    Cause,
    Chart,
    ChartView,
    ControlView,
    DefineControl,
    ExceptionView,
    FreezeLimits,
    GetChart,
    ListControls,
    ListMissed,
    MissedView,
    PhaseView,
    RecordedSubgroups,
    RecordSubgroups,
    SubgroupEntry,
)
from veralot_shared.ids import ExceptionId
from veralot_shared.messages import Message

R = TypeVar("R")


class Charts:
    """Control charts in one plant. Its short methods take what matters to a test and fill in the rest."""

    def __init__(self, plant: Plant) -> None:
        """Begin with a seeded random."""
        self.plant = plant
        self.tx = plant.tx
        self.dice = random.Random(7)

    def do(self, message: Message[R]) -> R:
        """Carry out a message, and let the modules hear what it tells."""
        reply = self.plant.do(message)
        tell_hearers(self.tx)
        return reply

    def control(self, chart: Chart = Chart.XBAR_R, size: int = 5, **fields: Any) -> ControlView:
        """Put a free-standing characteristic under control."""
        values: dict[str, Any] = {
            "code": self.plant.number("CC-"),
            "name": "Bond strength",
            "rules": [1],
            "unit": "N",
            "lower": Decimal(4),
            "upper": Decimal(16),
        }
        return self.do(DefineControl(chart=chart, subgroup_size=size, **(values | fields)))

    def now(self, control: ControlView) -> ControlView:
        """Return a characteristic as it is now."""
        return next(one for one in self.plant.do(ListControls()) if one.id == control.id)

    def values(self, count: int, size: int, mean: float = 10.0, deviation: float = 1.0) -> list[list[Decimal]]:
        """Return subgroups of values that are as normal as so many can be, in a random order."""
        total, normal = count * size, NormalDist(mean, deviation)
        drawn = [Decimal(f"{normal.inv_cdf((place + 0.5) / total):.2f}") for place in range(total)]
        self.dice.shuffle(drawn)
        return [drawn[start : start + size] for start in range(0, total, size)]

    def record(self, control: ControlView, groups: Sequence[Sequence[Decimal]], **fields: Any) -> RecordedSubgroups:
        """Record measured subgroups."""
        entries = [SubgroupEntry(values=list(group), **fields) for group in groups]
        return self.do(RecordSubgroups(control_id=control.id, subgroups=entries))

    def missed(self, control: ControlView, hours: float = 4) -> MissedView:
        """Let nobody take a sample for so long, and the server find that."""
        sampled = self.tx.now - timedelta(hours=hours)
        self.tx.wire.execute("UPDATE spc_control SET clock_from = %s WHERE id = %s", (sampled, control.id))
        missing.find(self.tx)
        (alarm,) = self.plant.do(ListMissed(control_id=control.id))
        return alarm

    def freeze(self, control: ControlView, first: int = 1, last: int = 25, **fields: Any) -> PhaseView:
        """Freeze limits under a signature of the present actor."""
        self.plant.sign(self.tx.actor.user_id)
        return self.do(FreezeLimits(control_id=control.id, first=first, last=last, reason="baseline", **fields))

    def settled(self, **fields: Any) -> ControlView:
        """Return a characteristic with 25 subgroups from which limits were frozen."""
        control = self.control(**fields)
        self.record(control, self.values(25, control.subgroup_size))
        self.freeze(control)
        return self.now(control)

    def answer(self, exception_id: ExceptionId | None) -> ExceptionView:
        """Answer an exception."""
        command = AnswerException(
            exception_id=exception_id or ExceptionId(0),
            cause=Cause.MACHINE,
            cause_text="The heater drifted",
            action="Heater replaced, parts since the last good subgroup sorted",
        )
        return self.do(command)

    def chart(self, control: ControlView, last: int = 500) -> ChartView:
        """Return the chart."""
        return self.plant.do(GetChart(control_id=control.id, last=last))
