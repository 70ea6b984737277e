"""The supplier's certificate becomes evidence on the lot."""

from veralot_client.modules.attachments.pages.files import FilesPage
from veralot_client.tour import people, places
from veralot_client.tour.forms import fill, send
from veralot_client.tour.scene import Scene, Step
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.i18n import N_


def describe(scene: Scene) -> None:
    """The inspector chooses the certificate and says what it is."""
    driver, told = scene.driver, scene.story.certificate
    people.sign_in(scene, "inspector")
    places.open_lot(scene, scene.story.receive.lot_no)
    driver.do("attachments.files.show")
    page = driver.page(FilesPage)
    driver.until(lambda: scene.story.receive.lot_no in page.heading.text(), "the files of the lot")
    driver.do("attachments.attach")
    places.choose_file(scene, places.demo_file(told.file))
    dialog = driver.dialog(FormDialog)
    fill(driver, dialog.form, {"type_id": driver.words.name(told.type, told.type_zh), "number": told.number})


def attach(scene: Scene) -> None:
    """Sent: its content is bound by its hash, and shown."""
    driver = scene.driver
    send(driver, driver.dialog(FormDialog))
    page = driver.page(FilesPage)
    driver.until(lambda: bool(page.list.count()), "the file in the list")
    driver.click_row(page.list, 0)
    driver.until(lambda: page.preview.is_drawn, "the first page of the certificate")


STEPS = (
    Step("attach", N_("The supplier's certificate is attached to the lot"), describe),
    Step("file", N_("It is evidence now: bound by its content, and looked at beside the lot"), attach),
)
