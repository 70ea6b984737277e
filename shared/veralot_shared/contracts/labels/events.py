"""What the labels tell every client."""

from veralot_shared.ids import LabelJobId, PrinterId, TemplateId
from veralot_shared.messages import Event


class TemplatesChanged(Event):
    """Templates or their versions changed."""

    template_ids: list[TemplateId]


class JobsChanged(Event):
    """Print jobs or their labels changed."""

    job_ids: list[LabelJobId]


class PrintersChanged(Event):
    """Printers changed."""

    printer_ids: list[PrinterId]
