"""What failed becomes a nonconformity: pre-filled, its lot held at once, evaluated, and decided on with two signatures."""

from veralot_client.modules.inspection.pages.inspections import InspectionsPage
from veralot_client.modules.quality.pages.charts import ChartsPage
from veralot_client.modules.quality.pages.record import RecordPage
from veralot_client.modules.tasks.pages.inbox import InboxPage
from veralot_client.tour import people, places
from veralot_client.tour.driver import row_of
from veralot_client.tour.forms import fill, send
from veralot_client.tour.scene import Scene, Step
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.quality import LineDisposition, QualityStatus, Severity
from veralot_shared.i18n import N_


def report(scene: Scene) -> None:
    """The inspector reports what failed, from the work list: the form begins with all that the inspection knows."""
    driver, told = scene.driver, scene.story.inspection
    driver.dialog(FormDialog).reject()
    people.sign_in(scene, "inspector")
    driver.do("inspection.list.show")
    grid = driver.page(InspectionsPage).table.grid
    driver.until(lambda: row_of(grid, told.lot_no) is not None, told.lot_no)
    driver.click_row(grid, row_of(grid, told.lot_no) or 0, column=1)
    driver.do("quality.open_ncr_failed")
    dialog = driver.dialog(FormDialog)
    driver.until(lambda: bool(dialog.form.values()["lot_ids"]), "the lot")
    driver.until(lambda: dialog.form.values()["defect"] is not None, "the defect")


def open_record(scene: Scene) -> None:
    """Saved: the lot is held at once, whatever it may have been used for."""
    driver = scene.driver
    send(driver, driver.dialog(FormDialog))
    expect(scene, QualityStatus.OPEN)


def evaluate(scene: Scene) -> None:
    """The warehouse sets it apart, quality assurance evaluates it."""
    _ = scene.driver.words.text
    number = scene.driver.page(RecordPage).title()
    people.sign_in(scene, "warehouse")
    go_to(scene, number)
    places.carry_out(scene, "quality.contain_ncr", containment=_("Tagged and set apart"), place="RJ-01")
    people.sign_in(scene, "qa")
    go_to(scene, number)
    entries = {
        "severity": scene.driver.words.label(Severity.MAJOR),
        "evaluation": _("A housing that is too wide may leak in the drip chamber"),
        "reportability_reason": _("Nothing was delivered"),
    }
    places.carry_out(scene, "quality.evaluate_ncr", **entries)
    expect(scene, QualityStatus.UNDER_EVALUATION)


def decide(scene: Scene) -> None:
    """The material review board decides: the whole delivery goes back. The dialog shows in plain words what is signed."""
    driver = scene.driver
    number = driver.page(RecordPage).title()
    people.sign_in(scene, "quality_head")
    go_to(scene, number)
    dialog = places.ask(scene, "quality.dispose_ncr")
    label = driver.words.label(LineDisposition.CONCESSION)
    reason = driver.words.text("The chamber seals up to 18.40 mm")
    check = driver.words.text("The registered specification is met")
    entries = {"lines[0].disposition": label, "lines[0].justification": reason, "lines[0].regulatory_check": check}
    fill(driver, dialog.form, entries)


def sign_decision(scene: Scene) -> None:
    """The board signs."""
    driver = scene.driver
    send(driver, driver.dialog(FormDialog))
    people.prepare_signature(scene)


def agree(scene: Scene) -> None:
    """A concession needs engineering as well: the second signature."""
    people.give_signature(scene)
    number = scene.driver.page(RecordPage).title()
    people.sign_in(scene, "production_head")
    go_to(scene, number)
    places.carry_out(scene, "quality.agree_disposition", assessment=scene.driver.words.text("Tolerance stack checked"))
    people.sign(scene)


def show_dossier(scene: Scene) -> None:
    """The dossier of the lot: its inspection, what failed, and the nonconformity, under their signatures."""
    people.sign_in(scene, "qa")
    page = places.open_lot(scene, scene.story.inspection.lot_no)
    places.expect_status(scene, page, LotStatus.NONCONFORMING)


def go_to(scene: Scene, number: str) -> None:
    """Go to a record by its number."""
    driver = scene.driver
    places.search(scene, number)
    driver.press("Return")
    page = driver.page(RecordPage)
    driver.until(lambda: page.title() == number, number)
    driver.settle()


def expect(scene: Scene, status: QualityStatus) -> None:
    """Wait until the record stands so."""
    driver = scene.driver
    page = driver.page(RecordPage)
    label = driver.words.label(status)
    driver.until(lambda: page.header.status.text() == label, f"“{label}”")
    driver.settle()


def look_at_tasks(scene: Scene) -> None:
    """What waits for the head of quality, from every module, the most urgent first."""
    driver = scene.driver
    people.sign_in(scene, "quality_head")
    driver.do("tasks.inbox.show")
    page = driver.page(InboxPage)
    driver.until(lambda: page.table.model.rowCount() > 0, "what waits")
    driver.settle()


def open_task(scene: Scene) -> None:
    """A CAPA is opened, one of whose actions is late; its causes are on the branches of a diagram."""
    driver = scene.driver
    inbox = driver.page(InboxPage)
    number = next(task.label for task in inbox.inbox.rows if task.label.startswith("CAPA"))
    driver.click_row(inbox.table.grid, row_of(inbox.table.grid, number) or 0, column=1)
    driver.do("tasks.open")
    page = driver.page(RecordPage)
    driver.until(lambda: page.tabs.indexOf(page.causes) >= 0, "the causes")
    page.tabs.setCurrentWidget(page.causes)
    driver.settle()


def count(scene: Scene) -> None:
    """Counted by cause, month and age."""
    driver = scene.driver
    driver.do("quality.charts.show")
    page = driver.page(ChartsPage)
    driver.until(lambda: page.charts.figures is not None, "the figures")
    driver.settle()


REPORTING = (
    Step("ncr", N_("What failed is reported: the form begins with all that the inspection knows"), report),
    Step("ncr-opened", N_("Saved: the lot is held at once"), open_record),
    Step("ncr-evaluated", N_("It is set apart, and evaluated"), evaluate),
    Step("disposition", N_("The material review board decides, line by line"), decide),
    Step("sign-disposition", N_("The board signs: the dialog says what"), sign_decision),
    Step("agreed", N_("A concession needs engineering too: the second signature"), agree),
    Step(
        "dossier-inspected",
        N_("The lot's dossier has its inspection, what failed, and the nonconformity"),
        show_dossier,
    ),
)
WATCHING = (
    Step("tasks", N_("One inbox: what waits for the head of quality, the most urgent first"), look_at_tasks),
    Step("task", N_("A task leads to its record"), open_task),
    Step("pareto", N_("Quality records counted by cause, month and age"), count),
)
