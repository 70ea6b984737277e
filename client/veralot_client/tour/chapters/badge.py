"""A shared computer on the floor: a badge and a PIN, and the desk is the operator's."""

from veralot_client.tour import people, places
from veralot_client.tour.forms import send
from veralot_client.tour.scene import Scene, Step
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.i18n import N_


def choose_pin(scene: Scene) -> None:
    """The operator, signed in with the password, chooses a PIN for shared computers."""
    pin = scene.story.badge.pin
    scene.driver.do("identity.account.show")
    places.ask(scene, "identity.set_pin", password=scene.password, pin=pin, again=pin)


def give_badge(scene: Scene) -> None:
    """The administrator gives the operator a badge, and the computer to the floor."""
    driver, told = scene.driver, scene.story.badge
    driver.do("identity.badges.show")
    entries = {"user_id": scene.story.users["operator"], "label": told.label, "code": told.code}
    places.carry_out(scene, "identity.assign_badge", **entries)
    driver.do("identity.workstations.show")
    places.ask(scene, "identity.enrol_workstation", name=told.station)


def hold_badge(scene: Scene) -> None:
    """Nobody is signed in: the computer asks for a badge, and after it for the PIN."""
    driver, told = scene.driver, scene.story.badge
    send(driver, driver.dialog(FormDialog))
    driver.do("shell.sign_out")
    people.hold_badge(scene, told.code)


def come(scene: Scene) -> None:
    """The PIN, and the desk is there."""
    people.type_pin(scene, scene.story.badge.pin)


PIN = (Step("pin", N_("The operator chooses a PIN for shared computers"), choose_pin),)
STEPS = (
    Step("badge", N_("The administrator gives the operator a badge, and a computer to the floor"), give_badge),
    Step("badge-held", N_("The badge is held to the reader; the computer asks for the PIN"), hold_badge),
    Step("floor", N_("With the PIN, the desk is the operator's"), come),
)
