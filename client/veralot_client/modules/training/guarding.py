"""Keeps who is not qualified from entering results while the server is away: by the work list and its own good time. No Qt."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from veralot_client.core.capture.guarding import Answers, Guard
from veralot_client.core.services import Services
from veralot_shared.contracts.inspection import GetInspection, RecordResults, asked_of
from veralot_shared.contracts.training import MyQualifications, NotQualified, by_qualification, lacking
from veralot_shared.messages import Command


def guards(services: Services) -> Mapping[type[Command[Any]], Guard]:
    """Return what stands before a command that would be kept on this computer."""

    def require(command: Command[Any], answers: Answers, now: datetime) -> None:
        """Refuse results that ask for what the person does not hold by then. Raises: NotQualified."""
        detail = answers(GetInspection(id=command.inspection_id)) if isinstance(command, RecordResults) else None
        if detail is None or not isinstance(command, RecordResults):
            # What the work list does not know of is for a person to judge once it is handed in.
            return
        asked = asked_of(detail.revision, {entry.characteristic_id for entry in command.results})
        held = by_qualification(answers(MyQualifications()) or []) if asked else {}
        zone = services.words.zone
        missing = lacking(asked, held, now.astimezone(zone).date(), zone)
        if missing:
            user = services.session.user
            raise NotQualified(
                person=user.full_name if user else "",
                person_zh=user.full_name_zh if user else "",
                number=detail.inspection.number,
                lacking=missing,
            )

    return {RecordResults: require}
