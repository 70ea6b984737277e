"""Answers about recalls, and the walk through the evidence graph.

`suspects` finds what stands behind each kind of suspect, `walk` what that leads to, `statements` are its texts, `balance`
and `singles` make figures of it, `affected` puts the answer together, `targets` says what an order concerns, `consignees`
who has it, `recalls` tells of recalls themselves, `compare` sets frozen figures beside those of now. Here alone other
modules' tables are read.
"""

from veralot_server.modules.recall.queries import affected, compare, recalls, suspects, targets

__all__ = ["affected", "compare", "recalls", "suspects", "targets"]
