"""Quality records on paper."""

from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.quality.kinds import Permission
from veralot_shared.ids import CaseId
from veralot_shared.messages import Command


class PrintCase(Command[FileView], permission=Permission.READ):
    """Print a record with all that was done in it and every signature, as a PDF signed by the plant.

    Who complained is not printed. `language` is `en` or `zh_CN`.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    case_id: CaseId
    language: str = "en"
