"""Behind the list of devices, with the keys of their logins and what is wrong with their chains. No Qt."""

from veralot_client.core.observers import Observers
from veralot_client.core.services import Services
from veralot_client.modules.capture.presenters.entries import REASON
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.capture import (
    BlockDevice,
    ChainBroken,
    DevicesChanged,
    DeviceView,
    EntriesArrived,
    IncidentView,
    KeyView,
    ListDevices,
    ListIncidents,
    ListKeys,
    RevokeKey,
    UnblockDevice,
)
from veralot_shared.i18n import N_


class DevicesPresenter(WholeList[DeviceView]):
    """Reads the devices, and of the chosen one its keys and incidents.

    Attributes:
        keys, incidents: of the chosen device.
        chosen_shown: told when they were read.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListDevices(page=page)))
        self.keys: list[KeyView] = []
        self.incidents: list[IncidentView] = []
        self.chosen_shown: Observers[[]] = Observers()
        self._chosen: DeviceView | None = None
        for event in (DevicesChanged, EntriesArrived, ChainBroken):
            self.follow(event, lambda _event: self._again())
        self.follow_resync(self._again)

    def choose(self, device: DeviceView | None) -> None:
        """Show another device's keys and incidents."""
        self._chosen = device
        if device is None:
            self.keys, self.incidents = [], []
            self.chosen_shown.tell()
            return
        self.ask(ListKeys(device_id=device.id), self._take_keys, self.failed.tell)
        self.ask(ListIncidents(device_id=device.id), self._take_incidents, self.failed.tell)

    def _again(self) -> None:
        self.load()
        if self._chosen is not None:
            self.choose(self._chosen)

    def _take_keys(self, keys: list[KeyView]) -> None:
        self.keys = keys
        self.chosen_shown.tell()

    def _take_incidents(self, incidents: list[IncidentView]) -> None:
        self.incidents = incidents
        self.chosen_shown.tell()


class RevokeForm(FormPresenter[KeyView]):
    """Believe a login's keys no longer."""

    title = N_("Revoke keys")
    explain = N_("What this login signed and has not handed in yet is put before a person instead of being recorded.")
    button = N_("Revoke keys")
    danger = True

    def __init__(self, services: Services, key: KeyView) -> None:
        super().__init__(services)
        self.key = key
        who = self.words.name(key.full_name, key.full_name_zh)
        self.values = {"what": f"{who}  ·  {key.device}  ·  {self.words.moment(key.issued_at)}"}
        self.fields = (Field(name="what", label=N_("Login"), kind=FieldKind.FIXED), REASON)

    def message(self, values: Values) -> RevokeKey:
        """Return the command."""
        return RevokeKey(id=self.key.id, reason=values["reason"])


class BlockForm(FormPresenter[DeviceView]):
    """Take nothing more from a device."""

    title = N_("Block device")
    explain = N_("Nothing more is taken from it, and the keys of all its logins are revoked.")
    button = N_("Block device")
    danger = True

    def __init__(self, services: Services, device: DeviceView) -> None:
        super().__init__(services)
        self.device = device
        self.values = {"what": device.name}
        self.fields = (Field(name="what", label=N_("Device"), kind=FieldKind.FIXED), REASON)

    def message(self, values: Values) -> BlockDevice:
        """Return the command."""
        return BlockDevice(id=self.device.id, reason=values["reason"])


class UnblockForm(FormPresenter[DeviceView]):
    """Let a device hand in again."""

    title = N_("Let device in again")
    explain = N_("What waits on it is taken, and put before a person, since its keys stay revoked.")
    button = N_("Let device in again")

    def __init__(self, services: Services, device: DeviceView) -> None:
        super().__init__(services)
        self.device = device
        self.values = {"what": device.name}
        self.fields = (Field(name="what", label=N_("Device"), kind=FieldKind.FIXED), REASON)

    def message(self, values: Values) -> UnblockDevice:
        """Return the command."""
        return UnblockDevice(id=self.device.id, reason=values["reason"])
