"""What statistical process control does when its time has come: it finds missed samples (SPC-04)."""

from veralot_server.core.module import ticks
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import missing


@ticks("spc.samples")
def find_missed(tx: Transaction) -> None:
    """Find timed samples that were missed, and alarm."""
    missing.find(tx)
