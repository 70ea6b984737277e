"""Everything that one can do with accounts and sessions."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.identity import (
    AssignBadge,
    BeginTotp,
    BlockBadge,
    ChangePassword,
    CheckBadge,
    CreateUser,
    DisableTotp,
    DisableUser,
    EnableUser,
    EnrolWorkstation,
    ResetPassword,
    ReturnBadge,
    RevokeSession,
    SetPin,
    UnblockBadge,
    UpdateUser,
    VerifyIdentity,
    WithdrawWorkstation,
)
from veralot_shared.i18n import N_

USERS, SESSIONS, ACCOUNT = "identity.users", "identity.sessions", "identity.account"
BADGES, WORKSTATIONS = "identity.badges", "identity.workstations"

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

ON_BADGES = (
    ("assign_badge", N_("Assign badge…"), AssignBadge, "badge"),
    ("replace_badge", N_("Replace badge…"), AssignBadge, "badge-replace"),
    ("check_badge", N_("Test badge…"), CheckBadge, "badge-test"),
    ("block_badge", N_("Block badge…"), BlockBadge, "badge-block"),
    ("unblock_badge", N_("Unblock badge…"), UnblockBadge, "badge-unblock"),
    ("return_badge", N_("Take badge back…"), ReturnBadge, "badge-return"),
)
ON_WORKSTATIONS = (
    ("enrol_workstation", N_("Use this computer with badges…"), EnrolWorkstation, "workstation-add"),
    ("withdraw_workstation", N_("Withdraw computer…"), WithdrawWorkstation, "workstation-off"),
)
ON_LISTS = ((USERS, ON_USERS), (BADGES, ON_BADGES), (WORKSTATIONS, ON_WORKSTATIONS))
"""What can be done on each list, in the order of the buttons above it."""


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    for panel, verbs in ON_LISTS:
        for verb, title, sends, icon in verbs:
            yield Action(
                id=f"identity.{verb}",
                title=title,
                panel=panel,
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
        id="identity.set_pin",
        title=N_("Set PIN…"),
        panel=ACCOUNT,
        sends=SetPin,
        icon="identity/pin",
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
