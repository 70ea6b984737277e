"""The first walk through all files: how many rows there are, and which records they name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.readers import Sheet
from veralot_server.modules.exchange.watching import Watch
from veralot_server.modules.exchange.world import LotKey
from veralot_server.modules.identity.domain import user_key
from veralot_shared.contracts.exchange import Kind


@dataclass(slots=True)
class Names:
    """Records that the files name, whether they bring them or only refer to them."""

    partners: set[str] = field(default_factory=set)
    locations: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    gtins: set[str] = field(default_factory=set)
    lots: set[LotKey] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)
    gauges: set[str] = field(default_factory=set)
    plans: set[str] = field(default_factory=set)
    boms: bool = False
    """There are bills of materials among the files."""


NAMING: Final[Mapping[Kind, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        Kind.PARTNERS: {"partners": ("code",)},
        Kind.LOCATIONS: {"locations": ("code",), "partners": ("customer",)},
        Kind.USERS: {"users": ("user_name",), "partners": ("customer",)},
        Kind.ITEMS: {"items": ("code",), "partners": ("customer",)},
        Kind.PACK_LEVELS: {"items": ("item",), "gtins": ("gtin",)},
        Kind.BOMS: {"items": ("item", "component")},
        Kind.GAUGES: {"gauges": ("code",)},
        Kind.INSPECTION_PLANS: {"plans": ("code",), "items": ("item",), "partners": ("supplier", "customer")},
        Kind.CHARACTERISTICS: {"plans": ("plan",)},
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


def survey(sheets: Sequence[Sheet], problems: Problems, watch: Watch | None = None) -> Names:
    """Go through every file once, note where one breaks, and return what all of them name."""
    names = Names()
    for sheet in sheets:
        names.boms = names.boms or sheet.kind is Kind.BOMS
        place = {name: index for index, name in enumerate(sheet.header)}
        take = taker(sheet.kind, place, names)
        records = sheet.survey(problems)
        for record in records if watch is None else watch.count(records):
            take(record)
    names.users = {user_key(name) for name in names.users}
    return names


def taker(kind: Kind, place: Mapping[str, int], names: Names) -> Callable[[Sequence[str]], None]:
    """Return what collects the names of one row."""
    single = [
        (getattr(names, what), place[column])
        for what, columns in NAMING[kind].items()
        for column in columns
        if column in place
    ]
    pairs = [(place[item], place[lot]) for item, lot in LOTS.get(kind, ()) if item in place and lot in place]

    def take(record: Sequence[str]) -> None:
        width = len(record)
        for found, index in single:
            if index < width and (name := record[index].strip()):
                found.add(name)
        for item, lot in pairs:
            if lot < width and item < width and (lot_no := record[lot].strip()):
                names.lots.add((record[item].strip(), lot_no))

    return take
