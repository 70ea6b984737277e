"""Keeps limits that were computed from chosen subgroups and signed for (SPC-01)."""

from sqlalchemy import insert

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import basing, controls, phases
from veralot_server.modules.spc.handlers.defining import require_not_ended
from veralot_server.modules.spc.tables import Phase
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.spc import FreezeLimits, PhaseView
from veralot_shared.i18n import N_


@handles(FreezeLimits)
def freeze_limits(command: FreezeLimits, tx: Transaction) -> PhaseView:
    """Compute the limits and keep them as the next phase."""
    if not command.reason.strip():
        raise ReasonMissing(field="reason")
    found = controls.lock(tx, command.control_id)
    require_not_ended(found.label, found.status, N_("freeze its limits"))
    base = basing.computed(tx, found, command.first, command.last, command.excluded)
    basing.require_later(tx, found, command.first)
    if tx.signature is None:
        raise RuntimeError("limits are frozen under a signature alone")
    values = {
        "control_id": found.id,
        "number": (found.phase or 0) + 1,
        "chart": found.chart,
        "base_first": command.first,
        "base_last": command.last,
        "excluded": sorted(set(command.excluded)),
        "subgroups": base.subgroups,
        "centre": base.found.centre,
        "spread": base.found.spread,
        "reason": command.reason.strip(),
        "frozen_at": tx.now,
        "frozen_by": tx.signature.signer_id,
        "signature_id": tx.signature.id,
    }
    tx.execute(insert(Phase).values(values))
    controls.tell(tx, found.id)
    return phases.of_control(tx, found.id)[-1]
