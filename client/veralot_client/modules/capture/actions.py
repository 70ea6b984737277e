"""Everything that one can do with what was entered offline."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.capture import (
    AcceptEntry,
    BlockDevice,
    GetEntry,
    Permission,
    RejectEntry,
    RevokeKey,
    UnblockDevice,
)
from veralot_shared.i18n import N_

ENTRIES, ENTRY, DEVICES, HERE = "capture.entries", "capture.entry", "capture.devices", "capture.here"

ON_PANELS = (
    ("open", N_("Open entry"), ENTRIES, GetEntry, "common/open", ""),
    (
        "accept",
        N_("Accept as entered…"),
        ENTRY,
        AcceptEntry,
        "common/good",
        N_("It is recorded as it was entered, with your reason and signature."),
    ),
    (
        "reject",
        N_("Reject entry…"),
        ENTRY,
        RejectEntry,
        "common/cancel",
        N_("It is not recorded, and stays readable with your reason and signature."),
    ),
    (
        "revoke_key",
        N_("Revoke keys…"),
        DEVICES,
        RevokeKey,
        "identity/revoke",
        N_("What the chosen login signed and has not handed in goes to a person."),
    ),
    (
        "block",
        N_("Block device…"),
        DEVICES,
        BlockDevice,
        "identity/workstation-off",
        N_("It is lost, or not believed."),
    ),
    ("unblock", N_("Let device in again…"), DEVICES, UnblockDevice, "identity/workstation-add", ""),
)
"""Verb, title, panel, message, icon, hint."""


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    for verb, title, panel, sends, icon, hint in ON_PANELS:
        menu = Menu.ADMINISTRATION if panel == DEVICES else Menu.QUALITY
        yield Action(id=f"capture.{verb}", title=title, panel=panel, sends=sends, icon=icon, menu=menu, hint=hint)
    yield Action(
        id="capture.send_now",
        title=N_("Send now"),
        panel=HERE,
        permission=Permission.MAKE,
        icon="common/refresh",
        menu=Menu.FILE,
    )
    yield Action(
        id="capture.wipe",
        title=N_("Sign out and wipe this computer…"),
        panel=HERE,
        permission=Permission.MAKE,
        icon="common/sign-out",
        menu=Menu.FILE,
        hint=N_("Removes all that is kept here for this server; not while entries wait."),
    )
