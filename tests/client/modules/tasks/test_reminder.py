"""What is overdue is seen without opening the inbox."""

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.client.modules.tasks.test_inbox import make_task
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.tasks.presenters.reminder import LateReminder
from veralot_client.shell.reminders import ReminderMark
from veralot_shared.contracts.tasks import ListTasks, TasksChanged, TasksLate
from veralot_shared.errors import ServerUnavailable
from veralot_shared.ids import UserId
from veralot_shared.messages import Event

LATE = make_task(late=True, escalation=1)
OTHER = make_task(id=6, label="NCR-2026-0006", late=True)


def hear(services: Services, event: Event) -> None:
    services.changes._observers[event.name].tell(event)  # noqa: SLF001 - what the listener's thread calls


def asked(fake_server: FakeServer) -> int:
    return sum(isinstance(one, ListTasks) for one in fake_server.executed)


@pytest.fixture
def own_id(desk: Services) -> UserId:
    assert desk.session.user is not None
    return desk.session.user.id


@pytest.fixture
def said(desk: Services, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(desk.notices, "done", heard.append)
    return heard


def test_it_counts_what_is_late_from_the_beginning_and_leads_to_the_inbox(
    desk: Services, fake_server: FakeServer
) -> None:
    fake_server.answer(ListTasks, [make_task(), LATE])
    reminder = LateReminder(desk)
    assert reminder.said() == "1 task is overdue"
    desk.words.switch("zh_CN")
    assert reminder.said() == "1 项任务逾期"
    reminder.go()
    assert "tasks.inbox" in cast("Opened", desk.navigator).panels


def test_what_becomes_late_is_told_to_whom_it_concerns(
    desk: Services, fake_server: FakeServer, own_id: UserId, said: list[str]
) -> None:
    fake_server.answer(ListTasks, [])
    reminder = LateReminder(desk)
    fake_server.answer(ListTasks, [LATE])
    hear(desk, TasksLate(user_ids=[UserId(own_id + 1)]))
    assert (asked(fake_server), reminder.said(), said) == (1, "", [])
    hear(desk, TasksLate(user_ids=[own_id]))
    assert (reminder.said(), said) == ("1 task is overdue", ["NCR-2026-0005 is overdue: Contain"])
    hear(desk, TasksLate(user_ids=[own_id]))
    assert len(said) == 1, "once"
    raised = make_task(late=True, escalation=2)
    fake_server.answer(ListTasks, [raised, OTHER])
    hear(desk, TasksLate(user_ids=[own_id]))
    assert said[-1] == "2 tasks have become overdue"


def test_what_was_done_is_reminded_of_no_more(desk: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListTasks, [LATE])
    reminder = LateReminder(desk)
    fake_server.answer(ListTasks, [])
    hear(desk, TasksChanged())
    assert reminder.said() == ""
    before = asked(fake_server)
    hear(desk, TasksChanged())
    assert asked(fake_server) == before, "who is reminded of nothing asks nothing"


def test_an_absent_server_is_no_matter_for_a_reminder(desk: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListTasks, ServerUnavailable())
    assert LateReminder(desk).said() == ""


def test_the_mark_is_there_while_there_is_something_to_say(
    desk: Services, fake_server: FakeServer, qapp: QApplication
) -> None:
    fake_server.answer(ListTasks, [LATE])
    reminder = LateReminder(desk)
    mark = ReminderMark(reminder)
    mark.show()
    qapp.processEvents()
    assert mark.isVisible()
    assert mark.button.accessibleName() == mark.button.text() == "1 task is overdue"
    QTest.keyClick(mark.button, Qt.Key.Key_Space)
    assert cast("Opened", desk.navigator).panels == ["tasks.inbox"]
    mark.lock(locked=True)
    assert not mark.isVisible()
    mark.lock(locked=False)
    assert mark.isVisible()
    fake_server.answer(ListTasks, [])
    reminder.load()
    assert not mark.isVisible()
    mark.end()
    fake_server.answer(ListTasks, [LATE])
    hear(desk, TasksLate(user_ids=[UserId(1)]))
    assert not mark.isVisible(), "the window is gone"
    mark.deleteLater()
