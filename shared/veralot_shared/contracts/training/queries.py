"""What one can ask about qualifications."""

import msgspec

from veralot_shared.contracts.training.states import GrantState, Permission
from veralot_shared.contracts.training.views import (
    AbleView,
    GrantDetail,
    GrantPage,
    GrantView,
    HeldView,
    PersonView,
    QualificationView,
)
from veralot_shared.ids import GrantId, InspectionId, QualificationId, UserId
from veralot_shared.messages import Page, Query


class ListQualifications(Query[list[QualificationView]], permission=Permission.READ):
    """List qualifications by code; with `withdrawn` those too that are no longer granted."""

    withdrawn: bool = False
    page: Page = Page(limit=1000)


class GrantFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which grants: every set field must match; `person` is a part of a name."""

    person: str = ""
    user_id: UserId | None = None
    qualification_id: QualificationId | None = None
    states: list[GrantState] = []
    inactive: bool = False


class ListGrants(Query[GrantPage], permission=Permission.READ):
    """List who holds what, by person and code; people whose accounts are closed only with `inactive`."""

    filter: GrantFilter = GrantFilter()
    page: Page = Page()


class GetGrant(Query[GrantDetail], permission=Permission.READ):
    """Return a person's qualification with its history. Raises: RecordNotFound."""

    id: GrantId


class MyQualifications(Query[list[GrantView]], permission=Permission.READ):
    """Return the sender's own qualifications; what a computer asks in advance, for when the server is away."""


class ListPeople(Query[list[PersonView]], permission=Permission.READ):
    """List the plant's own people whose accounts are open, by name."""


class WhoMay(Query[list[AbleView]], permission=Permission.READ):
    """List who holds all of these qualifications today, by name; of none, nobody is listed, since everybody may.

    With a `right`, only those whose roles give it.
    """

    qualification_ids: list[QualificationId]
    right: str = ""


class ListHeld(Query[list[HeldView]], permission=Permission.READ):
    """List which qualifications people held when they worked on an inspection, as it was then. Raises: RecordNotFound."""

    inspection_id: InspectionId
