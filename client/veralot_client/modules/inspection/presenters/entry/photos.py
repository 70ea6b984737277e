"""Takes a picture as a result: its file is sent, attached to the lot as a picture, and named by the result. No Qt."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.core.transfers import upload
from veralot_shared.contracts.attachments import (
    AttachFile,
    AttachmentView,
    FileTarget,
    FileTargetKind,
    ListFileTypes,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId

PICTURE: Final = "picture"
"""The type of file that every plant has from the beginning."""


def attach(services: Services, lot_id: LotId, path: Path, note: str, done: Callable[[AttachmentView], None]) -> Job:
    """Send a picture in the background and attach it to a lot; needs the server, since the file itself is sent."""
    server = services.server

    def work(job: Job) -> AttachmentView:
        types = server.call(ListFileTypes(), job=job)
        type_id = next((one.id for one in types if one.code == PICTURE and one.active), None)
        if type_id is None:
            raise RecordNotFound(kind="file type", key=PICTURE)
        sent = upload(server, path, job)
        target = FileTarget(kind=FileTargetKind.LOT, id=lot_id)
        command = AttachFile(target=target, sha256=sent.sha256, file_name=path.name, type_id=type_id, note=note)
        return server.call(command, job=job)

    return services.background.start(work, done, title=services.words.text(N_("Sending {name}"), name=path.name))
