"""The units of a lot by their serial numbers, read whole, for forms in which units are named. No Qt."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.form.spec import Flaw, Wrong
from veralot_client.widgets.table.paging import every_page
from veralot_shared.contracts.genealogy import ListUnits, UnitView
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId, UnitId
from veralot_shared.rules.serials import MOST, SerialsUnreadable, read_serials

NOT_OF_LOT = N_("These are no units of the lot: {serials}")
NOT_READ_YET = N_("The units of this lot are still being read. Please try again in a moment.")
TWICE = N_("These are named twice: {serials}")
FEW_SHOWN = 8


def typed_serials(path: str, typed: str, words: Words) -> list[str]:
    """Return the serial numbers typed in a field. Raises: Wrong."""
    try:
        serials = read_serials(typed, datetime.now(words.zone).date())
    except SerialsUnreadable as problem:
        raise Wrong(Flaw(path, problem.text, {"part": problem.part, "most": words.number(MOST)})) from problem
    twice = [serial for serial, count in Counter(serials).items() if count > 1]
    if twice:
        raise Wrong(Flaw(path, TWICE, {"serials": some(twice)}))
    return serials


def some(serials: list[str]) -> str:
    """Return the first few of a list, for a message."""
    return ", ".join(serials[:FEW_SHOWN]) + (" …" if len(serials) > FEW_SHOWN else "")


class UnitBook:
    """The units of lots that a form deals with, by lot and serial number."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._by_lot: dict[LotId, Mapping[str, UnitView]] = {}

    def open(self, lot_id: LotId, done: Callable[[], None]) -> None:
        """Read the units of a lot, once; then call `done`."""
        if lot_id in self._by_lot:
            done()
            return

        def keep(units: list[UnitView]) -> None:
            self._by_lot[lot_id] = {unit.serial_no: unit for unit in units}
            done()

        self._services.background.start(lambda job: self._read(lot_id, job), keep)

    def units(self, lot_id: LotId) -> Mapping[str, UnitView]:
        """Return what is known of the units of a lot."""
        return self._by_lot.get(lot_id, {})

    def ids(self, lot_id: LotId, path: str, typed: str, words: Words) -> list[UnitId]:
        """Return the units whose serial numbers are typed in a field. Raises: Wrong."""
        if lot_id not in self._by_lot:
            raise Wrong(Flaw(path, NOT_READ_YET))
        known = self._by_lot[lot_id]
        serials = typed_serials(path, typed, words)
        strange = [serial for serial in serials if serial not in known]
        if strange:
            raise Wrong(Flaw(path, NOT_OF_LOT, {"serials": some(strange)}))
        return [known[serial].id for serial in serials]

    def _read(self, lot_id: LotId, job: Job) -> list[UnitView]:
        return every_page(lambda page: self._services.server.call(ListUnits(lot_id=lot_id, page=page)), job)
