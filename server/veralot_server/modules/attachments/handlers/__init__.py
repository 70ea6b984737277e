"""One plain function for each command: `uploads` take contents in, `attaching` binds and withdraws, `rules` keeps the rules.

What a decision on a lot binds of its files is in `subjects`, one folder up.
"""

from veralot_server.modules.attachments import subjects
from veralot_server.modules.attachments.handlers import attaching, rules, uploads

__all__ = ["attaching", "rules", "subjects", "uploads"]
