"""The record that the person works on, of which panels beside show more: that of the page in front, or none."""

from typing import cast

from tests.client.shell.plant import NotePage
from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.shell.docked import Docked
from veralot_client.shell.main_window import MainWindow


def page(docked: Docked | None) -> NotePage:
    assert docked is not None
    return cast("NotePage", docked.page)


def test_the_record_that_one_works_on_is_the_page_in_fronts_or_none(window: MainWindow, desk: Services) -> None:
    lot = Subject("lot", 7, "L7")

    def worked_on() -> Subject | None:
        return desk.current.subject

    desk.navigator.open("lot", 7)
    note = page(window.docking.current)
    note.about = (lot,)
    note.possibilities_changed()
    assert worked_on() == lot
    window.docking.open("notes.side")
    assert worked_on() == lot, "what stands beside shows more of it"
    window.docking.open("notes.list")
    assert worked_on() is None, "a list in which nothing is chosen is about no record"
    desk.navigator.open("lot", 7)
    assert worked_on() == lot
