"""The lot is sampled, and released with an electronic signature."""

from veralot_client.modules.genealogy.pages.dossier import DossierPage
from veralot_client.tour import people, places
from veralot_client.tour.scene import Scene, Step
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.i18n import N_


def sample(scene: Scene) -> None:
    """The inspector takes a sample: the lot is in test."""
    people.sign_in(scene, "inspector")
    page = places.open_lot(scene, scene.story.receive.lot_no)
    places.carry_out(scene, "genealogy.sample")
    places.expect_status(scene, page, LotStatus.IN_TEST)


def ask_for_signature(scene: Scene) -> None:
    """QA releases the lot; the dialog says what is signed, and both components are typed."""
    people.sign_in(scene, "qa")
    places.open_lot(scene, scene.story.receive.lot_no)
    places.carry_out(scene, "genealogy.release")
    people.prepare_signature(scene, scene.driver.words.text("All characteristics accepted"))


def release(scene: Scene) -> None:
    """The signature is given: the lot is released."""
    people.give_signature(scene)
    places.expect_status(scene, scene.driver.page(DossierPage), LotStatus.RELEASED)


STEPS = (
    Step("sample", N_("The inspector takes a sample"), sample),
    Step("sign", N_("The release asks for an electronic signature"), ask_for_signature),
    Step("released", N_("Signed: the lot is released"), release),
)
