"""Everything that one can do with the audit log."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.audit import (
    AbandonReview,
    CreateReviewPlan,
    ExportLog,
    GetReview,
    Inclusion,
    LogHead,
    NoteFinding,
    OpenReview,
    Seal,
    SignReview,
    UpdateReviewPlan,
    WithdrawFinding,
)
from veralot_shared.i18n import N_

LOG, HEAD, REVIEWS, REVIEW = "audit.log", "audit.head", "audit.reviews", "audit.review"

EXPORT_HINT = N_("Entries, their proofs and the signed checkpoint in one file, to be checked without a server.")

ON_PANELS = (
    ("export", N_("Export with proofs…"), LOG, ExportLog, "audit/export", EXPORT_HINT),
    ("open_review", N_("Review these…"), LOG, OpenReview, "audit/review", N_("Begin a review of what matches now.")),
    (
        "plan_review",
        N_("Review regularly…"),
        LOG,
        CreateReviewPlan,
        "audit/plan",
        N_("Have what matches now reviewed every so many days."),
    ),
    (
        "prove",
        N_("Copy inclusion proof"),
        LOG,
        Inclusion,
        "audit/proof",
        N_("Proof that this entry is in the sealed log, for whoever holds a checkpoint."),
    ),
    ("seal", N_("Seal now"), HEAD, Seal, "audit/seal", N_("Seal what is committed now, without waiting.")),
    (
        "copy_note",
        N_("Copy checkpoint"),
        HEAD,
        LogHead,
        "widgets/copy",
        N_("The signed note to hand to a customer or an authority."),
    ),
    (
        "start_review",
        N_("Begin or go on with review"),
        REVIEWS,
        OpenReview,
        "audit/review",
        N_("From where the last review of this plan ended, up to now."),
    ),
    ("edit_plan", N_("Edit plan…"), REVIEWS, UpdateReviewPlan, "audit/plan-edit", ""),
    ("show_review", N_("Open review"), REVIEWS, GetReview, "audit/reviews", ""),
    (
        "note_finding",
        N_("Note a finding…"),
        REVIEW,
        NoteFinding,
        "audit/finding",
        N_("About the chosen entry, or about the whole."),
    ),
    ("withdraw_finding", N_("Withdraw finding…"), REVIEW, WithdrawFinding, "audit/withdraw", ""),
    (
        "sign_review",
        N_("Sign review…"),
        REVIEW,
        SignReview,
        "audit/sign",
        N_("Finish it with your electronic signature over what was seen and found."),
    ),
    ("abandon_review", N_("Abandon…"), REVIEW, AbandonReview, "audit/abandon", ""),
    ("export_review", N_("Export with proofs…"), REVIEW, ExportLog, "audit/export", EXPORT_HINT),
)
"""Verb, title, panel, message, icon, hint."""


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    for verb, title, panel, sends, icon, hint in ON_PANELS:
        yield Action(id=f"audit.{verb}", title=title, panel=panel, sends=sends, icon=icon, menu=Menu.RECORD, hint=hint)
