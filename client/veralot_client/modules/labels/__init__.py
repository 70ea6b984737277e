"""Labels: templates and their designer, printers, the print queue with the state of each label.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` are the columns of the tables,
`transmission` speaks to printers.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.services import Services
from veralot_client.modules.labels.actions import actions
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.labels import Permission
from veralot_shared.i18n import N_


def make_templates(services: Services, record_id: int | None) -> object:
    """Return the list of templates."""
    from veralot_client.modules.labels.pages.templates import TemplatesPage  # noqa: PLC0415 - Qt only when a page opens

    return TemplatesPage(services, record_id)


def make_designer(services: Services, record_id: int | None) -> object:
    """Return the designer of a template."""
    from veralot_client.modules.labels.pages.designer import DesignerPage  # noqa: PLC0415 - as make_templates

    return DesignerPage(services, record_id or 0)


def make_printers(services: Services, record_id: int | None) -> object:
    """Return the list of printers."""
    from veralot_client.modules.labels.pages.printers import PrintersPage  # noqa: PLC0415 - as make_templates

    return PrintersPage(services, record_id)


def make_jobs(services: Services, _record_id: int | None) -> object:
    """Return the print queue."""
    from veralot_client.modules.labels.pages.jobs import JobsPage  # noqa: PLC0415 - as make_templates

    return JobsPage(services)


def make_job(services: Services, record_id: int | None) -> object:
    """Return one print job."""
    from veralot_client.modules.labels.pages.job import JobPage  # noqa: PLC0415 - as make_templates

    return JobPage(services, record_id or 0)


MODULE = Module(
    name="labels",
    panels=(
        Panel(
            id="labels.jobs",
            title=N_("Print queue"),
            make=make_jobs,
            icon="labels/print",
            permission=Permission.READ,
            roles=frozenset({Role.OPERATOR}),
        ),
        Panel(
            id="labels.job",
            title=N_("Print job"),
            make=make_job,
            kinds=("label_job",),
            icon="labels/print",
            permission=Permission.READ,
        ),
        Panel(
            id="labels.templates",
            title=N_("Label templates"),
            make=make_templates,
            icon="labels/label",
            permission=Permission.READ,
            roles=frozenset({Role.DOCUMENT_CONTROLLER}),
        ),
        Panel(
            id="labels.designer",
            title=N_("Label designer"),
            make=make_designer,
            kinds=("label_template",),
            icon="labels/label",
            permission=Permission.READ,
        ),
        Panel(
            id="labels.printers",
            title=N_("Label printers"),
            make=make_printers,
            icon="labels/print",
            permission=Permission.READ,
        ),
    ),
    actions=actions,
)
