"""One plain function for each command on labels.

`templates` and `printers` are set up, `queue` makes jobs, `sending` hands labels out, `accounting` follows each label to
its end, `verifying` compares scans. What signers see is in `subjects`, one folder up.
"""

from veralot_server.modules.labels import subjects
from veralot_server.modules.labels.handlers import accounting, printers, queue, sending, templates, verifying

__all__ = ["accounting", "printers", "queue", "sending", "subjects", "templates", "verifying"]
