"""A label is designed and approved; later the units get theirs, two are torn, and all are accounted for."""

from PySide6.QtWidgets import QDoubleSpinBox

from veralot_client.modules.labels.pages.designer import DesignerPage
from veralot_client.modules.labels.pages.job import JobPage
from veralot_client.modules.labels.pages.templates import TemplatesPage
from veralot_client.tour import people, places
from veralot_client.tour.driver import row_of
from veralot_client.tour.scene import Scene, Step
from veralot_shared.contracts.labels import ElementKind, LabelKind
from veralot_shared.i18n import N_


def design(scene: Scene) -> None:
    """Document control draws the label of the units; what does not fit is said while it is drawn."""
    driver, told = scene.driver, scene.story.label
    people.sign_in(scene, "designer")
    driver.do("labels.templates.show")
    driver.page(TemplatesPage)
    kind = driver.words.label(LabelKind.UNIT)
    entries = {"code": told.code, "name": told.name, "name_zh": told.name_zh, "kind": kind}
    places.carry_out(scene, "labels.create_template", **entries)
    page = driver.page(DesignerPage)
    driver.until(lambda: page.design.template is not None, "the new template")
    driver.click(page.adders[ElementKind.SYMBOL])
    for title, place in (("From the left", told.symbol_x), ("From the top", told.symbol_y)):
        field = driver.find(QDoubleSpinBox, driver.words.text(title), page)
        driver.type(place, field)
        driver.press("Return", field)
    driver.do("labels.save_draft")


def ask_to_approve(scene: Scene) -> None:
    """Who did not draw it approves it, with a signature."""
    driver = scene.driver
    driver.do("labels.templates.show")
    page = driver.page(TemplatesPage)
    driver.until(lambda: row_of(page.table.grid, scene.story.label.code) is not None, "the template")
    driver.click_row(page.table.grid, row_of(page.table.grid, scene.story.label.code) or 0)
    driver.do("labels.open_designer")
    driver.page(DesignerPage)
    driver.do("labels.approve")
    people.sign(scene)


def print_labels(scene: Scene) -> None:
    """Where the lot is shown, a label for each of its units is queued; there is no printer here, so a file takes them."""
    driver, told = scene.driver, scene.story
    places.open_lot(scene, told.produce.lot_no)
    places.carry_out(scene, "labels.print", template_id=told.label.code)
    page = driver.page(JobPage)
    driver.until(lambda: page.table.model.rowCount() == len(told.produce.serials), "a label for each unit")
    driver.do("labels.save_pdf")
    places.choose_file(scene, scene.kept(f"{told.produce.lot_no}-labels.pdf"))
    driver.press("Ctrl+A", page.table.grid)
    driver.do("labels.came_out")


def reprint(scene: Scene) -> None:
    """Two are torn: they are voided with the reason, and new ones take their place."""
    driver, told = scene.driver, scene.story
    page = driver.page(JobPage)
    for torn in range(told.label.torn):
        driver.until(lambda torn=torn: voided(page) == torn, "the labels that were voided before")  # type: ignore[misc]  # mypy cannot type a lambda's default
        driver.click_row(page.table.grid, torn)
        places.carry_out(scene, "labels.reprint", reason=driver.words.text("Torn while it was stuck on"))
    driver.until(lambda: voided(page) == told.label.torn, "the voided labels")
    driver.settle()


def voided(page: JobPage) -> int:
    """Return how many labels of a job are voided."""
    return page.presenter.job.counts.voided if page.presenter.job else 0


DESIGNING = (Step("designer", N_("Document control designs the label of the units"), design),)
APPROVING = (Step("label-approved", N_("Somebody else approves the label, with a signature"), ask_to_approve),)
PRINTING = (
    Step("labels", N_("A label for each unit is queued and printed"), print_labels),
    Step("reprint", N_("Torn ones are voided, and printed anew"), reprint),
)
