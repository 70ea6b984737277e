"""Pack levels: a GTIN with its check digit, used once for ever; levels without a gap, each a multiple of the one below."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.master_output import MasterOutput
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import PackLevelRow
from veralot_server.modules.exchange.shelves import Shelf, joined
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.exchange.world import Item, Level
from veralot_server.modules.items.domain import CONTAINS_RULE, LEVELS_RULE, checked_gtin, require_names
from veralot_shared.contracts.items import GtinTaken
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
            if reading.row is not None:
                self._enter(reading.row)
        for row in self._taken:
            item = self._masters.items.get(row.item)
            if item is not None:
                self._check_step(row, item)

    def _enter(self, row: PackLevelRow) -> None:
        item: Item | None = self._masters.find(self._masters.items, row.item, row.place, "item")
        names = partial(require_names, row.name, name_zh=row.name_zh)
        if not self._problems.obey(row.place, names, partial(checked_gtin, row.gtin, "gtin")) or item is None:
            return
        gtin = checked_gtin(row.gtin, "gtin")
        if row.level in item.levels:
            error = RecordExists(kind=PACK_LEVEL, key=f"{row.item} {row.level}")
            self._problems.add(row.place, error, "level", row.level)
            return
        owner = self._gtins.get(gtin)
        if owner is not None:
            self._problems.add(row.place, GtinTaken(gtin=gtin, item=owner), "gtin", row.gtin)
        self._gtins.put(gtin, row.item)
        item.levels[row.level] = Level(gtin, row.contains)
        self._masters.items.put(item.code, item)
        self._taken.put(joined(row.item, str(row.level)), row)
        self._output.level(row)

    def _check_step(self, row: PackLevelRow, item: Item) -> None:
        """Check a level against the one below it."""
        below = item.levels.get(row.level - 1)
        if row.level > 1 and below is None:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.level), rule=LEVELS_RULE), "level", row.level)
        elif below is not None and (row.contains < below.contains or row.contains % below.contains):
            error = ValueNotAllowed(value=str(row.contains), rule=CONTAINS_RULE)
            self._problems.add(row.place, error, "contains", row.contains)
