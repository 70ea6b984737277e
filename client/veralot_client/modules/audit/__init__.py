"""The audit log: searching, exporting and reviewing it, and its signed heads.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` are the columns of the tables.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.services import Services
from veralot_client.modules.audit.actions import actions
from veralot_shared.contracts.audit import Permission
from veralot_shared.contracts.identity import Role
from veralot_shared.i18n import N_


def make_log(services: Services, _record_id: int | None) -> object:
    """Return the page that searches the log."""
    from veralot_client.modules.audit.pages.log import LogPage  # noqa: PLC0415 - Qt only when a page opens

    return LogPage(services)


def make_head(services: Services, _record_id: int | None) -> object:
    """Return the page of the log's head."""
    from veralot_client.modules.audit.pages.head import HeadPage  # noqa: PLC0415 - as make_log

    return HeadPage(services)


def make_reviews(services: Services, _record_id: int | None) -> object:
    """Return the page of plans and reviews."""
    from veralot_client.modules.audit.pages.reviews import ReviewsPage  # noqa: PLC0415 - as make_log

    return ReviewsPage(services)


def make_review(services: Services, record_id: int | None) -> object:
    """Return the page of one review."""
    from veralot_client.modules.audit.pages.review import ReviewPage  # noqa: PLC0415 - as make_log

    return ReviewPage(services, record_id or 0)


MODULE = Module(
    name="audit",
    panels=(
        Panel(
            id="audit.log",
            title=N_("Audit log"),
            make=make_log,
            icon="audit/log",
            permission=Permission.LOG_READ,
            roles=frozenset({Role.AUDITOR}),
        ),
        Panel(
            id="audit.reviews",
            title=N_("Audit trail reviews"),
            make=make_reviews,
            icon="audit/reviews",
            permission=Permission.LOG_READ,
            roles=frozenset({Role.AUDITOR}),
        ),
        Panel(
            id="audit.review",
            title=N_("Review"),
            make=make_review,
            kinds=("audit_review",),
            icon="audit/review",
            permission=Permission.LOG_READ,
        ),
        Panel(
            id="audit.head",
            title=N_("Log checkpoint"),
            make=make_head,
            icon="audit/head",
            permission=Permission.CHECKPOINT,
            roles=frozenset({Role.AUDITOR}),
        ),
    ),
    actions=actions,
)
