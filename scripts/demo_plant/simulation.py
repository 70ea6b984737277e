"""Who acts when: every process of the plant is a generator that yields how long it waits before it goes on."""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from scripts.demo_plant import shifts
from scripts.demo_plant.dice import Dice


class Pause(NamedTuple):
    """A wait: some working days and then an hour of that day, or with no days some minutes."""

    days: int = 0
    hour: int = 9
    minutes: int = 0


Process = Iterator[Pause]


class Simulation:
    """Runs processes in the order of time. Whoever is not done at the end leaves its work as it then stands."""

    def __init__(self, dice: Dice) -> None:
        self.now: datetime = shifts.at(shifts.FIRST_DAY, 8)
        self._dice = dice
        self._queue: list[tuple[datetime, int, Process]] = []
        self._started = 0

    def start(self, process: Process, day: date | None = None, hour: int = 8) -> None:
        """Let a process begin on a day (the next working one if the plant rests), or at once."""
        self._push(self.now if day is None else self._moment(shifts.working_day(day), hour), process)

    def run(self) -> None:
        """Run until the end of the last shift."""
        while self._queue and self._queue[0][0] <= shifts.LAST_MOMENT:
            self.now, _, process = heapq.heappop(self._queue)
            pause = next(process, None)
            if pause is not None:
                self._push(self._after(pause), process)

    def _push(self, moment: datetime, process: Process) -> None:
        self._started += 1
        heapq.heappush(self._queue, (moment, self._started, process))

    def _after(self, pause: Pause) -> datetime:
        if pause.days:
            return self._moment(shifts.working_day(self.now.date(), pause.days), pause.hour)
        return self.now + timedelta(minutes=pause.minutes, seconds=self._dice.between(0, 59))

    def _moment(self, day: date, hour: int) -> datetime:
        return shifts.at(day, hour) + timedelta(seconds=self._dice.between(0, 3000))
