"""Carries out commands: the `register`, `calibrations`, `using`, `assessments`; `hearing` hears results.

What the signed ones show and bind is in `subjects`, one folder up.
"""

from veralot_server.modules.gauges import subjects
from veralot_server.modules.gauges.handlers import assessments, calibrations, hearing, register, using

__all__ = ["assessments", "calibrations", "hearing", "register", "subjects", "using"]
