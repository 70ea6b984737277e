"""What holds for every module of the client."""

import pytest

from tests.client.stand_ins import make_login
from veralot_client import modules
from veralot_client.core.module import Module
from veralot_client.core.services import Services
from veralot_client.theme.icons import drawing
from veralot_client.widgets.page import Page

MODULES = modules.load()
PANELS = [(module, panel) for module in MODULES for panel in module.panels]


def test_all_modules_of_the_contract_are_there() -> None:
    first = "attachments audit capture exchange gauges genealogy identity inspection items labels"
    then = "quality recall spc tasks training warehouse"
    assert [module.name for module in MODULES] == [*first.split(), *then.split()]


def test_actions_have_ids_of_their_module_and_clash_with_none(desk: Services) -> None:
    for module in MODULES:
        ids = [action.id for action in module.actions(desk)]
        assert ids
        assert all(each.startswith(f"{module.name}.") for each in ids)


def test_every_action_and_panel_has_a_drawing(desk: Services) -> None:
    for action in desk.actions:
        assert drawing(action.icon), action.id
    for _module, panel in PANELS:
        assert drawing(panel.icon), panel.id


@pytest.mark.parametrize(("module", "panel"), PANELS, ids=[panel.id for _module, panel in PANELS])
def test_a_panel_belongs_to_its_module(module: Module, panel: object) -> None:
    assert getattr(panel, "id", "").startswith(f"{module.name}.")


def test_actions_of_pages_name_panels_that_there_are(desk: Services) -> None:
    known = {panel.id for _module, panel in PANELS}
    assert {action.panel for action in desk.actions if action.panel} <= known


@pytest.mark.parametrize("panel", [panel for _module, panel in PANELS], ids=[panel.id for _module, panel in PANELS])
def test_every_page_opens_even_where_the_server_refuses_everything(panel: object, desk: Services, show: object) -> None:
    """The fake server knows no answer, so each question is refused; a page says so and stays."""
    make = getattr(panel, "make", None)
    assert callable(make)
    page = make(desk, 1)
    assert isinstance(page, Page)
    assert callable(show)
    show(page)
    assert page.title()
    page.refresh()
    page.retranslate()


def test_a_module_finds_nothing_for_whoever_may_read_nothing(services: Services) -> None:
    """One refusal would take every other module's answers with it."""
    services.session.login_view = make_login([])
    for module in MODULES:
        if module.find is not None and module.name not in {"genealogy", "warehouse"}:
            assert module.find(services, "X", 12) == [], module.name
