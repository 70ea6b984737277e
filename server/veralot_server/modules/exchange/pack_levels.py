"""Pack levels: a GTIN with its check digit, used once for ever; levels without a gap, each a multiple of the one below."""

from collections.abc import Iterable
from typing import Final

from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.master_output import MasterOutput
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import PackLevelRow
from veralot_server.modules.exchange.shelves import Shelf, joined
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.exchange.world import Item, Level
from veralot_server.modules.items.domain import CONTAINS_RULE, LEVELS_RULE, checked_gtin, require_name, require_texts
from veralot_shared.contracts.items import GtinInvalid, GtinTaken
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

PACK_LEVEL: Final = N_("pack level")


class PackLevels:
    """Takes pack levels; each is entered with its item, where packages will look for it."""

    def __init__(self, known: Known, masters: Masters, output: MasterOutput, problems: Problems) -> None:
        """Begin with the GTINs of the database."""
        self._taken: Shelf[PackLevelRow] = known.cabinet.shelf("pack_level", PackLevelRow)
        self._gtins, self._output = known.gtins, output
        self._masters, self._problems = masters, problems

    def take(self, readings: Iterable[Reading[PackLevelRow]]) -> None:
        """Take rows, and look at each item's levels once all are there."""
        for reading in readings:
            self._enter(reading)
        for row in self._taken:
            item = self._masters.items.get(row.item)
            if item is not None:
                self._check_step(row, item)

    def _enter(self, reading: Reading[PackLevelRow]) -> None:
        row, place = reading.seen, reading.place
        sound = self._problems.obey(
            place,
            lambda: self._masters.find(self._masters.items, row.item, place, "item"),
            lambda: require_name(row.name),
            lambda: require_texts(name_zh=row.name_zh),
            lambda: checked_gtin(row.gtin, "gtin"),
        )
        item = None if reading.row is None else self._masters.items.get(reading.row.item)
        free = self._problems.obey(place, lambda: self._check_level(row))
        if free:
            self._problems.obey(place, lambda: self._check_gtin(row))
        if reading.row is None or item is None or not sound or not free:
            return
        gtin = checked_gtin(row.gtin, "gtin")
        item.levels[row.level] = Level(gtin, row.contains)
        self._masters.items.put(item.code, item)
        self._taken.put(joined(row.item, str(row.level)), reading.row)
        self._output.level(reading.row)

    def _check_level(self, row: PackLevelRow) -> None:
        """Note a level that the item has already."""
        item = self._masters.items.get(row.item)
        if item is not None and row.level in item.levels:
            error = RecordExists(kind=PACK_LEVEL, key=f"{row.item} {row.level}")
            self._problems.add(row.place, error, "level", row.level)

    def _check_gtin(self, row: PackLevelRow) -> None:
        """Note a GTIN that is given already; one that is none was noted before."""
        try:
            gtin = checked_gtin(row.gtin, "gtin")
        except (GtinInvalid, ValueNotAllowed):
            return
        owner = self._gtins.get(gtin)
        if owner is not None:
            self._problems.add(row.place, GtinTaken(gtin=gtin, item=owner), "gtin", row.gtin)
        self._gtins.put(gtin, row.item)

    def _check_step(self, row: PackLevelRow, item: Item) -> None:
        """Check a level against the one below it."""
        below = item.levels.get(row.level - 1)
        if row.level > 1 and below is None:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.level), rule=LEVELS_RULE), "level", row.level)
        elif below is not None and (row.contains < below.contains or row.contains % below.contains):
            error = ValueNotAllowed(value=str(row.contains), rule=CONTAINS_RULE)
            self._problems.add(row.place, error, "contains", row.contains)
