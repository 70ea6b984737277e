"""What quality records do when their time has come: what is late is passed upwards, and told (I-60)."""

from veralot_server.core.module import ticks
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import late


@ticks("quality.late")
def pass_upwards(tx: Transaction) -> None:
    """Pass upwards what has become late."""
    late.find(tx)
