"""Incoming inspection: the work list, a gauge that is refused, values as they are judged, the server away and back."""

from veralot_client.core.connection import ConnectionState
from veralot_client.modules.gauges.pages.gauges import GaugesPage
from veralot_client.modules.inspection.pages.entry.page import EntryPage
from veralot_client.modules.inspection.pages.inspection import InspectionPage
from veralot_client.modules.inspection.pages.inspections import InspectionsPage
from veralot_client.modules.training.pages.matrix import MatrixPage
from veralot_client.shell.status import Banner
from veralot_client.tour import people, places
from veralot_client.tour.driver import row_of
from veralot_client.tour.scene import Scene, Step
from veralot_client.tour.waiting import StepFailed
from veralot_shared.contracts.genealogy import LotStatus, NotReady
from veralot_shared.contracts.inspection import InspectionStatus, Verdict
from veralot_shared.i18n import N_


def look_at_list(scene: Scene) -> None:
    """The inspector opens the work list: what waits, what is due, what is overdue."""
    driver, told = scene.driver, scene.story.inspection
    people.sign_in(scene, "inspector")
    driver.do("attachments.files.show")  # the files of the lot before this stand beside: not wanted here
    driver.do("shell.close_panel")
    driver.do("inspection.list.show")
    page = driver.page(InspectionsPage)
    driver.until(lambda: row_of(page.table.grid, told.lot_no) is not None, told.lot_no)
    driver.settle()


def take_sample(scene: Scene) -> None:
    """The sample is taken: how many follows from the plan, class by class."""
    driver = scene.driver
    grid = driver.page(InspectionsPage).table.grid
    driver.click_row(grid, row_of(grid, scene.story.inspection.lot_no) or 0)
    page = driver.page(InspectionPage)
    driver.do("inspection.take_sample")
    label = driver.words.label(InspectionStatus.SAMPLING)
    driver.until(lambda: page.status.text() == label, "the sample to be taken")
    driver.settle()
    page.tabs.setCurrentWidget(page.figure)
    driver.settle()


def look_at_gauges(scene: Scene) -> None:
    """The register of gauges: most may be used, one is due soon, one is overdue, one was never calibrated."""
    driver, told = scene.driver, scene.story.inspection
    driver.do("gauges.list.show")
    page = driver.page(GaugesPage)
    driver.until(lambda: row_of(page.table.grid, told.overdue) is not None, told.overdue)
    driver.settle()
    driver.click_row(page.table.grid, row_of(page.table.grid, told.overdue) or 0, column=1)


def look_at_skills(scene: Scene) -> None:
    """The skill matrix: who may measure, sample and look, until when; one still learns, another has to renew."""
    driver = scene.driver
    driver.do("training.matrix.show")
    page = driver.page(MatrixPage)
    driver.until(lambda: page.table is not None and bool(page.matrix.rows), "the skill matrix")
    page.everybody.setChecked(False)
    driver.settle()


def scan_overdue(scene: Scene) -> None:
    """The first caliper at hand is overdue: it is refused before anything is measured with it."""
    driver, told = scene.driver, scene.story.inspection
    driver.do("inspection.list.show")
    grid = driver.page(InspectionsPage).table.grid
    driver.click_row(grid, row_of(grid, told.lot_no) or 0, column=1)
    driver.do("inspection.enter")
    page = driver.page(EntryPage)
    driver.until(lambda: page.presenter.at is not None, "the first result to be asked for")
    driver.settle()
    driver.scan(told.overdue, page.single.line)
    driver.until(lambda: told.overdue in page.said.text(), "the gauge to be refused")
    driver.settle()


def enter(scene: Scene) -> None:
    """Another caliper, and the first values: each is judged with the key, the last is near its limit."""
    driver, told = scene.driver, scene.story.inspection
    page = driver.page(EntryPage)
    driver.scan(told.gauge, page.single.line)
    driver.until(lambda: page.presenter.gauge() is not None, "the gauge to be taken")
    for value in told.first[:-1]:
        measure(scene, page, value)
    driver.type(told.first[-1], page.single.line)
    driver.settle()


def record(scene: Scene) -> None:
    """What is entered is sent."""
    driver, told = scene.driver, scene.story.inspection
    page = driver.page(EntryPage)
    driver.press("Return", page.single.line)
    driver.do("inspection.entry_send")
    driver.until(lambda: page.presenter.progress().unsent == 0, "the results to be recorded")
    driver.settle()
    if len(told.first) != page.presenter.progress().done:
        raise StepFailed(page.said.text())


def go_on_alone(scene: Scene) -> None:
    """The server is gone. The inspector goes on: what is entered is kept on this computer, and the banner counts it."""
    driver = scene.driver
    scene.cable.pull()
    connection = driver.services.connection
    driver.until(lambda: connection.state is ConnectionState.OFFLINE, "the client to notice")
    page = driver.page(EntryPage)
    for value in scene.story.inspection.away:
        measure(scene, page, value)
    driver.do("inspection.entry_send")
    driver.until(lambda: driver.services.capture.waiting().count > 0, "the results to be kept")
    driver.settle()


def come_back(scene: Scene) -> None:
    """The server is back: what waited is handed in by itself, once."""
    driver = scene.driver
    scene.cable.plug()
    banner = driver.find(Banner)
    driver.click(driver.button(driver.words.text("Try now"), banner))
    driver.until(lambda: driver.services.connection.state is ConnectionState.ONLINE, "the server")
    driver.until(lambda: driver.services.capture.waiting().count == 0, "the results to be handed in")
    driver.settle()


def fail(scene: Scene) -> None:
    """The last housing is too wide: red with the key."""
    driver = scene.driver
    driver.type(scene.story.inspection.bad, driver.page(EntryPage).single.line)
    driver.settle()


def finish(scene: Scene) -> None:
    """The membranes are all good; finished, the verdict is computed and nobody can set it."""
    driver = scene.driver
    page = driver.page(EntryPage)
    driver.press("Return", page.single.line)
    driver.click(page.single.all_good)
    driver.do("inspection.entry_finish")
    driver.until(lambda: not page.presenter.writable, "the verdict")
    driver.settle()
    places.search(scene, page.presenter.detail.inspection.number if page.presenter.detail else "")
    driver.press("Return")
    found = driver.page(InspectionPage)
    label = driver.words.label(Verdict.NOT_ACCEPTED)
    driver.until(lambda: found.verdict.text() == label, "the verdict")
    found.tabs.setCurrentWidget(found.results)
    driver.settle()


def refuse_release(scene: Scene) -> None:
    """QA tries to release the lot all the same: it is refused, and what stands before it is named."""
    driver = scene.driver
    people.sign_in(scene, "qa")
    page = places.open_lot(scene, scene.story.inspection.lot_no)
    places.expect_status(scene, page, LotStatus.IN_TEST)
    dialog = places.ask(scene, "genealogy.release")
    driver.click(dialog.submit)
    driver.expect(driver.words.error(NotReady(lot_no=scene.story.inspection.lot_no, missing=[])).strip(), dialog)


def measure(scene: Scene, page: EntryPage, value: str) -> None:
    """Type a value, and Enter."""
    driver = scene.driver
    driver.type(value, page.single.line)
    driver.press("Return", page.single.line)


STEPS = (
    Step("inspections", N_("The inspector's work list: what waits, what is due, what is overdue"), look_at_list),
    Step("sampling", N_("How many are inspected follows from the plan"), take_sample),
    Step("gauges", N_("The register of gauges: which may be used, and until when"), look_at_gauges),
    Step("skills", N_("The skill matrix: who is qualified for what, and until when"), look_at_skills),
    Step("gauge-refused", N_("A caliper whose calibration is overdue is refused"), scan_overdue),
    Step("near-limit", N_("Another caliper; a value near its limit is amber with the key"), enter),
    Step("recorded", N_("What is entered is recorded"), record),
    Step("away", N_("The server is away: results are kept on this computer"), go_on_alone),
    Step("back", N_("The server is back: what waited is handed in by itself"), come_back),
    Step("out-of-limits", N_("One housing is too wide: red with the key"), fail),
    Step("verdict", N_("The verdict is computed; what was captured offline has both times"), finish),
    Step("release-refused", N_("A release is refused, and what stands before it is named"), refuse_release),
)
