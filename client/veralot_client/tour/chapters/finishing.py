"""The lot is sterilized, released twice, packed and shipped."""

from veralot_client.modules.genealogy.pages.dossier import DossierPage
from veralot_client.tour import people, places
from veralot_client.tour.forms import send
from veralot_client.tour.scene import Scene, Step
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.i18n import N_


def send_to_sterilizer(scene: Scene) -> None:
    """The lot leaves, unreleased, for the contract sterilizer."""
    told = scene.story.finish
    send(scene.driver, scene.driver.dialog(FormDialog))
    people.sign_in(scene, "warehouse")
    page = places.open_lot(scene, scene.story.produce.lot_no)
    entries = {"load_no": told.load_no, "location_id": told.waiting, "target_id": told.sterilizer}
    places.carry_out(scene, "genealogy.send_to_sterilizer", **entries)
    places.expect_status(scene, page, LotStatus.AT_STERILIZER)


def test(scene: Scene) -> None:
    """It comes back into quarantine, and final inspection takes its sample."""
    told = scene.story.finish
    entries = {"load_no": told.load_no, "location_id": told.sterilizer, "target_id": told.waiting}
    places.carry_out(scene, "genealogy.return_from_sterilizer", **entries)
    places.expect_status(scene, scene.driver.page(DossierPage), LotStatus.QUARANTINE)
    people.sign_in(scene, "final_inspector")
    page = places.open_lot(scene, scene.story.produce.lot_no)
    places.carry_out(scene, "genealogy.sample")
    places.expect_status(scene, page, LotStatus.IN_TEST)


def release_production(scene: Scene) -> None:
    """Quality assurance gives production release."""
    people.sign_in(scene, "qa")
    page = places.open_lot(scene, scene.story.produce.lot_no)
    places.carry_out(scene, "genealogy.release_production")
    people.sign(scene)
    places.expect_status(scene, page, LotStatus.PROD_RELEASED)


def name_package(scene: Scene) -> None:
    """The warehouse stores the lot, and packs its units into a box."""
    told, packed, made = scene.story.finish, scene.story.pack, scene.story.produce
    people.sign_in(scene, "warehouse")
    places.open_lot(scene, made.lot_no)
    places.carry_out(scene, "genealogy.transfer", location_id=told.waiting, target_id=told.store)
    entries = {
        "level": f"{packed.level}",
        "location_id": told.store,
        "package_nos": packed.package_no,
        "unit_ids": " ".join(made.serials),
    }
    places.ask(scene, "genealogy.pack", **entries)


def release_to_market(scene: Scene) -> None:
    """The registrant's own person signs the market release."""
    driver = scene.driver
    send(driver, driver.dialog(FormDialog))
    people.sign_in(scene, "registrant")
    page = places.open_lot(scene, scene.story.produce.lot_no)
    places.carry_out(scene, "genealogy.release_market")
    people.sign(scene)
    places.expect_status(scene, page, LotStatus.MARKET_RELEASED)


def ship(scene: Scene) -> None:
    """The box goes to the customer."""
    told = scene.story
    people.sign_in(scene, "warehouse")
    page = places.open_lot(scene, told.produce.lot_no)
    entries = {
        "shipment_no": told.ship.shipment_no,
        "customer_id": told.ship.customer,
        "lines[0].location_id": told.finish.store,
        "lines[0].package_ids": told.pack.package_no,
    }
    places.carry_out(scene, "genealogy.ship", **entries)
    places.expect_status(scene, page, LotStatus.SHIPPED)


STEPS = (
    Step("sterilizer", N_("The lot goes to the sterilizer, unreleased"), send_to_sterilizer),
    Step("in-test", N_("It is back, and final inspection tests it"), test),
    Step("production-release", N_("Quality assurance signs the production release"), release_production),
    Step("pack", N_("The units are packed into a box"), name_package),
    Step("market-release", N_("The registrant signs the market release"), release_to_market),
    Step("shipped", N_("The box is shipped to the customer"), ship),
)
