"""Which kinds of file there are and which columns each has."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from veralot_server.modules.exchange import cells, rows, serials
from veralot_server.modules.exchange.rows import Row
from veralot_shared.contracts.exchange import Kind
from veralot_shared.contracts.identity import Role
from veralot_shared.i18n import LANGUAGES

ROWS: Final[Mapping[Kind, type[Row]]] = MappingProxyType(
    {
        Kind.PARTNERS: rows.PartnerRow,
        Kind.LOCATIONS: rows.LocationRow,
        Kind.USERS: rows.UserRow,
        Kind.ITEMS: rows.ItemRow,
        Kind.PACK_LEVELS: rows.PackLevelRow,
        Kind.BOMS: rows.BomRow,
        Kind.GAUGES: rows.GaugeRow,
        Kind.QUALIFICATIONS: rows.QualificationRow,
        Kind.QUALIFICATION_GRANTS: rows.QualificationGrantRow,
        Kind.INSPECTION_PLANS: rows.InspectionPlanRow,
        Kind.CHARACTERISTICS: rows.CharacteristicRow,
        Kind.DEFECTS: rows.DefectRow,
        Kind.QUALITY_TERMS: rows.QualityTermRow,
        Kind.ESCALATION_LEVELS: rows.EscalationRow,
        Kind.CUSTOMER_AGREEMENTS: rows.AgreementRow,
        Kind.STOCK: rows.StockRow,
        Kind.MOVEMENTS: rows.MovementRow,
        Kind.STATUSES: rows.StatusRow,
        Kind.HOLDS: rows.HoldRow,
    }
)
"""What one row of each kind of file is."""

READ: Final[Mapping[object, cells.Read]] = MappingProxyType(
    {
        rows.Key: cells.key,
        rows.Text: cells.words,
        rows.Language: cells.one_of({name: name for name in LANGUAGES}),
        serials.Serials: serials.read,
        tuple[Role, ...]: cells.roles,
        tuple[rows.Key, ...]: cells.keys,
        bool: cells.yes_no,
        rows.Count: cells.count,
        int: cells.whole,
        Decimal: cells.number,
        date: cells.day,
        datetime: cells.moment,
    }
)
"""How a cell of a type is read; that of an enumeration is one of its codes."""


EXPECTS: Final[Mapping[object, str]] = MappingProxyType(
    {
        rows.Key: cells.KEY,
        rows.Text: cells.TEXT,
        rows.Language: " | ".join(LANGUAGES),
        serials.Serials: serials.EXPECTED,
        tuple[Role, ...]: cells.ROLES,
        tuple[rows.Key, ...]: cells.KEYS,
        bool: cells.YES_NO,
        rows.Count: cells.COUNT,
        int: cells.WHOLE,
        Decimal: cells.NUMBER,
        date: cells.DAY,
        datetime: cells.MOMENT,
    }
)
"""What a cell of a type must be, in words."""


class Column(NamedTuple):
    """A column of a kind of file: how its cells are read, and whether each must be filled."""

    name: str
    read: cells.Read
    required: bool
    expects: str = ""


def columns_of(row: type[Row]) -> tuple[Column, ...]:
    """Return the columns that a kind of row has."""
    hints = get_type_hints(row)
    fields = (spec for spec in msgspec.structs.fields(row) if spec.name != "place")
    return tuple(
        Column(spec.name, reader_of(hints[spec.name]), spec.required, expected(hints[spec.name])) for spec in fields
    )


def type_of(hint: Any) -> Any:  # noqa: ANN401 - a type annotation may be any object
    """Return the type that an annotation asks for; that a cell may be empty is no matter of it."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else ()
    return next((part for part in parts if part is not NoneType), hint)


def expected(hint: Any) -> str:  # noqa: ANN401 - a type annotation may be any object
    """Return in words what a cell must be: a sentence's part, or the codes of a choice."""
    kind = type_of(hint)
    return EXPECTS.get(kind) or " | ".join(member.value for member in kind)


def reader_of(hint: Any) -> cells.Read:  # noqa: ANN401 - a type annotation may be any object
    """Return the reader of an annotation."""
    kind = type_of(hint)
    return READ[kind] if kind in READ else cells.choice(kind)


COLUMNS: Final = MappingProxyType({kind: columns_of(row) for kind, row in ROWS.items()})
"""The columns of each kind of file."""
