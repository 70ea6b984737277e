"""What every step of the tour works with, and what a step is."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from veralot_client.tour.driver import Driver
from veralot_client.tour.story import Story


class Scene(NamedTuple):
    """The stage of the tour.

    Attributes:
        driver: works the client.
        story: names and numbers.
        password: that of everybody in the demonstration plant.
        folder: where pictures and the exported dossier go.
    """

    driver: Driver
    story: Story
    password: str
    folder: Path


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
