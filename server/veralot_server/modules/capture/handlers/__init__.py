"""What devices and people change.

`enrolment` registers devices, keys and work lists, `recovery` keeps the keys to journals, `replay` takes batches, `decisions`
carries out what people decide, `withdrawal` revokes keys and blocks devices.
"""

from veralot_server.modules.capture import subjects
from veralot_server.modules.capture.handlers import decisions, enrolment, recovery, replay, withdrawal

__all__ = ["decisions", "enrolment", "recovery", "replay", "subjects", "withdrawal"]
