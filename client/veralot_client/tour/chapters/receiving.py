"""A supplier's box arrives: it is scanned at the dock and stands in quarantine."""

from veralot_client.modules.genealogy.pages.dossier import DossierPage
from veralot_client.modules.genealogy.pages.receive import ReceivePage
from veralot_client.tour import people, places
from veralot_client.tour.forms import fill
from veralot_client.tour.scene import Scene, Step
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.i18n import N_


def introduce(scene: Scene) -> None:
    """Type who one is."""
    people.introduce(scene, "warehouse")


def accept_accountability(scene: Scene) -> None:
    """Whoever signs in for the first time accepts that a signature binds."""
    people.enter(scene)
    people.accept(scene)


def scan(scene: Scene) -> None:
    """Scan the code on the box: the form is filled in."""
    driver, told = scene.driver, scene.story.receive
    driver.do("genealogy.receive")
    page = driver.page(ReceivePage)
    driver.scan(told.scan, page.scan.line)
    driver.until(lambda: page.form.values()["item_id"] is not None, "the item of the code")


def receive(scene: Scene) -> None:
    """Complete what the code does not say, and receive the lot."""
    driver, told = scene.driver, scene.story.receive
    page = driver.page(ReceivePage)
    entries = {
        "supplier_id": told.supplier,
        "lot_no": told.lot_no,
        "quantity": told.quantity,
        "location_id": told.location,
        "manufactured": told.manufactured,
        "order_no": told.purchase_order,
    }
    fill(driver, page.form, entries)
    driver.click(page.submit)
    driver.expect(driver.words.label(LotStatus.QUARANTINE), page.received)


def show_quarantine(scene: Scene) -> None:
    """Open its dossier: it stands in quarantine."""
    driver = scene.driver
    driver.click(driver.page(ReceivePage).received.open)
    places.expect_status(scene, driver.page(DossierPage), LotStatus.QUARANTINE)


STEPS = (
    Step("login", N_("The warehouse signs in"), introduce),
    Step("accountability", N_("Once, everybody accepts that an electronic signature binds"), accept_accountability),
    Step("desk", N_("The desk of the warehouse: the lots of the plant"), people.arrive),
    Step("scan", N_("A supplier's box is scanned: the code fills in the form"), scan),
    Step("receive", N_("The lot is received"), receive),
    Step("quarantine", N_("It stands in quarantine"), show_quarantine),
)
