"""Qualifications as people work with them: the skill matrix, grants with their history, what there is, and one's own.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` are the columns of the tables,
`guarding` keeps who is not qualified from entering results while the server is away.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.services import Services
from veralot_client.modules.training.actions import GRANT, GRANTS, MATRIX, MINE, QUALIFICATIONS, actions
from veralot_client.modules.training.guarding import guards
from veralot_shared.contracts.training import Permission
from veralot_shared.i18n import N_

ICON = "identity/verify"


def make_matrix(services: Services, _record_id: int | None) -> object:
    """Return the skill matrix."""
    from veralot_client.modules.training.pages.matrix import MatrixPage  # noqa: PLC0415 - Qt only when a page opens

    return MatrixPage(services)


def make_grants(services: Services, record_id: int | None) -> object:
    """Return the list of grants, with the one of `record_id` chosen."""
    from veralot_client.modules.training.pages.grants import GrantsPage  # noqa: PLC0415 - as make_matrix

    return GrantsPage(services, record_id)


def make_grant(services: Services, record_id: int | None) -> object:
    """Return the page of one grant."""
    from veralot_client.modules.training.pages.grant import GrantPage  # noqa: PLC0415 - as make_matrix

    return GrantPage(services, record_id or 0)


def make_qualifications(services: Services, record_id: int | None) -> object:
    """Return the list of qualifications, with the one of `record_id` chosen."""
    from veralot_client.modules.training.pages.qualifications import (  # noqa: PLC0415 - as make_matrix
        QualificationsPage,
    )

    return QualificationsPage(services, record_id)


def make_mine(services: Services, _record_id: int | None) -> object:
    """Return what the person who is signed in holds."""
    from veralot_client.modules.training.pages.mine import MinePage  # noqa: PLC0415 - as make_matrix

    return MinePage(services)


MODULE = Module(
    name="training",
    panels=(
        Panel(id=MATRIX, title=N_("Skill matrix"), make=make_matrix, icon=ICON, permission=Permission.READ),
        Panel(id=GRANTS, title=N_("Qualifications of people"), make=make_grants, icon=ICON, permission=Permission.READ),
        Panel(
            id=GRANT,
            title=N_("Qualification of a person"),
            make=make_grant,
            kinds=("training_grant",),
            icon=ICON,
            permission=Permission.READ,
        ),
        Panel(
            id=QUALIFICATIONS,
            title=N_("Qualifications"),
            make=make_qualifications,
            icon="common/shield",
            permission=Permission.READ,
        ),
        Panel(id=MINE, title=N_("My qualifications"), make=make_mine, icon="common/badge", permission=Permission.READ),
    ),
    actions=actions,
    guards=guards,
)
