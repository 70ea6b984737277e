"""What is told after something was done with a quality record."""

from veralot_shared.ids import CaseId
from veralot_shared.messages import Event


class QualityChanged(Event):
    """Quality records changed."""

    case_ids: list[CaseId]


class AgreementsChanged(Event):
    """Something else is agreed with a customer, or with all."""


class DefectsChanged(Event):
    """The plant has other defect codes, or calls them otherwise."""
