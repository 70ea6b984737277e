"""Part of the lot is drawn, and consumed into an order's lot, unit by unit."""

from veralot_client.tour import people, places
from veralot_client.tour.forms import fill, send
from veralot_client.tour.scene import Scene, Step
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.i18n import N_


def ask_to_draw(scene: Scene) -> None:
    """The warehouse begins to draw from the released lot."""
    received, told = scene.story.receive, scene.story.draw
    places.open_lot(scene, received.lot_no)
    entries = {
        "location_id": received.store,
        "quantity": told.quantity,
        "target_id": told.target,
        "order_no": told.order_no,
        "child_no": told.child_no,
    }
    places.ask(scene, "genealogy.draw", **entries)


def draw(scene: Scene) -> None:
    """Part of it is drawn: a child lot, while the shelf keeps its number."""
    driver = scene.driver
    send(driver, driver.dialog(FormDialog))
    page = places.open_lot(scene, scene.story.draw.child_no)
    places.expect_status(scene, page, LotStatus.RELEASED)


def report_production(scene: Scene) -> None:
    """The operator reports what the order made; the serial numbers are proposed."""
    told, driver = scene.story.produce, scene.driver
    people.sign_in(scene, "operator")
    entries = {
        "order_no": told.order_no,
        "item_id": told.item,
        "lot_no": told.lot_no,
        "quantity": told.quantity,
        "location_id": told.location,
    }
    dialog = places.ask(scene, "genealogy.produce", **entries)
    fill(driver, dialog.form, {"serials": f"{told.serials[0]}..{told.serials[-1].rpartition('-')[2]}"})


def name_inputs(scene: Scene) -> None:
    """Every input is named: serial numbers one into each unit, quantities shared among them."""
    told, driver = scene.story.produce, scene.driver
    send(driver, driver.dialog(FormDialog))
    places.open_lot(scene, told.lot_no)
    dialog = places.ask(scene, "genealogy.consume_into", into_units=" ".join(told.serials))
    for place, line in enumerate(scene.story.consume):
        amount = {"unit_ids": " ".join(line.serials)} if line.serials else {"quantity": line.quantity}
        entries = {"lot_id": line.lot_no, "location_id": line.location} | amount
        fill(driver, dialog.form, {f"lines[{place}].{name}": text for name, text in entries.items()})


def consume(scene: Scene) -> None:
    """Sent: the dossier of the new lot says what is in it."""
    driver, told = scene.driver, scene.story
    send(driver, driver.dialog(FormDialog))
    page = places.open_lot(scene, told.produce.lot_no)
    driver.expect(told.produce.lot_no, page.header)


STEPS = (
    Step("draw", N_("Part of it is to be drawn for an order"), ask_to_draw),
    Step("drawn", N_("What was drawn is a child lot; the shelf keeps its number"), draw),
    Step("produce", N_("Production reports a lot of serialised units"), report_production),
    Step("consume", N_("What went into it is named, unit by unit"), name_inputs),
    Step("made", N_("Its dossier says what it was made from"), consume),
)
