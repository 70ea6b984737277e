"""What a retest asks for, in words that leave no doubt what is being judged now. No Qt."""

from typing import Final

from veralot_client.core.words import Words
from veralot_shared.contracts.inspection import InspectionDetail, InspectionStatus, LaboratoryFinding
from veralot_shared.i18n import N_

ASIDE: Final = N_("What was set aside stays seen and counts no more.")
STAYS: Final = N_(
    "What was recorded before stays and counts: the verdict is computed of all of it once this is complete."
)


def is_retest(detail: InspectionDetail | None) -> bool:
    """Return whether an inspection is being tested again."""
    return detail is not None and detail.inspection.status is InspectionStatus.RETEST


def retested(detail: InspectionDetail | None, words: Words) -> str:
    """Return what a retest asks for, and what becomes of the results before it; nothing where there is no retest."""
    if detail is None or not is_retest(detail):
        return ""
    codes = {one.id: one.code for one in detail.revision.characteristics}
    parts = [
        words.text(
            "{code}: samples {numbers}",
            code=codes.get(due.characteristic_id, ""),
            numbers=words.listed(map(words.number, due.samples)),
        )
        for due in detail.dues
        if due.samples
    ]
    which = words.context("list", "; ").join(parts)
    number = words.number(detail.inspection.attempt)
    asked = words.text("Retest, attempt {number}. To be tested again: {which}.", number=number, which=which)
    error = bool(detail.investigations) and detail.investigations[-1].finding is LaboratoryFinding.ERROR
    return words.sentences([asked, words.text(ASIDE if error else STAYS)])
