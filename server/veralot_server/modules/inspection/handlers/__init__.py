"""Carries out what people do.

`plans` revises and releases, `beginning` makes inspections and takes samples, `recording`
keeps results, `investigating` examines those out of specification, `deciding` decides, `severity` switches, `hearing` hears
of goods that arrive, `sampling_tables` reads pages of standards. What is signed is in `subjects` and `table_subjects`, one
folder up.
"""

from veralot_server.modules.inspection import subjects, table_subjects
from veralot_server.modules.inspection.handlers import (
    beginning,
    deciding,
    hearing,
    investigating,
    plans,
    recording,
    sampling_tables,
    severity,
)

__all__ = [
    "beginning",
    "deciding",
    "hearing",
    "investigating",
    "plans",
    "recording",
    "sampling_tables",
    "severity",
    "subjects",
    "table_subjects",
]
