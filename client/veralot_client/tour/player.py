"""Plays the tour: step by step, a line and a picture for each, until one fails."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage

from veralot_client.app import Client
from veralot_client.core.words import Words
from veralot_client.tour.cable import Cable
from veralot_client.tour.chapters import STEPS
from veralot_client.tour.driver import Driver
from veralot_client.tour.pictures import picture
from veralot_client.tour.scene import Scene, Step
from veralot_client.tour.story import load
from veralot_client.tour.waiting import StepFailed

LEFT = ("[0-9][0-9]-*.png", "failed.png", "*.pdf")
"""What a tour leaves."""
FAILED = 1
"""Exit status when a step failed."""


def play(client: Client, cable: Cable, folder: Path, password: str, say: Callable[[str], None] = print) -> int:
    """Start the client, play every step, and return the exit status. Pictures and the dossier go into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    client.start()
    scene = Scene(Driver(client), cable, load(), password, folder, client.words.language)
    words = Words(client.words.language)
    done = all(_play(scene, number, step, words, say) for number, step in enumerate(STEPS, start=1))
    client.end()
    return 0 if done else FAILED


def sweep(folder: Path) -> None:
    """Remove what an earlier tour left: a file that is there already is asked about before it is replaced."""
    for pattern in LEFT:
        for file in folder.glob(pattern):
            file.unlink()


def _play(scene: Scene, number: int, step: Step, words: Words, say: Callable[[str], None]) -> bool:
    started = time.perf_counter()
    title = words.text(step.title)
    try:
        step.act(scene)
        scene.driver.settle()
    except StepFailed as failure:
        say(f"✗ {title}: {failure}")
        _keep(seen(scene.driver), scene.folder / "failed.png")
        return False
    seconds = time.perf_counter() - started
    keep_picture(scene, scene.folder / f"{number:02}-{step.picture}.png")
    say(f"✓ {title} ({seconds:.2f} s)")
    return True


def keep_picture(scene: Scene, file: Path) -> None:
    """Take a picture of the window; it is written to disk in the background."""
    image = seen(scene.driver)
    scene.driver.client.background.start(lambda _job: _keep(image, file), lambda _none: None)
    scene.driver.settle()


def seen(driver: Driver) -> QImage:
    """Return what is seen of the client, its window as large as the picture."""
    driver.fit()
    return picture(driver.window)


def _keep(image: QImage, file: Path) -> None:
    if not image.save(str(file)):
        raise OSError(f"{file} cannot be written")
