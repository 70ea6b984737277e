"""A small plant as files, without an error in it: two customers' worth of history in two dozen movements."""

import csv
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from openpyxl import Workbook

from veralot_shared.contracts.exchange import ImportFile, ImportView
from veralot_shared.rules.gs1 import check_digit

Row = dict[str, str]
Tables = dict[str, list[Row]]
Import = Callable[..., ImportView]
"""Imports tables or files and returns what came of it."""


def gtin(level: int) -> str:
    """Return a GTIN-14 of the prefix that is reserved for demonstrations."""
    digits = f"{level}952000000101"
    return f"{digits}{check_digit(digits)}"


def rows(heads: str, *lines: str) -> list[Row]:
    """Return rows written as `a | b | c` under headings written the same way."""
    names = [head.strip() for head in heads.split("|")]
    return [dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True)) for line in lines]


class History:
    """Movements and steps of status, each an hour after the one before."""

    def __init__(self) -> None:
        self.movements: list[Row] = []
        self.statuses: list[Row] = []
        self._hours = 0
        self._number = 0

    def at(self) -> str:
        """Return the next hour."""
        self._hours += 1
        return f"2026-03-{1 + self._hours // 24:02}T{self._hours % 24:02}:00:00+08:00"

    def move(self, kind: str, *lines: Mapping[str, str], by: str = "wang", **shared: str) -> None:
        """Add a movement."""
        self._number += 1
        first = {"at": self.at(), "movement": str(self._number), "kind": kind, "by": by, **shared}
        self.movements += [{**first, **line} for line in lines]

    def step(self, item: str, lot_no: str, *events: str, by: str = "li") -> None:
        """Add steps of a lot's status."""
        for event in events:
            self.statuses.append({"at": self.at(), "item": item, "lot_no": lot_no, "event": event, "by": by})


def line(item: str, lot_no: str, quantity: str, from_location: str, to_location: str, **more: str) -> Row:
    """Return a line of a movement."""
    places = {"from_location": from_location, "to_location": to_location}
    return {"item": item, "lot_no": lot_no, "quantity": quantity, **places, **more}


def history() -> History:
    """Return the plant's history."""
    past = History()
    made = {"manufactured": "2026-02-01", "expiry": "2028-02-01", "status": "quarantine"}
    rm = line("RM", "R1", "10", "SUPPLIERS", "Q1", unit="kg", supplier_lot_no="X-77", **made)
    past.move("receipt", rm, document_no="PO-1", partner="S1")
    past.move("receipt", line("CP", "C1", "100", "SUPPLIERS", "Q1", **made), document_no="PO-2", partner="S1")
    past.step("RM", "R1", "sample", "accept")
    past.step("CP", "C1", "sample", "accept")
    past.move("transfer", line("RM", "R1", "10", "Q1", "W1"))
    past.move("transfer", line("CP", "C1", "100", "Q1", "W1"))
    past.move("draw", line("RM", "R1", "2000", "W1", "P1", unit="g", to_lot="R1-D1"), order_no="WO-1")
    past.move("issue", line("CP", "C1", "21", "W1", "P1"), order_no="WO-1")
    units = "F1-001..F1-020"
    past.move("produce", line("FG", "F1", "20", "WIP", "P1", serials=units, **made), order_no="WO-1", by="huang")
    into = {"to_item": "FG", "to_lot": "F1"}
    past.move("consume", line("CP", "C1", "20", "P1", "WIP", into_serials=units, **into), order_no="WO-1", by="huang")
    used_up = line("RM", "R1-D1", "2", "P1", "WIP", status="consumed", **into)
    past.move("consume", used_up, order_no="WO-1", by="huang")
    past.step("FG", "F1", "sample", "release_production", "release_market")
    past.move("transfer", line("FG", "F1", "20", "P1", "W1", serials=units))
    pack(past)
    past.move(
        "ship", line("FG", "F1", "10", "W1", "CUSTOMERS", serials="F1-001..F1-010", package_no="K1"), **sent("SH-1")
    )
    past.move("ship", line("FG", "F1", "2", "W1", "CUSTOMERS", serials="F1-016 F1-017"), **sent("SH-2"))
    back = line("FG", "F1", "2", "CUSTOMERS", "T1", serials="F1-001 F1-002", to_lot="F1-RT1", status="quarantine")
    past.move("return", back, document_no="RMA-1", partner="C1", reason="Box crushed 纸箱压损")
    past.move("scrap", line("CP", "C1", "1", "P1", "DESTROYED"), reason="Bent")
    past.move("adjust", line("CP", "C1", "2", "W1", "DIFFERENCES"), document_no="COUNT-1")
    past.move("draw", line("FG", "F1", "1", "W1", "W1", serials="F1-020", to_lot="F1-RS"), reason="Retained sample")
    divide(past)
    return past


def sent(document_no: str) -> Row:
    """Return what the rows of a shipment to the customer share."""
    return {"document_no": document_no, "partner": "C1"}


def pack(past: History) -> None:
    """Pack ten units in a carton of two boxes, and five in a box alone."""
    here = ("W1", "W1")
    past.move(
        "pack",
        line("FG", "F1", "10", *here, package_no="K1", package_level="3"),
        line("FG", "F1", "5", *here, package_no="B1", package_level="2", inside_package="K1", serials="F1-001..F1-005"),
        line("FG", "F1", "5", *here, package_no="B2", package_level="2", inside_package="K1", serials="F1-006..F1-010"),
        line("FG", "F1", "5", *here, package_no="B3", package_level="2", serials="F1-011..F1-015"),
    )


def divide(past: History) -> None:
    """Split the rest of the material, reject and send back one part, and merge two others."""
    past.move(
        "split",
        line("RM", "R1", "3", "W1", "W1", to_lot="R1-S1"),
        line("RM", "R1", "4", "W1", "W1", to_lot="R1-S2"),
        line("RM", "R1", "1", "W1", "W1", to_lot="R1-S3", status="consumed"),
    )
    past.move(
        "merge",
        line("RM", "R1-S1", "3", "W1", "W1", to_lot="R1-M1", status="consumed"),
        line("RM", "R1-S2", "4", "W1", "W1", to_lot="R1-M1", status="consumed"),
    )
    past.step("RM", "R1-S3", "reject")
    past.move("transfer", line("RM", "R1-S3", "1", "W1", "J1"))
    gone = line("RM", "R1-S3", "1", "J1", "SUPPLIERS", status="returned_to_supplier")
    past.move("return", gone, document_no="NCR-1", partner="S1")


def tables() -> Tables:
    """Return the plant's tables, fresh each time."""
    past = history()
    return {
        "partners": rows(
            "code | kind | name | name_zh | country | gln",
            "S1 | supplier | Supplier One | 供应商一 | CN | ",
            "C1 | customer | Customer One | 客户一 | CN | ",
            "C2 | customer | Customer Two | 客户二 | DE | ",
        ),
        "locations": rows(
            "code | name | name_zh | kind | customer",
            "Q1 | Quarantine | 待检区 | quarantine | ",
            "W1 | Store | 仓库 | warehouse | ",
            "P1 | Line | 产线 | production | ",
            "T1 | Returns | 退货区 | returns | C1",
            "J1 | Rejected | 不合格品区 | rejected | ",
        ),
        "users": rows(
            "user_name | full_name | full_name_zh | roles | language | customer | identity_document",
            "wang | Wang Fang | 王芳 | warehouse | zh_CN | | Identity card",
            "li | Li Na | 李娜 | qa_release;inspector | zh_CN | | Identity card",
            "huang | Huang Lei | 黄磊 | operator | en | | ",
            "gao | Gao Yue | 高悦 | registrant | en | C1 | Identity card",
        ),
        "items": rows(
            "code | name | name_zh | kind | tracking | unit | quantum | shelf_life_months | implantable | customer",
            "RM | Resin | 树脂 | material | lot | kg | 0.1 | 24 | no | ",
            "CP | Hub | 接头 | component | lot | pcs | 1 | 24 | no | ",
            "FG | Catheter | 导管 | finished | both | pcs | 1 | 24 | yes | C1",
        ),
        "pack_levels": rows(
            "item | level | name | name_zh | gtin | contains",
            f"FG | 1 | Pouch | 袋 | {gtin(1)} | 1",
            f"FG | 2 | Box | 盒 | {gtin(2)} | 5",
            f"FG | 3 | Carton | 箱 | {gtin(3)} | 10",
        ),
        "movements": past.movements,
        "statuses": past.statuses,
        "holds": rows(
            "at | item | lot_no | serial | reason_code | reason | by | lifted_at | lifted_by",
            "2026-03-03T10:00:00+08:00 | FG | F1 | F1-019 | deviation | Label smudged | li | | ",
            "2026-03-03T11:00:00+08:00 | CP | C1 | | supplier_notice | Notice | li | 2026-03-04T09:00:00+08:00 | gao",
        ),
    }


def heads_of(table: Sequence[Row]) -> list[str]:
    """Return the columns that any row has, in the order in which they come up."""
    return list(dict.fromkeys(head for row in table for head in row))


def as_csv(table: Sequence[Row], delimiter: str = ",") -> str:
    """Return a table as CSV."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, heads_of(table), restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def as_xlsx(table: Sequence[Mapping[str, Any]], heads: Sequence[str] | None = None) -> bytes:
    """Return a table as a workbook whose cells are of the types of the values."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data 数据"
    names = list(heads or dict.fromkeys(head for row in table for head in row))
    sheet.append(names)
    for row in table:
        sheet.append([row.get(name) for name in names])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def files(tables_: Tables) -> list[ImportFile]:
    """Return tables as CSV files."""
    return [ImportFile(name=f"{kind}.csv", content=as_csv(table).encode()) for kind, table in tables_.items()]


class Spot(NamedTuple):
    """Where an error is and which it is."""

    file: str
    row: int
    column: str
    code: str


def spots(view: ImportView) -> list[Spot]:
    """Return where the errors of an import are."""
    return [Spot(error.file, error.row, error.column, error.code) for error in view.errors]
