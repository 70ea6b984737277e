"""Answers about devices, keys, broken chains and entries."""

from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture import devices, entries, keys
from veralot_shared.contracts.capture import (
    DeviceView,
    GetEntry,
    IncidentView,
    KeyView,
    ListDevices,
    ListEntries,
    ListIncidents,
    ListKeys,
    OfflineEntryDetail,
    OfflineEntryView,
)
from veralot_shared.messages import Page

PAGE_LIMIT: Final = 1000
WINDOW: Final = " LIMIT %(limit)s OFFSET %(offset)s"
OF_DEVICE: Final = (
    "WHERE %(device)s::bigint IS NULL OR {table}.device_id = %(device)s ORDER BY {table}.id DESC" + WINDOW
)
INCIDENTS: Final = """
SELECT i.id, i.device_id, d.name AS device, i.kind, i.counter, i.detail, i.at
FROM capture_incident i JOIN capture_device d ON d.id = i.device_id
"""
ENTRIES: Final = """
WHERE (%(states)s::text[] = '{}' OR e.state = ANY(%(states)s)) AND (%(lot)s::bigint IS NULL OR e.lot_id = %(lot)s)
  AND (%(device)s::bigint IS NULL OR e.device_id = %(device)s)
ORDER BY e.id DESC
"""


def window(page: Page) -> dict[str, int]:
    """Return which rows of a list are wanted."""
    return {"limit": min(max(page.limit, 0), PAGE_LIMIT), "offset": max(page.offset, 0)}


@answers(ListDevices)
def list_devices(query: ListDevices, tx: Transaction) -> list[DeviceView]:
    """List devices by name."""
    devices.require_ours(tx, "device", "")
    return tx.rows(DeviceView, devices.VIEW + "ORDER BY d.name, d.id" + WINDOW, **window(query.page))


@answers(ListKeys)
def list_keys(query: ListKeys, tx: Transaction) -> list[KeyView]:
    """List the keys of logins, newest first."""
    devices.require_ours(tx, "key", "")
    asked = keys.VIEW + OF_DEVICE.format(table="k")
    return tx.rows(KeyView, asked, device=query.device_id, **window(query.page))


@answers(ListIncidents)
def list_incidents(query: ListIncidents, tx: Transaction) -> list[IncidentView]:
    """List what is wrong with chains, newest first."""
    devices.require_ours(tx, "incident", "")
    asked = INCIDENTS + OF_DEVICE.format(table="i")
    return tx.rows(IncidentView, asked, device=query.device_id, **window(query.page))


@answers(ListEntries)
def list_entries(query: ListEntries, tx: Transaction) -> list[OfflineEntryView]:
    """List entries, newest first."""
    devices.require_ours(tx, "entry", "")
    asked = entries.VIEW + ENTRIES + WINDOW
    wanted = {"states": [str(state) for state in query.states], "lot": query.lot_id, "device": query.device_id}
    return tx.rows(OfflineEntryView, asked, **wanted, **window(query.page))


@answers(GetEntry)
def get_entry(query: GetEntry, tx: Transaction) -> OfflineEntryDetail:
    """Return an entry with its content."""
    return entries.detail(tx, query.id)
