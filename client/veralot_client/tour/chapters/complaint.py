"""A customer complains of one unit: back to the supplier's lot, forward to all that shares it, and all of it is held."""

from veralot_client.modules.genealogy.pages.dossier import DossierPage
from veralot_client.modules.genealogy.pages.holds import HoldsPage
from veralot_client.modules.genealogy.pages.trace import TracePage
from veralot_client.tour import people, places
from veralot_client.tour.driver import row_of
from veralot_client.tour.forms import send
from veralot_client.tour.scene import Scene, Step
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.contracts.genealogy import Direction, HoldReason
from veralot_shared.i18n import N_


def search(scene: Scene) -> None:
    """Type the serial number that the customer named into the one search box."""
    people.sign_in(scene, "qa")
    places.search(scene, scene.story.complaint.serial)
    scene.driver.settle()


def find_unit(scene: Scene) -> None:
    """Enter leads to the dossier of its lot, and there to the unit."""
    told, driver = scene.story.complaint, scene.driver
    driver.press("Return")
    page = driver.page(DossierPage)
    driver.until(lambda: page.header.number.text() == told.lot_no, told.lot_no)
    driver.settle()


def trace_back(scene: Scene) -> None:
    """Trace the unit back: down to the suppliers' lots."""
    told, driver = scene.story, scene.driver
    driver.click(driver.button(driver.words.text("Trace unit"), driver.page(DossierPage)))
    page = driver.page(TracePage)
    driver.choose(page.direction, driver.words.label(Direction.BACK))
    choose_record(scene, page, told.suspect.lot_no)


def trace_forward(scene: Scene) -> None:
    """Trace the supplier's lot forward: to every unit and every customer."""
    told, driver = scene.story, scene.driver
    back = driver.page(TracePage)
    driver.do("genealogy.trace_from_here")
    driver.until(lambda: current(scene) is not back, "the trace of the supplier's lot")
    page = driver.page(TracePage)
    driver.choose(page.direction, driver.words.label(Direction.FORWARD))
    driver.until(lambda: page.records.model.rowCount() > told.suspect.units, "every unit")
    driver.settle()


def name_cause(scene: Scene) -> None:
    """Select everything and say why it is to be held."""
    told, driver = scene.story.complaint, scene.driver
    page = driver.page(TracePage)
    driver.press("Ctrl+A", page.records.grid)
    cause = driver.words.label(HoldReason(told.hold_reason_code))
    reason = driver.words.name(told.text, told.text_zh)
    places.ask(scene, "genealogy.hold_traced", reason_code=cause, reason=reason)


def sign_hold(scene: Scene) -> None:
    """One signature covers them all: the dialog says what is signed."""
    driver = scene.driver
    send(driver, driver.dialog(FormDialog))
    people.prepare_signature(scene)


def hold(scene: Scene) -> None:
    """Signed: every lot and unit is held."""
    driver = scene.driver
    people.give_signature(scene)
    driver.do("genealogy.holds.show")
    page = driver.page(HoldsPage)
    driver.until(lambda: page.table.model.rowCount() > scene.story.suspect.units, "a hold on every unit")


def choose_record(scene: Scene, page: TracePage, label: str) -> None:
    """Go to a record in the table of a trace, as one does by typing into its filter, and choose it."""
    driver = scene.driver
    driver.until(lambda: row_of(page.records.grid, label) is not None, label)
    driver.click_row(page.records.grid, row_of(page.records.grid, label) or 0)


def current(scene: Scene) -> object:
    """Return the page that one works on."""
    docked = scene.driver.main_window.docking.current
    return docked.page if docked else None


STEPS = (
    Step("search", N_("A complaint names one serial number: it is typed into the search box"), search),
    Step("unit", N_("It leads to the dossier of its lot"), find_unit),
    Step("trace-back", N_("Traced back: to the supplier's lot"), trace_back),
    Step("trace", N_("Traced forward: to every unit and every customer that shares it"), trace_forward),
    Step("hold", N_("All of them are selected, and the cause is named"), name_cause),
    Step("sign-hold", N_("One signature covers all of them"), sign_hold),
    Step("held", N_("Signed: every lot and every unit is held"), hold),
)
