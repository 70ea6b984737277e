"""What the evidence files tell every client."""

from veralot_shared.contracts.attachments.views import FileTarget
from veralot_shared.messages import Event


class AttachmentsChanged(Event):
    """Files were attached to this record, or withdrawn from it."""

    target: FileTarget


class RequirementsChanged(Event):
    """Types of files, or the rules that require them, changed."""
