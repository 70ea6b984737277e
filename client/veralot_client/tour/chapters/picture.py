"""The same trace as a picture: what is alike is one card with its count, what is held stands out."""

from veralot_client.modules.genealogy.pages.picture.page import PicturePage
from veralot_client.tour import places
from veralot_client.tour.scene import Scene, Step
from veralot_shared.contracts.genealogy import Direction
from veralot_shared.i18n import N_


def draw(scene: Scene) -> None:
    """From the supplier's lot forward, to every customer; everything that was held carries its seal."""
    driver = scene.driver
    places.open_lot(scene, scene.story.suspect.lot_no)
    driver.do("genealogy.picture")
    page = driver.page(PicturePage)
    driver.choose(page.direction, driver.words.label(Direction.FORWARD))
    driver.until(lambda: page.picture.figure is not None, "the picture")
    driver.settle()


def show_path(scene: Scene) -> None:
    """The unit of the complaint is found in it, and the path that leads there is lit."""
    driver = scene.driver
    page = driver.page(PicturePage)
    driver.type(scene.story.complaint.serial, page.tools.search)
    driver.press("Return", page.tools.search)
    driver.settle()


STEPS = (
    Step("picture", N_("As a picture: what is alike is one card, what is held stands out"), draw),
    Step("path", N_("The unit of the complaint is found in it, and the path to it is lit"), show_path),
)
