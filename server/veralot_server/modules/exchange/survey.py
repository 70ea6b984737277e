"""The first walk through all files: how many rows there are, and which records they name."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from types import MappingProxyType
from typing import Final

from veralot_server.modules.exchange.cells import LONGEST_KEY, parts
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.readers import Sheet
from veralot_server.modules.exchange.shelves import joined
from veralot_server.modules.exchange.spool import Spool
from veralot_server.modules.exchange.watching import Watch
from veralot_server.modules.identity.domain import user_key
from veralot_shared.contracts.exchange import Kind

USERS: Final = "users"
QUALIFICATIONS: Final = "qualifications"
LOT: Final = "lot"
BOM: Final = "bom"
REMEMBERED: Final = 5000
"""So many names of each kind are remembered, so that what stands in every row is looked up once."""


class Names:
    """Records that the files name, whether they bring them or only refer to them, as rows for the database to look up.

    A name may stand there more than once: which ones were met is remembered for a while only.

    Attributes:
        records: pairs of what a record is and its code.
        lots: pairs of an item and a lot number.
        kinds: what the files name at all, and whether there are bills of materials.
    """

    def __init__(self, stack: ExitStack) -> None:
        """Begin with none; `stack` closes what waits on disk."""
        self.records, self.lots = Spool(stack), Spool(stack)
        self.kinds: set[str] = set()
        self._recent: dict[str, set[str]] = {}

    def add(self, what: str, code: str) -> None:
        """Add a record."""
        if self._is_new(what, code) and fit(code):
            self.records.add(what, user_key(code) if what == USERS else code)

    def add_lot(self, item: str, lot_no: str) -> None:
        """Add a lot."""
        if fit(item) and fit(lot_no) and self._is_new(LOT, joined(item, lot_no)):
            self.lots.add(item, lot_no)

    def _is_new(self, what: str, code: str) -> bool:
        """Tell whether a name was not met lately."""
        recent = self._recent.setdefault(what, set())
        if code in recent:
            return False
        if len(recent) >= REMEMBERED:
            recent.clear()
        recent.add(code)
        self.kinds.add(what)
        return True


def fit(code: str) -> bool:
    """Tell whether a text can be a code: what can be none is told of when it is read, and names nothing."""
    return len(code) <= LONGEST_KEY and code.isprintable()


NAMING: Final[Mapping[Kind, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        Kind.PARTNERS: {"partners": ("code",)},
        Kind.LOCATIONS: {"locations": ("code",), "partners": ("customer",)},
        Kind.USERS: {"users": ("user_name",), "partners": ("customer",)},
        Kind.ITEMS: {"items": ("code",), "partners": ("customer",)},
        Kind.PACK_LEVELS: {"items": ("item",), "gtins": ("gtin",)},
        Kind.BOMS: {"items": ("item", "component")},
        Kind.GAUGES: {"gauges": ("code",)},
        Kind.QUALIFICATIONS: {QUALIFICATIONS: ("code",)},
        Kind.QUALIFICATION_GRANTS: {USERS: ("user_name",), QUALIFICATIONS: ("qualification",)},
        Kind.INSPECTION_PLANS: {
            "plans": ("code",),
            "items": ("item",),
            "partners": ("supplier", "customer"),
            QUALIFICATIONS: ("qualifications",),
        },
        Kind.CHARACTERISTICS: {"plans": ("plan",), QUALIFICATIONS: ("qualifications",)},
        Kind.DEFECTS: {"defects": ("code",)},
        Kind.QUALITY_TERMS: {},
        Kind.ESCALATION_LEVELS: {},
        Kind.CUSTOMER_AGREEMENTS: {"partners": ("customer",)},
        Kind.STOCK: {
            "partners": ("partner",),
            "locations": ("to_location",),
            "users": ("by",),
            "items": ("item",),
        },
        Kind.MOVEMENTS: {
            "partners": ("partner",),
            "locations": ("from_location", "to_location"),
            "users": ("by",),
            "items": ("item", "to_item"),
            "documents": ("document_no",),
            "packages": ("package_no", "inside_package"),
        },
        Kind.STATUSES: {"users": ("by",), "items": ("item",)},
        Kind.HOLDS: {"users": ("by", "lifted_by"), "items": ("item",)},
    }
)
"""Which columns of a kind of file name which records."""

LOTS: Final[Mapping[Kind, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        Kind.MOVEMENTS: (("item", "lot_no"), ("item", "to_lot"), ("to_item", "to_lot")),
        Kind.STOCK: (("item", "lot_no"),),
        Kind.STATUSES: (("item", "lot_no"),),
        Kind.HOLDS: (("item", "lot_no"),),
    }
)
"""Which pairs of columns name a lot."""


def survey(sheets: Sequence[Sheet], problems: Problems, stack: ExitStack, watch: Watch | None = None) -> Names:
    """Go through every file once, note where one breaks, and return what all of them name."""
    names = Names(stack)
    for sheet in sheets:
        if sheet.kind is Kind.BOMS:
            names.kinds.add(BOM)
        place = {name: index for index, name in enumerate(sheet.header)}
        take = taker(sheet.kind, place, names)
        records = sheet.survey(problems)
        for record in records if watch is None else watch.count(records):
            take(record)
    return names


def taker(kind: Kind, place: Mapping[str, int], names: Names) -> Callable[[Sequence[str]], None]:
    """Return what collects the names of one row."""
    single = [(what, place[column]) for what, columns in NAMING[kind].items() for column in columns if column in place]
    pairs = [(place[item], place[lot]) for item, lot in LOTS.get(kind, ()) if item in place and lot in place]

    def take(record: Sequence[str]) -> None:
        width = len(record)
        for what, index in single:
            if index < width and (name := record[index].strip()):
                for one in parts(name) if what == QUALIFICATIONS else (name,):
                    names.add(what, one)
        for item, lot in pairs:
            if lot < width and item < width and (lot_no := record[lot].strip()):
                names.add_lot(record[item].strip(), lot_no)

    return take
