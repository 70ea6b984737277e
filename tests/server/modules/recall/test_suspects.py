"""Each kind of suspect finds what stands behind it, and nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from tests.factories.recall import Recalls
from veralot_server.core.module import FINDERS, finds
from veralot_server.modules.recall.queries.suspects import LOCATION, PERSON, WINDOW
from veralot_shared.contracts.genealogy import Scope
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.recall import (
    GaugeSuspect,
    LocationSuspect,
    LotSuspect,
    PersonSuspect,
    SerialsSuspect,
    SerialsUnordered,
    SupplierLotSuspect,
    Suspect,
    WindowSuspect,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import GaugeId, ItemId, LocationId, PartnerId, UserId


def behind(recalls: Recalls, suspect: Suspect) -> set[str]:
    """Return the lots that were found behind a suspect before anything was traced."""
    return {lot.lot_no for lot in recalls.find(suspect, scope=Scope.LOT).lots if lot.suspect}


def window(plant: Plant, **fields: Any) -> dict[str, Any]:
    now = plant.tx.now
    return {"since": now - timedelta(hours=1), "until": now + timedelta(hours=1), **fields}


def test_a_suppliers_lot_is_found_however_often_it_came_and_whatever_its_case(plant: Plant, recalls: Recalls) -> None:
    one, two = plant.received(supplier_lot_no="PX-1"), plant.received(supplier_lot_no="px-1")
    plant.received(supplier_lot_no="PX-10")
    assert behind(recalls, SupplierLotSuspect(supplier_lot_no="Px-1 ")) == {one.lot_no, two.lot_no}
    found = recalls.find(SupplierLotSuspect(supplier_lot_no="PX-1", supplier_id=plant.supplier))
    assert (found.suspects[0].label, found.suspects[0].detail, found.suspects[0].lots) == ("PX-1", "S1", 2)


def test_what_lay_at_a_place_is_found_and_what_left_before_is_not(plant: Plant, recalls: Recalls) -> None:
    here, elsewhere = plant.moved(plant.received(), "PR"), plant.received()
    suspect = LocationSuspect(location_id=plant.at["PR"], **window(plant))
    assert behind(recalls, suspect) == {here.lot_no}
    assert elsewhere.lot_no not in behind(recalls, suspect)
    later = plant.tx.now + timedelta(days=1)
    still = LocationSuspect(location_id=plant.at["PR"], since=later, until=later + timedelta(days=1))
    assert behind(recalls, still) == {here.lot_no}, "it still lies there"
    plant.moved(here, "QC")
    assert behind(recalls, still) == set(), "it had left by then"
    before = plant.tx.now - timedelta(days=2)
    assert behind(recalls, LocationSuspect(location_id=plant.at["PR"], since=before, until=before)) == set()


def test_what_a_person_worked_on_is_found(plant: Plant, recalls: Recalls, act_as: Any) -> None:
    plant.received()
    me = plant.tx.actor
    other = act_as("warehouse", name="other")
    theirs = plant.received()
    plant.tx.act(me, "test.Test")
    assert behind(recalls, PersonSuspect(user_id=other.user_id, **window(plant))) == {theirs.lot_no}
    past = plant.tx.now - timedelta(days=9)
    assert behind(recalls, PersonSuspect(user_id=other.user_id, since=past, until=past)) == set()


def test_what_was_received_or_made_in_a_time_is_found_of_an_item_alone_if_asked(plant: Plant, recalls: Recalls) -> None:
    item = plant.component()
    one, other = plant.received(item=item), plant.received()
    assert {one.lot_no, other.lot_no} <= behind(recalls, WindowSuspect(**window(plant)))
    assert behind(recalls, WindowSuspect(**window(plant, item_id=item.id))) == {one.lot_no}


def test_serials_are_compared_by_their_number(plant: Plant, recalls: Recalls) -> None:
    device = plant.device(kind=ItemKind.SEMI_FINISHED)
    plant.produced(device, 3, serials=["A-9", "A-10", "A-11"])
    found = recalls.find(SerialsSuspect(item_id=device.id, first="A-9", last="A-10"))
    assert found.units == 2
    assert found.lots[0].serials == "A-9, A-10"
    for first, last in (("A-2", "A-1"), ("A-1", "B-2"), ("A-x", "A-y")):
        with pytest.raises(SerialsUnordered):
            recalls.find(SerialsSuspect(item_id=device.id, first=first, last=last))


def test_a_serial_number_with_signs_of_a_pattern_finds_itself_alone(plant: Plant, recalls: Recalls) -> None:
    device = plant.device(kind=ItemKind.SEMI_FINISHED)
    plant.produced(device, 2, serials=["A_%1", "AXX1"])
    assert recalls.find(SerialsSuspect(item_id=device.id, first="A_%1", last="A_%1")).units == 1


def test_what_was_measured_with_a_gauge_in_a_time_is_found(plant: Plant, recalls: Recalls) -> None:
    gauges = Gauges(plant)
    bad, good = gauges.valid(), gauges.valid()
    one, early, other = plant.received(), plant.received(), plant.received()
    gauges.used(bad, one)
    gauges.used(bad, early, at=plant.tx.now - timedelta(days=3))
    gauges.used(good, other)
    suspect = GaugeSuspect(gauge_id=bad.id, **window(plant))
    assert behind(recalls, suspect) == {one.lot_no}
    assert recalls.find(suspect).suspects[0].label == bad.code
    ago = plant.tx.now - timedelta(days=4)
    assert behind(recalls, GaugeSuspect(gauge_id=bad.id, since=ago, until=plant.tx.now)) == {one.lot_no, early.lot_no}
    with pytest.raises(ValueNotAllowed):
        recalls.find(GaugeSuspect(gauge_id=bad.id, since=plant.tx.now, until=ago))
    with pytest.raises(RecordNotFound):
        recalls.find(GaugeSuspect(gauge_id=GaugeId(10**9), **window(plant)))


def test_suspects_add_up_and_overlap(plant: Plant, recalls: Recalls) -> None:
    one, other = plant.received(), plant.received()
    found = recalls.find(LotSuspect(lot_id=one.id), LotSuspect(lot_id=other.id), LotSuspect(lot_id=one.id))
    assert len(found.lots) == 2


def test_what_is_not_there_or_ends_before_it_begins_is_refused(plant: Plant, recalls: Recalls) -> None:
    with pytest.raises(ValueNotAllowed):
        recalls.find(SupplierLotSuspect(supplier_lot_no=" "))
    now = plant.tx.now
    with pytest.raises(ValueNotAllowed):
        recalls.find(WindowSuspect(since=now, until=now - timedelta(seconds=1)))
    for suspect in (
        LocationSuspect(location_id=LocationId(10**9), **window(plant)),
        PersonSuspect(user_id=UserId(10**9), **window(plant)),
        SerialsSuspect(item_id=ItemId(10**9), first="1", last="2"),
        SupplierLotSuspect(supplier_lot_no="1", supplier_id=PartnerId(10**9)),
    ):
        with pytest.raises(RecordNotFound):
            recalls.find(suspect)


def test_a_kind_of_suspect_has_one_finder() -> None:
    other = FINDERS[WindowSuspect]
    with pytest.raises(TypeError, match="two finders"):
        finds(LotSuspect)(other)


MANY = """
WITH person AS (
    INSERT INTO identity_user (user_name, user_key, full_name, state, must_change_password)
    SELECT 'worker' || n, 'worker' || n, 'Worker ' || n, 'active', false FROM generate_series(1, 50) n RETURNING id
), place AS (
    INSERT INTO genealogy_location (code, name, name_zh, kind, outside)
    SELECT 'PLACE' || n, 'P', 'P', 'customers', true FROM generate_series(1, 50) n RETURNING id
)
SELECT array(SELECT id FROM person), array(SELECT id FROM place)
"""
"""Places outside the plant, of which stock is never short."""
MOVED = """
WITH moved AS (
    INSERT INTO genealogy_movement (kind, at, reason, by_id)
    SELECT 'transfer', now() - n * interval '1 hour', '', (%(people)s::bigint[])[1 + n %% 50]
    FROM generate_series(1, %(count)s) n RETURNING id
)
INSERT INTO genealogy_movement_line (movement_id, lot_id, target_lot_id, source_id, target_id, quantity)
SELECT id, lot, lot, (%(places)s::bigint[])[1 + id %% 50], (%(places)s::bigint[])[1 + (id / 50) %% 50], 1
FROM moved, LATERAL (SELECT (%(lots)s::bigint[])[1 + (id / 50) %% 20]) AS of(lot)
"""
STEPS = """
INSERT INTO genealogy_status_change (lot_id, event, to_status, cycle, at, by_id, reason)
SELECT (%(lots)s::bigint[])[1 + (n / 50) %% 20], 'receive', 'quarantine', 1, now() - n * interval '1 hour',
       (%(people)s::bigint[])[1 + n %% 50], ''
FROM generate_series(1, %(count)s) n
"""


@pytest.mark.parametrize(
    ("query", "indexes"),
    [
        (LOCATION, {"ix_genealogy_movement_line_source_id", "ix_genealogy_movement_line_target_id"}),
        (PERSON, {"ix_genealogy_movement_by_id", "ix_genealogy_status_change_by_id"}),
        (WINDOW, {"ix_genealogy_movement_at"}),
    ],
)
def test_a_place_a_person_and_a_time_are_found_by_index(plant: Plant, query: str, indexes: set[str]) -> None:
    wire, count = plant.tx.wire, 20_000
    people, places = wire.execute(MANY).fetchone() or ([], [])
    # Of many lots, or reading all that one lot did would be as good a way to what one person did.
    lots = [plant.received().id for _ in range(20)]
    values: dict[str, Any] = {"lots": lots, "people": people, "places": places, "count": count}
    for statement in (MOVED, STEPS):
        wire.execute(statement.encode(), values)
    for table in ("movement", "movement_line", "status_change"):
        wire.execute(f"ANALYZE genealogy_{table}")
    # Whether the indexes serve, however many pages earlier tests left behind for the planner to reckon with.
    wire.execute("SET LOCAL enable_seqscan = off")
    asked = {"location": places[0], "user": people[0], "item": None, "scope": None}
    asked |= {"since": plant.tx.now - timedelta(hours=20), "until": plant.tx.now}
    row = wire.execute(f"EXPLAIN (ANALYZE, TIMING off, FORMAT json) {query}".encode(), asked).fetchone()
    assert row is not None
    scans = list(scanned(row[0][0]["Plan"]))
    assert indexes <= set().union(*(scan.by for scan in scans))
    read = [scan for scan in scans if scan.by & indexes or scan.table != "genealogy_movement"]
    assert max(scan.rows for scan in read) <= count / 10, "of all that there is no more is read than was asked for"


class Scan(NamedTuple):
    """What a plan scans: which table, by which indexes if any, and how many rows of it that gives in all."""

    table: str
    by: frozenset[str]
    rows: float


def scanned(plan: dict[str, Any]) -> Iterator[Scan]:
    """Yield every scan of a plan.

    A scan by bitmap counts as one: the bitmap itself also points at what earlier tests took back.
    """
    if "Relation Name" in plan:
        rows = float(plan["Actual Rows"]) * plan["Actual Loops"]
        yield Scan(plan["Relation Name"], frozenset(indexes_of(plan)), rows)
        return
    for part in plan.get("Plans", []):
        yield from scanned(part)


def indexes_of(plan: dict[str, Any]) -> Iterator[str]:
    """Yield the indexes that a scan reads."""
    if "Index Name" in plan:
        yield plan["Index Name"]
    for part in plan.get("Plans", []):
        yield from indexes_of(part)
