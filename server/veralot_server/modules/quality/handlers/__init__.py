"""One plain function for each command on quality records.

`ncr` opens, decides and closes nonconformities, `carrying_out` carries their dispositions out, `capa`, `deviations`,
`permits`, `complaints`, `complaint_ends`, `suppliers` and `tests` are the other kinds, `tending` what all have, `defects`
the plant's own codes, `printed` puts a record on paper, `hearing` counts what is made and used under
permits. What the signed ones show and bind is in `subjects`, one folder up.
"""

from veralot_server.modules.quality import subjects
from veralot_server.modules.quality.handlers import (
    capa,
    carrying_out,
    complaint_ends,
    complaints,
    defects,
    deviations,
    hearing,
    ncr,
    permits,
    printed,
    suppliers,
    tending,
    tests,
)

__all__ = [
    "capa",
    "carrying_out",
    "complaint_ends",
    "complaints",
    "defects",
    "deviations",
    "hearing",
    "ncr",
    "permits",
    "printed",
    "subjects",
    "suppliers",
    "tending",
    "tests",
]
