"""Carries out what people do, and hears what inspections record.

`defining` puts characteristics under control, `recording` keeps subgroups and answers exceptions, `freezing` keeps limits,
`studying` studies gauges, `hearing` follows inspections. What is signed is in `subjects`, one folder up.
"""

from veralot_server.modules.spc import subjects
from veralot_server.modules.spc.handlers import defining, freezing, hearing, recording, studying

__all__ = ["defining", "freezing", "hearing", "recording", "studying", "subjects"]
