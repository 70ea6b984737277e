"""What changed while an inspector was alone, by name: each becomes a conflict, and a person decides on it at the screen."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.factories.gauges import GOOD, OUT, block
from tests.factories.inspection import LENGTH, SURFACE
from tests.journeys.conftest import RULES, People, Person
from tests.journeys.corridor import Floor, inspection, measured, received
from veralot_client.app import Client
from veralot_client.modules.capture.pages.entries import EntriesPage
from veralot_client.modules.capture.pages.entry import EntryPage
from veralot_client.settings import Settings
from veralot_client.shell.qt_faults import spare_singletons
from veralot_client.tour import people as persons
from veralot_client.tour import places
from veralot_client.tour.cable import Cable
from veralot_client.tour.driver import Driver, row_of
from veralot_client.tour.forms import complaints, send
from veralot_client.tour.scene import Scene
from veralot_client.tour.story import load
from veralot_server.cli.demo import PASSWORD
from veralot_shared.contracts.capture import EntryState, ListEntries, OfflineEntryView
from veralot_shared.contracts.gauges import (
    CalibrationPoint,
    CalibrationView,
    GaugeKind,
    GaugeView,
    Laboratory,
    ListGaugeUses,
    RecordCalibration,
    RegisterGauge,
    ReviewCalibration,
)
from veralot_shared.contracts.genealogy import ListLocations, ListLots, LocationKind, LotFilter, LotView
from veralot_shared.contracts.identity import CreateUser, ListUsers, Role, UpdateUser, UserView
from veralot_shared.contracts.inspection import (
    CreatePlan,
    GetPlan,
    InspectionDetail,
    InspectionStage,
    ListPlans,
    ListResults,
    RecordResults,
    ReleasePlan,
    ResultView,
    RevisePlan,
    SaveRevision,
)
from veralot_shared.contracts.training import (
    DefineQualification,
    GrantQualification,
    ListHeld,
    NotQualified,
    QualificationView,
    SuspendGrant,
)
from veralot_shared.messages import Page

pytestmark = [pytest.mark.requirement("OFF-06")]

FIRST, OWN = "First-Pass-2026!", "Own-Secret-2026!x"
MOST = Page(limit=1000)


@pytest.fixture
def found(people: People, lots: list[LotView]) -> InspectionDetail:
    """Return an inspection that waits."""
    return inspection(people("inspector"), lots[0])


@pytest.fixture
def inspector(floor: Floor, people: People, found: InspectionDetail) -> UserView:
    """Return an inspector of these journeys' own, signed in at the computer in the corridor, with the work list of now."""
    assert found.inspection.number
    return somebody(floor, people)


def somebody(floor: Floor, people: People) -> UserView:
    """Make an inspector, and sign them in at the computer in the corridor."""
    name = f"insp.{uuid4().hex[:6]}"
    command = CreateUser(user_name=name, full_name="Ren Hui", roles=[Role.INSPECTOR], password=FIRST)
    made: UserView = people("administrator").call(command)
    floor.session.login(name, FIRST)
    floor.session.change_password(FIRST, OWN)
    floor.stop()
    floor.start()
    floor.sign_in(name, OWN)
    return made


@pytest.fixture
def reviewer(address: str, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], Scene]]:
    """Return a function that lets QA sign in at a computer of their own, by the real client."""
    spare_singletons()
    cable = Cable(address)
    settings = Settings(tmp_path / "office")
    settings.used_server(cable.url)
    settings.choose(language="en")
    client = Client(qapp, settings)

    def sign_in() -> Scene:
        client.start()
        scene = Scene(Driver(client), cable, load(), PASSWORD, tmp_path, "en")
        persons.sign_in(scene, "qa")
        return scene

    yield sign_in
    client.end()
    qtbot.wait(1)
    cable.end()


def arrived(floor: Floor, person: Person) -> OfflineEntryView:
    """Return the one entry that has come now that the server is back."""
    floor.said.until(bool, 60)
    assert floor.capture.waiting().count == 0
    journal = floor.capture.journal()
    assert journal is not None
    everything: list[OfflineEntryView] = person.call(ListEntries(page=MOST))
    (entry,) = [one for one in everything if one.user_name == (floor.session.user or one).user_name]
    return entry


def opened(scene: Scene, entry: OfflineEntryView) -> EntryPage:
    """Open an entry from the list of what was entered offline."""
    driver = scene.driver
    driver.do("capture.entries.show")
    grid = driver.page(EntriesPage).table.grid
    driver.until(lambda: row_of(grid, entry.about) is not None, entry.about)
    driver.settle()
    driver.click_row(grid, row_of(grid, entry.about) or 0)
    driver.do("capture.open")
    page = driver.page(EntryPage)
    driver.until(lambda: page.entry.is_open, "the conflict")
    driver.settle()
    return page


def both_sides(page: EntryPage) -> list[list[str]]:
    """Return what the screen shows: what has changed, what it was when it was entered, and what it is now."""
    model = page.sides.grid.model()
    return [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]


def decided(scene: Scene, action: str, reason: str) -> None:
    """Decide at the screen: say why, and sign."""
    dialog = places.ask(scene, action, reason=reason)
    send(scene.driver, dialog)
    persons.sign(scene)
    assert complaints(dialog) == ""


def results(person: Person, found: InspectionDetail) -> list[ResultView]:
    """Return what is recorded."""
    recorded: list[ResultView] = person.call(ListResults(inspection_id=found.inspection.id))
    return recorded


@pytest.mark.usefixtures("inspector")
def test_the_plan_was_revised_meanwhile(
    floor: Floor, people: People, found: InspectionDetail, reviewer: Callable[[], Scene]
) -> None:
    qa, head = people("qa"), people("quality_head")
    floor.go()
    floor.enter(found, 1, "150.01")
    plan = next(one for one in qa.call(ListPlans(page=MOST)).rows if one.code == "IP-AWAY")
    before = qa.call(GetPlan(id=plan.id)).revision.number
    draft = qa.call(RevisePlan(plan_id=plan.id, change_note="the drawing has changed")).revision
    head.sign(ReleasePlan(revision_id=draft.id))

    floor.back()
    entry = arrived(floor, qa)
    assert (entry.state, entry.lot_id) == (EntryState.CONFLICT, found.inspection.lot_id)
    assert results(qa, found) == []
    scene = reviewer()
    page = opened(scene, entry)
    ((what, then, now),) = both_sides(page)
    assert what == "Inspection plan"
    assert then == f"Revision {before} of IP-AWAY was in force."
    assert now == f"It was replaced by revision {before + 1}."
    decided(scene, "capture.accept", "The length is measured as before")
    scene.driver.until(lambda: not page.entry.is_open, "the decision to be seen")
    (result,) = results(qa, found)
    assert (result.value, result.recorded_by) == (Decimal("150.01"), "Ren Hui")


@pytest.mark.requirement("I-46")
@pytest.mark.usefixtures("inspector")
def test_the_gauge_was_found_bad_meanwhile(
    floor: Floor, people: People, found: InspectionDetail, reviewer: Callable[[], Scene]
) -> None:
    qa = people("qa")
    caliper = calibrated(people)
    floor.capture.make_ready()
    floor.go()
    floor.capture.send(by_gauge(found, caliper), lambda _reply: None, floor.kept.append)
    assert [one.counter for one in floor.kept] == [1]
    calibrate(people, caliper, OUT)

    floor.back()
    entry = arrived(floor, qa)
    assert entry.state is EntryState.CONFLICT
    scene = reviewer()
    page = opened(scene, entry)
    ((what, then, now),) = both_sides(page)
    assert what == "Gauge"
    assert then == f"Gauge {caliper.code} might be used."
    assert now.startswith("It is known now that it must not be used")
    decided(scene, "capture.reject", "Measured anew with another caliper")
    scene.driver.until(lambda: not page.entry.is_open, "the decision to be seen")
    assert results(qa, found) == []
    assert qa.call(ListGaugeUses(gauge_id=caliper.id)) == []


def calibrated(people: People) -> GaugeView:
    """Return a caliper of this journey's own, found good ten days ago."""
    code = f"CAL-{uuid4().hex[:6]}"
    made: GaugeView = people("inspector").call(
        RegisterGauge(code=code, name="Digital caliper", kind=GaugeKind.CALIPER, unit="mm", interval_months=12)
    )
    calibration = calibrate(people, made, GOOD, ago=10)
    people("quality_head").sign(ReviewCalibration(id=calibration.id, accepted=True))
    return made


def calibrate(people: People, gauge: GaugeView, points: tuple[CalibrationPoint, ...], ago: int = 0) -> CalibrationView:
    """Calibrate a gauge so many days ago."""
    day = gauge.created_at.date() - timedelta(days=ago)
    done: CalibrationView = people("inspector").sign(
        RecordCalibration(
            gauge_id=gauge.id,
            done_on=day,
            laboratory=Laboratory.INTERNAL,
            points=list(points),
            standards=[block(day)],
        )
    )
    return done


def by_gauge(found: InspectionDetail, gauge: GaugeView) -> RecordResults:
    """Return the command that records one length, measured with a gauge."""
    command = measured(found, 1, "150.02")
    (result,) = command.results
    return msgspec.structs.replace(command, results=[msgspec.structs.replace(result, gauge_id=gauge.id)])


@pytest.fixture
def asking(people: People, like: LotView) -> QualificationView:
    """Return the qualification that a plan asks for; the plan is that of another item than the other journeys inspect."""
    stores, qa, head = people("warehouse"), people("qa"), people("quality_head")
    known = stores.call(ListLots(filter=LotFilter(), page=Page(limit=500))).rows
    other = next(lot for lot in known if lot.supplier_id and lot.customer_id is None and lot.item_id != like.item_id)
    asked: QualificationView = head.call(DefineQualification(code=f"DIM-{uuid4().hex[:6]}", name="Measuring"))
    draft = qa.call(
        CreatePlan(code=f"IP-{asked.code}", item_id=other.item_id, stage=InspectionStage.INCOMING, supplier_id=None)
    ).revision
    content = SaveRevision(
        revision_id=draft.id,
        version=draft.version,
        rules=RULES,
        characteristics=[LENGTH, SURFACE],
        qualification_ids=[asked.id],
    )
    head.sign(ReleasePlan(revision_id=qa.call(content).revision.id))
    return asked


@pytest.mark.requirement("I-13", "P11-11", "OFF-02")
def test_the_qualification_was_suspended_meanwhile(
    floor: Floor, people: People, asking: QualificationView, reviewer: Callable[[], Scene]
) -> None:
    qa, head = people("qa"), people("quality_head")
    found = inspected(people, asking)
    inspector = somebody(floor, people)
    with pytest.raises(NotQualified, match="was never granted"):
        floor.server.call(measured(found, 1, "150.04"))
    today = inspector.created_at.date()
    held = head.sign(
        GrantQualification(
            user_id=inspector.id, qualification_id=asking.id, held_from=today, evidence="Course and test"
        )
    ).grant
    floor.capture.make_ready()
    floor.go()
    floor.enter(found, 1, "150.04")
    qa.sign(SuspendGrant(id=held.id, reason="Measured by the wrong method"))

    floor.back()
    entry = arrived(floor, qa)
    assert (entry.state, results(qa, found)) == (EntryState.CONFLICT, [])
    scene = reviewer()
    page = opened(scene, entry)
    ((what, then, now),) = both_sides(page)
    assert what == "Qualification"
    assert then == f"The work list says that {asking.code} Measuring is held until {held.held_until}."
    assert "is suspended since" in now
    assert "Measured by the wrong method" in now
    decided(scene, "capture.accept", "The length was measured by the right one")
    scene.driver.until(lambda: not page.entry.is_open, "the decision to be seen")
    (result,) = results(qa, found)
    assert (result.value, result.recorded_by) == (Decimal("150.04"), "Ren Hui")
    (line,) = qa.call(ListHeld(inspection_id=found.inspection.id))
    assert (line.grant_id, line.held_until) == (held.id, held.held_until), "it was held when it was entered"


def inspected(people: People, asking: QualificationView) -> InspectionDetail:
    """Receive a lot whose plan asks for the qualification, and return its inspection."""
    stores = people("warehouse")
    plan = next(one for one in people("qa").call(ListPlans(page=MOST)).rows if one.code == f"IP-{asking.code}")
    known = stores.call(ListLots(filter=LotFilter(item_code=plan.item_code), page=Page(limit=500))).rows
    other = next(lot for lot in known if lot.item_id == plan.item_id and lot.supplier_id)
    quarantine = next(place for place in stores.call(ListLocations()) if place.kind is LocationKind.QUARANTINE)
    lot: LotView = stores.call(received(other, f"OFF-{uuid4().hex[:6]}", quarantine.id))
    return inspection(people("inspector"), lot)


@pytest.mark.parametrize("comes_back", [False, True], ids=["still signed in", "signs in again"])
def test_the_right_lapsed_meanwhile(
    floor: Floor,
    people: People,
    found: InspectionDetail,
    inspector: UserView,
    reviewer: Callable[[], Scene],
    comes_back: bool,  # noqa: FBT001 - a case
) -> None:
    qa, admin = people("qa"), people("administrator")
    floor.go()
    floor.enter(found, 1, "150.03")
    lapsed(admin, inspector)
    if comes_back:
        floor.stop()
        floor.come()
        floor.start()
        floor.sign_in(inspector.user_name, OWN)
    else:
        floor.back()

    entry = arrived(floor, qa)
    assert (entry.state, entry.user_name) == (EntryState.CONFLICT, inspector.user_name)
    scene = reviewer()
    page = opened(scene, entry)
    ((what, then, now),) = both_sides(page)
    assert what == "Right"
    assert then == "Who entered it had the right “Record inspection results”."
    assert now == "The right was taken away."
    decided(scene, "capture.accept", "It was measured before the qualification lapsed")
    scene.driver.until(lambda: not page.entry.is_open, "the decision to be seen")
    (result,) = results(qa, found)
    assert (result.value, result.recorded_by) == (Decimal("150.03"), "Ren Hui")


def lapsed(admin: Person, inspector: UserView) -> None:
    """Take from an inspector what made them one."""
    now = next(one for one in admin.call(ListUsers(page=MOST)) if one.id == inspector.id)
    admin.call(
        UpdateUser(
            id=now.id,
            version=now.version,
            full_name=now.full_name,
            full_name_zh=now.full_name_zh,
            roles=[Role.OPERATOR],
            language=now.language,
            customer_id=None,
        )
    )
