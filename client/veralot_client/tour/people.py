"""What everybody does: sign in and out, accept that a signature binds, sign."""

from PySide6.QtWidgets import QComboBox, QLineEdit

from veralot_client.core.connection import ConnectionState
from veralot_client.shell.duties import AcceptForm
from veralot_client.shell.floor_window import FloorWindow
from veralot_client.shell.login import LoginWindow
from veralot_client.shell.sign_dialog import SignDialog
from veralot_client.tour.driver import gone
from veralot_client.tour.forms import complaints
from veralot_client.tour.scene import Scene
from veralot_client.tour.waiting import StepFailed


def introduce(scene: Scene, role: str) -> None:
    """Type who one is into the login window; whoever was signed in signs out first."""
    driver = scene.driver
    if driver.client.main_window is not None:
        driver.do("shell.sign_out")
        driver.until(lambda: driver.client.login_window is not None, "the login window")
    window = driver.window
    driver.settle()
    driver.type(scene.story.users[role], driver.find(QLineEdit, "user_name"))
    driver.type(scene.password, driver.find(QLineEdit, "password"))
    if not driver.find(QComboBox, "server", window).currentText():
        raise StepFailed("no server is chosen")


def enter(scene: Scene) -> None:
    """Send what was typed, and wait for the desk or for what comes before it."""
    driver = scene.driver
    window = driver.window
    driver.click(driver.button(driver.words.text("Sign in")))
    if driver.client.main_window is None and complaints(window):
        raise StepFailed(complaints(window))
    driver.until(lambda: driver.client.main_window is not None or accepting(window) is not None, "the desk")
    if driver.client.main_window is not None:
        arrive(scene)


def accept(scene: Scene) -> None:
    """Accept, with the password, that one's electronic signature binds: everybody does so once."""
    driver = scene.driver
    form = accepting(driver.window)
    if form is None:
        return
    driver.click(form.agree)
    driver.type(scene.password, form.password)


def arrive(scene: Scene) -> None:
    """Finish signing in: press what is left to press and wait for a desk that hears the server."""
    driver = scene.driver
    form = accepting(driver.window)
    if form is not None:
        driver.click(form.submit)
    driver.until(lambda: driver.client.main_window is not None, "the desk")
    driver.until(lambda: driver.services.connection.state is ConnectionState.ONLINE, "the server's events")
    driver.fit()
    driver.settle()


def sign_in(scene: Scene, role: str) -> None:
    """Sign in as one of the story's people, whatever it takes."""
    introduce(scene, role)
    enter(scene)
    if scene.driver.client.main_window is None:
        accept(scene)
        arrive(scene)


def hold_badge(scene: Scene, code: str) -> None:
    """Hold a badge to the reader of a shared computer, which types its code and Enter."""
    screen = badge_screen(scene)
    scene.driver.scan(code, screen.badge)
    scene.driver.until(screen.pin.isVisible, "the question for the PIN")
    scene.driver.settle()


def type_pin(scene: Scene, pin: str) -> None:
    """Type the PIN at a shared computer, and wait for the desk."""
    driver, screen = scene.driver, badge_screen(scene)
    driver.type(pin, screen.pin)
    driver.press("Return", screen.pin)
    arrive(scene)


def badge_screen(scene: Scene) -> FloorWindow:
    """Wait for the screen that asks for a badge, and return it."""
    driver = scene.driver
    driver.until(lambda: driver.client.floor is not None and driver.client.floor.window.isVisible(), "the badge screen")
    if driver.client.floor is None:
        raise StepFailed("this computer takes no badges")
    return driver.client.floor.window


def prepare_signature(scene: Scene, reason: str = "") -> SignDialog:
    """Fill in the signature dialog in front, both components where it asks for both."""
    driver = scene.driver
    dialog = driver.dialog(SignDialog)
    if reason:
        driver.type(reason, dialog.form.reason)
    if dialog.form.user_name.isVisible():
        driver.type(signed_in(scene), dialog.form.user_name)
    driver.type(scene.password, dialog.form.secret)
    driver.settle()
    return dialog


def give_signature(scene: Scene) -> None:
    """Press the button of the signature dialog in front, and wait until the signature is taken."""
    driver = scene.driver
    dialog = driver.dialog(SignDialog)
    driver.click(dialog.form.submit)
    if complaints(dialog):
        raise StepFailed(complaints(dialog))
    driver.until(lambda: gone(dialog), "the signature to be taken")
    driver.settle()


def sign(scene: Scene, reason: str = "") -> None:
    """Sign what is asked for."""
    prepare_signature(scene, reason)
    give_signature(scene)


def signed_in(scene: Scene) -> str:
    """Return the user name of whoever is signed in."""
    user = scene.driver.services.session.user
    if user is None:
        raise StepFailed("nobody is signed in")
    return user.user_name


def accepting(window: object) -> AcceptForm | None:
    """Return the form that asks to accept the accountability statement, where it is shown."""
    form = window.accept if isinstance(window, LoginWindow) else None
    return form if form is not None and form.isVisible() else None
