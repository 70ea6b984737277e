"""What waits of inspections stands in the inbox of whoever may do it."""

from datetime import timedelta

import pytest

from tests.factories.inspection import Inspections
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.inspection import TakeSample
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


@pytest.mark.requirement("AQL-09")
def test_a_discontinued_supply_waits_for_quality(inspections: Inspections, tx: Transaction, item: ItemView) -> None:
    inspections.plan(item)
    inspections.received(100, item)
    tx.wire.execute("UPDATE inspection_switching SET severity = 'discontinued'")
    task = next(one for one in inbox(tx) if one.kind == "severity")
    assert (task.label, task.mine) == (item.code, True)
    assert item.code in task.about
