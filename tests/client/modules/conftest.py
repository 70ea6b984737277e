"""What tests of modules share: services with every module's actions, and pages that are ended with their test."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from veralot_client import modules
from veralot_client.core.services import Services
from veralot_client.widgets.form.dialog import FormDialog
from veralot_client.widgets.page import Page

P = TypeVar("P", bound=Page)
ShowPage = Callable[[P], P]


@pytest.fixture
def desk(services: Services) -> Services:
    """Services in which every module has entered its actions, and finds what it knows."""
    for module in modules.load():
        if module.find is not None:
            services.answers.add(partial(module.find, services))
        for action in module.actions(services):
            services.actions.add(action)
    return services


@pytest.fixture
def show(qapp: QApplication) -> Iterator[ShowPage[Page]]:
    """Show pages as a panel does, and end them with the test, with every dialog that they opened."""
    shown: list[Page] = []

    def show_page(page: P) -> P:
        page.resize(1200, 800)
        page.show()
        qapp.processEvents()
        shown.append(page)
        return page

    yield show_page
    for widget in qapp.topLevelWidgets():
        if isinstance(widget, FormDialog):
            widget.form.edited = False
            widget.reject()
    for page in shown:
        if isValid(page):
            page.end()
            page.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def open_dialog() -> FormDialog:
    """Return the form that is open."""
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, FormDialog) and each.isVisible()]
    inside = [
        each for top in QApplication.topLevelWidgets() for each in top.findChildren(FormDialog) if each.isVisible()
    ]
    found = list({id(each): each for each in (*dialogs, *inside)}.values())
    assert len(found) == 1, f"{len(found)} forms are open"
    return found[0]
