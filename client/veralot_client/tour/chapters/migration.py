"""Another program's file comes in: every error at once, and nothing written."""

from veralot_client.modules.exchange.pages.imports import ImportPage
from veralot_client.tour import people, places
from veralot_client.tour.scene import Scene, Step
from veralot_shared.i18n import N_


def choose(scene: Scene) -> None:
    """The administrator chooses the file: its columns are known by their headings."""
    driver = scene.driver
    people.sign_in(scene, "administrator")
    driver.do("exchange.import_page.show")
    page = driver.page(ImportPage)
    driver.do("exchange.choose")
    places.choose_file(scene, places.demo_file(scene.story.migration.file))
    driver.until(lambda: page.files.count() == 1, "the file in the list")
    driver.settle()


def check(scene: Scene) -> None:
    """Checked: all errors with their rows and columns."""
    driver, told = scene.driver, scene.story.migration
    page = driver.page(ImportPage)
    driver.do("exchange.check")
    driver.until(lambda: page.errors.model.rowCount() >= told.errors, "all errors")
    driver.settle()


STEPS = (
    Step("import", N_("Another program's file: its columns are found by their headings"), choose),
    Step("import-errors", N_("Checked: every error at once, and nothing written"), check),
)
