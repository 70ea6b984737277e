"""Everything that one can do with accounts and sessions."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.identity import (
    BeginTotp,
    ChangePassword,
    CreateUser,
    DisableTotp,
    DisableUser,
    EnableUser,
    ResetPassword,
    RevokeSession,
    UpdateUser,
    VerifyIdentity,
)
from veralot_shared.i18n import N_

USERS, SESSIONS, ACCOUNT = "identity.users", "identity.sessions", "identity.account"

ON_USERS = (
    ("create", N_("New user…"), CreateUser, "create"),
    ("edit", N_("Edit user…"), UpdateUser, "edit"),
    ("verify", N_("Record identity check…"), VerifyIdentity, "verify"),
    ("reset_password", N_("Reset password…"), ResetPassword, "password"),
    ("enable", N_("Unlock or enable…"), EnableUser, "enable"),
    ("disable", N_("Disable…"), DisableUser, "disable"),
    ("disable_totp", N_("Remove authenticator…"), DisableTotp, "totp-off"),
)
"""What can be done on the list of users: verb, title, message, icon."""


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    for verb, title, sends, icon in ON_USERS:
        yield Action(
            id=f"identity.{verb}",
            title=title,
            panel=USERS,
            sends=sends,
            icon=f"identity/{icon}",
            menu=Menu.ADMINISTRATION,
        )
    yield Action(
        id="identity.revoke",
        title=N_("End session…"),
        panel=SESSIONS,
        sends=RevokeSession,
        icon="identity/revoke",
        menu=Menu.ADMINISTRATION,
    )
    yield Action(
        id="identity.change_password",
        title=N_("Change password…"),
        panel=ACCOUNT,
        sends=ChangePassword,
        icon="identity/password",
        menu=Menu.FILE,
    )
    yield Action(
        id="identity.enrol_totp",
        title=N_("Set up authenticator…"),
        panel=ACCOUNT,
        sends=BeginTotp,
        icon="identity/totp",
        menu=Menu.FILE,
    )
