"""Evidence files of a small plant, as the server would answer with them."""

from typing import Any

import pytest

from tests.client.modules.plant import NOW
from tests.fakes import FakeServer
from veralot_shared.contracts.attachments import (
    AttachmentView,
    FileTarget,
    FileTargetKind,
    FileTypeView,
    ListAttachments,
    ListFileRules,
    ListFileTypes,
    ListRequiredFiles,
)
from veralot_shared.ids import AttachmentId, AttachmentTypeId

TYPES = [
    FileTypeView(id=AttachmentTypeId(n), version=1, code=code, name=name, name_zh=name_zh, active=True)
    for n, (code, name, name_zh) in enumerate(
        [
            ("coa", "Certificate of analysis", "检验报告"),
            ("picture", "Picture", "图片"),
            ("validation", "Validation report", "确认报告"),
        ],
        1,
    )
]


def make_file(key: int = 1, **changes: Any) -> AttachmentView:
    """Return an attachment; by default a certificate on a lot."""
    values: dict[str, Any] = {
        "id": AttachmentId(key),
        "version": 1,
        "target": FileTarget(kind=FileTargetKind.LOT, id=7),
        "target_label": "R1",
        "sha256": f"{key:064x}",
        "size": 1500,
        "media_type": "application/pdf",
        "file_name": f"certificate {key}.pdf",
        "type_id": AttachmentTypeId(1),
        "type_code": "coa",
        "type_name": "Certificate of analysis",
        "type_name_zh": "检验报告",
        "number": "4711",
        "issued_on": None,
        "valid_until": None,
        "note": "",
        "expired": False,
        "added_at": NOW,
        "added_by": "Zhao Min",
        "added_by_zh": "赵敏",
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawn_by_zh": None,
        "withdrawn_reason": "",
    }
    return AttachmentView(**(values | changes))


@pytest.fixture(autouse=True)
def _answers(fake_server: FakeServer) -> None:
    """Answer what every page asks."""
    fake_server.answer(ListFileTypes, TYPES)
    fake_server.answer(ListFileRules, [])
    fake_server.answer(ListAttachments, [])
    fake_server.answer(ListRequiredFiles, [])
