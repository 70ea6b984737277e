"""What a person made of a table's columns, remembered: which are shown, in which order, how wide. No Qt."""

from typing import Protocol

import msgspec


class Memory(Protocol):
    """Keeps layouts under names; the client's settings do."""

    def layout(self, name: str) -> bytes | None:
        """Return the layout kept under a name."""
        ...

    def keep_layout(self, name: str, content: bytes | None) -> bool:
        """Keep a layout, or with None forget it."""
        ...


class ColumnLayout(msgspec.Struct, frozen=True, kw_only=True):
    """The columns as they were left. Columns that a later version adds are shown where they are declared."""

    order: list[str]
    hidden: list[str]
    widths: dict[str, int]


def read_layout(memory: Memory | None, name: str) -> ColumnLayout | None:
    """Return the columns as they were left, or None if that is not known."""
    content = memory.layout(f"table.{name}") if memory else None
    if content is None:
        return None
    try:
        return msgspec.json.decode(content, type=ColumnLayout)
    except msgspec.DecodeError:
        # Written by another version or damaged: the first layout is as good as any.
        return None


def keep_layout(memory: Memory | None, name: str, layout: ColumnLayout | None) -> None:
    """Remember the columns, or with None forget them."""
    if memory is not None:
        memory.keep_layout(f"table.{name}", None if layout is None else msgspec.json.encode(layout))
