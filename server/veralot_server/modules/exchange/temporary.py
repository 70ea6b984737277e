"""The temporary tables into which an import is copied before it is written."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "import_partner": "code text, kind text, name text, name_zh text, address text, country text, gln text",
        "import_location": "code text, name text, name_zh text, kind text, outside boolean, customer text",
        "import_user": "user_key text, user_name text, full_name text, full_name_zh text, state text, language text, "
        "customer text, document text",
        "import_role": "user_key text, role text",
        "import_item": "code text, name text, name_zh text, kind text, tracking text, unit text, quantum numeric, "
        "shelf_life_months integer, implantable boolean, customer text, device_class text",
        "import_level": "item text, level integer, name text, name_zh text, gtin text, contains integer",
        "import_bom": "item text, revision text, per numeric",
        "import_bom_line": "item text, revision text, place integer, component text, quantity numeric",
        "import_gauge": "code text, name text, name_zh text, kind text, unit text, range_low numeric, range_high numeric, "
        "resolution numeric, interval_months integer, warning_days integer, location text, keeper text, maker text, "
        "model text, serial_no text, calibrated_on date, due_on date, certificate_no text, traceable_to text",
        "import_qualification": "code text, name text, name_zh text, covers text, months integer, warning_days integer, "
        "least_level integer",
        "import_grant": "user_key text, code text, held_from date, held_until date, level integer, evidence text",
        "import_plan": "code text, item text, stage text, operation text, supplier text, customer text, due_hours integer, "
        "rules jsonb, qualifications jsonb, number integer",
        "import_characteristic": "plan text, place integer, code text, name text, name_zh text, kind text, "
        "defect_class text, nominal numeric, lower numeric, upper numeric, unit text, decimals integer, method text, "
        "gauge_type text, sample_size integer, investigate boolean, balloon jsonb, qualifications jsonb",
        "import_defect": "code text, name text, name_zh text, severity text",
        "import_term": "kind text, status text, days integer",
        "import_escalation": "level integer, after_days integer, role text",
        "import_agreement": "customer text, consent_concession boolean, consent_rework boolean, notice_hours integer",
        "import_lot": "node bigint, lot_no text, item text, status text, cycle integer, supplier text, "
        "supplier_lot_no text, customer text, order_no text, manufactured date, expiry date, made numeric",
        "import_package": "node bigint, package_no text, lot bigint, level integer, gtin text, quantity numeric, "
        "inside bigint",
        "import_unit": "node bigint, serial_no text, item text, lot bigint, location text, status text, package bigint",
        "import_shipment": "node bigint, shipment_no text, customer text, at timestamptz",
        "import_movement": "movement bigint, kind text, at timestamptz, order_no text, document_no text, reason text, "
        "user_key text",
        "import_line": "movement bigint, lot bigint, receiver bigint, source text, target text, quantity numeric",
        "import_edge": "movement bigint, parent bigint, child bigint, scope text, kind text, quantity numeric, unit text",
        "import_change": "lot bigint, event text, before text, after text, cycle integer, at timestamptz, user_key text, "
        "reason text",
        "import_hold": "node bigint, reason_code text, reason text, user_key text, at timestamptz, lifted_by text, "
        "lifted_at timestamptz",
    }
)
"""The temporary tables with the columns that are copied into them; `seq` numbers their rows as they came.

Those of which there are no rows are neither made nor copied, and nothing is written from them.
"""

NUMBERS: Final = "import_node"
MOVEMENT_IDS: Final = "import_movement_id"
BEFORE: Final = "import_before"

WORKING: Final[Mapping[str, str]] = MappingProxyType(
    {
        NUMBERS: "node bigint PRIMARY KEY, id bigint NOT NULL",
        MOVEMENT_IDS: "movement bigint PRIMARY KEY, id bigint NOT NULL",
        BEFORE: "table_name text, key bigint, before jsonb",
    }
)
"""Further temporary tables, which the statements fill."""


def create(tables: Iterable[str]) -> str:
    """Return what makes the temporary tables."""
    seq = "seq bigint GENERATED ALWAYS AS IDENTITY"
    columns = {name: f"{seq}, {TABLES[name]}" for name in tables} | dict(WORKING)
    return ";\n".join(f"CREATE TEMP TABLE {name} ({columns[name]})" for name in columns)


def analyze(tables: Iterable[str]) -> str:
    """Return what lets the planner know how large they are."""
    return f"ANALYZE {', '.join([*tables, *WORKING])}"


def drop(tables: Iterable[str]) -> str:
    """Return what drops them."""
    return f"DROP TABLE {', '.join([*tables, *WORKING])}"
