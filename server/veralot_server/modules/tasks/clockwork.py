"""What the inbox does when its time has come: what is late in any module is passed upwards, and told (I-60)."""

from veralot_server.core.module import ticks
from veralot_server.core.transaction import Transaction
from veralot_server.modules.tasks import late


@ticks("tasks.late")
def pass_upwards(tx: Transaction) -> None:
    """Pass upwards what has become late."""
    late.find(tx)
