"""Draws labels: while they are designed, and again as they were printed."""

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels.domain import contents, layouts
from veralot_server.modules.labels.drawing.compose import Composer
from veralot_shared.contracts.labels import (
    DescribeSubjects,
    DrawingView,
    DrawLabel,
    LabelData,
    Layout,
    LayoutProblem,
    PreviewLabel,
)
from veralot_shared.errors import RecordNotFound

LABEL = """
SELECT v.layout, b.data, b.reprint FROM labels_label b
JOIN labels_job j ON j.id = b.job_id JOIN labels_version v ON v.id = j.version_id
WHERE b.id = %(id)s AND (%(scope)s::bigint IS NULL OR j.customer_id = %(scope)s)
"""


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """A label with the layout with which it was printed."""

    layout: Layout
    data: LabelData
    reprint: int


@answers(PreviewLabel)
def preview_label(query: PreviewLabel, tx: Transaction) -> DrawingView:
    """Draw a layout that need not be right yet; what is wrong is told beside it."""
    faults = list(layouts.faults(query.kind, query.layout))
    if any(fault.number == 0 and fault.rule is layouts.RULE_SIZE for fault in faults):
        return DrawingView(width=0, height=0, inks=[], problems=problems(faults))
    data = subject(query, tx) if query.subject_id is not None else contents.sample(query.kind)
    view = Composer(query.layout, tx.today).view(data)
    return msgspec.structs.replace(view, problems=[*problems(faults), *view.problems])


@answers(DrawLabel)
def draw_label(query: DrawLabel, tx: Transaction) -> DrawingView:
    """Draw a label as it was printed."""
    found = tx.one(Printed, LABEL, id=query.label_id, scope=tx.actor.customer_id)
    if found is None:
        raise RecordNotFound(kind="label", key=str(query.label_id), field="label_id")
    return Composer(found.layout, tx.today).view(found.data, found.reprint)


def subject(query: PreviewLabel, tx: Transaction) -> LabelData:
    """Return what is known of the record for which a label is previewed."""
    return tx.call(DescribeSubjects(kind=query.kind, ids=[query.subject_id or 0]))[0]


def problems(faults: list[layouts.Fault]) -> list[LayoutProblem]:
    """Return faults as they are shown."""
    return [LayoutProblem(element=fault.number, rule=fault.rule, value=fault.value) for fault in faults]
