"""The columns of the tables of devices, keys, broken chains, entries and differences. No Qt."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.widgets.sentences import said
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.capture import (
    DeviceView,
    Difference,
    EntryState,
    IncidentKind,
    IncidentView,
    KeyView,
    LineView,
    OfflineEntryView,
    Proof,
)
from veralot_shared.i18n import N_, in_words
from veralot_shared.ids import LotId


def message_name(op: str, words: Words) -> str:
    """Return what a command is called: `inspection.RecordResults` → “Record results”."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", op.rpartition(".")[2]).lower()
    return words.context("message", in_words(name))


def fields(content: dict[str, Any], words: Words, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield what was entered, field by field: what each is called, and what it holds."""
    for name, value in content.items():
        yield from _field(f"{path}{name}", value, words)


def _field(path: str, value: Any, words: Words) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        yield from fields(value, words, f"{path}.")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _field(f"{path}[{place}]", item, words)
    elif value not in (None, ""):
        yield words.field(path), words.text(YES if value else NO) if isinstance(value, bool) else str(value)


YES, NO = N_("Yes"), N_("No")
WHAT_IS_BROKEN = {
    IncidentKind.MISSING: N_("An entry is gone from the journal."),
    IncidentKind.ALTERED: N_("An entry was altered in the journal."),
    IncidentKind.BROKEN: N_("An entry does not follow on the one before it."),
    IncidentKind.FORKED: N_("The journal was set back, or copied."),
    IncidentKind.UNSIGNED: N_("An entry is not signed by who it says."),
    IncidentKind.GUESSED: N_("{count} wrong secrets were tried while the server was away."),
    IncidentKind.COUNT_ALTERED: N_("The count of wrong secrets was altered."),
}


def broken(incident: IncidentView, words: Words) -> str:
    """Return what is wrong, in a sentence; of what was tried in vain, how often."""
    return words.text(WHAT_IS_BROKEN[incident.kind], count=incident.detail.partition(" ")[0])


def _lot(lot_id: LotId | None) -> Place | None:
    return None if lot_id is None else Place("lot", lot_id)


def why(entry: OfflineEntryView, words: Words) -> str:
    """Return why an entry was refused, or what had changed before it arrived; nothing where it was recorded at once."""
    if entry.reason is not None:
        return words.error(entry.reason.error())
    changed = words.listed(said(one.what, words) for one in entry.differences)
    return words.text("Changed meanwhile: {what}", what=changed) if changed else ""


ENTRIES: tuple[Column[OfflineEntryView], ...] = (
    Column(
        id="state",
        title=N_("Status"),
        value=lambda entry: entry.state,
        tone=lambda entry: tone_of(entry.state),
        filter=Filter.CHOICE,
        choices=tuple(EntryState),
        chars=13,
    ),
    Column(id="about", title=N_("About"), value=lambda entry: entry.about, filter=Filter.TEXT, chars=14),
    Column(
        id="lot_no",
        title=N_("Lot"),
        value=lambda entry: entry.lot_no,
        link=lambda entry: _lot(entry.lot_id),
        filter=Filter.TEXT,
        chars=12,
    ),
    Column(
        id="op",
        title=N_("What was entered"),
        value=lambda entry: entry.op,
        text=lambda entry, words: message_name(entry.op, words),
        chars=16,
    ),
    Column(
        id="full_name",
        title=N_("Entered by"),
        value=lambda entry: entry.full_name,
        text=lambda entry, words: words.name(entry.full_name, entry.full_name_zh) or words.text("not proven"),
        filter=Filter.TEXT,
        chars=12,
    ),
    Column(
        id="why",
        title=N_("Why not recorded at once"),
        value=lambda entry: entry.reason.code if entry.reason else len(entry.differences),
        text=why,
        sortable=False,
        chars=34,
    ),
    Column(
        id="proof",
        title=N_("Identity proven"),
        value=lambda entry: entry.proof,
        text=lambda entry, words: words.label(entry.proof),
        tone=lambda entry: Tone.WARNING if entry.proof is Proof.BY_DEVICE else None,
        filter=Filter.CHOICE,
        choices=tuple(Proof),
        chars=16,
        hidden=True,
    ),
    Column(id="device", title=N_("Device"), value=lambda entry: entry.device, filter=Filter.TEXT, chars=12),
    Column(
        id="device_at",
        title=N_("Captured offline at"),
        value=lambda entry: entry.device_at,
        filter=Filter.TEXT,
        chars=19,
    ),
    Column(
        id="received_at", title=N_("Received at"), value=lambda entry: entry.received_at, filter=Filter.TEXT, chars=19
    ),
    Column(id="counter", title=N_("Place in the journal"), value=lambda entry: entry.counter, right=True, hidden=True),
    Column(
        id="jump_seconds",
        title=N_("Clock set by (s)"),
        value=lambda entry: round(entry.jump_seconds),
        right=True,
        chars=10,
        hidden=True,
    ),
)
SIDES: tuple[Column[Difference], ...] = (
    Column(
        id="what",
        title=N_("What changed"),
        value=lambda one: one.what.text,
        text=lambda one, words: said(one.what, words),
        sortable=False,
        chars=24,
    ),
    Column(
        id="then",
        title=N_("What it was entered against"),
        value=lambda one: one.then.text,
        text=lambda one, words: said(one.then, words),
        sortable=False,
        chars=44,
    ),
    Column(
        id="now",
        title=N_("What held when it arrived"),
        value=lambda one: one.now.text,
        text=lambda one, words: said(one.now, words),
        sortable=False,
        chars=44,
    ),
)
LINES: tuple[Column[LineView], ...] = (
    named("name", N_("Characteristic"), sortable=False, chars=26),
    Column(id="part", title=N_("Sample"), value=lambda line: line.part, sortable=False, right=True, chars=8),
    Column(
        id="entered",
        title=N_("Entered offline"),
        value=lambda line: line.entered.text,
        text=lambda line, words: f"✗ {said(line.entered, words)}" if line.fails else said(line.entered, words),
        tone=lambda line: Tone.BAD if line.fails else None,
        sortable=False,
        right=True,
        chars=18,
    ),
    Column(
        id="recorded",
        title=N_("Recorded now"),
        value=lambda line: line.recorded.text if line.recorded else None,
        text=lambda line, words: said(line.recorded, words) if line.recorded else "",
        tone=lambda line: Tone.WARNING if line.recorded and line.recorded != line.entered else None,
        sortable=False,
        right=True,
        chars=18,
    ),
    Column(id="limits", title=N_("Limits"), value=lambda line: line.limits, sortable=False, chars=22),
    Column(id="gauge", title=N_("Gauge"), value=lambda line: line.gauge, sortable=False, chars=12),
    Column(id="note", title=N_("Note"), value=lambda line: line.note, sortable=False, chars=24),
)
DEVICES: tuple[Column[DeviceView], ...] = (
    Column(
        id="name",
        title=N_("Device"),
        value=lambda device: device.name,
        tone=lambda device: Tone.BAD if device.blocked_at else None,
        filter=Filter.TEXT,
        chars=14,
    ),
    Column(
        id="waiting",
        title=N_("Waiting"),
        value=lambda device: device.waiting,
        tone=lambda device: Tone.WARNING if device.waiting else None,
        right=True,
        chars=8,
    ),
    Column(
        id="oldest_at",
        title=N_("Oldest since"),
        value=lambda device: device.oldest_at if device.waiting else None,
        text=lambda device, words: aged(device.oldest_at, words) if device.waiting and device.oldest_at else "",
        chars=28,
    ),
    Column(id="contact_at", title=N_("Last heard"), value=lambda device: device.contact_at, chars=19),
    named("contact_by", N_("By"), filter=Filter.TEXT, chars=14),
    Column(
        id="offset_seconds",
        title=N_("Clock ahead (s)"),
        value=lambda device: round(device.offset_seconds),
        right=True,
        chars=14,
    ),
    Column(id="entries", title=N_("Entries"), value=lambda device: device.entries, right=True, chars=8),
    Column(
        id="conflicts",
        title=N_("To decide"),
        value=lambda device: device.conflicts,
        tone=lambda device: Tone.WARNING if device.conflicts else None,
        right=True,
        chars=9,
    ),
    Column(
        id="incidents",
        title=N_("Chain broken"),
        value=lambda device: device.incidents,
        tone=lambda device: Tone.BAD if device.incidents else None,
        right=True,
        chars=12,
    ),
    Column(id="registered_at", title=N_("Registered at"), value=lambda device: device.registered_at, chars=19),
    named("registered_by", N_("Registered by"), chars=14),
    Column(id="blocked_at", title=N_("Blocked at"), value=lambda device: device.blocked_at, chars=19),
    Column(id="blocked_reason", title=N_("Reason"), value=lambda device: device.blocked_reason, chars=20),
)


def aged(moment: datetime, words: Words) -> str:
    """Return a moment, and how long ago it was."""
    return f"{words.moment(moment)}  ·  {words.age(moment, datetime.now(UTC))}"


def key_state(key: KeyView, words: Words) -> str:
    """Return whether a login's keys are believed."""
    return words.text("Revoked") if key.revoked_at else words.text("Good")


KEYS: tuple[Column[KeyView], ...] = (
    named("full_name", N_("Login of"), chars=14),
    Column(
        id="proof",
        title=N_("Identity proven"),
        value=lambda key: key.proof,
        text=lambda key, words: words.label(key.proof),
        chars=16,
    ),
    Column(id="issued_at", title=N_("Issued at"), value=lambda key: key.issued_at, chars=19),
    Column(id="ends_at", title=N_("Signs until"), value=lambda key: key.ends_at, chars=19),
    Column(id="entries", title=N_("Entries"), value=lambda key: key.entries, right=True, chars=8),
    Column(
        id="revoked_at",
        title=N_("Keys"),
        value=lambda key: key.revoked_at,
        text=key_state,
        tone=lambda key: Tone.BAD if key.revoked_at else Tone.GOOD,
        chars=10,
    ),
    Column(id="revoked_reason", title=N_("Reason"), value=lambda key: key.revoked_reason, chars=20),
)
INCIDENTS: tuple[Column[IncidentView], ...] = (
    Column(
        id="kind",
        title=N_("Chain broken"),
        value=lambda incident: incident.kind,
        text=broken,
        chars=40,
    ),
    Column(
        id="counter", title=N_("Place in the journal"), value=lambda incident: incident.counter, right=True, chars=10
    ),
    Column(id="at", title=N_("Noticed at"), value=lambda incident: incident.at, chars=19),
)
