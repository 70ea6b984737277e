"""What the signature under a review binds: the range of the log, the root that binds its entries, and what was found."""

from veralot_server.core.module import Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit import reviewing
from veralot_server.modules.audit.handlers.plans import plain
from veralot_shared.contracts.audit import FindingView, ReviewView, SignReview
from veralot_shared.errors import RecordNotFound
from veralot_shared.i18n import N_
from veralot_shared.ids import ReviewId

KIND = "audit_review"


@signs(SignReview)
def signed(command: SignReview, tx: Transaction) -> list[Subject]:
    """Return the review that is signed."""
    return [bound(reviewing.opened(tx, command.id, N_("sign")))]


@subject(KIND)
def read_again(key: str, tx: Transaction) -> Subject | None:
    """Return a review as it is now; nothing where there is none, or none that the actor may see."""
    try:
        return bound(reviewing.review(tx, ReviewId(int(key)))) if key.isdecimal() else None
    except RecordNotFound:
        return None


def bound(view: ReviewView) -> Subject:
    """Return what of a review is signed."""
    content = {
        "title": view.title,
        "filter": plain(view.filter),
        "first_index": view.first,
        "last_index": view.end - 1,
        "log_size": view.end,
        "root": view.root,
        "seen": view.seen,
        "entries": view.entries,
        "own_entries": view.own_entries,
        "first_at": view.first_at,
        "last_at": view.last_at,
        "findings": [found(finding) for finding in view.findings],
    }
    return Subject(kind=KIND, key=str(view.id), label=view.title, content=content)


def found(finding: FindingView) -> dict[str, object]:
    """Return a finding as it is signed; a withdrawn one says so."""
    told: dict[str, object] = {"text": finding.text, "noted_by": finding.noted_by, "noted_at": finding.noted_at}
    if finding.index is not None:
        told["index"] = finding.index
    if finding.withdrawn_at is not None:
        told["withdrawn"] = finding.withdrawn_reason
    return told
