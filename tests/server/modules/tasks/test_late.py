"""What is late in any module is passed upwards by the clock, once for each level, and told to whom it concerns (I-60)."""

import ast
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import veralot_server.modules
from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from veralot_server.core import module
from veralot_server.core.module import CLOCKWORK, Escalating
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.tasks import late
from veralot_shared.contracts.gauges import Permission as GaugeRight
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality import EscalationEntry, SetEscalations
from veralot_shared.contracts.tasks import (
    AddPeriod,
    Calendar,
    DayKind,
    ListTasks,
    TasksChanged,
    TaskScope,
    TasksLate,
    TaskView,
)
from veralot_shared.contracts.tasks import (
    Permission as TaskRight,
)
from veralot_shared.ids import UserId

Become = Callable[..., Actor]
MODULES = Path(str(veralot_server.modules.__file__)).parent


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own, on a Monday, so that what follows does not hang on the day of the test."""
    tx.now -= timedelta(days=tx.today.weekday())
    return Plant(tx)


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what lets a module have these tasks alone."""

    def make(*found: TaskView, **options: Any) -> None:
        escalating = Escalating(lambda _tx: list(found), options.get("roles"), own=bool(options.get("own")))
        monkeypatch.setattr(late, "ESCALATING", {"test.tasks": escalating})
        monkeypatch.setattr(late, "TASKS", {"test.tasks": lambda _tx: list(found)})

    return make


def task(due_at: datetime | None, since: datetime, **fields: Any) -> TaskView:
    """Return a task that nobody in particular owns."""
    values: dict[str, Any] = {
        "source": "test.task",
        "kind": "gauge",
        "id": 7,
        "label": "G-7",
        "what": "Calibrate the gauge",
        "about": "Caliper",
        "late": due_at is not None,
        "mine": False,
        "permission": GaugeRight.CALIBRATE,
    }
    return TaskView(since=since, due_at=due_at, **(values | fields))


def told(plant: Plant) -> set[UserId]:
    """Look what is late, and return who is told of it."""
    before = len(plant.tx.events)
    late.find(plant.tx)
    found = {place: event for place, (event, _) in enumerate(plant.tx.events) if place >= before}
    late_ones = {place: event for place, event in found.items() if isinstance(event, TasksLate)}
    assert all(plant.tx.concerned[place] == event.user_ids[0] for place, event in late_ones.items())
    assert bool(late_ones) <= any(isinstance(event, TasksChanged) for event in found.values()), "inboxes read again"
    return {user for event in late_ones.values() for user in event.user_ids}


def level(plant: Plant) -> int:
    """Return how often the one task was passed upwards, as the inbox shows it."""
    (one,) = plant.do(ListTasks(scope=TaskScope.EVERYBODYS))
    return one.escalation


@pytest.mark.requirement("I-60")
def test_an_overdue_gauge_is_told_and_passed_upwards_once_for_each_level(plant: Plant, act_as: Become) -> None:
    gauges = Gauges(plant)
    people = {role: UserId(act_as(role).user_id) for role in ("inspector", "quality_head", "manager", "operator")}
    able = {person for person in people.values() if calibrates(plant, person)}
    act_as("quality_head", name="keeper")
    gauge = gauges.valid()
    assert told(plant) == set(), "not before it is due"
    plant.tx.wire.execute("UPDATE gauges_gauge SET due_on = %s WHERE id = %s", (plant.tx.today, gauge.id))
    assert told(plant) == set(), "nor on the day itself"
    plant.tx.now += timedelta(days=1)
    first = told(plant)
    assert first >= able | {people["quality_head"]}
    assert not first & {people["manager"], people["operator"]}
    assert told(plant) == set(), "once"
    plant.tx.now += timedelta(days=6)
    second = told(plant)
    assert people["manager"] in second
    assert people["inspector"] not in second
    act_as("manager", name="boss")
    (mine,) = [one for one in plant.do(ListTasks()) if one.source == "gauges.gauge"]
    assert (mine.label, mine.escalation, mine.late) == (gauge.code, 2, True)
    act_as("operator", name="worker")
    assert not [one for one in plant.do(ListTasks()) if one.source == "gauges.gauge"]


def calibrates(plant: Plant, person: UserId) -> bool:
    """Return whether somebody may calibrate gauges."""
    query = """SELECT FROM identity_user_role r JOIN identity_role_permission p ON p.role = r.role
               WHERE r.user_id = %s AND p.permission = %s"""
    return plant.tx.wire.execute(query, (person, str(GaugeRight.CALIBRATE))).fetchone() is not None


def test_the_plant_says_to_whom(plant: Plant, put: Callable[..., None], act_as: Become) -> None:
    producer = UserId(act_as("production_head").user_id)
    act_as("quality_head")
    plant.do(SetEscalations(levels=[EscalationEntry(after_days=2, role=Role.PRODUCTION_HEAD)]))
    put(task(plant.tx.now, plant.tx.now))
    plant.tx.now += timedelta(days=1)
    assert producer not in told(plant)
    plant.tx.now += timedelta(days=1)
    assert producer in told(plant)
    assert level(plant) == 1


def test_a_delay_counts_the_days_worked_and_a_clocks_every_day(plant: Plant, put: Callable[..., None]) -> None:
    friday = plant.tx.now + timedelta(days=4)
    closed = friday.date() + timedelta(days=3)
    plant.do(AddPeriod(calendar=Calendar.PLANT, first=closed, last=closed, kind=DayKind.DAY_OFF, name="Closed"))
    for fields, expected in (({}, [0, 0, 1]), ({"clock": "seven_days"}, [1, 1, 1])):
        put(task(friday, plant.tx.now, **fields))
        found = []
        start = plant.tx.now
        for days in (5, 7, 8):
            plant.tx.now = start + timedelta(days=days)
            found.append(level(plant))
        plant.tx.now = start
        assert found == expected, fields


def test_what_has_no_day_of_its_own_is_passed_upwards_from_when_it_began(
    plant: Plant, put: Callable[..., None]
) -> None:
    put(task(None, plant.tx.now))
    assert told(plant) == set()
    (one,) = plant.do(ListTasks(scope=TaskScope.EVERYBODYS))
    assert not one.late
    plant.tx.now += timedelta(days=1)
    told(plant)
    (one,) = plant.do(ListTasks(scope=TaskScope.EVERYBODYS))
    assert (one.late, one.escalation, one.due_at) == (True, 1, None)


def test_a_module_may_have_levels_of_its_own_or_do_all_of_it(
    plant: Plant, put: Callable[..., None], act_as: Become
) -> None:
    planner = UserId(act_as("planner").user_id)
    put(task(plant.tx.now, plant.tx.now), roles=lambda _task, _tx: ["planner"])
    assert planner in told(plant)
    assert [one.mine for one in plant.do(ListTasks())] == [True]
    put(task(plant.tx.now, plant.tx.now, id=8, escalation=3), own=True)
    plant.tx.now += timedelta(days=30)
    assert told(plant) == set()
    assert level(plant) == 3


def test_nobody_is_told_of_what_they_may_not_see(plant: Plant, put: Callable[..., None], act_as: Become) -> None:
    ours = UserId(act_as("registrant", name="ours", customer_id=plant.registrant).user_id)
    theirs = UserId(act_as("registrant", name="theirs", customer_id=plant.other).user_id)
    act_as("quality_head")
    right = "genealogy:lot:market-release"
    put(task(plant.tx.now, plant.tx.now, customer_id=plant.registrant, permission=right))
    found = told(plant)
    assert ours in found
    assert theirs not in found
    put(task(plant.tx.now, plant.tx.now, id=9, permission=right))
    assert not told(plant) & {ours, theirs}, "what is nobody's is the plant's"


def test_two_tasks_of_a_record_are_told_apart_and_a_new_day_is_late_anew(
    plant: Plant, put: Callable[..., None]
) -> None:
    one = task(plant.tx.now, plant.tx.now)
    put(one)
    first = told(plant)
    put(one, task(plant.tx.now, plant.tx.now, what="Review the calibration", permission=GaugeRight.CALIBRATE))
    assert told(plant) == first
    assert told(plant) == set()
    put(task(plant.tx.now + timedelta(hours=1), plant.tx.now))
    assert told(plant) == first


def calls(path: Path) -> list[ast.Call]:
    """Return where a file makes tasks."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [
        one
        for one in nodes
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "TaskView"
    ]


def test_every_module_says_of_its_tasks_whose_they_are() -> None:
    module.load()
    own = {name.partition(".")[0] for name, one in module.ESCALATING.items() if one.own}
    assert own == {"quality"}
    for path in sorted(MODULES.glob("*/tasks.py")):
        made = calls(path)
        assert made, path
        if path.parent.name not in own:
            assert all("permission" in {keyword.arg for keyword in call.keywords} for call in made), path


def test_the_clockwork_has_no_rights_and_passes_everything_upwards(plant: Plant) -> None:
    gauges = Gauges(plant)
    gauge = gauges.valid()
    due = plant.tx.today - timedelta(days=7)
    plant.tx.wire.execute("UPDATE gauges_gauge SET due_on = %s WHERE id = %s", (due, gauge.id))
    plant.tx.act(Actor.system("server"), "tasks.late")
    CLOCKWORK["tasks.late"](plant.tx)
    query = "SELECT level, role FROM tasks_passing WHERE record_id = %s AND source = 'gauges.gauge' ORDER BY level"
    assert plant.tx.wire.execute(query, (gauge.id,)).fetchall() == [(0, None), (1, "quality_head"), (2, "manager")]


def test_who_may_read_no_quality_records_has_an_inbox_all_the_same(plant: Plant, act_as: Become) -> None:
    actor = act_as("warehouse")
    rights = frozenset({str(TaskRight.READ), str(GaugeRight.READ)})
    plant.tx.act(replace(actor, permissions=rights), "test.Test")
    assert isinstance(plant.tx.call(ListTasks(scope=TaskScope.EVERYBODYS)), list)


def test_what_was_told_before_is_asked_in_one_statement_however_much_is_late(
    plant: Plant, put: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [task(plant.tx.now, plant.tx.now, id=number) for number in range(1, 41)]
    put(*found)
    told(plant)
    assert level_rows(plant) == 40
    sent: list[object] = []
    execute = plant.tx.wire.execute

    def noted(query: Any, *values: Any, **options: Any) -> Any:
        sent.append(query)
        return execute(query, *values, **options)

    monkeypatch.setattr(plant.tx.wire, "execute", noted)
    assert told(plant) == set()
    assert sum(query == late.FORMER for query in sent) == 1
    assert len(sent) < 10
    assert level_rows(plant) == 40


def level_rows(plant: Plant) -> int:
    """Return how much was written of what is late."""
    row = plant.tx.wire.execute("SELECT count(*) FROM tasks_passing WHERE source = 'test.task'").fetchone()
    return 0 if row is None else int(row[0])
