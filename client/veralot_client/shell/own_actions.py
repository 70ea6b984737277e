"""What the shell itself can do, as actions like everybody else's."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from veralot_client.core.actions import Action, Menu
from veralot_client.core.module import Panel
from veralot_client.core.words import Words
from veralot_client.settings import Settings, ThemeChoice
from veralot_client.shell.deeds import Deeds
from veralot_client.theme.style import Look
from veralot_shared.i18n import LANGUAGES, N_

T = TypeVar("T")


SWITCH = "shell.switch_person"
OWN = (SWITCH, "shell.change_password", "shell.lock", "shell.sign_out")
"""Actions beneath the person's name."""


def own_actions(deeds: Deeds, *, floor: bool = False) -> list[Action]:
    """Return the shell's actions on windows and sessions; on the floor the next person is let in at a key."""
    switch = _do("switch_person", N_("Switch person"), deeds.lock, Menu.FILE, "common/switch-person", "F12")
    return [*([switch] if floor else []), *_usual_actions(deeds)]


def _usual_actions(deeds: Deeds) -> Iterable[Action]:
    file, edit, view, help_ = Menu.FILE, Menu.EDIT, Menu.VIEW, Menu.HELP
    yield _do("search", N_("Search"), deeds.search, edit, "common/search", "Ctrl+K")
    yield _do(
        "palette", N_("Command palette…"), deeds.show_palette, edit, "common/palette", "Ctrl+Shift+P", listed=False
    )
    yield _do("refresh", N_("Read everything again"), deeds.refresh_pages, view, "common/refresh", "F5")
    yield _do("next_panel", N_("Next panel"), deeds.next_panel, view, "common/next", "F6", deeds.has_panel)
    yield _do(
        "previous_panel",
        N_("Previous panel"),
        deeds.previous_panel,
        view,
        "common/previous",
        "Shift+F6",
        deeds.has_panel,
    )
    yield _do(
        "float_panel", N_("Float or dock the panel"), deeds.float_panel, view, "common/float", "", deeds.has_panel
    )
    yield _do("close_panel", N_("Close panel"), deeds.close_panel, view, "common/close", "Ctrl+W", deeds.has_panel)
    yield _do("reset_layout", N_("Reset the layout"), deeds.reset_layout, view, "common/layout", "Ctrl+Shift+R")
    yield _do("change_password", N_("Change password…"), deeds.change_password, file, "common/password")
    yield _do("lock", N_("Lock"), deeds.lock, file, "common/lock", "Ctrl+L")
    yield _do("sign_out", N_("Sign out"), deeds.sign_out, file, "common/sign-out")
    yield _do("quit", N_("Quit"), deeds.quit, file, "common/quit", "Ctrl+Q")
    yield _do("cheat_sheet", N_("Keyboard shortcuts"), deeds.show_cheat_sheet, help_, "common/keyboard", "F1")
    yield _do("about", N_("About Veralot"), deeds.show_about, help_, "common/about")


def look_actions(look: Look, settings: Settings) -> Iterable[Action]:
    """Return the actions that choose light and dark."""

    def choose(choice: ThemeChoice) -> None:
        settings.choose(theme=choice)
        look.choose(choice)

    def toggle() -> None:
        choose(ThemeChoice.LIGHT if look.tokens.dark else ThemeChoice.DARK)

    titles = {
        ThemeChoice.SYSTEM: (N_("Light or dark as the system"), "common/theme"),
        ThemeChoice.LIGHT: (N_("Light"), "common/light"),
        ThemeChoice.DARK: (N_("Dark"), "common/dark"),
    }
    yield _do("toggle_dark", N_("Switch between light and dark"), toggle, Menu.VIEW, "common/theme", "Ctrl+Shift+D")
    for choice, (title, drawing) in titles.items():
        yield Action(
            id=f"shell.theme_{choice}",
            title=title,
            run=_with(choose, choice),
            checked=_is(lambda: look.choice, choice),
            icon=drawing,
            menu=Menu.VIEW,
        )


def language_actions(words: Words, settings: Settings) -> Iterable[Action]:
    """Return the actions that choose a language; each is named in that language."""

    def choose(language: str) -> None:
        settings.choose(language=language)
        words.switch(language)

    for language, name in LANGUAGES.items():
        yield Action(
            id=f"shell.language_{language.casefold()}",
            title=name,
            run=_with(choose, language),
            checked=_is(lambda: words.language, language),
            icon="common/language",
            menu=Menu.VIEW,
        )


def panel_actions(panels: Iterable[Panel], show: Callable[[str], None]) -> Iterable[Action]:
    """Return one action for each panel that opens by itself."""
    for panel in panels:
        if panel.alone:
            yield Action(
                id=f"{panel.id}.show",
                title=panel.title,
                run=_with(show, panel.id),
                permission=panel.permission,
                icon=panel.icon or "common/panel",
                shortcut=panel.shortcut,
                menu=Menu.VIEW,
            )


def _do(  # noqa: PLR0913 - the parts of an action
    name: str,
    title: str,
    run: Callable[[], None],
    menu: Menu,
    icon: str,
    shortcut: str = "",
    enabled: Callable[[], bool] = lambda: True,
    *,
    listed: bool = True,
) -> Action:
    return Action(
        id=f"shell.{name}",
        title=title,
        run=run,
        menu=menu,
        icon=icon,
        shortcut=shortcut,
        enabled=enabled,
        palette=listed,
    )


def _with(call: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: call(value)


def _is(now: Callable[[], str], value: str) -> Callable[[], bool]:
    return lambda: now() == value
