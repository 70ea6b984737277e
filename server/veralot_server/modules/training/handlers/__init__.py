"""Carries out commands: `defining` of qualifications, `granting` of them to people; `hearing` hears inspections.

What the signed ones show and bind is in `subjects`, one folder up.
"""

from veralot_server.modules.training import subjects
from veralot_server.modules.training.handlers import defining, granting, hearing

__all__ = ["defining", "granting", "hearing", "subjects"]
