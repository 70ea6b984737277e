"""What one can ask about labels."""

from veralot_shared.contracts.labels.layout import Layout
from veralot_shared.contracts.labels.states import JobState, LabelKind, LabelState, Permission
from veralot_shared.contracts.labels.views import (
    DrawingView,
    JobPage,
    JobView,
    LabelData,
    LabelPage,
    PrinterView,
    ScanView,
    TemplateVersionView,
    TemplateView,
)
from veralot_shared.ids import LabelId, LabelJobId, LotId, TemplateId
from veralot_shared.messages import Page, Query


class ListTemplates(Query[list[TemplateView]], permission=Permission.READ):
    """List templates by code; with a kind, those of that kind."""

    kind: LabelKind | None = None
    page: Page = Page()


class GetTemplate(Query[TemplateView], permission=Permission.READ):
    """Return one template. Raises: RecordNotFound."""

    id: TemplateId


class ListVersions(Query[list[TemplateVersionView]], permission=Permission.READ):
    """List the versions of a template, newest first. Raises: RecordNotFound."""

    template_id: TemplateId


class ListPrinters(Query[list[PrinterView]], permission=Permission.READ):
    """List printers by code."""


class DescribeSubjects(Query[list[LabelData]], permission=Permission.READ):
    """Return what labels say of subjects, in the order named, or of all of a lot.

    Raises: RecordNotFound.
    """

    kind: LabelKind
    ids: list[int] = []
    lot_id: LotId | None = None


class PreviewLabel(Query[DrawingView], permission=Permission.READ):
    """Draw a label as it would be printed: for a subject, or with sample values.

    Raises: RecordNotFound.
    """

    kind: LabelKind
    layout: Layout
    subject_id: int | None = None


class DrawLabel(Query[DrawingView], permission=Permission.READ):
    """Draw a label of a job again, with the version and the data with which it was printed. Raises: RecordNotFound."""

    label_id: LabelId


class ListJobs(Query[JobPage], permission=Permission.READ):
    """List print jobs, newest first; texts are found anywhere in what they filter, ignoring case."""

    states: list[JobState] = []
    lot_id: LotId | None = None
    job_no: str = ""
    subjects: str = ""
    template: str = ""
    printer: str = ""
    requested_by: str = ""
    page: Page = Page()


class GetJob(Query[JobView], permission=Permission.READ):
    """Return one print job. Raises: RecordNotFound."""

    id: LabelJobId


class ListLabels(Query[LabelPage], permission=Permission.READ):
    """List the labels of a job in their order. Raises: RecordNotFound."""

    job_id: LabelJobId
    states: list[LabelState] = []
    page: Page = Page()


class ListScans(Query[list[ScanView]], permission=Permission.READ):
    """List the scan-backs of a job, newest first. Raises: RecordNotFound."""

    job_id: LabelJobId
    page: Page = Page()
