"""The released lot is put away where it may lie; pallets, cartons and stock are looked at."""

from veralot_client.modules.items.pages.items import ItemsPage
from veralot_client.modules.warehouse.pages.container import ContainerPage
from veralot_client.modules.warehouse.pages.put_away import PutAwayPage
from veralot_client.modules.warehouse.pages.stock import StockPage
from veralot_client.tour import people, places
from veralot_client.tour.driver import row_of
from veralot_client.tour.scene import Scene, Step
from veralot_client.tour.waiting import StepFailed
from veralot_shared.i18n import N_


def advise(scene: Scene) -> None:
    """The warehouse scans the lot: every place says whether it may lie there, and why not."""
    driver, told = scene.driver, scene.story.receive
    people.sign_in(scene, "warehouse")
    driver.do("warehouse.put_away")
    page = driver.page(PutAwayPage)
    driver.scan(told.lot_no, page.scan.line)
    driver.until(lambda: row_of(page.table.grid, told.store) is not None, "the places of the plant")
    driver.settle()


def put_away(scene: Scene) -> None:
    """The place is scanned, and the lot lies there."""
    driver, told = scene.driver, scene.story.receive
    page = driver.page(PutAwayPage)
    driver.scan(told.store, page.scan.line)
    driver.until(lambda: not page.hand.isVisible(), "an empty hand")
    driver.settle()
    if told.store not in page.scan.said:
        raise StepFailed(page.scan.said)


def open_pallet(scene: Scene) -> None:
    """A pallet's code leads to it: the cartons on it, what is in them, what was done with it."""
    driver, told = scene.driver, scene.story.container
    places.search(scene, told.number)
    driver.press("Return")
    page = driver.page(ContainerPage)
    driver.until(page.tree.isVisible, "what is on the pallet")
    driver.settle()


def cut_stock(scene: Scene) -> None:
    """Stock by any cut: what lies at one place, in which container."""
    driver, told = scene.driver, scene.story.container
    driver.do("warehouse.stock.show")
    page = driver.page(StockPage)
    driver.choose(page.place, told.place)
    driver.until(lambda: row_of(page.table.grid, told.place) is not None, "the stock of the place")
    driver.settle()


def look_at_items(scene: Scene) -> None:
    """What is bought, made and shipped, for whom, and how it is tracked."""
    driver = scene.driver
    driver.do("items.items.show")
    page = driver.page(ItemsPage)
    driver.until(lambda: page.table.model.rowCount() > 0, "the items")
    driver.settle()


STEPS = (
    Step("put-away", N_("To be put away: where the lot may lie, and why not elsewhere"), advise),
    Step("stored", N_("Two scans, one movement: it lies in its store"), put_away),
    Step("pallet", N_("A pallet: its cartons, what is in them, and what was done with it"), open_pallet),
    Step("stock", N_("Stock at one place, container by container"), cut_stock),
    Step("items", N_("What is bought, made and shipped, and how it is tracked"), look_at_items),
)
