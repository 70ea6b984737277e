"""The one inbox: what waits for the person who is signed in, from every module; and the calendars of working days.

`presenters` decide (no Qt), `pages` show.
"""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.module import Area, Module, Panel
from veralot_client.core.reminding import Reminder
from veralot_client.core.services import Services
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.tasks import AddPeriod, ListTasks, Permission, WithdrawPeriod
from veralot_shared.i18n import N_

INBOX, CALENDARS = "tasks.inbox", "tasks.calendars"


def make_inbox(services: Services, _record_id: int | None) -> object:
    """Return the inbox."""
    from veralot_client.modules.tasks.pages.inbox import InboxPage  # noqa: PLC0415 - Qt only when a page opens

    return InboxPage(services)


def make_calendars(services: Services, _record_id: int | None) -> object:
    """Return the calendars of working days."""
    from veralot_client.modules.tasks.pages.calendars import CalendarsPage  # noqa: PLC0415 - as above

    return CalendarsPage(services)


def actions(_services: Services) -> Iterator[Action]:
    """Yield what can be done in the inbox and with the calendars."""
    yield Action(
        id="tasks.open",
        title=N_("Open task"),
        panel=INBOX,
        icon="common/open",
        menu=Menu.RECORD,
        hint=N_("Open the record that waits."),
    )
    yield Action(
        id="tasks.everybodys",
        title=N_("Everybody's tasks"),
        panel=INBOX,
        sends=ListTasks,
        icon="common/user",
        menu=Menu.VIEW,
        hint=N_("Show what waits for anybody, or only what waits for me."),
    )
    yield Action(
        id="tasks.add_period",
        title=N_("Enter days…"),
        panel=CALENDARS,
        sends=AddPeriod,
        icon="tasks/add",
        menu=Menu.RECORD,
        hint=N_("Holidays, days on which the plant is closed, and weekends that are worked."),
    )
    yield Action(
        id="tasks.withdraw_period",
        title=N_("Withdraw days…"),
        panel=CALENDARS,
        sends=WithdrawPeriod,
        icon="tasks/withdraw",
        menu=Menu.RECORD,
        hint=N_("They stay on record and count no more."),
    )


def remind(services: Services) -> Iterator[Reminder]:
    """Yield the reminder of what is overdue, for whoever has an inbox."""
    from veralot_client.modules.tasks.presenters.reminder import LateReminder  # noqa: PLC0415 - loaded with the window

    if services.session.can(Permission.READ):
        yield LateReminder(services)


MODULE = Module(
    name="tasks",
    panels=(
        Panel(
            id=INBOX,
            title=N_("My tasks"),
            make=make_inbox,
            icon="tasks/inbox",
            permission=Permission.READ,
            roles=frozenset({Role.QUALITY_HEAD, Role.QA_RELEASE, Role.INSPECTOR, Role.PRODUCTION_HEAD, Role.MANAGER}),
            places={Role.QUALITY_HEAD: Area.LEFT, Role.QA_RELEASE: Area.LEFT},
            first=True,
            shortcut="Ctrl+8",
        ),
        Panel(
            id=CALENDARS,
            title=N_("Working days"),
            make=make_calendars,
            icon="tasks/calendars",
            permission=Permission.READ,
        ),
    ),
    actions=actions,
    remind=remind,
)
