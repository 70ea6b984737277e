"""A page of the picture on a server that answers with one trace."""

from typing import cast

import pytest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.plant import NOW, make_trace
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.picture.page import PicturePage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.genealogy import EvidenceState, EvidenceView, Trace, TraceEvidence
from veralot_shared.ids import NodeId, SignatureId


def make_evidence() -> list[EvidenceView]:
    """Return a signature on the catheters' lot, a hold on a unit, and an inspection on the edge between lots."""
    return [
        EvidenceView(
            node_id=NodeId(3),
            kind="identity.signature",
            title="Signature",
            text="released",
            text_kind="code:Meaning",
            by="Li Na 李娜",
            at=NOW,
            signature_id=SignatureId(7),
            link_kind="lot",
            link_id=3,
        ),
        EvidenceView(
            node_id=NodeId(1007),
            kind="genealogy.hold",
            title="Hold",
            text="complaint",
            text_kind="code:HoldReason",
            note="burst",
            by="Li Na",
            at=NOW,
            state=EvidenceState.BAD,
        ),
        EvidenceView(
            node_id=NodeId(3),
            parent_id=NodeId(2),
            kind="quality.inspection",
            title="Inspection",
            text="R-14",
            at=NOW,
            state=EvidenceState.GOOD,
        ),
    ]


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> PicturePage:
    """Return the page of a trace of one lot, its forty units and one shipment."""
    fake_server.answer(Trace, make_trace(40))
    fake_server.answer(TraceEvidence, make_evidence())
    shown = cast("PicturePage", show(PicturePage(desk, 1)))
    shown.activateWindow()
    return shown
