"""What was entered while the server was away: devices, entries, conflicts with both sides, and what waits on this computer.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` are the columns of the tables.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.services import Services
from veralot_client.modules.capture.actions import actions
from veralot_shared.contracts.capture import Permission
from veralot_shared.i18n import N_


def make_devices(services: Services, _record_id: int | None) -> object:
    """Return the page of devices."""
    from veralot_client.modules.capture.pages.devices import DevicesPage  # noqa: PLC0415 - Qt only when a page opens

    return DevicesPage(services)


def make_entries(services: Services, _record_id: int | None) -> object:
    """Return the list of entries."""
    from veralot_client.modules.capture.pages.entries import EntriesPage  # noqa: PLC0415 - as make_devices

    return EntriesPage(services)


def make_entry(services: Services, record_id: int | None) -> object:
    """Return the page of one entry."""
    from veralot_client.modules.capture.pages.entry import EntryPage  # noqa: PLC0415 - as make_devices

    return EntryPage(services, record_id or 0)


def make_here(services: Services, _record_id: int | None) -> object:
    """Return the page of this computer."""
    from veralot_client.modules.capture.pages.here import HerePage  # noqa: PLC0415 - as make_devices

    return HerePage(services)


MODULE = Module(
    name="capture",
    panels=(
        Panel(
            id="capture.entries",
            title=N_("Offline entries"),
            make=make_entries,
            icon="common/offline",
            permission=Permission.READ,
        ),
        Panel(
            id="capture.entry",
            title=N_("Offline entry"),
            make=make_entry,
            kinds=("capture_entry",),
            icon="common/offline",
            permission=Permission.READ,
        ),
        Panel(
            id="capture.devices",
            title=N_("Offline devices"),
            make=make_devices,
            icon="identity/workstation",
            permission=Permission.READ,
        ),
        Panel(
            id="capture.here",
            title=N_("Waiting on this computer"),
            make=make_here,
            icon="common/offline",
            permission=Permission.MAKE,
        ),
    ),
    actions=actions,
)
