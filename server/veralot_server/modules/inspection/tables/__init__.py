"""The tables: `inspections` has plans, inspections and severities, `sampling` what the plant reads of standards itself."""

from veralot_server.modules.inspection.tables.inspections import (
    Characteristic,
    ClassSample,
    Inspection,
    Investigation,
    Plan,
    Result,
    Revision,
    Sample,
    Step,
    Switching,
    SwitchingStep,
    UsageDecided,
)
from veralot_server.modules.inspection.tables.sampling import SamplingReading, SamplingTable

__all__ = [
    "Characteristic",
    "ClassSample",
    "Inspection",
    "Investigation",
    "Plan",
    "Result",
    "Revision",
    "Sample",
    "SamplingReading",
    "SamplingTable",
    "Step",
    "Switching",
    "SwitchingStep",
    "UsageDecided",
]
