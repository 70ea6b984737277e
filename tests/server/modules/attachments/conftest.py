"""What the tests of evidence files share: a plant, and contents in it."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_server.core import files
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.attachments import (
    AttachFile,
    AttachmentView,
    BeginUpload,
    FileTarget,
    FileTargetKind,
    FinishUpload,
    ListFileTypes,
)
from veralot_shared.ids import AttachmentTypeId

PDF = b"%PDF-1.7\n% a certificate\n"


class Cabinet:
    """Attaches files in a test's plant, with what a test does not care about filled in."""

    def __init__(self, plant: Plant) -> None:
        self.plant, self.tx = plant, plant.tx

    def stored(self, content: bytes = PDF) -> str:
        """Bring a content in as the present actor, and return its hash."""
        digest = sha256(content).hexdigest()
        begun = self.plant.do(BeginUpload(sha256=digest, size=len(content)))
        if not begun.complete:
            files.add(self.tx.wire, begun.upload_id, begun.stored, content[begun.stored :])
            self.plant.do(FinishUpload(sha256=digest))
        return digest

    def type_id(self, code: str) -> AttachmentTypeId:
        """Return a type by its code."""
        return next(one.id for one in self.plant.do(ListFileTypes()) if one.code == code)

    def attached(
        self, kind: FileTargetKind, key: int, code: str = "coa", content: bytes = PDF, **more: Any
    ) -> AttachmentView:
        """Attach a content to a record."""
        values: dict[str, Any] = {"file_name": "certificate.pdf", **more}
        return self.plant.do(
            AttachFile(
                target=FileTarget(kind=kind, id=key), sha256=self.stored(content), type_id=self.type_id(code), **values
            )
        )


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def cabinet(plant: Plant) -> Cabinet:
    """Return what attaches files in this test's plant."""
    return Cabinet(plant)


Become = Callable[..., Any]
