"""The chapters of the story, each a file of small steps, in the order in which they are told."""

from typing import Final

from veralot_client.tour.chapters import (
    badge,
    charting,
    complaint,
    evidence,
    files,
    finishing,
    inspecting,
    labelling,
    log_review,
    looks,
    making,
    migration,
    mock_recall,
    nonconforming,
    picture,
    receiving,
    releasing,
    storing,
)
from veralot_client.tour.scene import Step

STEPS: Final[tuple[Step, ...]] = (
    *receiving.STEPS,
    *files.STEPS,
    *labelling.DESIGNING,
    *releasing.STEPS,
    *labelling.APPROVING,
    *storing.STEPS,
    *inspecting.STEPS,
    *nonconforming.REPORTING,
    *charting.STEPS,
    *nonconforming.WATCHING,
    *making.STEPS,
    *labelling.PRINTING,
    *badge.PIN,
    *finishing.STEPS,
    *complaint.STEPS,
    *picture.STEPS,
    *evidence.STEPS,
    *mock_recall.STEPS,
    *log_review.STEPS,
    *migration.STEPS,
    *badge.STEPS,
    *looks.STEPS,
)
