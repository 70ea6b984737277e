"""People, their roles, sessions and badges, shared computers, and one's own account.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` and `floor_models` are the columns
of the tables.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.services import Services
from veralot_client.modules.identity.actions import actions
from veralot_shared.contracts.identity import Permission, Role
from veralot_shared.i18n import N_


def make_users(services: Services, record_id: int | None) -> object:
    """Return the list of users, with the one of `record_id` chosen."""
    from veralot_client.modules.identity.pages.users import UsersPage  # noqa: PLC0415 - Qt only when a page opens

    return UsersPage(services, record_id)


def make_badges(services: Services, _record_id: int | None) -> object:
    """Return the list of badges."""
    from veralot_client.modules.identity.pages.badges import BadgesPage  # noqa: PLC0415 - as make_users

    return BadgesPage(services)


def make_workstations(services: Services, _record_id: int | None) -> object:
    """Return the list of shared computers."""
    from veralot_client.modules.identity.pages.workstations import WorkstationsPage  # noqa: PLC0415 - as make_users

    return WorkstationsPage(services)


def make_sessions(services: Services, _record_id: int | None) -> object:
    """Return the list of sessions."""
    from veralot_client.modules.identity.pages.sessions import SessionsPage  # noqa: PLC0415 - as make_users

    return SessionsPage(services)


def make_account(services: Services, _record_id: int | None) -> object:
    """Return the page of one's own account."""
    from veralot_client.modules.identity.pages.account import AccountPage  # noqa: PLC0415 - as make_users

    return AccountPage(services)


MODULE = Module(
    name="identity",
    panels=(
        Panel(
            id="identity.users",
            title=N_("Users"),
            make=make_users,
            icon="identity/users",
            permission=Permission.USER_READ,
            roles=frozenset({Role.ADMINISTRATOR}),
        ),
        Panel(
            id="identity.sessions",
            title=N_("Sessions"),
            make=make_sessions,
            icon="identity/sessions",
            roles=frozenset({Role.ADMINISTRATOR}),
        ),
        Panel(
            id="identity.badges",
            title=N_("Badges"),
            make=make_badges,
            icon="identity/badge",
            permission=Permission.USER_READ,
        ),
        Panel(
            id="identity.workstations",
            title=N_("Shared computers"),
            make=make_workstations,
            icon="identity/workstation",
            permission=Permission.USER_READ,
        ),
        Panel(id="identity.account", title=N_("My account"), make=make_account, icon="identity/account"),
    ),
    actions=actions,
)
