"""What the audit module refuses, and why."""

from veralot_shared.errors import CodedError
from veralot_shared.ids import EntryId, ReviewId


class NotSealedYet(CodedError, status=409):
    """The entry is committed but not yet in the sealed tree."""

    text = "This change is recorded but not sealed yet. Try again in a moment."
    entry_id: EntryId


class ExtractTooLarge(CodedError, status=422):
    """More entries match than one extract holds."""

    text = "More than {limit} entries match. Narrow the search, or export it in parts by time."
    limit: int


class ExtractEmpty(CodedError, status=422):
    """No sealed entry matches: there is nothing to prove."""

    text = "No sealed entry matches, so there is nothing to export."


class ReviewOpen(CodedError, status=409):
    """The plan has a review that nobody has signed or abandoned yet; two would cover the same entries."""

    text = "“{title}” already has an open review. Finish it, or abandon it with a reason."
    title: str
    review_id: ReviewId
