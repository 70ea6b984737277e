"""Computes how processes meet their specifications, or says why that cannot be said (SPC-05)."""

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import capable, controls
from veralot_shared.contracts.spc import CapabilityView, GetCapability


@answers(GetCapability)
def get_capability(query: GetCapability, tx: Transaction) -> CapabilityView:
    """Return the capability of the phase in force, or of chosen subgroups."""
    control = controls.row(tx, query.control_id)
    return capable.view(tx, control, query.first, query.last)
