"""What results are measured with: the gauge that was scanned for each kind of gauge, and the units that were scanned."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from veralot_client.core.words import Words
from veralot_shared.contracts.gauges import GaugeKind, GaugeNotUsable, GaugeRule, GaugeView, rule_against
from veralot_shared.contracts.genealogy import UnitView
from veralot_shared.contracts.inspection import NUMERIC, CharacteristicView
from veralot_shared.i18n import N_
from veralot_shared.ids import GaugeId, UnitId
from veralot_shared.rules.gs1 import Gs1Error, parse

OTHER_KIND = N_("The plan asks for “{wanted}”; {gauge} is “{kind}”.")
OTHER_UNIT = N_("{gauge} measures in {unit}, this is in {wanted}.")
SERIAL_AI = "21"
SHORTEST = 4
"""Characters of a gauge's code; fewer are a slip of the finger."""


def wants_gauge(one: CharacteristicView) -> bool:
    """Return whether a characteristic is measured with something."""
    return one.kind in NUMERIC or bool(one.gauge_type)


def may_name_gauge(text: str, one: CharacteristicView) -> bool:
    """Return whether what was typed is no number, and may be the code of what one measures with."""
    return wants_gauge(one) and len(text.strip()) >= SHORTEST and text.strip()[0].isalpha()


def gauge_told(wanted: str, words: Words) -> str:
    """Return what a plan asks one to measure with: a kind of gauge by its name, anything else as it was typed."""
    return words.label(GaugeKind(wanted)).lower() if wanted in GaugeKind.__members__.values() else wanted


class Hands:
    """The gauges in use. One is set for all characteristics that ask for the same kind of gauge.

    The day is the plant's, by the server's clock as far as `now` knows it: a computer's own can be set back.
    """

    def __init__(self, words: Words, now: Callable[[], datetime]) -> None:
        self._words, self._now = words, now
        self._by_kind: dict[str, GaugeView] = {}

    def of(self, one: CharacteristicView) -> GaugeView | None:
        """Return the gauge that a characteristic is measured with now."""
        return self._by_kind.get(one.gauge_type) if wants_gauge(one) else None

    def id_of(self, one: CharacteristicView) -> GaugeId | None:
        """Return its number."""
        gauge = self.of(one)
        return None if gauge is None else gauge.id

    def take(self, gauge: GaugeView, one: CharacteristicView) -> str:
        """Use a gauge for a characteristic and all like it; return what is odd about it, in words.

        Raises: GaugeNotUsable.
        """
        self.require(gauge)
        self._by_kind[one.gauge_type] = gauge
        return self._oddity(gauge, one)

    def require(self, gauge: GaugeView) -> None:
        """Check that a gauge may be used today. Raises: GaugeNotUsable."""
        rule: GaugeRule | None = gauge.rule or rule_against(gauge.stored, gauge.due_on, self.today())
        if rule is not None:
            raise GaugeNotUsable(gauge=gauge.code, rule=rule, due_on=gauge.due_on)

    def today(self) -> date:
        """Return the plant's date."""
        return self._now().astimezone(self._words.zone).date()

    def known(self) -> list[GaugeView]:
        """Return every gauge in use, each once."""
        return list({gauge.id: gauge for gauge in self._by_kind.values()}.values())

    def forget(self, gauge_id: GaugeId) -> None:
        """Use a gauge no more."""
        self._by_kind = {kind: gauge for kind, gauge in self._by_kind.items() if gauge.id != gauge_id}

    def _oddity(self, gauge: GaugeView, one: CharacteristicView) -> str:
        words, wanted = self._words, one.gauge_type.casefold()
        names = {gauge.kind.value, words.label(gauge.kind).casefold(), gauge.name.casefold(), gauge.name_zh, gauge.code}
        if wanted and wanted not in names and not any(wanted in name for name in names):
            return words.text(
                OTHER_KIND, wanted=gauge_told(one.gauge_type, words), gauge=gauge.code, kind=words.label(gauge.kind)
            )
        if one.unit and gauge.unit != one.unit:
            return words.text(OTHER_UNIT, gauge=gauge.code, unit=gauge.unit, wanted=one.unit)
        return ""


class Pieces:
    """Which unit is which sample: as the server has numbered them, else the first that is scanned is the first sample."""

    def __init__(self) -> None:
        self._units: dict[str, UnitView] = {}
        self._by_id: dict[UnitId, UnitView] = {}
        self._sample_of: dict[UnitId, int] = {}
        self._unit_of: dict[int, UnitId] = {}

    def know(self, units: list[UnitView]) -> None:
        """Take more units of the lot."""
        self._units |= {unit.serial_no.casefold(): unit for unit in units}
        self._by_id |= {unit.id: unit for unit in units}

    def recorded(self, unit_id: UnitId, sample: int) -> None:
        """Note that a unit is a sample already."""
        self._sample_of[unit_id] = sample
        self._unit_of[sample] = unit_id

    def scanned(self, text: str, today: date) -> UnitView | None:
        """Return the unit whose serial number was scanned, alone or in a GS1 code."""
        unit = self._units.get(text.strip().casefold())
        if unit is not None:
            return unit
        try:
            found = parse(text, today=today)
        except Gs1Error:
            return None
        serial = next((one.value for one in found.elements if one.ai == SERIAL_AI), "")
        return self._units.get(serial.casefold())

    def sample(self, unit: UnitView, samples: int) -> int | None:
        """Return which sample a unit is, giving it the next free number; None where there is none left."""
        return self.place(unit.id, samples)

    def place(self, unit_id: UnitId, samples: int) -> int | None:
        """Return which sample a unit is by its id, as `sample` does."""
        if unit_id not in self._sample_of:
            free = next((place for place in range(samples) if place not in self._unit_of), None)
            if free is None:
                return None
            self.recorded(unit_id, free)
        return self._sample_of[unit_id]

    def serials(self) -> Iterator[str]:
        """Yield the serial numbers of the units that are samples."""
        return (self._by_id[unit].serial_no for unit in self._sample_of if unit in self._by_id)

    def unit_at(self, sample: int) -> UnitView | None:
        """Return the unit that is a sample."""
        unit_id = self._unit_of.get(sample)
        return None if unit_id is None else self._by_id.get(unit_id)
