"""Hears what inspections record: results make subgroups, and an open exception refuses the next (SPC-03)."""

from veralot_server.core.module import hears
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import gathering, revising
from veralot_shared.contracts.inspection import InspectionsChanged, ResultsRecorded


@hears(ResultsRecorded)
def follow_results(event: ResultsRecorded, tx: Transaction) -> None:
    """Take recorded results into the charts of their characteristics. Raises: ExceptionOpen."""
    found = gathering.following(tx, event.characteristic_ids)
    if not found:
        return
    revising.correct(tx, event.result_ids)
    for control_id in found:
        gathering.follow(tx, control_id, event.inspection_id)


@hears(InspectionsChanged)
def follow_inspections(event: InspectionsChanged, tx: Transaction) -> None:
    """Take out what an investigation has set aside, and take what is left of complete inspections."""
    revising.set_aside(tx, event.inspection_ids)
    gathering.complete(tx, event.inspection_ids)
