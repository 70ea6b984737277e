"""Keeps what is typed and not sent on this computer, so that neither a crash nor a power cut loses it.

A draft belongs to one person, one server and one inspection, and is read by nobody else on this computer. It holds what was
typed, never a secret; once it is sent, or kept in the journal, it is gone from here.
"""

from decimal import Decimal
from typing import Any

import msgspec

from veralot_client.modules.inspection.presenters.entry.sheet import Cell, Entry, State
from veralot_client.modules.inspection.presenters.entry.typed import Typed
from veralot_client.settings import Settings
from veralot_shared.ids import AttachmentId, CharacteristicId, GaugeId, InspectionId, UnitId
from veralot_shared.rules.judging import Judgement


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as it is kept: by its characteristic, so that it finds its place again."""

    characteristic_id: CharacteristicId
    sample: int
    text: str
    judgement: Judgement
    value: str | None = None
    conforming: bool | None = None
    nonconforming: int | None = None
    words: str | None = None
    covers: int = 1
    gauge_id: GaugeId | None = None
    unit_id: UnitId | None = None
    not_applicable: str | None = None
    attachment_id: AttachmentId | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is not sent yet, and what stands half typed in the field."""

    lines: list[Line] = []
    typing: str = ""
    at: tuple[int, int] | None = None


class Drafts:
    """The draft of one inspection."""

    def __init__(self, settings: Settings, server: str, user: int, inspection_id: InspectionId) -> None:
        self._settings = settings
        self._name = f"entry-{server}-{user}-{inspection_id}"

    def read(self) -> Draft:
        """Return the draft; an empty one where there is none, or none that can be read."""
        content = self._settings.layout(self._name)
        try:
            return msgspec.json.decode(content, type=Draft) if content else Draft()
        except msgspec.DecodeError:
            return Draft()

    def keep(self, draft: Draft) -> bool:
        """Keep a draft, or forget it where there is nothing in it; return whether the disk took it."""
        empty = not draft.lines and not draft.typing
        return self._settings.keep_layout(self._name, None if empty else msgspec.json.encode(draft))


def line(entry: Entry, characteristic_id: CharacteristicId) -> Line:
    """Return an entry as it is kept."""
    typed = entry.typed
    return Line(
        characteristic_id=characteristic_id,
        sample=entry.first.sample,
        text=typed.text,
        judgement=typed.judgement,
        value=None if typed.value is None else f"{typed.value:f}",
        conforming=typed.conforming,
        nonconforming=typed.nonconforming,
        words=typed.words,
        covers=typed.covers,
        gauge_id=entry.gauge_id,
        unit_id=entry.unit_id,
        not_applicable=entry.not_applicable,
        attachment_id=typed.attachment_id,
    )


def entry(kept: Line, row: int) -> Entry:
    """Return what was kept as an entry again."""
    fields: dict[str, Any] = {
        name: getattr(kept, name)
        for name in ("conforming", "nonconforming", "words", "covers", "text", "judgement", "attachment_id")
    }
    value = None if kept.value is None else Decimal(kept.value)
    return Entry(
        first=Cell(row, kept.sample),
        typed=Typed(value=value, **fields),
        state=State.TYPED,
        gauge_id=kept.gauge_id,
        unit_id=kept.unit_id,
        not_applicable=kept.not_applicable,
    )
