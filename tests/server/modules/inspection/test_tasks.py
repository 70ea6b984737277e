"""What waits of inspections stands in the inbox of whoever may do it."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from tests.factories.inspection import LENGTH, SURFACE, Inspections
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.inspection import LaboratoryFinding, RecordFinding, TakeSample
from veralot_shared.contracts.items import ItemView
from veralot_shared.contracts.tasks import ListTasks, TasksChanged, TaskScope, TaskView


def inbox(tx: Transaction, scope: TaskScope = TaskScope.MINE) -> list[TaskView]:
    """Return the tasks of inspections."""
    return [one for one in tx.call(ListTasks(scope=scope)) if one.source.startswith("inspection.")]


def test_an_inspection_waits_until_it_is_decided(inspections: Inspections, tx: Transaction, item: ItemView) -> None:
    inspections.plan(item, due_hours=24)
    lot, found = inspections.received(100, item)
    (task,) = inbox(tx)
    assert (task.kind, task.id, task.label) == ("inspection", found.inspection.id, found.inspection.number)
    assert (task.what, task.late) == ("Take the sample", False)
    assert lot.lot_no in task.about
    assert (TasksChanged(), None) in tx.events
    inspections.do(TakeSample(inspection_id=found.inspection.id))
    tx.now += timedelta(hours=25)
    (task,) = inbox(tx)
    assert (task.what, task.late) == ("Record the results", True)
    evaluated = inspections.evaluated(found)
    assert [one.what for one in inbox(tx)] == ["Decide on the use of the goods"]
    inspections.decided(evaluated)
    assert inbox(tx, TaskScope.EVERYBODYS) == []


def test_a_late_inspection_is_passed_to_whoever_leads(
    inspections: Inspections, tx: Transaction, item: ItemView, act_as: Callable[..., Actor]
) -> None:
    inspections.plan(item, due_hours=24)
    inspections.received(100, item)
    received = tx.now
    for delay, level, leaders in (
        (timedelta(hours=24), 0, set[str]()),
        (timedelta(hours=24, minutes=1), 1, {"quality_head"}),
        (timedelta(days=3, minutes=1), 2, {"quality_head", "manager"}),
    ):
        tx.now = received + delay
        for role in ("quality_head", "manager", "planner"):
            act_as(role)
            assert bool(inbox(tx)) is (role in leaders), (delay, role)
        act_as("inspector")
        (task,) = inbox(tx)
        assert (task.escalation, task.late) == (level, level > 0)


def test_a_decided_inspection_is_passed_to_nobody(
    inspections: Inspections, tx: Transaction, item: ItemView, act_as: Callable[..., Actor]
) -> None:
    inspections.plan(item, due_hours=1)
    _, found = inspections.received(100, item)
    inspections.decided(inspections.evaluated(found))
    tx.now += timedelta(days=9)
    act_as("quality_head")
    assert inbox(tx, TaskScope.EVERYBODYS) == []


@pytest.mark.requirement("P11-11")
def test_who_may_not_read_inspections_is_told_of_none(
    inspections: Inspections, tx: Transaction, item: ItemView, act_as: Callable[..., Actor]
) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    for role, told in (("auditor", [found.inspection.number]), ("administrator", [])):
        assert ("inspection:inspection:read" in act_as(role).permissions) is bool(told)
        assert [task.label for task in inbox(tx, TaskScope.EVERYBODYS)] == told


@pytest.mark.requirement("DI-06")
def test_a_retest_waits_for_the_inspector(inspections: Inspections, tx: Transaction, item: ItemView) -> None:
    inspections.plan(item, (msgspec.structs.replace(LENGTH, investigate=True), SURFACE))
    _, found = inspections.received(100, item)
    (case,) = inspections.evaluated(found, bad=[("1", 2)]).investigations
    error = LaboratoryFinding.ERROR
    inspections.signed(RecordFinding(investigation_id=case.id, finding=error, text="gauge not zeroed"))
    assert [one.what for one in inbox(tx)] == ["Test again what the investigation asks for"]


@pytest.mark.requirement("AQL-09")
def test_a_discontinued_supply_waits_for_quality(inspections: Inspections, tx: Transaction, item: ItemView) -> None:
    inspections.plan(item)
    inspections.received(100, item)
    tx.wire.execute("UPDATE inspection_switching SET severity = 'discontinued'")
    task = next(one for one in inbox(tx) if one.kind == "severity")
    assert (task.label, task.mine) == (item.code, True)
    assert item.code in task.about
