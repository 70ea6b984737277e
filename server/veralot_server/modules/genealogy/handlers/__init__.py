"""One plain function for each command on lots, by what people do.

`receiving` takes goods in and corrects what was entered, `status` decides on lots, `holds` places and lifts holds, `stock`
moves and adjusts, `carrying` moves many lots at once, `parts` draws, splits and merges, `removal` scraps and sends back,
`sterilization` sends out and takes back, `production` produces and consumes, `packing` packs one level, `aggregation` all
levels at once, `shipping` ships and takes returns, `export` makes the signed dossier. What the signed ones show and bind
is in `subjects`, one folder up.
"""

from veralot_server.modules.genealogy import subjects
from veralot_server.modules.genealogy.handlers import (
    aggregation,
    carrying,
    export,
    holds,
    packing,
    parts,
    production,
    receiving,
    removal,
    shipping,
    status,
    sterilization,
    stock,
)

__all__ = [
    "aggregation",
    "carrying",
    "export",
    "holds",
    "packing",
    "parts",
    "production",
    "receiving",
    "removal",
    "shipping",
    "status",
    "sterilization",
    "stock",
    "subjects",
]
