"""What the signer of a decision on lots sees and binds, and how the same records are read again later (11.50, 11.70).

Four kinds of record are signed. A `lot`: what it is, not where it lies, so that a transfer voids no signature but a corrected
date does. A `step` in its history: which decision, why. A `movement`: what left, how much, why. `units`: which single
pieces. A step or movement does not exist yet when it is signed: its key is the place that it will have among its like.

`lots`, `history` and `units` are these records; `decisions`, `holds` and `removals` say which of them a command signs.
"""

from veralot_server.modules.genealogy.subjects import decisions, history, holds, lots, removals, units

__all__ = ["decisions", "history", "holds", "lots", "removals", "units"]
