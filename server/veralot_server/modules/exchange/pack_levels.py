"""Pack levels: a GTIN with its check digit, used once for ever; levels without a gap, each a multiple of the one below."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import PackLevelRow
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.exchange.world import Item, Level
from veralot_server.modules.items.domain import CONTAINS_RULE, LEVELS_RULE, checked_gtin, require_names
from veralot_shared.contracts.items import GtinTaken
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

PACK_LEVEL: Final = N_("pack level")


class PackLevels:
    """Takes pack levels; each is entered with its item, where packages will look for it."""

    def __init__(self, known: Known, masters: Masters, problems: Problems) -> None:
        """Begin with the GTINs of the database."""
        self.new: list[PackLevelRow] = []
        self._gtins = dict(known.gtins)
        self._masters, self._problems = masters, problems

    def take(self, readings: Iterable[Reading[PackLevelRow]]) -> None:
        """Take rows, and look at each item's levels from the smallest once all are there."""
        taken = [(row, item) for reading in readings if (row := reading.row) and (item := self._enter(row))]
        for row, item in sorted(taken, key=lambda pair: pair[0].level):
            self._check_step(row, item)

    def _enter(self, row: PackLevelRow) -> Item | None:
        item: Item | None = self._masters.find(self._masters.items, row.item, row.place, "item")
        names = partial(require_names, row.name, name_zh=row.name_zh)
        if not self._problems.obey(row.place, names, partial(checked_gtin, row.gtin, "gtin")) or item is None:
            return None
        gtin = checked_gtin(row.gtin, "gtin")
        if row.level in item.levels:
            error = RecordExists(kind=PACK_LEVEL, key=f"{row.item} {row.level}")
            self._problems.add(row.place, error, "level", row.level)
            return None
        if gtin in self._gtins:
            self._problems.add(row.place, GtinTaken(gtin=gtin, item=self._gtins[gtin]), "gtin", row.gtin)
        self._gtins[gtin] = row.item
        item.levels[row.level] = Level(gtin, row.contains)
        self.new.append(row)
        return item

    def _check_step(self, row: PackLevelRow, item: Item) -> None:
        """Check a level against the one below it."""
        below = item.levels.get(row.level - 1)
        if row.level > 1 and below is None:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.level), rule=LEVELS_RULE), "level", row.level)
        elif below is not None and (row.contains < below.contains or row.contains % below.contains):
            error = ValueNotAllowed(value=str(row.contains), rule=CONTAINS_RULE)
            self._problems.add(row.place, error, "contains", row.contains)
