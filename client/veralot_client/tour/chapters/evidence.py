"""The evidence: the dossier of the lot that the complaint is about, and its export as a signed PDF."""

from PySide6.QtWidgets import QFileDialog, QLineEdit

from veralot_client.tour import places
from veralot_client.tour.scene import Scene, Step
from veralot_shared.i18n import N_


def show_dossier(scene: Scene) -> None:
    """Open the dossier anew: what is held in it is shown."""
    places.open_lot(scene, scene.story.complaint.lot_no)
    scene.driver.do("shell.close_panel")
    places.open_lot(scene, scene.story.complaint.lot_no)


def show_history(scene: Scene) -> None:
    """Beside it, who changed what, field by field."""
    driver = scene.driver
    page = places.open_lot(scene, scene.story.produce.lot_no)
    driver.click(page.show_history)


def export(scene: Scene) -> None:
    """Have the server make the signed PDF, and save it."""
    driver, lot_no = scene.driver, scene.story.produce.lot_no
    places.open_lot(scene, lot_no)
    driver.do("genealogy.export")
    dialog = driver.dialog(QFileDialog)
    file = scene.folder.resolve() / f"{lot_no}.pdf"
    driver.type(str(file), driver.find(QLineEdit, "fileNameEdit", dialog))


def save(scene: Scene) -> None:
    """Save it."""
    driver = scene.driver
    file = scene.folder.resolve() / f"{scene.story.produce.lot_no}.pdf"
    driver.press("Return", driver.find(QLineEdit, "fileNameEdit", driver.dialog(QFileDialog)))
    driver.until(file.is_file, str(file))


STEPS = (
    Step("dossier", N_("The dossier: everything about the lot on one page"), show_dossier),
    Step("history", N_("Beside it, its history: who changed what, field by field"), show_history),
    Step("export", N_("The dossier is exported as one signed PDF"), export),
    Step("exported", N_("It is saved, for an outsider to verify"), save),
)
