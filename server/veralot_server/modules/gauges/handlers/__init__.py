"""Carries out commands: the `register`, `calibrations`, `using`, `assessments`.

What the signed ones show and bind is in `subjects`, one folder up.
"""

from veralot_server.modules.gauges import subjects
from veralot_server.modules.gauges.handlers import assessments, calibrations, register, using

__all__ = ["assessments", "calibrations", "register", "subjects", "using"]
