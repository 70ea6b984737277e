"""The devices that capture offline: what waits on each, the keys of its logins, and what is wrong with its chain."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.capture.models import DEVICES, INCIDENTS, KEYS
from veralot_client.modules.capture.presenters.devices import BlockForm, DevicesPresenter, RevokeForm, UnblockForm
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.capture import DeviceView, IncidentView, KeyView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="capture.devices",
    name=N_("Offline devices"),
    empty=N_("No computer has registered to go on without the server yet."),
    hint=N_("A computer registers by itself when somebody signs in there who may enter results offline."),
)
KEY_WORDS = TableWords(id="capture.keys", name=N_("Keys of logins"), empty=N_("Choose a device."))
INCIDENT_WORDS = TableWords(id="capture.incidents", name=N_("Broken chain"), empty=N_("Its chain is whole."))
NONE_CHOSEN = TableWords(id="capture.incidents", name=N_("Broken chain"), empty=N_("Choose a device."))


class DevicesPage(ListPage[DeviceView]):
    """Lists devices; below, the chosen one's keys and what is wrong with its chain."""

    def __init__(self, services: Services) -> None:
        self.devices = DevicesPresenter(services)
        super().__init__(services, self.devices, self.devices, DEVICES, WORDS, lambda device: device.id)
        self._key_rows = ListRows(KEYS, services.words, key=lambda key: key.id)
        self._incident_rows = ListRows(INCIDENTS, services.words, key=lambda incident: incident.id)
        self.keys: DataTable[KeyView] = DataTable(
            services, KEYS, self._key_rows, KEY_WORDS, key=lambda key: key.id, compact=True
        )
        self.incidents: DataTable[IncidentView] = DataTable(
            services, INCIDENTS, self._incident_rows, NONE_CHOSEN, key=lambda incident: incident.id, compact=True
        )
        self.keys_title, self.incidents_title = QLabel(), QLabel()
        self._lay_out()
        self.add_buttons(["capture.revoke_key", "capture.block", "capture.unblock"])
        self.sort_by(Sort("name"))
        self.table.picked.connect(lambda: self.devices.choose(self.table.current()))
        self.keys.picked.connect(self._on_picked)
        self.devices.keep(self.devices.chosen_shown.subscribe(self._show_chosen))
        self.retranslate()
        self.devices.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Offline devices")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.keys_title.setText(self.words.text("Keys of logins"))
        self.incidents_title.setText(self.words.text("Broken chain"))

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the chosen device, or the chosen keys."""
        device, key = self.table.current(), self.keys.current()
        if action_id == "capture.revoke_key":
            return key is not None and key.revoked_at is None
        blocked = device is not None and device.blocked_at is not None
        return device is not None and blocked == (action_id == "capture.unblock")

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        form = self._form(action_id)
        if form is not None:
            show_form(self.services, form, self)

    def end(self) -> None:
        """The page is closed for good."""
        self.keys.end()
        self.incidents.end()
        super().end()

    def _form(self, action_id: str) -> FormPresenter[KeyView] | FormPresenter[DeviceView] | None:
        device, key = self.table.current(), self.keys.current()
        if action_id == "capture.revoke_key":
            return RevokeForm(self.services, key) if key else None
        if device is None:
            return None
        return (BlockForm if action_id == "capture.block" else UnblockForm)(self.services, device)

    def _show_chosen(self) -> None:
        self.incidents.say_of_itself(NONE_CHOSEN if self.table.current() is None else INCIDENT_WORDS)
        self._key_rows.replace(self.devices.keys)
        self._incident_rows.replace(self.devices.incidents)
        self._on_picked()

    def _lay_out(self) -> None:
        below = QSplitter(Qt.Orientation.Horizontal)
        for title, table in ((self.keys_title, self.keys), (self.incidents_title, self.incidents)):
            title.setProperty("role", "subtitle")
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 6, 0, 0)
            column.addWidget(title)
            column.addWidget(table)
            below.addWidget(side)
        below.setStretchFactor(0, 3)
        below.setStretchFactor(1, 2)
        below.setChildrenCollapsible(False)
        self.body.setOrientation(Qt.Orientation.Vertical)
        self.body.addWidget(below)
        self.body.setStretchFactor(0, 3)
        self.body.setStretchFactor(1, 2)
