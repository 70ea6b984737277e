"""What stands in the plant beside its history: storage conditions, rules of places, pallets and cartons."""

from scripts.demo_plant import gs1, places
from scripts.demo_plant.ledger import Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.stockroom import available
from scripts.demo_plant.toml import Section, toml
from veralot_shared.rules.quantities import plain_text

_COLD, _ROOM = "2-8", "15-25"
_OFFERED = {
    _COLD: (places.COLD_STORE,),
    _ROOM: (
        places.INCOMING,
        places.MATERIALS,
        places.COMPONENTS,
        places.PACKAGING,
        places.CATHETER_ROOM,
        places.REJECTED,
    ),
}
_NEEDED = {"CP-HUB": _ROOM}
"""Item → the condition that it needs."""
_PALLETED = "FG-INF"
_EXTENSION = 1
"""The extension digit of containers; packages have 0."""


def furnishing(plant: Plant) -> str:
    """Return `furnishing.toml`."""
    sections: list[tuple[str, Section]] = [
        ("numbering", {"prefix": gs1.PLANT, "extension": _EXTENSION}),
        *(("[condition]", section) for section in _conditions()),
        *(("[place]", {"code": code, "conditions": given}) for code, given in _places()),
        *(("[storage]", {"item": item, "condition": code}) for item, code in _NEEDED.items()),
        *(("[container]", section) for section in _containers(plant)),
    ]
    head = "# What stands in the demo plant beside its history, written by scripts/demo_plant; see README.md.\n"
    return head + "".join(toml(name, section) for name, section in sections)


def _conditions() -> list[Section]:
    return [
        {"code": _COLD, "name": "Cold, 2–8 °C", "name_zh": "冷藏 2–8 °C", "lowest": "2", "highest": "8"},
        {"code": _ROOM, "name": "Room, 15–25 °C", "name_zh": "室温 15–25 °C", "lowest": "15", "highest": "25"},
    ]


def _places() -> list[tuple[str, list[str]]]:
    codes = sorted({code for offered in _OFFERED.values() for code in offered})
    return [(code, [name for name, offered in _OFFERED.items() if code in offered]) for code in codes]


def _containers(plant: Plant) -> list[Section]:
    """Return a pallet with two cartons, and a pallet with stock of its own, each of what may be sold first."""
    first, second = available(plant, _PALLETED)[:2]
    place = first.item.store
    half = first.stock[place] // 2
    return [
        _container(1, "pallet", place),
        _container(2, "carton", place, first, plain_text(half), inside=1),
        _container(3, "carton", place, first, plain_text(first.stock[place] - half), inside=1),
        _container(4, "pallet", place, second, plain_text(second.stock[place])),
    ]


def _container(
    number: int, kind: str, place: str, lot: Lot | None = None, quantity: str = "", inside: int = 0
) -> Section:
    section: dict[str, str] = {"number": gs1.sscc(gs1.PLANT, number, _EXTENSION), "kind": kind, "location": place}
    section["inside"] = gs1.sscc(gs1.PLANT, inside, _EXTENSION) if inside else ""
    section["item"], section["lot_no"] = (lot.item.code, lot.lot_no) if lot else ("", "")
    section["quantity"] = quantity
    return section
