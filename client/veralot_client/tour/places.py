"""Going to the records of the story, the way everybody goes there: by the search box."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit

from veralot_client.modules.genealogy.pages.dossier import DossierPage
from veralot_client.tour.driver import gone, says
from veralot_client.tour.forms import fill, send
from veralot_client.tour.scene import Scene
from veralot_client.widgets.form.dialog import FormDialog
from veralot_resources import path
from veralot_shared.contracts.genealogy import LotStatus


def search(scene: Scene, text: str) -> None:
    """Type into the search box."""
    driver = scene.driver
    driver.press("Ctrl+K")
    driver.type(text, driver.find(QLineEdit, "search_box"))


def open_lot(scene: Scene, lot_no: str) -> DossierPage:
    """Open the dossier of a lot by its number."""
    driver = scene.driver
    search(scene, lot_no)
    driver.press("Return")
    page = driver.page(DossierPage)
    driver.until(lambda: page.header.number.text() == lot_no, f"the dossier of {lot_no}")
    driver.settle()
    return page


def ask(scene: Scene, action_id: str, **entries: str) -> FormDialog:
    """Do an action that asks with a form, and fill that in."""
    driver = scene.driver
    driver.do(action_id)
    dialog = driver.dialog(FormDialog)
    fill(driver, dialog.form, entries)
    return dialog


def carry_out(scene: Scene, action_id: str, **entries: str) -> None:
    """Do an action, fill in its form, and send it."""
    send(scene.driver, ask(scene, action_id, **entries))


def expect_status(scene: Scene, page: DossierPage, status: LotStatus) -> None:
    """Wait until a dossier shows a status."""
    driver = scene.driver
    label = driver.words.label(status)
    driver.until(lambda: page.header.chip.text() == label and says(page, label), f"“{label}”")
    driver.settle()


def choose_file(scene: Scene, file: Path) -> None:
    """Type a file's name into the dialog in front, and press Enter."""
    driver = scene.driver
    dialog = driver.dialog(QFileDialog)
    line = driver.find(QLineEdit, "fileNameEdit", dialog)
    driver.type(str(file), line)
    driver.press("Return", line)
    driver.until(lambda: gone(dialog), "the dialog of files to close")
    driver.settle()


def demo_file(name: str) -> Path:
    """Return a file that lies with the demonstration plant, for people to try things with."""
    return Path(str(path("demo", name)))
