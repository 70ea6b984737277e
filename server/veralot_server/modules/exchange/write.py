"""Writes an import: each table is copied into a temporary one and from there inserted by one statement.

The number of statements does not hang on the number of rows. New nodes get their ids from the sequence in one statement;
stock follows from the movement lines by their trigger, the audit log from every statement by its own.
"""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from types import MappingProxyType
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.plan import Plan
from veralot_server.modules.exchange.spool import Spool
from veralot_server.modules.identity.domain import user_key
from veralot_shared.contracts.identity import AccountState

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
"""The temporary tables and the columns that are copied into them; `seq` numbers the rows of each as they came."""

NODE: Final = "CASE WHEN {0} < 0 THEN -{0} ELSE {1}.id END"
