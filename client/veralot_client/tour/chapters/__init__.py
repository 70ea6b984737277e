"""The chapters of the story, each a file of small steps, in the order in which they are told."""

from typing import Final

from veralot_client.tour.chapters import complaint, evidence, finishing, looks, making, receiving, releasing
from veralot_client.tour.scene import Step

STEPS: Final[tuple[Step, ...]] = (
    *receiving.STEPS,
    *releasing.STEPS,
    *making.STEPS,
    *finishing.STEPS,
    *complaint.STEPS,
    *evidence.STEPS,
    *looks.STEPS,
)
