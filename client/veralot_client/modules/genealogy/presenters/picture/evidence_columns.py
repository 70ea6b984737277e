"""The columns of the table of all evidence in a picture. No Qt."""

from collections.abc import Callable, Mapping

from veralot_client.core.words import Words
from veralot_client.modules.genealogy.presenters.picture.cards import STATE_TONES
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_client.widgets.values import of_kind
from veralot_shared.contracts.genealogy import EvidenceState, EvidenceView, TraceNode
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId


def evidence_columns(nodes: Callable[[], Mapping[NodeId, TraceNode]]) -> tuple[Column[EvidenceView], ...]:
    """Return the columns; `nodes` gives what is traced now."""

    def where(piece: EvidenceView) -> str:
        known = nodes()
        ends = [node for node in (piece.parent_id, piece.node_id) if node is not None and node in known]
        return " → ".join(known[node].label for node in ends)

    def said(piece: EvidenceView, words: Words) -> str:
        return of_kind(piece.text, piece.text_kind, words)

    return (
        Column(id="where", title=N_("Number"), value=where, filter=Filter.TEXT, chars=20),
        Column(
            id="title",
            title=N_("Evidence"),
            value=lambda piece: piece.title,
            text=lambda piece, words: words.text(piece.title),
            tone=lambda piece: None if piece.state is EvidenceState.RECORD else STATE_TONES[piece.state],
            filter=Filter.TEXT,
            chars=14,
        ),
        Column(id="text", title=N_("Says"), value=lambda piece: piece.text, text=said, filter=Filter.TEXT, chars=20),
        Column(id="note", title=N_("Reason"), value=lambda piece: piece.note, filter=Filter.TEXT, chars=26),
        named("by", N_("By"), filter=Filter.TEXT, chars=14),
        Column(id="at", title=N_("At"), value=lambda piece: piece.at, filter=Filter.TEXT, chars=20),
    )
