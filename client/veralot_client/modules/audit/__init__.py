"""The audit log: searching it, and its signed heads.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` are the columns of the table.
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


MODULE = Module(
    name="audit",
    panels=(
        Panel(
            id="audit.log",
            title=N_("Audit log"),
            make=make_log,
            icon="audit/log",
            permission=Permission.LOG_READ,
            roles=frozenset({Role.AUDITOR, Role.QUALITY_HEAD}),
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
