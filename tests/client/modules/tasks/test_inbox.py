"""The inbox: what waits, how urgent it is, and where it leads."""

from datetime import UTC, datetime
from typing import Any, cast

from tests.client.modules.conftest import ShowPage
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.tasks.pages.inbox import InboxPage
from veralot_client.modules.tasks.presenters.inbox import COLUMNS, urgency
from veralot_client.widgets.page import Page
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.tasks import ListTasks, TasksChanged, TaskScope, TaskView

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def make_task(**fields: Any) -> TaskView:
    """Return the next step of a record."""
    values: dict[str, Any] = {
        "source": "quality.step",
        "kind": "quality",
        "id": 5,
        "label": "NCR-2026-0005",
        "what": "contain",
        "what_kind": "code:QualityEvent",
        "about": "Bond line open",
        "since": NOW,
        "due_at": NOW,
        "late": False,
    }
    return TaskView(**(values | fields))


def test_it_lists_what_waits_and_opens_it(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListTasks, [make_task()])
    page = cast("InboxPage", show(InboxPage(desk)))
    assert page.title() == "My tasks  1"
    shown = [column.read(page.inbox.rows[0], desk.words) for column in COLUMNS]
    assert shown[:4] == ["NCR-2026-0005", "Contain", "20 Nov 2026, 08:00", "Bond line open"]
    page.table.chosen.emit(page.inbox.rows[0])
    assert cast("Opened", desk.navigator).places[-1] == ("quality", 5)


def test_a_clock_says_which_one_it_is(services: Services) -> None:
    task = make_task(what="Meet the clock", what_kind="sentence", clock="us_30_days")
    assert COLUMNS[1].read(task, services.words) == "Meet the clock: US 30 days"


def test_what_is_late_stands_out_and_more_so_once_it_was_passed_upwards() -> None:
    tones = [urgency(make_task(**fields)) for fields in ({}, {"late": True}, {"late": True, "escalation": 1})]
    assert tones == [None, Tone.WARNING, Tone.BAD]


def test_everybodys_tasks_are_shown_on_request(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListTasks, [])
    page = cast("InboxPage", show(InboxPage(desk)))
    page.perform("tasks.everybodys")
    assert [one.scope for one in fake_server.executed if isinstance(one, ListTasks)] == [
        TaskScope.MINE,
        TaskScope.EVERYBODYS,
    ]
    assert page.title() == "Everybody's tasks"


def test_it_is_read_again_when_something_changed(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListTasks, [])
    show(InboxPage(desk))
    desk.changes._observers[TasksChanged.name].tell(TasksChanged())  # noqa: SLF001 - what the listener's thread calls
    assert sum(isinstance(one, ListTasks) for one in fake_server.executed) == 2


def test_what_a_task_is_about_is_said_in_the_readers_language() -> None:
    (about,) = [column for column in COLUMNS if column.id == "about"]
    caliper = make_task(about="Digital caliper", about_zh="数显卡尺")
    assert [about.read(caliper, Words(language)) for language in ("en", "zh_CN")] == ["Digital caliper", "数显卡尺"]
    assert about.read(make_task(), Words("zh_CN")) == "Bond line open", (
        "what was typed in one language is shown as it is"
    )


def test_a_clock_of_a_recall_is_named_too() -> None:
    (what,) = [column for column in COLUMNS if column.id == "what"]
    task = make_task(what="Meet the clock", what_kind="sentence", clock="fda_report_within_10_working_days")
    assert what.read(task, Words("en")) == "Meet the clock: FDA report within 10 working days"
