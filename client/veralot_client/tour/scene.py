"""What every step of the tour works with, and what a step is."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from veralot_client.tour.cable import Cable
from veralot_client.tour.driver import Driver
from veralot_client.tour.story import Story

FILES = "files"
"""Folder of what is saved on the way, beside the pictures."""


class Scene(NamedTuple):
    """The stage of the tour.

    Attributes:
        driver: works the client.
        cable: leads from the client to the server.
        story: names and numbers.
        password: that of everybody in the demonstration plant.
        folder: where pictures and the exported dossier go.
        language: that of the tour.
    """

    driver: Driver
    cable: Cable
    story: Story
    password: str
    folder: Path
    language: str

    def kept(self, name: str) -> Path:
        """Return where a file goes that somebody saves on the way; it is not there yet."""
        file = self.folder.resolve() / FILES / name
        file.parent.mkdir(exist_ok=True)
        file.unlink(missing_ok=True)
        return file


class Step(NamedTuple):
    """One step; when it is done, a picture is taken.

    Attributes:
        picture: name of the picture, without its number.
        title: what happens, marked with `N_`.
        act: does it. Raises StepFailed.
    """

    picture: str
    title: str
    act: Callable[[Scene], None]
