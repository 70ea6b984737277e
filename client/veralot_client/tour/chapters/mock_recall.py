"""A mock recall of the suspect lot: how fast is everything found, and how much of it is accounted for?"""

from veralot_client.modules.recall.pages.acting import CloseStage, ConsigneesStage
from veralot_client.modules.recall.pages.finding import AffectedStage
from veralot_client.modules.recall.pages.recall import RecallPage
from veralot_client.modules.recall.pages.recalls import RecallsPage
from veralot_client.modules.recall.pages.stages import Stage
from veralot_client.tour import people, places
from veralot_client.tour.driver import row_of
from veralot_client.tour.forms import send
from veralot_client.tour.scene import Scene, Step
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.contracts.recall import RecallStatus
from veralot_shared.i18n import N_


def begin(scene: Scene) -> None:
    """Start it where the lot is shown; everything that it reaches is found at once."""
    driver = scene.driver
    places.open_lot(scene, scene.story.suspect.lot_no)
    places.carry_out(scene, "recall.start_here")
    page = turn_to(scene, AffectedStage)
    driver.until(lambda: page.recall.affected is not None, "what is affected")
    driver.settle()


def freeze(scene: Scene) -> None:
    """The figures are frozen, which names everybody who has the goods; letters to them are made."""
    driver = scene.driver
    driver.do("recall.freeze")
    page = turn_to(scene, ConsigneesStage)
    driver.until(lambda: bool(page.recall.detail and page.recall.detail.consignees), "the consignees")
    driver.settle()
    places.ask(scene, "recall.letters")


def write_letters(scene: Scene) -> None:
    """The letters are saved."""
    driver = scene.driver
    send(driver, driver.dialog(FormDialog))
    places.choose_file(scene, scene.kept("letters.zip"))


def close(scene: Scene) -> None:
    """Somebody else closes it: the figures are a record now, under a signature."""
    driver = scene.driver
    write_letters(scene)
    number = driver.page(RecallPage).title()
    people.sign_in(scene, "quality_head")
    open_recall(scene, number)
    conclusion = driver.words.text("Everything was found and is accounted for.")
    places.carry_out(scene, "recall.close", conclusion=conclusion)
    people.sign(scene)
    page = turn_to(scene, CloseStage)
    closed = RecallStatus.CLOSED
    driver.until(lambda: bool(page.recall.detail and page.recall.detail.recall.status is closed), "the closed recall")
    driver.settle()


def open_recall(scene: Scene, number: str) -> None:
    """Go to a recall by the list."""
    driver = scene.driver
    driver.do("recall.list.show")
    page = driver.page(RecallsPage)
    driver.until(lambda: row_of(page.table.grid, number) is not None, number)
    driver.click_row(page.table.grid, row_of(page.table.grid, number) or 0)
    turn_to(scene, CloseStage)


def turn_to(scene: Scene, stage: type[Stage]) -> RecallPage:
    """Choose a stage of the recall in its list."""
    driver = scene.driver
    page = driver.page(RecallPage)
    driver.until(lambda: page.recall.detail is not None, "the recall")
    shown = [each for each in page.stages if not page.list.isRowHidden(page.stages.index(each))]
    wanted = next(each for each in shown if isinstance(each, stage))
    driver.click_row(page.list, page.stages.index(wanted))
    return page


STEPS = (
    Step("recall", N_("A mock recall: everything affected, and where it is"), begin),
    Step("letters", N_("The figures are frozen, and letters to everybody who has the goods are made"), freeze),
    Step("recall-closed", N_("Somebody else closes it: kept as a record with its figures"), close),
)
