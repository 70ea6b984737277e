"""One function for each command: `sealing` seals on request, `plans` says what is reviewed, `reviews` reviews it."""

from veralot_server.modules.audit import subjects
from veralot_server.modules.audit.handlers import plans, reviews, sealing

__all__ = ["plans", "reviews", "sealing", "subjects"]
