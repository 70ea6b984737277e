"""The same in the other language, and in the dark."""

from veralot_client.tour import places
from veralot_client.tour.scene import Scene, Step
from veralot_shared.i18n import LANGUAGES, N_


def switch_language(scene: Scene) -> None:
    """Open a dossier, and switch to the other language while everything is open."""
    places.open_lot(scene, scene.story.complaint.lot_no)
    speak(scene, scene.language)
    speak(scene, next(language for language in LANGUAGES if language != scene.language))


def speak(scene: Scene, language: str) -> None:
    """Switch to a language; whoever came by badge may speak another one than the tour."""
    if scene.driver.words.language != language:
        scene.driver.do(f"shell.language_{language.casefold()}")


def go_dark(scene: Scene) -> None:
    """Come back to the first language, and switch the lights off."""
    speak(scene, scene.language)
    scene.driver.do("shell.theme_dark")


STEPS = (
    Step("other-language", N_("A dossier in the other language"), switch_language),
    Step("dark", N_("The same page in the dark"), go_dark),
)
