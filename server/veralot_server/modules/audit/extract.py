"""Makes the file of an extract: rows of the proven entries in one of three forms, with the proofs beside them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell

from veralot_shared.contracts.audit import ExtractFormat
from veralot_shared.verify.extract import NAMES, PROVEN, Named, as_csv, as_json, named, packed, rows
from veralot_shared.verify.format import Proofs
from veralot_shared.verify.leaf import parse

README: Final = """Extract of the audit log of {plant}

{count} entries of the log, each with the proof that it is in the log of {size} entries whose signed head is in
proofs.json. Check it with no server and no network:

    pip install 'veralot-shared[verify]'
    veralot-verify THIS.zip --key log.vkey

log.vkey is the log's verifier key, which the plant hands out. The columns record, old_name and new_name say how records
were called on the day of the extract; they are not part of the log. A cell that a spreadsheet would take for a formula
begins with an apostrophe.

审计日志导出：{count} 条，每条附有其在日志（共 {size} 条）中的包含证明。请用 veralot-verify 离线验证；
log.vkey 为工厂公布的日志公钥。record、old_name、new_name 三列为导出当日的名称，不属于日志。
"""


def build(kind: ExtractFormat, proofs: Proofs, names: Named, plant: str, size: int) -> bytes:
    """Return the extract as a ZIP."""
    ordered = sorted(proofs.entries, key=lambda proof: (proof.index, proof.entry_id))
    leaves = ((proof.index, parse(proof.leaf, proof.content, proof.entry_id)) for proof in ordered)
    made = named(rows(leaves), names)
    write = {ExtractFormat.CSV: as_csv, ExtractFormat.JSON: as_json, ExtractFormat.XLSX: as_xlsx}[kind]
    readme = README.format(plant=plant, count=len(ordered), size=size)
    return packed(kind, write(made), proofs, readme)


def as_xlsx(made: Sequence[Sequence[str]]) -> bytes:
    """Return rows as a workbook of one sheet, in which every cell is text and none is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("audit log")
    sheet.freeze_panes = "A2"
    for row in ([*PROVEN, *NAMES], *made):
        sheet.append([plain_cell(sheet, value) for value in row])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def plain_cell(sheet: Any, value: str) -> Cell:  # noqa: ANN401 - openpyxl's write-only sheet has no public type
    """Return a cell that is text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell
