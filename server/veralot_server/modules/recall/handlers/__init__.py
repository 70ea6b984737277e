"""One plain function for each command on recalls.

`start` begins and changes, `decisions` evaluates, decides and closes, `orders` holds and recalls everything affected,
`figures` freezes and reconciles, `notices` records what authorities and consignees were told and answered, `export` makes
files. What the signed ones show and bind is in `subjects`, one folder up.
"""

from veralot_server.modules.recall import subjects
from veralot_server.modules.recall.handlers import decisions, export, figures, notices, orders, start

__all__ = ["decisions", "export", "figures", "notices", "orders", "start", "subjects"]
