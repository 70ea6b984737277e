"""The screen on which results are entered, as the module declares it: its panel and its actions."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.module import Panel
from veralot_client.core.services import Services
from veralot_shared.contracts.inspection import CorrectResult, GetInspection, Permission
from veralot_shared.i18n import N_

ENTRY = "inspection.entry"
KIND = "inspection_entry"
"""What a place is called that leads to the screen for an inspection of that number."""


def make_entry(services: Services, record_id: int | None) -> object:
    """Return the screen for one inspection."""
    from veralot_client.modules.inspection.pages.entry.page import EntryPage  # noqa: PLC0415 - Qt only when a page opens

    return EntryPage(services, record_id or 0)


ENTRY_PANELS = (
    Panel(
        id=ENTRY,
        title=N_("Enter results"),
        make=make_entry,
        kinds=(KIND,),
        icon="genealogy/sample",
        permission=Permission.RECORD,
    ),
)

ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    ("send", N_("Send results"), "genealogy/export", "Ctrl+Return", N_("Record everything that is typed.")),
    ("finish", N_("Send and finish"), "common/good", "", N_("Record everything and compute the verdict.")),
    ("undo", N_("Undo entry"), "common/undo", "Ctrl+Z", N_("Take back the last entry that was not sent.")),
    ("failing", N_("Next failing"), "common/next", "Ctrl+G", N_("Go to the next result out of specification.")),
    ("not_applicable", N_("Not applicable…"), "common/close", "", N_("Say why there is no result.")),
    ("view", N_("One or all"), "widgets/columns", "Ctrl+Shift+V", N_("Show one result at a time, or all of them.")),
    (
        "turn",
        N_("By sample or characteristic"),
        "common/refresh",
        "",
        N_("Go on along the sample or the characteristic."),
    ),
    ("instrument", N_("Instrument…"), "common/scan", "", N_("Connect or let go an instrument on a port.")),
)


def entry_actions(services: Services) -> Iterator[Action]:
    """Yield the actions of the screen. Those that send work without the server too: then they are kept."""
    yield Action(
        id="inspection.enter",
        title=N_("Enter results…"),
        kinds=("inspection",),
        trait="open",
        about=lambda places: services.navigator.open(KIND, places[0].id),
        sends=GetInspection,
        permission=Permission.RECORD,
        icon="genealogy/sample",
        menu=Menu.QUALITY,
    )
    yield Action(
        id="inspection.entry_correct",
        title=N_("Correct result…"),
        panel=ENTRY,
        sends=CorrectResult,
        icon="items/edit",
        shortcut="Ctrl+Shift+E",
        menu=Menu.QUALITY,
        hint=N_("Put another result in the place of this recorded one, with a reason; the former stays seen."),
    )
    for verb, title, icon, shortcut, hint in ROWS:
        yield Action(
            id=f"inspection.entry_{verb}",
            title=title,
            panel=ENTRY,
            permission=Permission.RECORD,
            icon=icon,
            shortcut=shortcut,
            menu=Menu.QUALITY,
            hint=hint,
        )
    yield Action(
        id="inspection.entry_large",
        title=N_("Large controls"),
        panel=ENTRY,
        permission=Permission.RECORD,
        icon="common/keyboard",
        menu=Menu.QUALITY,
        hint=N_("For gloves and touch: large buttons and a keypad, on this computer."),
        checked=lambda: services.settings.choices.large_controls,
    )
