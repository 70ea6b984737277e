"""What contracts hold, found by where it stands: rights, and the structs inside a type."""

from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from typing import Any

import msgspec


def permissions(name: str) -> type[StrEnum] | None:
    """Return a module's rights."""
    found: type[StrEnum] | None = getattr(import_module(f"veralot_shared.contracts.{name}"), "Permission", None)
    return found


def structs_of(hint: Any) -> Iterator[type[msgspec.Struct]]:
    """Yield each struct that a value of a type may hold, the type itself included."""
    seen: set[type] = set()
    waiting = [msgspec.inspect.type_info(hint)]
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            yield info.cls
            waiting += [field.type for field in info.fields]
        waiting += getattr(info, "types", ())
        waiting += getattr(info, "item_types", ())
        nested = (getattr(info, name, None) for name in ("item_type", "key_type", "value_type", "type"))
        waiting += [part for part in nested if isinstance(part, msgspec.inspect.Type)]
