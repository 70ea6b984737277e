"""What devices and people change.

`enrolment` registers devices, keys and work lists, `replay` takes batches, `decisions` carries out what people decide,
`withdrawal` revokes keys and blocks devices.
"""

from veralot_server.modules.capture import subjects
from veralot_server.modules.capture.handlers import decisions, enrolment, replay, withdrawal

__all__ = ["decisions", "enrolment", "replay", "subjects", "withdrawal"]
